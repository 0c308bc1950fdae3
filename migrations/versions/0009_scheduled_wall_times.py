"""Scheduled broadcasts keep the time that was chosen, as the clocks show it"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Which zone's clocks were meant only the settings say: those that are scheduled get theirs when the bot starts
    op.add_column('broadcasts', sa.Column('send_wall', sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('broadcasts', schema=None) as batch_op:
        batch_op.drop_column('send_wall')
