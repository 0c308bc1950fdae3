"""Broadcasts that are due, and those on their way."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.services import broadcasts, following


async def launch_due_broadcasts(session: AsyncSession, moment: Moment) -> bool:
    """Start the broadcasts whose moment has come. True when there was one."""
    return await broadcasts.launch_due(session, moment) > 0


async def follow_broadcasts(session: AsyncSession, moment: Moment) -> bool:
    """Finish what is through, tell of pauses, renew progress messages. True: something was enqueued."""
    return await following.follow(session, moment)
