"""Broadcasts have media and buttons with links"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('broadcasts', sa.Column('media', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('broadcasts', sa.Column('copy_of', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    op.add_column('broadcast_texts', sa.Column('media', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('broadcast_texts', sa.Column('links', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('broadcast_texts', sa.Column('came_in', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('broadcast_texts') as batch_op:
        batch_op.drop_column('came_in')
        batch_op.drop_column('links')
        batch_op.drop_column('media')
    with op.batch_alter_table('broadcasts', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('copy_of')
        batch_op.drop_column('media')
