"""Watching broadcasts while they are sent: one that fails too often pauses itself, and nothing slips past a pause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Broadcast, Delivery, Person, Phase, Purpose, Standing, Status
from bot.outbox.outcomes import Attempt, Verdict
from bot.rules.broadcasts import WINDOW, is_failing

Judged = Sequence[tuple[Attempt, Verdict]]

FAILURES = (Status.FAILED, Status.UNCERTAIN)
TELLING = (Status.SENT, Status.UNREACHABLE, *FAILURES)
"""What says how sending goes. Somebody who blocked the bot is their own decision, not a failure."""
STOPPED = {Phase.PAUSED: Status.HELD, Phase.CANCELLED: Status.CANCELLED}
"""What a message that waits becomes when its broadcast stands so."""


async def locked(session: AsyncSession, judged: Judged) -> list[Broadcast]:
    """The broadcasts that these verdicts may stop, or whose messages wait again: locked, in the order of their ids."""
    concerned = {
        attempt.broadcast_id
        for attempt, verdict in judged
        if attempt.purpose is Purpose.BROADCAST and verdict.status in (Status.WAITING, *FAILURES)
    }
    if not concerned:
        return []
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.id.in_(concerned))
        .order_by(Broadcast.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def look(session: AsyncSession, broadcasts: Iterable[Broadcast], judged: Judged, now: datetime) -> None:
    """After the verdicts are written: pause what fails too often, and hold back what must not be sent any more."""
    for broadcast in broadcasts:
        if broadcast.phase is Phase.SENDING:
            await _pause_if_failing(session, broadcast)
        if broadcast.phase in STOPPED:
            await _stop(
                session,
                STOPPED[broadcast.phase],
                now,
                Delivery.broadcast_id == broadcast.id,
                Delivery.purpose == Purpose.BROADCAST,
            )
    again = [a.id for a, v in judged if a.purpose is Purpose.BROADCAST and v.status is Status.WAITING]
    if again:
        members = select(Person.id).where(Person.standing == Standing.MEMBER)
        left = or_(Delivery.person_id.is_(None), Delivery.person_id.not_in(members))
        await _stop(session, Status.CANCELLED, now, Delivery.id.in_(again), left)


async def _pause_if_failing(session: AsyncSession, broadcast: Broadcast) -> None:
    last = await session.execute(
        select(Delivery.status, Delivery.error)
        .where(
            Delivery.broadcast_id == broadcast.id,
            Delivery.purpose == Purpose.BROADCAST,
            Delivery.status.in_(TELLING),
            Delivery.settled_at >= broadcast.watched_from,
        )
        .order_by(Delivery.settled_at.desc(), Delivery.id.desc())
        .limit(WINDOW)
    )
    newest_first = last.all()
    if is_failing([status in FAILURES for status, _error in newest_first]):
        broadcast.phase = Phase.PAUSED
        broadcast.paused_because = next(error for status, error in newest_first if status in FAILURES)
        await session.flush()


async def _stop(session: AsyncSession, to: Status, now: datetime, *which: Any) -> None:
    await session.execute(
        update(Delivery)
        .where(*which, Delivery.status == Status.WAITING)
        .values(status=to, settled_at=now if to is Status.CANCELLED else None)
        .execution_options(synchronize_session=False)
    )
