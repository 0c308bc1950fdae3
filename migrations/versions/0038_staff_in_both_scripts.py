"""Staff have a name in the other script, too"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("other_name", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("staff", "other_name")
