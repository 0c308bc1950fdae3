"""A correction knows who wrote it: of many people, another one confirms it"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("broadcast_corrections", sa.Column("written_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("broadcast_corrections", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("written_by")
