"""Leads that companies note at missions, and the diary: programmes by day, notes"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mission_days',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_days_mission_id_missions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mission_days')),
    sa.UniqueConstraint('mission_id', 'day', name=op.f('uq_mission_days_mission_id_day')),
    sqlite_autoincrement=True
    )
    op.create_table('diary_notes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_diary_notes_mission_id_missions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_diary_notes_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diary_notes')),
    sa.UniqueConstraint('person_id', 'message_id', name=op.f('uq_diary_notes_person_id_message_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('diary_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diary_notes_mission_id'), ['mission_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_diary_notes_person_id_mission_id_day'), ['person_id', 'mission_id', 'day'], unique=False)

    op.create_table('leads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('warmth', sa.String(length=32), nullable=True),
    sa.Column('promise', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_leads_company_id_companies'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_leads_mission_id_missions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_leads_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leads')),
    sa.UniqueConstraint('mission_id', 'company_id', 'number', name=op.f('uq_leads_mission_id_company_id_number')),
    sa.UniqueConstraint('person_id', 'message_id', name=op.f('uq_leads_person_id_message_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leads_company_id'), ['company_id'], unique=False)

    op.create_table('mission_day_texts',
    sa.Column('day_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['day_id'], ['mission_days.id'], name=op.f('fk_mission_day_texts_day_id_mission_days'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('day_id', 'language', name=op.f('pk_mission_day_texts'))
    )
    op.create_table('lead_photos',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lead_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.Column('file_unique_id', sa.String(length=64), nullable=False),
    sa.Column('media', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_photos_lead_id_leads'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_photos')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('lead_photos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_photos_lead_id'), ['lead_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('lead_photos', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_photos_lead_id'))

    op.drop_table('lead_photos')
    op.drop_table('mission_day_texts')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leads_company_id'))

    op.drop_table('leads')
    with op.batch_alter_table('diary_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_diary_notes_person_id_mission_id_day'))
        batch_op.drop_index(batch_op.f('ix_diary_notes_mission_id'))

    op.drop_table('diary_notes')
    op.drop_table('mission_days')
