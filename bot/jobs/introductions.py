"""Introductions that nobody answers: reminded of, then ended."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.jobs.duty import Duty
from bot.services import introductions


async def nudge_introductions(session: AsyncSession, duty: Duty) -> bool:
    """Remind who has not answered for two days. True when anybody was."""
    return await introductions.nudge(session, duty.zone, duty.now)


async def expire_introductions(session: AsyncSession, duty: Duty) -> bool:
    """End what nobody answered for five days, and tell who waits. True when any ended."""
    return await introductions.expire(session, duty.zone, duty.now)
