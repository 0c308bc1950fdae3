"""Settling: how attempts ended, written down; and what a dead process left on its way, judged.

Sessions first, `now` last, never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person
from bot.outbox import broadcasts, live, queue
from bot.outbox.attempts import LEFT_BEHIND, RESTORED, Attempt, Doubtful, Result, Verdict, judge
from bot.rules.words import shortened

PASSING = frozenset({Purpose.REPLY, Purpose.PROGRESS})
"""Messages that leave no record once they were sent: an answer on somebody's own screen, a progress line."""
ERROR_LENGTH = 300


async def settle(session: AsyncSession, ended: Sequence[tuple[Attempt, Result]], now: datetime) -> None:
    """Write down how attempts ended. People who are gone become unreachable until they come back; a broadcast
    that fails too often pauses itself."""
    judged = [(a, judge(a, result, now)) for a, result in sorted(ended, key=lambda one: one[0].id)]
    watched = await broadcasts.locked(session, judged)
    await broadcasts.remember_progress(session, judged)
    passing = {a.id for a, v in judged if v.status is Status.SENT and a.purpose in PASSING}
    if passing:
        await session.execute(delete(Delivery).where(Delivery.id.in_(passing)))
    lasting = [_row(a, v, now) for a, v in judged if a.id not in passing]
    if lasting:
        await session.execute(_SETTLING, lasting)
    new = [(a.chat_id, a.came_as(result), a.is_screen) for a, result in ended]
    await live.remember(session, [(chat, number, is_screen) for chat, number, is_screen in new if number])
    # Nobody reads what a message said once it is over; only a broadcast's may be sent again, and stays
    over = {
        a.letter_id for a, v in judged if a.purpose is not Purpose.BROADCAST and v.status not in queue.PENDING
    }
    await queue.drop_letters(session, over)
    await broadcasts.look(session, watched, judged, now)
    gone = [a.chat_id for a, v in judged if v.status is Status.UNREACHABLE]
    if gone:
        await session.execute(
            update(Person)
            .where(Person.telegram_id.in_(gone))
            .values(is_reachable=False)
            .execution_options(synchronize_session=False)
        )


def _row(attempt: Attempt, verdict: Verdict, now: datetime) -> dict[str, Any]:
    return {
        "row_id": attempt.id,
        "status": verdict.status,
        # What is to wait once more has had its turn: it goes ahead of those who have not, as soon as it may
        "priority": attempt.purpose.priority - (verdict.status is Status.WAITING),
        "tries": verdict.tries,
        "doubts": verdict.doubts,
        "message_id": verdict.message_id,
        "also": verdict.also or None,
        "error": shortened(verdict.error, ERROR_LENGTH),
        "leased_until": None,
        "held_by": None,
        "settled_at": None if verdict.status is Status.WAITING else now,
        "due": verdict.not_before,
        "keeps": verdict.status in queue.PENDING or attempt.broadcast_id is not None,
        "is_over": verdict.status is not Status.WAITING,
        "lease": attempt.leased_until,
    }


_table = cast(Table, Delivery.__table__)
_SETTLING = (
    update(_table)
    .where(
        _table.c.id == bindparam("row_id"),
        or_(
            bindparam("is_over", type_=Boolean),
            _table.c.leased_until.is_not_distinct_from(bindparam("lease", type_=_table.c.leased_until.type)),
        ),
    )
    .values(
        not_before=func.coalesce(bindparam("due", type_=_table.c.not_before.type), _table.c.not_before),
        also=func.coalesce(bindparam("also", type_=_table.c.also.type), _table.c.also),
        content=case((bindparam("keeps", type_=Boolean), _table.c.content), else_=null()),
        **{
            name: bindparam(name)
            for name in (
                *("status", "priority", "tries", "doubts", "message_id", "error"),
                *("leased_until", "held_by", "settled_at"),
            )
        },
    )
)
"""Not the ORM's update: that one fails for all when one of them was erased meanwhile.

How an attempt ended for good is always written down. That it is to be tried again is not, when somebody else tries by
now: this may come late, or a second time, after the database was away.
"""


async def recover(
    session: AsyncSession, *, is_alone: bool, now: datetime, besides: Collection[int] = ()
) -> int:
    """Judge what a dead process left `sending`, as doubtful: where a lease is over, or every row when no other process
    can be sending (`is_alone`). Returns how many there were.

    A lease is over too early when the clock is set forward: so not that of which the caller knows that it is under way
    (`besides`), nor on PostgreSQL that of a process that is there.
    """
    left = Delivery.status == Status.SENDING
    if not is_alone:
        is_over = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
        left = and_(left, is_over, Delivery.id.not_in(besides))
        if session.get_bind().dialect.name == "postgresql":
            left = and_(left, or_(Delivery.held_by.is_(None), ~_IS_PRESENT))
    return await _doubt(session, left, LEFT_BEHIND, now)


async def absent(session: AsyncSession) -> set[int]:
    """Processes that have something on its way, and are not there. PostgreSQL only."""
    on_the_way = (Delivery.status == Status.SENDING, Delivery.held_by.is_not(None))
    found = await session.scalars(select(Delivery.held_by).where(*on_the_way, ~_IS_PRESENT).distinct())
    return {holder for holder in found if holder is not None}


async def recover_from(session: AsyncSession, dead: Collection[int], now: datetime) -> int:
    """Judge what these processes left on its way, as doubtful. Returns how many there were."""
    return await _doubt(
        session, and_(Delivery.status == Status.SENDING, Delivery.held_by.in_(dead)), LEFT_BEHIND, now
    )


_IS_PRESENT = exists(
    select(literal(1))
    .select_from(text("pg_locks"))
    .where(
        text(
            "locktype = 'advisory' AND granted AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (CAST(classid AS bigint) << 32) | CAST(objid AS bigint) = deliveries.held_by"
        )
    )
)
"""Whether the process that holds a delivery keeps its lock (`leading.present`)."""


async def doubt_what_waits(session: AsyncSession, now: datetime) -> int:
    """The database was restored: whatever was due since the backup was made may have been sent. What rests meanwhile is
    not sent again by itself, the rest at most once more. Returns how many are not.
    """
    was_due = and_(Delivery.status.in_((Status.WAITING, Status.SENDING)), Delivery.not_before <= now)
    # To correct a message a second time changes nothing
    rests = Delivery.purpose.in_(queue.RESTABLE - {Purpose.CORRECTION})
    values = {"status": Status.UNCERTAIN, "error": RESTORED, "leased_until": None, "settled_at": now}
    doubted = await session.scalars(
        update(Delivery)
        .where(was_due, rests)
        .values(**values, doubts=Delivery.doubts + 1)
        .returning(Delivery.letter_id)
        .execution_options(synchronize_session=False)
    )
    letters = doubted.all()
    await queue.drop_letters(session, letters)
    await _doubt(session, and_(was_due, ~rests), RESTORED, now)
    return len(letters)


async def _doubt(session: AsyncSession, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    a = Delivery
    whole = select(a.id, a.chat_id, a.purpose, a.tries, a.doubts, a.not_after, a.broadcast_id, a.letter_id)
    rows = (
        await session.execute(
            whole.add_columns(a.leased_until).where(which).with_for_update(skip_locked=True)
        )
    ).all()
    ended = [(Attempt(*row), Doubtful(reason)) for row in rows]
    if ended:
        await settle(session, ended, now)
    return len(ended)
