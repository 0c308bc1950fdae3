"""Reminders of events: of which begin they were, and how many people missed them"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('event_reminders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('missed', sa.Integer(), nullable=True))
        batch_op.drop_column('is_too_late')


def downgrade() -> None:
    with op.batch_alter_table('event_reminders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_too_late', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_column('missed')
        batch_op.drop_column('starts_at')
