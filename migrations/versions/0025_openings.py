"""Openings: what is open to companies, and which of them took it up; who gets the weekly list"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('openings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('proposer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('need', sa.Text(), nullable=True),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=False), nullable=True),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('conditions', sa.JSON(), nullable=False),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_because', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_openings_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['proposer_id'], ['people.id'], name=op.f('fk_openings_proposer_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_openings_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_openings_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_openings_proposer_id'), ['proposer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_openings_phase_deadline_at'), ['phase', 'deadline_at'], unique=False)

    op.create_table('opening_texts',
    sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_opening_texts_opening_id_openings'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('opening_id', 'language', name=op.f('pk_opening_texts'))
    )
    op.create_table('opening_prospects',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('interest', sa.String(length=32), nullable=True),
    sa.Column('interested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_again_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.String(length=32), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_opening_prospects_company_id_companies'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_opening_prospects_opening_id_openings'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_opening_prospects_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_prospects')),
    sa.UniqueConstraint('opening_id', 'company_id', name=op.f('uq_opening_prospects_opening_id_company_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('opening_prospects', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opening_prospects_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opening_prospects_person_id'), ['person_id'], unique=False)

    op.add_column('people', sa.Column('gets_openings', sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table('introductions', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_introductions_opening_id_openings'), 'openings', ['opening_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(batch_op.f('ix_introductions_opening_id'), ['opening_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('introductions', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_introductions_opening_id'))
        batch_op.drop_constraint(batch_op.f('fk_introductions_opening_id_openings'), type_='foreignkey')
        batch_op.drop_column('opening_id')

    op.drop_column('people', 'gets_openings')

    op.drop_table('opening_prospects')
    op.drop_table('opening_texts')
    op.drop_table('openings')
