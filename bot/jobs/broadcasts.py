"""Broadcasts that are due, and those on their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from bot.jobs.timetable import Duty


async def launch_due_broadcasts(session: AsyncSession, duty: Duty) -> bool:
    """Start what is due."""
    return False


async def follow_broadcasts(session: AsyncSession, duty: Duty) -> bool:
    """Follow what is sending."""
    return False
