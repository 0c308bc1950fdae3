"""Polls: questions, who was asked, answers and what came of them"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('polls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('by_company', sa.Boolean(), nullable=False),
    sa.Column('tells_all', sa.Boolean(), nullable=False),
    sa.Column('closes', sa.DateTime(timezone=False), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_polls')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_polls_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_polls_phase_closes_at'), ['phase', 'closes_at'], unique=False)

    op.create_table('poll_done_texts',
    sa.Column('poll_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_poll_done_texts_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'language', name=op.f('pk_poll_done_texts'))
    )
    op.create_table('poll_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('poll_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_poll_questions_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_questions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_questions_poll_id_place'), ['poll_id', 'place'], unique=False)

    op.create_table('poll_question_texts',
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_question_texts_question_id_poll_questions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'language', name=op.f('pk_poll_question_texts'))
    )
    op.create_table('poll_voters',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('poll_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_poll_voters_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_poll_voters_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.id'], name=op.f('fk_poll_voters_poll_id_polls'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_voters')),
    sa.UniqueConstraint('poll_id', 'person_id', name=op.f('uq_poll_voters_poll_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('poll_voters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_voters_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_voters_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_voters_poll_id_company_id_answered_at'), ['poll_id', 'company_id', 'answered_at'], unique=False)

    op.create_table('poll_answers',
    sa.Column('voter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('given', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_answers_question_id_poll_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['voter_id'], ['poll_voters.id'], name=op.f('fk_poll_answers_voter_id_poll_voters'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('voter_id', 'question_id', name=op.f('pk_poll_answers'))
    )
    with op.batch_alter_table('poll_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_answers_question_id'), ['question_id'], unique=False)

    op.create_table('poll_said_texts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('voter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_said_texts_question_id_poll_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['voter_id'], ['poll_voters.id'], name=op.f('fk_poll_said_texts_voter_id_poll_voters'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_said_texts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('poll_said_texts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_said_texts_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_said_texts_voter_id'), ['voter_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('poll_said_texts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_said_texts_voter_id'))
        batch_op.drop_index(batch_op.f('ix_poll_said_texts_question_id'))

    op.drop_table('poll_said_texts')
    with op.batch_alter_table('poll_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_answers_question_id'))

    op.drop_table('poll_answers')
    with op.batch_alter_table('poll_voters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_voters_poll_id_company_id_answered_at'))
        batch_op.drop_index(batch_op.f('ix_poll_voters_person_id'))
        batch_op.drop_index(batch_op.f('ix_poll_voters_company_id'))

    op.drop_table('poll_voters')
    op.drop_table('poll_question_texts')
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_questions_poll_id_place'))

    op.drop_table('poll_questions')
    op.drop_table('poll_done_texts')
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_polls_phase_closes_at'))
        batch_op.drop_index(batch_op.f('ix_polls_author_id'))

    op.drop_table('polls')
