"""Missions: what is planned, who was invited, applications with their documents and scores"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('missions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('city', sa.String(length=120), nullable=False),
    sa.Column('fair', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('deadline', sa.DateTime(timezone=False), nullable=True),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('covered', sa.JSON(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('minimum', sa.Integer(), nullable=True),
    sa.Column('decides_on', sa.Date(), nullable=True),
    sa.Column('fills_itself', sa.Boolean(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('conditions', sa.JSON(), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.Column('settled', sa.JSON(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_on', sa.Boolean(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_because', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_missions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('missions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_missions_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_missions_phase_deadline_at'), ['phase', 'deadline_at'], unique=False)

    op.create_table('mission_reminders',
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reminder', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('times', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_reminders_mission_id_missions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('mission_id', 'reminder', name=op.f('pk_mission_reminders'))
    )
    op.create_table('mission_texts',
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_texts_mission_id_missions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('mission_id', 'language', name=op.f('pk_mission_texts'))
    )
    op.create_table('mission_applications',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('traveller_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('motivation', sa.Text(), nullable=True),
    sa.Column('products', sa.Text(), nullable=True),
    sa.Column('buyers', sa.Text(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_mission_applications_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_applications_mission_id_missions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mission_applications_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['traveller_id'], ['people.id'], name=op.f('fk_mission_applications_traveller_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mission_applications')),
    sa.UniqueConstraint('mission_id', 'company_id', name=op.f('uq_mission_applications_mission_id_company_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mission_applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mission_applications_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mission_applications_mission_id_state'), ['mission_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_mission_applications_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mission_applications_traveller_id'), ['traveller_id'], unique=False)

    op.create_table('mission_invitees',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('mission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('interest', sa.String(length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_mission_invitees_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_mission_invitees_mission_id_missions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mission_invitees_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mission_invitees')),
    sa.UniqueConstraint('mission_id', 'person_id', name=op.f('uq_mission_invitees_mission_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mission_invitees', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mission_invitees_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mission_invitees_mission_id_interest'), ['mission_id', 'interest'], unique=False)
        batch_op.create_index(batch_op.f('ix_mission_invitees_person_id'), ['person_id'], unique=False)

    op.create_table('mission_documents',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('file_id', sa.String(length=255), nullable=False),
    sa.Column('file_unique_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media', sa.String(length=16), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['mission_applications.id'], name=op.f('fk_mission_documents_application_id_mission_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mission_documents')),
    sa.UniqueConstraint('application_id', 'kind', 'file_unique_id', name=op.f('uq_mission_documents_application_id_kind_file_unique_id')),
    sqlite_autoincrement=True
    )
    op.create_table('mission_scores',
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('staff_id', sa.BigInteger(), nullable=False),
    sa.Column('yardstick', sa.String(length=32), nullable=False),
    sa.Column('points', sa.SmallInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['mission_applications.id'], name=op.f('fk_mission_scores_application_id_mission_applications'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('application_id', 'staff_id', 'yardstick', name=op.f('pk_mission_scores'))
    )


def downgrade() -> None:
    op.drop_table('mission_scores')
    op.drop_table('mission_documents')
    with op.batch_alter_table('mission_invitees', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mission_invitees_person_id'))
        batch_op.drop_index(batch_op.f('ix_mission_invitees_mission_id_interest'))
        batch_op.drop_index(batch_op.f('ix_mission_invitees_company_id'))

    op.drop_table('mission_invitees')
    with op.batch_alter_table('mission_applications', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mission_applications_traveller_id'))
        batch_op.drop_index(batch_op.f('ix_mission_applications_person_id'))
        batch_op.drop_index(batch_op.f('ix_mission_applications_mission_id_state'))
        batch_op.drop_index(batch_op.f('ix_mission_applications_company_id'))

    op.drop_table('mission_applications')
    op.drop_table('mission_texts')
    op.drop_table('mission_reminders')
    with op.batch_alter_table('missions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_missions_phase_deadline_at'))
        batch_op.drop_index(batch_op.f('ix_missions_author_id'))

    op.drop_table('missions')
