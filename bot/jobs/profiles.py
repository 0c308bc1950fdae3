"""Profiles that nobody has confirmed for a long time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from bot.jobs.timetable import Duty


async def nudge_stale_profiles(session: AsyncSession, duty: Duty) -> bool:
    """Ask whether it is still right."""
    return False
