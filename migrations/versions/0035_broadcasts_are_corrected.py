"""Broadcasts that were sent are corrected and withdrawn"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcast_corrections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('broadcast_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaces', sa.Boolean(), nullable=False),
    sa.Column('on_the_way', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcasts.id'], name=op.f('fk_broadcast_corrections_broadcast_id_broadcasts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcast_corrections')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('broadcast_corrections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broadcast_corrections_broadcast_id'), ['broadcast_id'], unique=False)

    op.add_column('broadcasts', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('broadcasts', sa.Column('settled_before', sa.Integer(), server_default='0', nullable=False))
    op.drop_index('ix_deliveries_broadcast_id_status', table_name='deliveries')
    op.create_index('ix_deliveries_broadcast_id_purpose_status_language', 'deliveries', ['broadcast_id', 'purpose', 'status', 'language'])


def downgrade() -> None:
    op.drop_index('ix_deliveries_broadcast_id_purpose_status_language', table_name='deliveries')
    op.create_index('ix_deliveries_broadcast_id_status', 'deliveries', ['broadcast_id', 'status'])
    with op.batch_alter_table('broadcasts', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('settled_before')
        batch_op.drop_column('withdrawn_at')

    op.drop_table('broadcast_corrections')
