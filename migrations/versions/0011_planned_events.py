"""Events are planned in steps, and changed by a plan of their own"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('events', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('settled', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(
            sa.Column('revises_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f('fk_events_revises_id_events'), 'events', ['revises_id'], ['id'], ondelete='CASCADE'
        )
        batch_op.create_index(batch_op.f('ix_events_revises_id'), ['revises_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('events', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_events_revises_id'))
        batch_op.drop_constraint(batch_op.f('fk_events_revises_id_events'), type_='foreignkey')
        batch_op.drop_column('revises_id')
        batch_op.drop_column('settled')
