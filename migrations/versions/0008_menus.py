"""Menus: which chats have commands of their own at Telegram"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'menus',
        sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_menus')),
    )
    # The menus of staff were memos; with an empty digest each is set anew, or taken away from who is staff no more
    op.execute(
        "INSERT INTO menus (chat_id, digest) "
        "SELECT CAST(substr(name, 6) AS BIGINT), '' FROM memos WHERE name LIKE 'menu %'"
    )
    op.execute("DELETE FROM memos WHERE name LIKE 'menu %'")


def downgrade() -> None:
    op.drop_table('menus')
