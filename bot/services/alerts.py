"""Alerts: what staff are told of the program itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import failures
from bot.services.telling import Message, tell_staff

UNREADABLE_EVERY = 600
"""Seconds in which unreadable updates are reported once."""
FAILURES_EVERY = 60
"""Seconds in which failures are reported once: everybody may be tapping the same broken button."""


async def report_failure(session: AsyncSession, reference: str, moment: Moment) -> None:
    """Tell the owners, once a minute, that something broke, with the reference that the log and the person have."""
    minute = str(int(moment.now.timestamp()) // FAILURES_EVERY)
    message = Message("failure", minute, Purpose.NOTICE, lambda: failures.something_broke(reference))
    await tell_staff(session, message, moment, needed=Role.OWNER)


async def report_unreadable(session: AsyncSession, moment: Moment) -> None:
    """Tell the owners, once in ten minutes, that updates are set aside because they cannot be read."""
    slot = str(int(moment.now.timestamp()) // UNREADABLE_EVERY)
    message = Message("unreadable", slot, Purpose.NOTICE, failures.unreadable_update)
    await tell_staff(session, message, moment, needed=Role.OWNER)


async def report_resting(session: AsyncSession, moment: Moment) -> None:
    """Tell staff that the program died again and again, and that broadcasts and reminders rest."""
    await _report_resting(session, failures.died_again_and_again, moment)


async def report_restored(session: AsyncSession, in_doubt: int, moment: Moment) -> None:
    """Tell staff that the database was restored, how many messages may have been sent since the backup was made, and
    that broadcasts and reminders rest."""
    await _report_resting(session, lambda: failures.restored(in_doubt), moment)


async def _report_resting(session: AsyncSession, screen: Callable[[], Reply], moment: Moment) -> None:
    message = Message("outbox", f"resting {moment.now.isoformat()}", Purpose.NOTICE, screen)
    await tell_staff(session, message, moment)
