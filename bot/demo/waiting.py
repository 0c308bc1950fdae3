"""What waits for the morning: messages that the bot holds back because it is night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.events import ZONE
from bot.models.deliveries import Delivery, Status
from bot.rules.timetable import is_quiet

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
