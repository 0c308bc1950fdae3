"""Alerts: messages to staff about what happened, each in their own language."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import speaking
from bot.models import Purpose
from bot.moment import Moment
from bot.outbox.queue import enqueue
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import failures
from bot.services import staff

UNREADABLE_EVERY = 600
"""Seconds in which unreadable updates are reported once."""
FAILURES_EVERY = 60
"""Seconds in which failures are reported once: everybody may be tapping the same broken button."""


async def tell_staff(
    session: AsyncSession,
    screen: Callable[[], Reply],
    moment: Moment,
    *,
    needed: Role = Role.EDITOR,
    besides: int | None = None,
    dedupe_key: str = "",
) -> None:
    """Send `screen`, drawn once in each language, to staff of a role or above. With a key, each hears it once."""
    listed = set(await staff.everyone(session, moment.owner_ids, needed)) - {besides}
    for telegram_id, language in (await staff.languages(session, listed)).items():
        with speaking(language):
            reply = screen()
        await enqueue(
            session,
            telegram_id,
            reply,
            purpose=Purpose.NOTICE,
            language=language,
            now=moment.now,
            dedupe_key=f"{dedupe_key}:{telegram_id}" if dedupe_key else None,
        )


async def report_failure(session: AsyncSession, reference: str, moment: Moment) -> None:
    """Tell the owners, once a minute, that something broke, with the reference that the log and the person have."""
    key = f"failure:{int(moment.now.timestamp()) // FAILURES_EVERY}"
    await tell_staff(
        session, lambda: failures.something_broke(reference), moment, needed=Role.OWNER, dedupe_key=key
    )


async def report_unreadable(session: AsyncSession, moment: Moment) -> None:
    """Tell the owners, once in ten minutes, that updates are set aside because they cannot be read."""
    key = f"unreadable:{int(moment.now.timestamp()) // UNREADABLE_EVERY}"
    await tell_staff(session, failures.unreadable_update, moment, needed=Role.OWNER, dedupe_key=key)


async def report_resting(session: AsyncSession, moment: Moment) -> None:
    """Tell staff that broadcasts and reminders rest, with the button that lets them go on."""
    await tell_staff(session, failures.outbox_rests, moment)
