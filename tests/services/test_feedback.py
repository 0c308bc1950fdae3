"""Feedback on events is asked for once, whatever the clock does and whoever looks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from bot.db import Database
from bot.models.deliveries import Delivery
from bot.models.events import Event, Guest
from bot.models.ledger import Opportunity
from bot.rules.events import Rsvp
from bot.rules.ledger import Offer
from bot.services import feedback
from tests.events import STARTS, an_event
from tests.moments import at
from tests.services.gatherings import flat, members

DUE = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


async def held(database: Database, guests: int = 3, *, starts: datetime = STARTS) -> Event:
    """An event to which everybody said they would come."""
    people = flat(await members(database, guests))
    event = await an_event(database, *people, starts=starts)
    async with database.transaction() as session:
        await session.execute(update(Guest).where(Guest.event_id == event.id).values(rsvp=Rsvp.GOING))
    return event


async def looks(database: Database, now: datetime) -> bool:
    async with database.transaction() as session:
        return await feedback.ask_due(session, at(now, 1))


async def asked(database: Database, event: Event) -> tuple[int, int]:
    """How many messages, and how many of them are opportunities."""
    async with database.reading() as session:
        sent = select(func.count()).where(Delivery.about == event.about, Delivery.what == "feedback")
        offered = select(func.count()).where(
            Opportunity.about == event.about, Opportunity.kind == Offer.EVENT_RATING
        )
        return await session.scalar(sent) or 0, await session.scalar(offered) or 0


async def test_it_is_asked_once_though_the_clock_is_moved_back_and_forth(database: Database) -> None:
    event = await held(database)
    for hours in (-30, -1, 0, -1, 1, -24, 24, 0, 24 * 6, 0):
        await looks(database, DUE + timedelta(hours=hours))
    assert await asked(database, event) == (3, 3)


async def test_two_who_look_at_the_same_moment_ask_once(database: Database) -> None:
    event = await held(database)
    await asyncio.gather(*(looks(database, DUE) for _look in range(4)))
    assert await asked(database, event) == (3, 3)


async def test_over_both_changes_of_the_clocks_it_is_asked_at_ten(database: Database) -> None:
    autumn = await held(database, starts=datetime.fromisoformat("2026-10-24 18:00"))
    spring = await held(database, starts=datetime.fromisoformat("2027-03-27 18:00"))
    assert not await looks(database, datetime(2026, 10, 25, 7, 59, tzinfo=UTC))
    assert await looks(database, datetime(2026, 10, 25, 8, 0, tzinfo=UTC))
    assert not await looks(database, datetime(2027, 3, 28, 6, 59, tzinfo=UTC))
    assert await looks(database, datetime(2027, 3, 28, 7, 0, tzinfo=UTC))
    assert [await asked(database, event) for event in (autumn, spring)] == [(3, 3), (3, 3)]


async def test_after_five_days_it_is_not_asked_any_more_and_not_looked_at_again(database: Database) -> None:
    event = await held(database)
    assert await looks(database, DUE + timedelta(days=5))
    assert not await looks(database, DUE + timedelta(days=5))
    assert await asked(database, event) == (0, 0)
    async with database.reading() as session:
        told = (await session.scalars(select(Delivery.what).where(Delivery.about == event.about))).all()
    assert told == ["feedback not asked"]
