"""Events as people look at them: found, listed, counted; and what every act on one checks first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.events import SEATED, EventPhase, Figures, Rsvp
from bot.rules.pages import Page
from bot.services import rows
from bot.services.audiences import people_of
from bot.services.telling import cancel

REMINDER = "reminder"
"""How the names of those messages about an event begin that remind of it."""

TAKES_SEAT = or_(Guest.rsvp.in_(SEATED), Guest.came_at.is_not(None))
"""The condition on Guest of having a seat, having one kept, or sitting on one: who was let in takes one too."""


class NoSuchEvent(Refusal):
    wording = N_("This event does not exist any more.")


class EventCancelled(Refusal):
    wording = N_("This event was cancelled.")


class EventStarted(Refusal):
    wording = N_("This event has already begun.")


async def get(session: AsyncSession, event_id: int) -> Event:
    """One event, to be looked at by staff. Raises NoSuchEvent."""
    event = await session.get(Event, event_id)
    if event is None or event.phase is EventPhase.DISCARDED:
        raise NoSuchEvent
    return event


async def once_announced(session: AsyncSession, event_id: int) -> Event:
    """An event that is no plan any more, to be looked at by all staff: a plan is for who may write it. Raises
    NoSuchEvent."""
    event = await get(session, event_id)
    if event.phase is EventPhase.PLANNING:
        raise NoSuchEvent
    return event


async def locked(session: AsyncSession, event_id: int) -> Event:
    """One event, locked until the commit: who gets which seat is decided one after the other. Raises NoSuchEvent."""
    event = await rows.locked(session, Event, event_id, NoSuchEvent)
    if event.phase is EventPhase.DISCARDED:
        raise NoSuchEvent
    return event


async def announced(session: AsyncSession, event_id: int, moment: Moment) -> Event:
    """An event that lies ahead, locked. Raises NoSuchEvent, EventCancelled, EventStarted."""
    event = await locked(session, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise EventCancelled
    if event.phase is not EventPhase.ANNOUNCED or event.starts_at is None:
        raise NoSuchEvent
    if event.starts_at <= moment.now:
        raise EventStarted
    return event


async def is_for(session: AsyncSession, event: Event, person: Person) -> bool:
    """Whether somebody may see and answer an event: they were invited, or are of its audience now."""
    if event.phase not in (EventPhase.ANNOUNCED, EventPhase.CANCELLED):
        return False
    if await guest_of(session, event.id, person) is not None:
        return True
    whom = people_of(Audience.of(event.audience))
    return bool(await session.scalar(select(exists().where(Person.id == person.id, whom))))


async def for_member(session: AsyncSession, person: Person, event_id: int) -> Event:
    """An event that a member may see. Raises NoSuchEvent."""
    event = await get(session, event_id)
    if not await is_for(session, event, person):
        raise NoSuchEvent
    return event


async def guest_of(session: AsyncSession, event_id: int, person: Person) -> Guest | None:
    """Where a person stands with an event; None when they were not told of it and have said nothing."""
    return await session.scalar(select(Guest).where(Guest.event_id == event_id, Guest.person_id == person.id))


async def rows_of(session: AsyncSession, person: Person, listed: Sequence[Event]) -> dict[int, Guest]:
    """Where a person stands with each of these events, by its id."""
    found = await session.scalars(
        select(Guest).where(Guest.person_id == person.id, Guest.event_id.in_([event.id for event in listed]))
    )
    return {guest.event_id: guest for guest in found}


async def figures(session: AsyncSession, event_id: int) -> Figures:
    """How an event stands now: one statement."""
    is_going = Guest.rsvp == Rsvp.GOING
    found = await session.execute(
        select(
            Guest.rsvp,
            func.count(),
            func.count(Guest.came_at),
            func.count(case((Guest.must_confirm.is_(True), 1))),
            func.count(func.distinct(case((is_going, Guest.company_id)))),
            func.count(case((TAKES_SEAT, 1))),
        )
        .where(Guest.event_id == event_id)
        .group_by(Guest.rsvp)
    )
    counted = found.all()
    return Figures(
        {row[0]: row[1] for row in counted},
        came=sum(row[2] for row in counted),
        must_confirm=sum(row[3] for row in counted),
        companies=sum(row[4] for row in counted),
        taken=sum(row[5] for row in counted),
    )


async def seats_left(session: AsyncSession, event: Event) -> int | None:
    """How many seats are free; None without a limit."""
    if event.seats is None:
        return None
    query = select(func.count()).where(Guest.event_id == event.id, TAKES_SEAT)
    return max(0, event.seats - (await session.scalar(query) or 0))


def _theirs(person: Person) -> ColumnElement[bool]:
    """The condition on Event that somebody has a row of their own with it."""
    return exists().where(Guest.event_id == Event.id, Guest.person_id == person.id)


async def ahead_of(session: AsyncSession, person: Person, page: int, moment: Moment) -> Page[Event]:
    """A page of the events that lie ahead, or are on, and that a member may see; the next one first."""
    open_to = await _open_to(session, person, moment.now)
    query = select(Event).where(_is_ahead(moment.now), or_(_theirs(person), Event.id.in_(open_to)))
    return await rows.page_of(session, query.order_by(Event.starts_at, Event.id), page)


async def _open_to(session: AsyncSession, person: Person, now: datetime) -> Collection[int]:
    """The events ahead of whose audience a member is. An audience is asked of the database, each by itself: few are
    ahead at a time."""
    ahead = (await session.execute(select(Event.id, Event.audience).where(_is_ahead(now)))).all()
    return [
        event_id
        for event_id, audience in ahead
        if await session.scalar(
            select(exists().where(Person.id == person.id, people_of(Audience.of(audience))))
        )
    ]


def _is_ahead(now: datetime) -> ColumnElement[bool]:
    return and_(Event.phase == EventPhase.ANNOUNCED, Event.ends_at > now)


async def last_ahead(session: AsyncSession, moment: Moment) -> datetime | None:
    """When the last of the events that lie ahead begins."""
    starts_at: datetime | None = await session.scalar(
        select(Event.starts_at)
        .where(_is_ahead(moment.now))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(1)
    )
    return starts_at


async def attended_by(session: AsyncSession, person: Person, page: int, moment: Moment) -> Page[Event]:
    """A page of the events that are over and to which a member went, the last one first."""
    went = exists().where(
        Guest.event_id == Event.id,
        Guest.person_id == person.id,
        or_(Guest.rsvp == Rsvp.GOING, Guest.came_at.is_not(None)),
    )
    is_over = and_(Event.phase == EventPhase.ANNOUNCED, Event.ends_at <= moment.now)
    query = select(Event).where(is_over, went).order_by(Event.starts_at.desc(), Event.id.desc())
    return await rows.page_of(session, query, page)


async def for_staff(session: AsyncSession, page: int, moment: Moment, *, with_drafts: bool) -> Page[Event]:
    """A page of all events: those being planned, those ahead, the next one first; then the others, the last one first.
    `with_drafts`: also those being planned."""
    is_draft = Event.phase == EventPhase.PLANNING
    hidden = [EventPhase.DISCARDED] if with_drafts else [EventPhase.DISCARDED, EventPhase.PLANNING]
    is_ahead = _is_ahead(moment.now)
    order = (
        case((is_draft, 0), (is_ahead, 1), else_=2),
        case((is_ahead, Event.starts_at)),
        Event.starts_at.desc(),
        Event.id.desc(),
    )
    is_listed = and_(Event.phase.not_in(hidden), Event.revises_id.is_(None))
    return await rows.page_of(session, select(Event).where(is_listed).order_by(*order), page)


def guests(event_id: int, *which: ColumnElement[bool]) -> Select[Person]:
    """The people of an event of whom conditions on Person and Guest are true, as `tell_all` takes them."""
    return select(Person).join(Guest, Guest.person_id == Person.id).where(Guest.event_id == event_id, *which)


def were_there(event_id: int) -> ColumnElement[bool]:
    """The condition on Guest that means who came; of an event at which nobody was checked in, who said they would."""
    other = aliased(Guest)
    is_checked = exists().where(other.event_id == event_id, other.came_at.is_not(None))
    return or_(Guest.came_at.is_not(None), and_(Guest.rsvp == Rsvp.GOING, ~is_checked))


async def was_at(session: AsyncSession, person: Person, event: Event, moment: Moment) -> bool:
    """Whether an event is over and somebody was at it."""
    if event.phase is not EventPhase.ANNOUNCED or event.ends_at is None or event.ends_at > moment.now:
        return False
    own = exists().where(Guest.event_id == event.id, Guest.person_id == person.id, were_there(event.id))
    return bool(await session.scalar(select(own)))


async def attended(
    session: AsyncSession, person: Person, event_id: int, moment: Moment
) -> tuple[Event, Guest]:
    """An event that is over and at which somebody was, with their row. Raises NoSuchEvent."""
    event = await get(session, event_id)
    guest = await guest_of(session, event_id, person)
    if guest is None or not await was_at(session, person, event, moment):
        raise NoSuchEvent
    return event, guest


async def cancel_reminders(session: AsyncSession, event: Event, person: Person, moment: Moment) -> None:
    """Cancel the reminders of an event that wait to be sent to somebody who has said something since."""
    await cancel(session, event.about, moment, person=person, only=f"{REMINDER} ")
