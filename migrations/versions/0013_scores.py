"""Scores: ledgers know their day, and how scores stood is kept week by week"""

import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LEDGERS = ('interactions', 'opportunities')
AT_ONCE = 5000
NUMBERED = {'sqlite_autoincrement': True}


def upgrade() -> None:
    op.add_column('people', sa.Column('left_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('sees_score', sa.Boolean(), nullable=False, server_default=sa.true()))
    for ledger in LEDGERS:
        op.add_column(ledger, sa.Column('day', sa.Integer(), nullable=False, server_default='0'))
        _write_days(ledger)
        with op.batch_alter_table(ledger, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
            batch_op.alter_column('day', server_default=None)  # a row that says no day is a mistake
        op.drop_index(f'ix_{ledger}_person_id_at', table_name=ledger)
        op.create_index(f'ix_{ledger}_person_id_kind_day', ledger, ['person_id', 'kind', 'day'])
    op.create_index('ix_interactions_company_id_kind_day', 'interactions', ['company_id', 'kind', 'day'])
    op.create_table(
        'person_weeks',
        sa.Column('person_id', ROW_ID, nullable=False),
        sa.Column('week_on', sa.Date(), nullable=False),
        sa.Column('points', sa.SmallInteger(), nullable=True),
        sa.Column('band', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_person_weeks_person_id_people'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id', 'week_on', name=op.f('pk_person_weeks')),
    )
    op.create_index('ix_person_weeks_week_on_band', 'person_weeks', ['week_on', 'band'])
    op.create_table(
        'company_weeks',
        sa.Column('company_id', ROW_ID, nullable=False),
        sa.Column('week_on', sa.Date(), nullable=False),
        sa.Column('points', sa.SmallInteger(), nullable=True),
        sa.Column('band', sa.String(length=32), nullable=False),
        sa.Column('is_slipping', sa.Boolean(), nullable=False),
        sa.Column('last_did', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_weeks_company_id_companies'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('company_id', 'week_on', name=op.f('pk_company_weeks')),
    )
    op.create_index('ix_company_weeks_week_on_band', 'company_weeks', ['week_on', 'band'])


def _write_days(ledger: str) -> None:
    """The day of every row, on the calendar of the zone that is set now."""
    zone = ZoneInfo(os.environ.get('TIMEZONE') or 'Asia/Beirut')
    table = sa.table(
        ledger, sa.column('id', sa.BigInteger()), sa.column('at', sa.DateTime(timezone=True)), sa.column('day', sa.Integer())
    )
    connection = op.get_bind()
    writing = sa.update(table).where(table.c.id == sa.bindparam('row')).values(day=sa.bindparam('on'))
    last = 0
    while rows := connection.execute(
        sa.select(table.c.id, table.c.at).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)
    ).all():
        connection.execute(writing, [{'row': number, 'on': _day(at, zone)} for number, at in rows])
        last = rows[-1][0]


def _day(at: datetime, zone: ZoneInfo) -> int:
    # SQLite gives instants back without their zone, which is UTC
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone).date().toordinal()


def downgrade() -> None:
    op.drop_table('company_weeks')
    op.drop_table('person_weeks')
    op.drop_index('ix_interactions_company_id_kind_day', table_name='interactions')
    for ledger in LEDGERS:
        op.drop_index(f'ix_{ledger}_person_id_kind_day', table_name=ledger)
        op.create_index(f'ix_{ledger}_person_id_at', ledger, ['person_id', 'at'])
        with op.batch_alter_table(ledger, schema=None, table_kwargs=NUMBERED) as batch_op:
            batch_op.drop_column('day')
    with op.batch_alter_table('people', schema=None, table_kwargs=NUMBERED) as batch_op:
        batch_op.drop_column('sees_score')
        batch_op.drop_column('left_at')
