"""Confirmations: a member says that their profile is right, and is asked for it once in a while."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.confirmations import EVERY, period_due
from bot.rules.ledger import Act, Offer
from bot.screens import profile as screens
from bot.services import ledger, telling
from bot.services.audiences import REACHABLE
from bot.services.telling import Message

ABOUT = "profile"


async def confirm(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody confirmed or changed their profile; a waiting reminder is cancelled."""
    person.confirmed_at = moment.now
    ledger.did(session, person, Act.PROFILE_KEPT, ABOUT, moment)
    await telling.cancel(session, ABOUT, moment, person=person)


async def remind(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who confirmed nothing for 180 days, once in each such period, outside quiet hours.

    True when something was enqueued.
    """
    last = func.coalesce(Person.confirmed_at, Person.joined_at)
    stale = await session.scalars(select(Person).where(REACHABLE, last <= moment.now - EVERY))
    return any([await _ask(session, person, moment) for person in stale])


async def _ask(session: AsyncSession, person: Person, moment: Moment) -> bool:
    since = person.confirmed_at or person.joined_at
    if since is None or (period := period_due(since, moment.now)) is None:
        return False
    asked = Message(
        ABOUT,
        f"{since:%Y%m%d}:{period}",
        Purpose.REMINDER,
        lambda: screens.is_it_still_right(person),
        offer=Offer.PROFILE_CONFIRMATION,
    )
    return await telling.tell(session, person, asked, moment)
