"""A button under broadcasts, and who tapped it"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcast_taps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('broadcast_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcasts.id'], name=op.f('fk_broadcast_taps_broadcast_id_broadcasts'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_broadcast_taps_company_id_companies'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_broadcast_taps_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcast_taps')),
    sa.UniqueConstraint('broadcast_id', 'person_id', name=op.f('uq_broadcast_taps_broadcast_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('broadcast_taps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_broadcast_taps_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_broadcast_taps_person_id'), ['person_id'], unique=False)

    op.add_column('broadcasts', sa.Column('button', sa.String(length=32), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('broadcasts', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('button')

    op.drop_table('broadcast_taps')
