"""Who is expected at an event and who came: figures and lists for staff, the search at the door, the list of the room
as an Excel file, and the ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import current
from bot.models.companies import Company
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.checkins import Turnout
from bot.rules.directory import Directory, Row
from bot.rules.events import DOORS_CLOSE, LATE_AFTER, EventPhase, Rsvp
from bot.rules.ledger import Act
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens import arrivals as screens
from bot.screens.checkins import Attendee
from bot.services import events, ledger, rows, staff
from bot.services.directory import NAMES

T = TypeVar("T", Person, Company)

PAGE = 12
"""People on one screen at the door."""
NOTHING_ELSE = ("", "", "", "", "", "", "", "")
"""For all that a company of the directory says of itself between its names and its people."""
HAS_NAME = or_(Guest.person_id.is_not(None), Guest.walk_in_name.is_not(None))
"""The condition on Guest of still saying who it is: a row outlives its person."""


async def on(session: AsyncSession, event_id: int) -> Event:
    """An event that has a door, for staff. Raises NoSuchEvent, EventCancelled."""
    event = await events.get(session, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise events.EventCancelled
    if event.phase is not EventPhase.ANNOUNCED or event.starts_at is None:
        raise events.NoSuchEvent
    return event


def _is_late(event: Event) -> ColumnElement[bool]:
    """The condition on Guest of having come late; as `rules.checkins.is_late`."""
    assert event.starts_at is not None
    return and_(Guest.came_at >= event.starts_at + LATE_AFTER, Guest.came_at < event.ends_at)


async def turnout(session: AsyncSession, event: Event) -> Turnout:
    """Who came so far, in numbers: one statement."""
    is_going, came = Guest.rsvp == Rsvp.GOING, Guest.came_at.is_not(None)
    counts = [
        func.count(case((which, 1)))
        for which in (is_going, and_(is_going, came), and_(~is_going, came), _is_late(event))
    ]
    found = (await session.execute(select(*counts).where(Guest.event_id == event.id))).one()
    return Turnout(found[0], found[1], found[2], found[3], event.seats)


async def expected(session: AsyncSession, event: Event, page: int) -> Page[Attendee]:
    """A page of those who go and have not come, by company and name; after the end, of those who stayed away."""
    query = _guests(event, Guest.rsvp == Rsvp.GOING, Guest.came_at.is_(None), Guest.person_id.is_not(None))
    in_order = query.order_by(Company.name_key, Person.name, Guest.id)
    return await _page(session, in_order, page)


async def came(session: AsyncSession, event: Event, page: int, *, only_late: bool) -> Page[Attendee]:
    """A page of those who came, or came late, the last one first."""
    which = _is_late(event) if only_late else Guest.came_at.is_not(None)
    query = _guests(event, which, HAS_NAME).order_by(Guest.came_at.desc(), Guest.id.desc())
    return await _page(session, query, page)


def _guests(event: Event, *which: ColumnElement[bool]) -> Select[Guest]:
    return (
        select(Guest)
        .outerjoin(Person, Person.id == Guest.person_id)
        .outerjoin(Company, Company.id == Guest.company_id)
        .where(Guest.event_id == event.id, *which)
    )


async def _page(session: AsyncSession, query: Select[Guest], number: int) -> Page[Attendee]:
    page = await rows.page_of(session, query, number, PAGE)
    return page.of(await attendees(session, page.items))


async def attendees(session: AsyncSession, guests: Sequence[Guest]) -> list[Attendee]:
    """The same guests with what they and their companies are called: at most two statements more."""
    people = await _by_id(session, Person, (guest.person_id for guest in guests))
    companies = await _by_id(session, Company, (guest.company_id for guest in guests))
    return [
        Attendee(
            guest,
            people.get(guest.person_id or 0),
            companies.get(guest.company_id or 0),
            guest.walk_in_name or "",
        )
        for guest in guests
    ]


async def _by_id(session: AsyncSession, model: type[T], ids: Iterable[int | None]) -> dict[int, T]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {one.id: one for one in await session.scalars(select(model).where(model.id.in_(wanted)))}


async def search(session: AsyncSession, event: Event, text: str, page: int) -> Page[Attendee]:
    """A page of the people of the cluster whose name, or company's name, is like a text, the likeliest first: those
    expected before those who came, and these before those not on the list, where nothing else decides.

    Spelling is forgiven as in the directory, whose rules these are.
    """
    everybody = await _everybody(session, event)
    found = page_of(await asyncio.to_thread(_find, everybody, text), page, PAGE)
    people = await _by_id(session, Person, found.items)
    there = select(Guest).where(Guest.event_id == event.id, Guest.person_id.in_(found.items))
    guests = {guest.person_id: guest for guest in await session.scalars(there)}
    return found.of([_attendee(people[one], guests.get(one)) for one in found.items if one in people])


def _attendee(person: Person, guest: Guest | None) -> Attendee:
    return Attendee(guest, person, person.company)


async def companies_like(session: AsyncSession, text: str) -> list[Company]:
    """The companies whose names are like a text, the likeliest first: at most a screen full."""
    names = select(Company.id, Company.name, Company.name_ar).order_by(Company.name_key)
    listed = tuple(_row(*found) for found in (await session.execute(names)).all())
    ids = (await asyncio.to_thread(_find, listed, text))[:PAGE]
    found = await _by_id(session, Company, ids)
    return [found[one] for one in ids]


async def _everybody(session: AsyncSession, event: Event) -> tuple[Row, ...]:
    """All people as the directory's rules read them: in the place of a company, one person with that company's name.
    In one query of plain columns, for there may be thousands."""
    has_come = Guest.came_at.is_not(None)
    standing = case((has_come, 1), (Guest.rsvp == Rsvp.GOING, 0), else_=2)
    found = await session.execute(
        select(Person.id, Company.name, Company.name_ar, NAMES)
        .join(Company, Company.id == Person.company_id)
        .outerjoin(Guest, and_(Guest.person_id == Person.id, Guest.event_id == event.id))
        .order_by(standing, Person.name, Person.id)
    )
    return tuple(_row(*one) for one in found.all())


def _row(number: int, company: str, company_ar: str, person: str = "") -> Row:
    return (number, company, company_ar, *NOTHING_ELSE, person)


@lru_cache(maxsize=2)
def _directory(listed: tuple[Row, ...]) -> Directory:
    """The directory of exactly these people: as long as nobody comes, it is made once."""
    return Directory(listed)


def _find(listed: tuple[Row, ...], text: str) -> list[int]:
    return [hit.company_id for hit in _directory(listed).find(text)]


async def workbook(session: AsyncSession, event: Event, actor_id: int, moment: Moment) -> bytes:
    """The list of the room as an Excel file, in the reader's language, sorted by company: who has a seat or one kept,
    who waits, who came. Taking it is audited."""
    listed = or_(events.TAKES_SEAT, Guest.rsvp == Rsvp.WAITING)
    guests = (await session.scalars(_guests(event, listed, HAS_NAME).order_by(Guest.id))).all()
    in_order = sorted(
        await attendees(session, guests),
        key=lambda one: (one.company is None, fold(one.company_name), fold(one.name)),
    )
    title, header, table = screens.table(event, in_order)
    staff.audit(session, actor_id, Deed.GUESTS_DOWNLOADED, moment, event=str(event.id))
    return await asyncio.to_thread(write_xlsx, [Sheet(title, header, table, right_to_left=current() == "ar")])


async def note_attendance(session: AsyncSession, moment: Moment) -> bool:
    """Write down in the ledger who attended, once the doors of an event are closed: until then a check-in can be
    undone, and the ledger only grows. True if there was such an event.

    Once per person and event: the event remembers it, in the same transaction. It counts on the day when they came. Of
    those forgotten meanwhile only the company is named; guests who are no members are left out.
    """
    is_over = and_(
        Event.phase == EventPhase.ANNOUNCED,
        Event.ends_at <= moment.now - DOORS_CLOSE,
        Event.attendance_noted_at.is_(None),
    )
    over = await rows.due(session, select(Event).where(is_over).order_by(Event.id))
    for event in over:
        event.attendance_noted_at = moment.now
        attended = await session.execute(
            select(Guest.person_id, Guest.company_id, Guest.came_at).where(
                Guest.event_id == event.id, Guest.came_at.is_not(None), Guest.walk_in_name.is_(None)
            )
        )
        who = [(person_id, company_id, came_at) for person_id, company_id, came_at in attended if came_at]
        await ledger.all_did(session, who, Act.EVENT_ATTENDED, event.about, moment)
    return bool(over)


async def purge_names(session: AsyncSession, before: datetime) -> None:
    """Forget what guests were called who are no members and came before an instant: they can ask for it nowhere."""
    await session.execute(
        update(Guest)
        .where(Guest.walk_in_name.is_not(None), Guest.came_at < before)
        .values(walk_in_name=None)
        .execution_options(synchronize_session=False)
    )
