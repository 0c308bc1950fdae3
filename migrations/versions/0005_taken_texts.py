"""Texts that went into dialogues: editing one corrects it"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('taken_texts',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('message_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('chat_id', 'message_id', name=op.f('pk_taken_texts'))
    )
    with op.batch_alter_table('taken_texts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_taken_texts_taken_at'), ['taken_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('taken_texts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_taken_texts_taken_at'))

    op.drop_table('taken_texts')
