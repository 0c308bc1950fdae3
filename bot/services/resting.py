"""The outbox rests after too many unclean starts, and once a backup is restored: only answers are sent meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.outbox.queue import RESTING, has_sent, note_news
from bot.services import memos

STARTS = "unclean starts"
MOST_STARTS = 3
STARTS_WITHIN = 600
"""Seconds in which so many starts without a clean stop mean that the dispatcher keeps dying: each before it had sent
anything. One that was killed at its work is followed by one that goes on with it; no operator is needed."""


async def why(session: AsyncSession) -> str:
    """Why the outbox rests; empty when it does not."""
    return str(await memos.get(session, RESTING, ""))


async def rest(session: AsyncSession, why: str) -> None:
    """Let the outbox rest: broadcasts and reminders wait until staff say go on."""
    await memos.put(session, RESTING, why)


async def go_on(session: AsyncSession) -> None:
    """The outbox works again; earlier unclean starts are forgotten."""
    await memos.put(session, RESTING, "")
    await memos.put(session, STARTS, [])
    note_news(session)


async def note_start(session: AsyncSession, moment: Moment) -> bool:
    """Record a start. True when too many followed each other, without a clean stop and with nothing sent between: the
    outbox rests now."""
    stamps = [
        at for at in await memos.get(session, STARTS, []) if 0 <= moment.now.timestamp() - at < STARTS_WITHIN
    ]
    if stamps and await has_sent(session, datetime.fromtimestamp(stamps[-1], UTC)):
        stamps = []
    await memos.put(session, STARTS, [*stamps, moment.now.timestamp()])
    if len(stamps) < MOST_STARTS:
        return False
    await rest(session, "crashes")
    return True


async def note_clean_stop(session: AsyncSession) -> None:
    """The dispatcher ended cleanly: its start is not counted."""
    stamps = await memos.get(session, STARTS, [])
    await memos.put(session, STARTS, stamps[:-1])
