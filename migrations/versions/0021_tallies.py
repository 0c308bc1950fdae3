"""Targets and results of missions, what a mission cost; leads and notes have no key by which one could replace another"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('leads', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_leads_mission_id_company_id_number'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_leads_person_id_message_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_leads_mission_id_company_id'), ['mission_id', 'company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_person_id_message_id'), ['person_id', 'message_id'], unique=False)

    with op.batch_alter_table('diary_notes', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_diary_notes_person_id_message_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_diary_notes_person_id_message_id'), ['person_id', 'message_id'], unique=False)

    op.create_table('mission_costs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_costs_mission_id_missions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mission_costs')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mission_costs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mission_costs_mission_id'), ['mission_id'], unique=False)

    op.create_table('tallies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('stage', sa.String(length=32), nullable=False),
    sa.Column('asked_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('leads', sa.Integer(), nullable=True),
    sa.Column('orders', sa.Integer(), nullable=True),
    sa.Column('value_amount', sa.BigInteger(), nullable=True),
    sa.Column('value_currency', sa.String(length=3), nullable=True),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('expected_amount', sa.BigInteger(), nullable=True),
    sa.Column('expected_currency', sa.String(length=3), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['people.id'], name=op.f('fk_tallies_answered_by_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['asked_id'], ['people.id'], name=op.f('fk_tallies_asked_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tallies_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_tallies_mission_id_missions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tallies')),
    sa.UniqueConstraint('mission_id', 'company_id', 'stage', name=op.f('uq_tallies_mission_id_company_id_stage')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tallies_answered_by_id'), ['answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tallies_asked_id'), ['asked_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tallies_company_id'), ['company_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('tallies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tallies_company_id'))
        batch_op.drop_index(batch_op.f('ix_tallies_asked_id'))
        batch_op.drop_index(batch_op.f('ix_tallies_answered_by_id'))

    op.drop_table('tallies')
    with op.batch_alter_table('mission_costs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mission_costs_mission_id'))

    op.drop_table('mission_costs')

    with op.batch_alter_table('diary_notes', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_diary_notes_person_id_message_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_diary_notes_person_id_message_id'), ['person_id', 'message_id'])

    with op.batch_alter_table('leads', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leads_person_id_message_id'))
        batch_op.drop_index(batch_op.f('ix_leads_mission_id_company_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_leads_person_id_message_id'), ['person_id', 'message_id'])
        batch_op.create_unique_constraint(batch_op.f('uq_leads_mission_id_company_id_number'), ['mission_id', 'company_id', 'number'])
