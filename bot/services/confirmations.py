"""Confirmations: a member says that their profile is right, and is asked for it once in a while."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import speaking
from bot.models import Person, Purpose, Standing
from bot.moment import Moment
from bot.outbox import queue
from bot.rules.confirmations import EVERY, period_due
from bot.rules.ledger import Act, Offer
from bot.rules.quiet_hours import after_quiet
from bot.screens import profile as screens
from bot.services import ledger

KEY = "profile"


async def confirm(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody found their profile right, or made it so; a reminder that waits is not sent."""
    person.confirmed_at = moment.now
    ledger.did(session, person, Act.PROFILE_KEPT, KEY, moment)
    await queue.cancel(session, f"{KEY}:{person.id}:", moment.now)


async def remind(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who confirmed nothing for 180 days, once in each such period, outside quiet hours in `zone`.

    True when something was enqueued.
    """
    last = func.coalesce(Person.confirmed_at, Person.joined_at)
    stale = await session.scalars(
        select(Person).where(
            Person.standing == Standing.MEMBER,
            Person.is_reachable,
            Person.telegram_id.is_not(None),
            last <= moment.now - EVERY,
        )
    )
    return any([await _ask(session, person, moment) for person in stale])


async def _ask(session: AsyncSession, person: Person, moment: Moment) -> bool:
    since = person.confirmed_at or person.joined_at
    if since is None or person.telegram_id is None or (period := period_due(since, moment.now)) is None:
        return False
    with speaking(person.language):
        asked = screens.is_it_still_right(person)
    is_new = await queue.enqueue(
        session,
        person.telegram_id,
        asked,
        purpose=Purpose.REMINDER,
        language=person.language,
        now=moment.now,
        person_id=person.id,
        not_before=after_quiet(moment.now, moment.zone),
        dedupe_key=f"{KEY}:{person.id}:{since:%Y%m%d}:{period}",
    )
    if is_new:
        ledger.was_offered(session, person, Offer.PROFILE_CONFIRMATION, KEY, moment)
    return is_new
