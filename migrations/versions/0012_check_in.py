"""Check-in: wrong numbers of the venue are counted, and attendance is written to the ledger once"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('attendance_noted_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('venue_tries',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_venue_tries_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue_tries')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('venue_tries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venue_tries_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('venue_tries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venue_tries_person_id'))

    op.drop_table('venue_tries')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_column('attendance_noted_at')
