"""Members meet: introductions, rounds, the ledgers"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rounds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('matches_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rounds')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rounds_phase'), ['phase'], unique=False)

    op.create_table('interactions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('about', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_interactions_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_interactions_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interactions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_interactions_company_id_at'), ['company_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_interactions_person_id_at'), ['person_id', 'at'], unique=False)

    op.create_table('introductions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('other_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('low_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('high_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('origin', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('why', sa.String(length=32), nullable=True),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('asker_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('other_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_muted', sa.Boolean(), nullable=False),
    sa.Column('nudged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=32), nullable=True),
    sa.Column('declined_for', sa.String(length=32), nullable=True),
    sa.Column('declined_words', sa.Text(), nullable=True),
    sa.Column('handed_from_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('low_id < high_id', name=op.f('ck_introductions_pair')),
    sa.ForeignKeyConstraint(['asker_id'], ['people.id'], name=op.f('fk_introductions_asker_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handed_from_id'], ['introductions.id'], name=op.f('fk_introductions_handed_from_id_introductions'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['other_id'], ['people.id'], name=op.f('fk_introductions_other_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_introductions_round_id_rounds'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introductions_asker_id_asked_at'), ['asker_id', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_other_id_asked_at'), ['other_id', 'asked_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_low_id_high_id'), ['low_id', 'high_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_introductions_state_asked_at'), ['state', 'asked_at'], unique=False)
        batch_op.create_index('uq_introductions_open', ['low_id', 'high_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('mutes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('muted_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['muted_id'], ['people.id'], name=op.f('fk_mutes_muted_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mutes_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutes')),
    sa.UniqueConstraint('person_id', 'muted_id', name=op.f('uq_mutes_person_id_muted_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mutes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mutes_muted_id'), ['muted_id'], unique=False)

    op.create_table('opportunities',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('about', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_opportunities_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_opportunities_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunities')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('opportunities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opportunities_company_id_at'), ['company_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_opportunities_person_id_at'), ['person_id', 'at'], unique=False)

    op.create_table('round_members',
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_round_members_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_round_members_round_id_rounds'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'person_id', name=op.f('pk_round_members'))
    )
    with op.batch_alter_table('round_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_members_person_id'), ['person_id'], unique=False)

    op.create_table('searches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_searches_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('searches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_searches_person_id_at'), ['person_id', 'at'], unique=False)

    op.create_table('introduction_reports',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('introduction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question', sa.String(length=32), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=32), nullable=True),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['introduction_id'], ['introductions.id'], name=op.f('fk_introduction_reports_introduction_id_introductions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_introduction_reports_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introduction_reports')),
    sa.UniqueConstraint('introduction_id', 'person_id', 'question', name=op.f('uq_introduction_reports_introduction_id_person_id_question')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('introduction_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_introduction_reports_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('people', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('is_listed', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('shares', sa.JSON(), nullable=False, server_default='["telegram", "phone", "email"]'))
        batch_op.add_column(sa.Column('habit', sa.String(length=32), nullable=False, server_default='ask'))
        batch_op.add_column(sa.Column('monthly_rate', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('former_telegram_id', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_people_former_telegram_id'), ['former_telegram_id'], unique=False)

    # Whose account moved on to another record has left; they were put back on the list of those who get a link
    op.execute("UPDATE people SET standing = 'left' WHERE standing = 'expected' AND joined_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table('people', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_former_telegram_id'))
        batch_op.drop_column('former_telegram_id')
        batch_op.drop_column('monthly_rate')
        batch_op.drop_column('habit')
        batch_op.drop_column('shares')
        batch_op.drop_column('is_listed')

    with op.batch_alter_table('introduction_reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introduction_reports_person_id'))

    op.drop_table('introduction_reports')
    with op.batch_alter_table('searches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_searches_person_id_at'))

    op.drop_table('searches')
    with op.batch_alter_table('round_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_members_person_id'))

    op.drop_table('round_members')
    with op.batch_alter_table('opportunities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opportunities_person_id_at'))
        batch_op.drop_index(batch_op.f('ix_opportunities_company_id_at'))

    op.drop_table('opportunities')
    with op.batch_alter_table('mutes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mutes_muted_id'))

    op.drop_table('mutes')
    with op.batch_alter_table('introductions', schema=None) as batch_op:
        batch_op.drop_index('uq_introductions_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_introductions_state_asked_at'))
        batch_op.drop_index(batch_op.f('ix_introductions_round_id'))
        batch_op.drop_index(batch_op.f('ix_introductions_low_id_high_id'))
        batch_op.drop_index(batch_op.f('ix_introductions_other_id_asked_at'))
        batch_op.drop_index(batch_op.f('ix_introductions_asker_id_asked_at'))

    op.drop_table('introductions')
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_interactions_person_id_at'))
        batch_op.drop_index(batch_op.f('ix_interactions_company_id_at'))

    op.drop_table('interactions')
    with op.batch_alter_table('rounds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rounds_phase'))

    op.drop_table('rounds')
