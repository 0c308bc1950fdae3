"""Check-in: by a ticket that staff scan, by name, by the code that the venue shows, and of who just walks in.

A ticket says whose it is, not who shows it: only staff take one, and they see the name. Whoever checks somebody in
holds the event's row, so that two doors never let in the same person twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time
from bot.models.companies import Company
from bot.models.events import Event, Guest, VenueTry
from bot.models.people import Person
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules import codes
from bot.rules.checkins import TRIES, TRIES_IN, Doors, NumberProblem, Verdict
from bot.rules.events import DOORS_CLOSE, DOORS_OPEN, CheckIn, EventPhase, Rsvp
from bot.rules.words import fold
from bot.screens.checkins import Attendee, CheckedIn, doors_of, second_of
from bot.screens.events import words_of
from bot.services import arrivals, events, rsvps


class NotATicket(Refusal):
    """We did not make it, or not as a ticket."""

    wording = N_(
        "This is not a ticket of ours, or a part of it is missing. Please look the person up by name instead."
    )


class TicketGone(Refusal):
    wording = N_(
        "Whoever this ticket was for is not in the cluster any more. Please look the person up by name."
    )


class NotForYou(Refusal):
    """A ticket was opened by somebody who may not take it: nothing is said of whose it is, nor whether it is one."""

    wording = N_("A ticket is scanned by the cluster’s staff at the door. Opening it does nothing.")


class DoorsShut(Refusal):
    wording = N_("It is too early to check in to {event}: the doors open on {opens}.")


class EventOver(Refusal):
    wording = N_("{event} is over, and its tickets and codes with it.")


class DoorsClosed(Refusal):
    wording = N_("{event} is over, and who came is settled: it cannot be changed any more.")


class OnlyByName(Refusal):
    """A ticket was scanned after the end."""

    wording = N_(
        "{event} is over, and its tickets with it. Until {closes} you can still note by name who came."
    )


class NoTicket(Refusal):
    wording = N_("You are not going to this event, so you have no ticket. Say that you go, and you get one.")


class NotOnTheList(Refusal):
    wording = N_("You are not on the list of {event}. Please ask the staff at the door.")


class CodeOver(Refusal):
    wording = N_("This code is not valid any more. Please scan the one that is on the screen now.")


class NotThere(Refusal):
    wording = N_("This person is not in the cluster any more.")


class NothingToUndo(Refusal):
    wording = N_("This check-in was undone already, or made anew since.")


async def ticket_of(
    session: AsyncSession, person: Person, event_id: int, moment: Moment
) -> tuple[Event, str]:
    """An event to which a member goes, and the code of their ticket. Raises NoSuchEvent, EventCancelled, EventOver,
    NoTicket."""
    event = await events.for_member(session, person, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise events.EventCancelled
    if doors_of(event, moment) in (Doors.AFTER, Doors.CLOSED):
        raise EventOver(event=_title(event))
    guest = await events.guest_of(session, event.id, person)
    if guest is None or guest.rsvp is not Rsvp.GOING:
        raise NoTicket
    return event, codes.ticket(event.id, person.id, RING.signing_keys)


def holder_of(code: str) -> codes.Ticket | None:
    """Whom a ticket is for; None when we did not make it. It may be of an event that is over, or of one forgotten."""
    return codes.read_ticket(code, RING.signing_keys)


async def by_ticket(session: AsyncSession, code: str, moment: Moment) -> CheckedIn:
    """Staff scan a ticket, while the doors are open. Idempotent.

    Raises NotATicket, TicketGone, and what `_at_the_door` does.
    """
    ticket = holder_of(code)
    if ticket is None:
        raise NotATicket
    event = await _at_the_door(session, ticket.event_id, moment)
    if doors_of(event, moment) is Doors.AFTER:
        assert event.ends_at is not None
        raise OnlyByName(event=_title(event), closes=date_time(event.ends_at + DOORS_CLOSE, event.tz))
    person = await session.get(Person, ticket.person_id)
    if person is None:
        raise TicketGone
    return await _check_in(session, event, person, CheckIn.TICKET, moment)


async def by_name(session: AsyncSession, event_id: int, person_id: int, moment: Moment) -> CheckedIn:
    """Staff check somebody of the list in, until the doors close. Idempotent. Raises NotThere, and what `_at_the_door`
    does."""
    event = await _at_the_door(session, event_id, moment)
    return await _check_in(session, event, await _person(session, person_id), CheckIn.NAME, moment)


async def let_in(session: AsyncSession, event_id: int, person_id: int, moment: Moment) -> CheckedIn:
    """Staff let in somebody of the cluster who is not on the list, however full it is: the door decides. Idempotent.

    A seat that was kept for them becomes theirs; otherwise what they had said stays, and that they came takes a seat.
    Raises NotThere, and what `_at_the_door` does.
    """
    event = await _at_the_door(session, event_id, moment)
    person = await _person(session, person_id)
    guest = await _row(session, event, person)
    if guest is None:
        guest = Guest(
            event_id=event.id, person_id=person.id, company_id=person.company_id, rsvp=Rsvp.UNINVITED
        )
        session.add(guest)
    elif guest.rsvp is Rsvp.OFFERED:
        await rsvps.take_seat(session, event, guest, moment)
    how = CheckIn.NAME if guest.rsvp is Rsvp.GOING else CheckIn.WALK_IN
    return await _note(session, event, guest, Attendee(guest, person, person.company), how, moment)


async def let_in_stranger(
    session: AsyncSession, event_id: int, name: str, company_id: int, moment: Moment
) -> CheckedIn:
    """Staff let in somebody whom the cluster does not know, perhaps of one of its companies (0: of none).

    One of the same name and company is in already, as far as anybody can tell. Raises what `_at_the_door` does.
    """
    event = await _at_the_door(session, event_id, moment)
    company = await session.get(Company, company_id) if company_id else None
    about = company.id if company is not None else None
    there = await session.scalars(
        select(Guest).where(
            Guest.event_id == event.id,
            Guest.walk_in_name.is_not(None),
            Guest.company_id.is_(None) if about is None else Guest.company_id == about,
        )
    )
    guest = next((one for one in there if fold(one.walk_in_name or "") == fold(name)), None)
    if guest is None:
        guest = Guest(event_id=event.id, person_id=None, company_id=about, rsvp=Rsvp.UNINVITED)
        guest.walk_in_name = name
        session.add(guest)
    attendee = Attendee(guest, None, company, name)
    return await _note(session, event, guest, attendee, CheckIn.WALK_IN, moment)


async def by_code(session: AsyncSession, person: Person, code: str, moment: Moment) -> CheckedIn:
    """A member scans the venue's code. Idempotent. Raises CodeOver, NotOnTheList, and what `_during` does."""
    event_id = codes.read_venue_code(code, moment.now, RING.signing_keys)
    if event_id is None:
        raise CodeOver
    event = await _listed(session, person, event_id, moment)
    return await _check_in(session, event, person, CheckIn.CODE, moment)


async def by_number(
    session: AsyncSession, person: Person, event_id: int, typed: str, moment: Moment
) -> CheckedIn | NumberProblem:
    """A member types the six digits of the venue's code. Wrong numbers are counted: five an hour.

    Raises what `here` does.
    """
    event = await here(session, person, event_id, moment)
    tries = select(func.count()).where(
        VenueTry.person_id == person.id, VenueTry.tried_at > moment.now - TRIES_IN
    )
    if (await session.scalar(tries) or 0) >= TRIES:
        return NumberProblem.TOO_MANY_TRIES
    if not codes.is_venue_number(typed, event.id, moment.now, RING.signing_keys):
        session.add(VenueTry(person_id=person.id, tried_at=moment.now))
        return NumberProblem.WRONG
    return await _check_in(session, event, person, CheckIn.CODE, moment)


async def here(session: AsyncSession, person: Person, event_id: int, moment: Moment) -> Event:
    """An event at which a member can say that they are there. Raises NoSuchEvent for one that they may not even see,
    NotOnTheList, and what `_during` does."""
    await events.for_member(session, person, event_id)
    return await _listed(session, person, event_id, moment)


async def _listed(session: AsyncSession, person: Person, event_id: int, moment: Moment) -> Event:
    """An event that is on, and on whose list somebody is. Raises NotOnTheList, and what `_during` does."""
    event = await _during(session, event_id, moment)
    guest = await _row(session, event, person)
    if guest is None or (guest.rsvp is not Rsvp.GOING and guest.came_at is None):
        raise NotOnTheList(event=_title(event))
    return event


async def purge_tries(session: AsyncSession, moment: Moment) -> None:
    """Forget wrong numbers that do not count any more."""
    await session.execute(delete(VenueTry).where(VenueTry.tried_at <= moment.now - TRIES_IN))


@dataclass(frozen=True)
class Venue:
    """What the venue shows: the code of an event, the same as six digits, when the next one follows, and until when
    this one is taken."""

    event: Event
    code: str
    number: str
    changes_at: datetime

    @property
    def until(self) -> datetime:
        return self.changes_at + codes.SLOT


async def venue(session: AsyncSession, event_id: int, moment: Moment) -> Venue:
    """The code for the screen at the venue. Raises what `_during` does."""
    event = await _during(session, event_id, moment)
    keys = RING.signing_keys
    return Venue(
        event,
        codes.venue_code(event.id, moment.now, keys),
        codes.venue_number(event.id, moment.now, keys),
        codes.venue_changes_at(moment.now),
    )


async def arrival(session: AsyncSession, guest_id: int) -> CheckedIn:
    """Somebody who came, as staff look at them. Raises NothingToUndo when they are not there any more."""
    guest = await session.get(Guest, guest_id)
    if guest is None or guest.came_at is None:
        raise NothingToUndo
    [attendee] = await arrivals.attendees(session, [guest])
    return CheckedIn(await events.get(session, guest.event_id), attendee, Verdict.ALREADY)


async def undo(session: AsyncSession, guest_id: int, came: int, moment: Moment) -> CheckedIn:
    """Take a check-in back that was a mistake, until the doors close: the one of this second (`came`, since 1970), no
    later one. Who is not a member, or was not invited, is on no list any more; a seat that comes free so is offered.

    Raises NothingToUndo, and what `_at_the_door` does.
    """
    event_id = await session.scalar(select(Guest.event_id).where(Guest.id == guest_id))
    if event_id is None:
        raise NothingToUndo
    event = await _at_the_door(session, event_id, moment)
    guest = await session.get(Guest, guest_id, populate_existing=True)
    if guest is None or guest.came_at is None or second_of(guest.came_at) != came:
        raise NothingToUndo
    [attendee] = await arrivals.attendees(session, [guest])
    guest.came_at = guest.check_in = None
    if guest.rsvp is Rsvp.UNINVITED:
        await session.delete(guest)
    await session.flush()
    if guest.rsvp is not Rsvp.GOING:
        await rsvps.fill(session, event, moment)
    return CheckedIn(event, attendee, Verdict.UNDONE)


async def _check_in(
    session: AsyncSession, event: Event, person: Person, how: CheckIn, moment: Moment
) -> CheckedIn:
    """Check somebody in who is on the list; the event is locked."""
    guest = await _row(session, event, person)
    attendee = Attendee(guest, person, person.company)
    if guest is None or (guest.rsvp is not Rsvp.GOING and guest.came_at is None):
        return CheckedIn(event, attendee, Verdict.NOT_ON_LIST)
    return await _note(session, event, guest, attendee, how, moment)


async def _note(
    session: AsyncSession, event: Event, guest: Guest, attendee: Attendee, how: CheckIn, moment: Moment
) -> CheckedIn:
    """Write down that somebody came, unless that stands there already; the event is locked."""
    if guest.came_at is not None:
        return CheckedIn(event, attendee, Verdict.ALREADY)
    guest.came_at, guest.check_in = moment.now, how
    await session.flush()
    return CheckedIn(event, attendee, Verdict.CAME)


async def _person(session: AsyncSession, person_id: int) -> Person:
    """Somebody who is there until the commit: who is being forgotten at this moment is not. Raises NotThere."""
    lock = {"of": Person, "read": True, "key_share": True}
    person = await session.get(Person, person_id, with_for_update=lock, populate_existing=True)
    if person is None:
        raise NotThere
    return person


async def _row(session: AsyncSession, event: Event, person: Person) -> Guest | None:
    """Where somebody stands with an event, which is locked."""
    return await session.scalar(
        select(Guest)
        .where(Guest.event_id == event.id, Guest.person_id == person.id)
        .execution_options(populate_existing=True)
    )


async def _at_the_door(session: AsyncSession, event_id: int, moment: Moment) -> Event:
    """An event whose doors are open, or which staff can still put right, locked. Raises NoSuchEvent, EventCancelled,
    DoorsShut, DoorsClosed."""
    event = await events.locked(session, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise events.EventCancelled
    if event.phase is not EventPhase.ANNOUNCED or event.starts_at is None:
        raise events.NoSuchEvent
    match doors_of(event, moment):
        case Doors.SHUT:
            raise DoorsShut(event=_title(event), opens=date_time(event.starts_at - DOORS_OPEN, event.tz))
        case Doors.CLOSED:
            raise DoorsClosed(event=_title(event))
    return event


async def _during(session: AsyncSession, event_id: int, moment: Moment) -> Event:
    """As `_at_the_door`, and not over. Raises EventOver."""
    event = await _at_the_door(session, event_id, moment)
    if doors_of(event, moment) is Doors.AFTER:
        raise EventOver(event=_title(event))
    return event


def _title(event: Event) -> str:
    return words_of(event).title
