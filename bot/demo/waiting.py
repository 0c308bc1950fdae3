"""What waits: messages that the bot holds back because it is night, and broadcasts that are set for a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.demo.clock import MovableClock
from bot.demo.events import ZONE
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Status
from bot.models.events import Event
from bot.moment import Moment
from bot.rules.events import EventPhase
from bot.rules.feedback import asked_at
from bot.rules.timetable import is_quiet
from bot.services import event_reminders

BEGINS_WITHIN = 3.0
"""Seconds in which the timetable has begun what is due."""
LOOKS = 100
JUST_BEFORE = timedelta(microseconds=1)
IN_A_MOMENT = timedelta(seconds=10)
"""Whoever has just got a message gets the next one a little later."""
A_NIGHT = timedelta(hours=14)


@dataclass(frozen=True)
class Wait:
    """So many messages to a chat wait; the first of them leaves at `until` (Unix time)."""

    chat_id: int
    count: int
    until: int


async def waiting(session: AsyncSession, now: datetime) -> list[Wait]:
    """For each chat what it gets in the morning; nothing by day."""
    if not is_quiet(now, ZONE):
        return []
    found = await session.execute(
        select(Delivery.chat_id, func.count(), func.min(Delivery.not_before))
        .where(Delivery.status == Status.WAITING)
        .where(Delivery.not_before > now, Delivery.not_before <= now + A_NIGHT)
        .group_by(Delivery.chat_id)
        .order_by(Delivery.chat_id)
    )
    return [Wait(chat_id, count, int(until.timestamp())) for chat_id, count, until in found]


async def advance(database: Database, clock: MovableClock, seconds: float) -> bool:
    """Move the clock on, and halt where a broadcast is set for a time, or people are reminded of an event, or asked how
    it was: a bot that runs all the while does it then, while one that was down tells staff. False when it cannot be
    moved so far."""
    if not clock.can_advance(seconds):
        return False
    moved, until = clock.shift, clock() + timedelta(seconds=seconds)
    while (at := await _next_halt(database, clock(), until)) is not None:
        clock.advance((at - clock()).total_seconds())
        await _begun(database, at)
    return clock.advance(max(0.0, seconds - (clock.shift - moved).total_seconds()))


_IS_SET = Broadcast.phase == BroadcastPhase.SCHEDULED
_IS_TO_BE_ASKED = (Event.phase == EventPhase.ANNOUNCED) & Event.feedback_at.is_(None)


async def _next_halt(database: Database, after: datetime, until: datetime) -> datetime | None:
    async with database.reading() as session:
        broadcasts = await session.scalars(select(Broadcast.send_at).where(_IS_SET))
        events = await session.scalars(select(Event).where(_IS_TO_BE_ASKED, Event.ends_at <= until))
        asked = [asked_at(event.ends, event.tz) for event in events if event.ends is not None]
        reminded = await event_reminders.next_due(session, Moment(after, ZONE, frozenset()))
        halts = (*broadcasts, *asked, reminded)
        return min((at for at in halts if at is not None and after < at <= until), default=None)


async def _begun(database: Database, at: datetime) -> None:
    for _look in range(LOOKS):
        if await _next_halt(database, at - JUST_BEFORE, at) is None and not await _is_any_urgent(
            database, at
        ):
            return
        await asyncio.sleep(BEGINS_WITHIN / LOOKS)


async def _is_any_urgent(database: Database, at: datetime) -> bool:
    """Whether something is still to leave that would be too late, and be told to staff as such, once the clock is moved
    on."""
    is_due = (Delivery.status == Status.WAITING) & (Delivery.not_before <= at + IN_A_MOMENT)
    is_urgent = Delivery.not_after.is_not(None) & (is_due | (Delivery.status == Status.SENDING))
    async with database.reading() as session:
        return bool(await session.scalar(select(exists().where(is_urgent))))
