"""Events that have been announced, for tests: an event with its invitations, and who said what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.events import Event, EventText, Guest
from bot.models.people import Person, Standing
from bot.rules.events import EventPhase, Rsvp
from bot.rules.walltime import instant_of
from tests.moments import BEIRUT

STARTS = datetime.fromisoformat("2026-11-26 18:00")
"""By the clocks of Beirut: the Thursday of the week in which the stories begin."""
ANNOUNCED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TITLES = {"ar": "ملتقى زيت الزيتون", "fr": "Forum de l’huile d’olive", "en": "Olive Oil Forum"}


async def an_event(
    database: Database,
    *people: int,
    starts: datetime = STARTS,
    lasts: timedelta = timedelta(hours=3),
    titles: dict[str, str] = TITLES,
    **columns: Any,
) -> Event:
    """An announced event to which these people (by id) were invited; without any, all members. Times are Beirut's;
    `columns` are those of Event."""
    async with database.transaction() as session:
        return await written(session, *people, starts=starts, lasts=lasts, titles=titles, **columns)


async def written(
    session: AsyncSession,
    *people: int,
    starts: datetime = STARTS,
    lasts: timedelta = timedelta(hours=3),
    titles: dict[str, str] = TITLES,
    **columns: Any,
) -> Event:
    """As `an_event`, in an open transaction."""
    ends, answer_by = starts + lasts, columns.get("answer_by")
    event = Event(
        author_id=None,
        created_at=ANNOUNCED,
        zone=str(BEIRUT),
        starts=starts,
        ends=ends,
        starts_at=instant_of(starts, BEIRUT),
        ends_at=instant_of(ends, BEIRUT),
        answer_by_at=instant_of(answer_by, BEIRUT) if answer_by is not None else None,
        **{
            "phase": EventPhase.ANNOUNCED,
            "announced_at": ANNOUNCED,
            "told_at": ANNOUNCED,
            "place": "Sursock Hall",
            **columns,
        },
    )
    event.texts = [EventText(language=language, title=title) for language, title in titles.items()]
    session.add(event)
    await session.flush()
    invited = Person.id.in_(people) if people else Person.standing == Standing.MEMBER
    session.add_all(
        Guest(event_id=event.id, person_id=person.id, company_id=person.company_id)
        for person in await session.scalars(select(Person).where(invited).order_by(Person.id))
    )
    await session.flush()
    return event


async def says(
    database: Database, event: Event, person: Person, rsvp: Rsvp = Rsvp.GOING, **columns: Any
) -> None:
    """Somebody stands with an event in this way, whatever its seats; `columns` are those of Guest."""
    async with database.transaction() as session:
        guest = await guest_of(session, event, person)
        if guest is None:
            guest = Guest(event_id=event.id, person_id=person.id, company_id=person.company_id)
            session.add(guest)
        guest.rsvp = rsvp
        for column, value in columns.items():
            setattr(guest, column, value)


async def stands(database: Database, event: Event, person: Person) -> Guest | None:
    """Where somebody stands with an event."""
    async with database.reading() as session:
        return await guest_of(session, event, person)


async def guest_of(session: AsyncSession, event: Event, person: Person) -> Guest | None:
    """The row of somebody with an event."""
    return await session.scalar(select(Guest).where(Guest.event_id == event.id, Guest.person_id == person.id))
