"""Events, with their guests, documents and reminders"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('phase', sa.String(length=32), nullable=False),
    sa.Column('starts', sa.DateTime(timezone=False), nullable=True),
    sa.Column('ends', sa.DateTime(timezone=False), nullable=True),
    sa.Column('answer_by', sa.DateTime(timezone=False), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_by_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('map_link', sa.String(length=500), nullable=False),
    sa.Column('online_link', sa.String(length=500), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('seats_per_company', sa.Integer(), nullable=True),
    sa.Column('picture_id', sa.String(length=255), nullable=False),
    sa.Column('picture_media', sa.String(length=16), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('fallbacks', sa.JSON(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_because', sa.String(length=500), nullable=False),
    sa.Column('thanked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_phase_starts_at'), ['phase', 'starts_at'], unique=False)

    op.create_table('event_files',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.String(length=255), nullable=False),
    sa.Column('file_unique_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('media', sa.String(length=16), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_files_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_files')),
    sa.UniqueConstraint('event_id', 'file_unique_id', name=op.f('uq_event_files_event_id_file_unique_id')),
    sqlite_autoincrement=True
    )
    op.create_table('event_reminders',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reminder', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('times', sa.SmallInteger(), nullable=False),
    sa.Column('is_too_late', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_reminders_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'reminder', name=op.f('pk_event_reminders'))
    )
    op.create_table('event_texts',
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_texts_event_id_events'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'language', name=op.f('pk_event_texts'))
    )
    op.create_table('event_guests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('rsvp', sa.String(length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offers', sa.SmallInteger(), nullable=False),
    sa.Column('handed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('must_confirm', sa.Boolean(), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('check_in', sa.String(length=32), nullable=True),
    sa.Column('walk_in_name', sa.Text(), nullable=True),
    sa.Column('rating', sa.SmallInteger(), nullable=True),
    sa.Column('sentence', sa.Text(), nullable=True),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_event_guests_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_event_guests_event_id_events'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handed_by_id'], ['people.id'], name=op.f('fk_event_guests_handed_by_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_event_guests_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_guests')),
    sa.UniqueConstraint('event_id', 'person_id', name=op.f('uq_event_guests_event_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('event_guests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_guests_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_guests_event_id_rsvp_company_id'), ['event_id', 'rsvp', 'company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_guests_handed_by_id'), ['handed_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_guests_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_guests_rsvp_offered_until'), ['rsvp', 'offered_until'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('event_guests', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_guests_rsvp_offered_until'))
        batch_op.drop_index(batch_op.f('ix_event_guests_person_id'))
        batch_op.drop_index(batch_op.f('ix_event_guests_handed_by_id'))
        batch_op.drop_index(batch_op.f('ix_event_guests_event_id_rsvp_company_id'))
        batch_op.drop_index(batch_op.f('ix_event_guests_company_id'))

    op.drop_table('event_guests')
    op.drop_table('event_texts')
    op.drop_table('event_reminders')
    op.drop_table('event_files')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_phase_starts_at'))
        batch_op.drop_index(batch_op.f('ix_events_author_id'))

    op.drop_table('events')
