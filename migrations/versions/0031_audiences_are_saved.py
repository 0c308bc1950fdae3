"""Audiences are saved under names; a broadcast may go to one person of each company"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_audiences',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('choice', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_audiences')),
    sa.UniqueConstraint('key', name=op.f('uq_saved_audiences_key')),
    sqlite_autoincrement=True
    )
    op.add_column('broadcasts', sa.Column('by_company', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('broadcasts', schema=None) as batch_op:
        batch_op.drop_column('by_company')
    op.drop_table('saved_audiences')
