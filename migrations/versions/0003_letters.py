"""Letters: what messages say is kept once for all who get it; what a message is about is a column of its own"""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

FORMER_KEYS = (
    (r'profile:\d+:(\d+:\d+)', 'profile', r'\1'),
    (r'introduction:(\d+):(\w+):\d+:', r'introduction:\1', r'\2'),
    (r'outcome:(\d+):(\w+):\d+', r'introduction:\1', r'outcome \2'),
    (r'round:(\d+):\d+:(\w+)', r'round:\1', r'\2'),
    (r'round:(\d+):(\w+):\d+', r'round:\1', r'\2'),
    (r'request:(\d+)', r'request:\1', 'decided'),
    (r'request:(\d+):\d+', r'request:\1', 'came in'),
    (r'b(\d+):\d+', r'broadcast:\1', 'text'),
    (r'progress:(\d+)', r'broadcast:\1', 'progress'),
    (r'(paused|ended):(\d+):(\d+):\d+', r'broadcast:\2', r'\1 \3'),
    (r'(failure|unreadable):(\d+):\d+', r'\1', r'\2'),
)
"""What the former keys of messages mean: the key, what the message is about, and which of those it is."""


def upgrade() -> None:
    op.create_table('letters',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('contents', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letters')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('deliveries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('about', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('what', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('letter_id', ROW_ID, nullable=True))
        batch_op.add_column(sa.Column('edits', sa.Integer(), nullable=True))
        batch_op.alter_column('content', existing_type=sa.Text(), nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_deliveries_letter_id_letters'), 'letters', ['letter_id'], ['id'], ondelete='SET NULL')
        batch_op.drop_index(batch_op.f('ix_deliveries_person_id'))
        batch_op.create_index(batch_op.f('ix_deliveries_person_id_status'), ['person_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_letter_id_status'), ['letter_id', 'status'], unique=False)

    _name_messages()
    op.execute("UPDATE deliveries SET status = 'paused' WHERE status = 'held'")
    # A progress line that waits would come as a new message: the next look writes a better one
    op.execute("DELETE FROM deliveries WHERE purpose = 'progress' AND status <> 'sending'")
    op.execute("UPDATE broadcasts SET progress_shown = '' WHERE progress_shown <> 'end only'")

    with op.batch_alter_table('deliveries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_deliveries_dedupe_key'), type_='unique')
        batch_op.drop_column('dedupe_key')
        batch_op.create_unique_constraint(batch_op.f('uq_deliveries_about_what_chat_id'), ['about', 'what', 'chat_id'])

    with op.batch_alter_table('broadcasts', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('letter_id', ROW_ID, nullable=True))
        batch_op.add_column(sa.Column('counts', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.create_foreign_key(batch_op.f('fk_broadcasts_letter_id_letters'), 'letters', ['letter_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_broadcasts_letter_id'), ['letter_id'])

    with op.batch_alter_table('rounds', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))


def _name_messages() -> None:
    """What waits keeps its own content, in the language that it was written down in."""
    connection = op.get_bind()
    deliveries = sa.table('deliveries', *map(sa.column, ('id', 'chat_id', 'dedupe_key', 'about', 'what')))
    found = connection.execute(
        sa.select(deliveries.c.id, deliveries.c.chat_id, deliveries.c.dedupe_key)
        .where(deliveries.c.dedupe_key.is_not(None))
        .order_by(deliveries.c.id)
    )
    named = list(_named(found.all()))
    if named:
        naming = sa.update(deliveries).where(deliveries.c.id == sa.bindparam('row_id'))
        connection.execute(naming.values(about=sa.bindparam('about'), what=sa.bindparam('what')), named)


def _named(rows: Iterable[sa.Row]) -> Iterable[dict[str, object]]:
    seen = set()
    for row_id, chat_id, key in rows:
        for pattern, about, what in FORMER_KEYS:
            if found := re.fullmatch(pattern, key):
                name = found.expand(about), found.expand(what)
                if (*name, chat_id) not in seen:
                    seen.add((*name, chat_id))
                    yield {'row_id': row_id, 'about': name[0], 'what': name[1]}
                break


def downgrade() -> None:
    with op.batch_alter_table('rounds', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('reminded_at')

    with op.batch_alter_table('broadcasts', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_broadcasts_letter_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_broadcasts_letter_id_letters'), type_='foreignkey')
        batch_op.drop_column('counts')
        batch_op.drop_column('letter_id')

    op.execute("UPDATE deliveries SET status = 'held' WHERE status = 'paused'")

    # What a letter says cannot be copied to its readers without the key
    op.execute("DELETE FROM deliveries WHERE content IS NULL")
    with op.batch_alter_table('deliveries', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliveries_letter_id_status'))
        batch_op.drop_index(batch_op.f('ix_deliveries_person_id_status'))
        batch_op.drop_constraint(batch_op.f('uq_deliveries_about_what_chat_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_deliveries_letter_id_letters'), type_='foreignkey')
        batch_op.add_column(sa.Column('dedupe_key', sa.String(length=120), nullable=True))
        batch_op.drop_column('edits')
        batch_op.drop_column('letter_id')
        batch_op.drop_column('what')
        batch_op.drop_column('about')
        batch_op.alter_column('content', existing_type=sa.Text(), nullable=False)
        batch_op.create_index(batch_op.f('ix_deliveries_person_id'), ['person_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_deliveries_dedupe_key'), ['dedupe_key'])

    op.drop_table('letters')
