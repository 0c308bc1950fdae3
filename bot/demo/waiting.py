"""What waits: messages that the bot holds back because it is night, and broadcasts that are set for a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.demo.clock import MovableClock
from bot.demo.events import ZONE
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Status
from bot.rules.timetable import is_quiet

BEGINS_WITHIN = 3.0
"""Seconds in which the timetable has begun what is due."""
LOOKS = 100
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
    """Move the clock on, and halt where a broadcast is set for a time: a bot that runs all the while begins it then,
    while one that was down asks staff. False when the clock cannot be moved so far."""
    if not clock.can_advance(seconds):
        return False
    moved, until = clock.shift, clock() + timedelta(seconds=seconds)
    while (at := await _next_broadcast(database, clock(), until)) is not None:
        clock.advance((at - clock()).total_seconds())
        await _begun(database, at)
    return clock.advance(max(0.0, seconds - (clock.shift - moved).total_seconds()))


_IS_SET = Broadcast.phase == BroadcastPhase.SCHEDULED


async def _next_broadcast(database: Database, after: datetime, until: datetime) -> datetime | None:
    between = (_IS_SET, Broadcast.send_at > after, Broadcast.send_at <= until)
    async with database.reading() as session:
        return await session.scalar(select(func.min(Broadcast.send_at)).where(*between))


async def _begun(database: Database, at: datetime) -> None:
    for _look in range(LOOKS):
        if await _next_broadcast(database, at - timedelta(microseconds=1), at) is None:
            return
        await asyncio.sleep(BEGINS_WITHIN / LOOKS)
