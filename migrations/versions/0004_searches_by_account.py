"""Searches are counted by account: staff who are no members search too"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    _anew(sa.Column('telegram_id', sa.BigInteger(), nullable=False))


def downgrade() -> None:
    _anew(sa.Column('person_id', ROW_ID, sa.ForeignKey('people.id', name=op.f('fk_searches_person_id_people'), ondelete='CASCADE'), nullable=False))


def _anew(who: sa.Column) -> None:
    # What it counts is an hour old at most: nothing is carried over
    op.drop_table('searches')
    op.create_table('searches',
    sa.Column('id', ROW_ID, nullable=False),
    who,
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f(f'ix_searches_{who.name}_at'), 'searches', [who.name, 'at'], unique=False)
