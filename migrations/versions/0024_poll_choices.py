"""Polls: what was chosen in those with names"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('poll_choices',
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('voter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_choices_question_id_poll_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['voter_id'], ['poll_voters.id'], name=op.f('fk_poll_choices_voter_id_poll_voters'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'value', 'voter_id', name=op.f('pk_poll_choices'))
    )
    with op.batch_alter_table('poll_choices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_choices_voter_id'), ['voter_id'], unique=False)


def downgrade() -> None:
    op.drop_table('poll_choices')
