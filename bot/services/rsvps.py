"""Answers to invitations, and the seats that hang on them: taken, waited for, offered, handed on to a colleague.

Whoever decides about a seat holds the event's row: what many tap at the same moment happens one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.deliveries import Purpose
from bot.models.events import Event, Guest
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.events import (
    SEATED,
    SHORTEST_OFFER,
    EventPhase,
    Hall,
    Rsvp,
    Waiting,
    answer_of,
    handed_until,
    may_offer,
    offered_until,
    offers_are_over,
    to_offer,
)
from bot.rules.ledger import Act, Offer
from bot.rules.timetable import after_quiet
from bot.screens import events as screens
from bot.services import events, ledger, people, rows
from bot.services.audiences import REACHABLE
from bot.services.telling import Message, cancel, tell, tell_all


class AnswersOver(Refusal):
    """The moment until which staff wanted answers has passed; whoever goes can still say that they do not."""

    wording = N_(
        "The time to answer has passed. Please write to the cluster's staff if you would still like to come."
    )


class NoColleague(Refusal):
    wording = N_("This colleague cannot go in your place. Please choose another one.")


class IsThere(Refusal):
    """Whoever was checked in sits on the seat: it cannot be somebody else's too."""

    wording = N_("You are checked in, so your seat cannot be given to a colleague any more.")


async def answer(
    session: AsyncSession, person: Person, event_id: int, moment: Moment, *, is_going: bool
) -> Guest:
    """Say that one goes, or does not. A new answer replaces the one before. Idempotent.

    Going takes a seat, or a place on the waiting list. Not going gives a seat back, which is offered to who waits.
    Raises NoSuchEvent, EventCancelled, EventStarted, AnswersOver.
    """
    event = await events.announced(session, event_id, moment)
    if not await events.is_for(session, event, person):
        raise events.NoSuchEvent
    guest = await _guest(session, event, person)
    await _lapse(session, event, [guest], moment)
    before = guest.rsvp, guest.must_confirm
    if is_going:
        await _go(session, event, guest, moment)
    else:
        await _stay_away(session, event, guest, moment)
    guest.answered_at = moment.now
    if before != (guest.rsvp, guest.must_confirm):
        await events.cancel_reminders(session, event, person, moment)
    await _note_answer(session, event, person, moment)
    await session.flush()
    return guest


async def _guest(session: AsyncSession, event: Event, person: Person) -> Guest:
    """The row of somebody, a new one if there was none; the event is locked."""
    found = await session.scalar(
        select(Guest)
        .where(Guest.event_id == event.id, Guest.person_id == person.id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        found = Guest(event_id=event.id, person_id=person.id, company_id=person.company_id)
        session.add(found)
        await session.flush()
    return found


async def _go(session: AsyncSession, event: Event, guest: Guest, moment: Moment) -> None:
    assert event.starts_at is not None
    guest.must_confirm = False
    if guest.rsvp is Rsvp.GOING:
        return
    if guest.rsvp is Rsvp.OFFERED:
        await take_seat(session, event, guest, moment)
        return
    if guest.rsvp is not Rsvp.WAITING and _is_late(event, moment):
        raise AnswersOver
    is_first_come = offers_are_over(moment.now, event.starts_at)
    if guest.rsvp is Rsvp.WAITING and not is_first_come:
        return
    if answer_of(await hall(session, event), guest.company_id, is_first_come=is_first_come) is Rsvp.GOING:
        await take_seat(session, event, guest, moment)
    elif guest.rsvp is not Rsvp.WAITING:
        guest.rsvp, guest.waiting_since = Rsvp.WAITING, moment.now


def _is_late(event: Event, moment: Moment) -> bool:
    return event.answer_by_at is not None and event.answer_by_at <= moment.now


async def take_seat(session: AsyncSession, event: Event, guest: Guest, moment: Moment) -> None:
    """Give somebody a seat; the event is locked. Their first one is an opportunity, which the ledger keeps."""
    held = exists().where(
        Opportunity.person_id == guest.person_id,
        Opportunity.about == event.about,
        Opportunity.kind == Offer.EVENT_SEAT,
    )
    if not await session.scalar(select(held)):
        ledger.was_offered(session, guest.person_id, guest.company_id, Offer.EVENT_SEAT, event.about, moment)
    guest.rsvp, guest.waiting_since, guest.offered_until = Rsvp.GOING, None, None


async def _stay_away(session: AsyncSession, event: Event, guest: Guest, moment: Moment) -> None:
    had_seat = guest.rsvp in SEATED
    _give_up(guest, Rsvp.NOT_GOING)
    await session.flush()
    if had_seat:
        await fill(session, event, moment)


def _give_up(guest: Guest, rsvp: Rsvp) -> None:
    guest.rsvp, guest.must_confirm = rsvp, False
    guest.waiting_since = guest.offered_until = None


async def _note_answer(session: AsyncSession, event: Event, person: Person, moment: Moment) -> None:
    """The first answer to an invitation counts, either way; changing it does not count again."""
    noted = exists().where(
        Interaction.person_id == person.id,
        Interaction.about == event.about,
        Interaction.kind == Act.INVITATION_ANSWERED,
    )
    if not await session.scalar(select(noted)):
        ledger.did(session, person, Act.INVITATION_ANSWERED, event.about, moment)


async def hall(session: AsyncSession, event: Event) -> Hall:
    """The seats of an event as they stand. Who waits is looked up only while a seat is free; who cannot be reached is
    not next in line."""
    taken = await session.execute(
        select(Guest.company_id, func.count())
        .where(Guest.event_id == event.id, events.TAKES_SEAT)
        .group_by(Guest.company_id)
    )
    standing = Hall(event.seats, event.seats_per_company, dict(taken.all()))
    if standing.left == 0:
        return standing
    waiting = await session.execute(
        select(Person.id, Guest.company_id, func.coalesce(Guest.waiting_since, event.created_at))
        .join(Guest, Guest.person_id == Person.id)
        .where(
            Guest.event_id == event.id,
            Guest.rsvp == Rsvp.WAITING,
            Guest.came_at.is_(None),
            REACHABLE,
        )
    )
    return replace(standing, waiting=[Waiting(*row) for row in waiting.all()])


async def fill(session: AsyncSession, event: Event, moment: Moment) -> int:
    """Offer what seats are free to those who wait, in turn. The event is locked. Returns how many were offered.

    In quiet hours nothing is offered, unless the event is today: `give_seats` does it in the morning. When it is too
    late for offers, everybody who waits hears that the first to tap gets the seat.
    """
    if event.phase is not EventPhase.ANNOUNCED or event.starts_at is None or event.starts_at <= moment.now:
        return 0
    standing = await hall(session, event)
    if offers_are_over(moment.now, event.starts_at):
        await _call(session, event, standing, moment)
        return 0
    if not may_offer(moment.now, event.starts_at, event.tz):
        return 0
    chosen = [one.person_id for one in to_offer(standing)]
    if chosen:
        await _offer(session, event, chosen, moment)
    return len(chosen)


async def _offer(session: AsyncSession, event: Event, chosen: Sequence[int], moment: Moment) -> None:
    """Keep seats for these people who wait, and tell them: by few statements, however many they are.

    An offer is called after its moment too: an account may have belonged to somebody else before.
    """
    assert event.starts_at is not None
    until = offered_until(moment.now, event.starts_at)
    whose = Guest.person_id.in_(chosen)
    found = await session.scalars(
        select(Guest).where(Guest.event_id == event.id, whose).execution_options(populate_existing=True)
    )
    numbers = set()
    for guest in found.all():
        guest.rsvp, guest.waiting_since = Rsvp.OFFERED, None
        guest.offered_until, guest.offers = until, guest.offers + 1
        numbers.add(guest.offers)
    await session.flush()
    screen = partial(screens.seat_offered, event, until)
    for number in sorted(numbers):
        what = f"offer {number} at {moment.now:%Y%m%d%H%M%S}"
        message = Message(event.about, what, Purpose.NOTICE, screen, not_after=until, is_urgent=True)
        await tell_all(session, events.guests(event.id, whose, Guest.offers == number), message, moment)


async def _call(session: AsyncSession, event: Event, standing: Hall, moment: Moment) -> None:
    """A seat came free so late that whoever taps first gets it: those who wait are told, once."""
    called = [one.person_id for one in standing.waiting if standing.has_room_for(one.company_id)]
    if called:
        whom = events.guests(event.id, Person.id.in_(called))
        await tell_all(session, whom, _message(event, "free seat", partial(screens.seat_free, event)), moment)


def _message(event: Event, what: str, screen: partial[Reply]) -> Message:
    return Message(event.about, what, Purpose.NOTICE, screen, not_after=event.starts_at)


async def _lapse(session: AsyncSession, event: Event, guests: Iterable[Guest], moment: Moment) -> None:
    """Take back the seats of those offers that have run out. The event is locked."""
    over = [
        guest
        for guest in guests
        if guest.rsvp is Rsvp.OFFERED and guest.offered_until and guest.offered_until <= moment.now
    ]
    if not over:
        return
    for guest in over:
        _give_up(guest, Rsvp.LAPSED)
    await session.flush()
    what = f"offer over at {moment.now:%Y%m%d%H%M%S}"
    whom = events.guests(event.id, Guest.id.in_([guest.id for guest in over]))
    await tell_all(session, whom, _message(event, what, partial(screens.offer_over, event)), moment)
    await fill(session, event, moment)


async def give_seats(session: AsyncSession, moment: Moment) -> bool:
    """Take back what offers ran out, and offer what is free; what a night held back comes in the morning. True if
    anything was done."""
    ran_out = and_(Guest.rsvp == Rsvp.OFFERED, Guest.offered_until <= moment.now)
    concerned = exists().where(Guest.event_id == Event.id, or_(ran_out, Guest.rsvp == Rsvp.WAITING))
    is_ahead = and_(Event.phase == EventPhase.ANNOUNCED, Event.starts_at > moment.now)
    is_any = False
    for event in await rows.due(session, select(Event).where(is_ahead, concerned).order_by(Event.id)):
        over = await session.scalars(
            select(Guest)
            .where(Guest.event_id == event.id, ran_out)
            .order_by(Guest.id)
            .execution_options(populate_existing=True)
        )
        lapsed = over.all()
        await _lapse(session, event, lapsed, moment)
        is_any |= bool(lapsed) or bool(await fill(session, event, moment))
    return is_any


async def colleagues_for(session: AsyncSession, person: Person, event_id: int) -> list[Person]:
    """The colleagues who could go in somebody's place: on the bot, and without a seat."""
    found = await people.of_company(session, person.company_id)
    goes = set(
        await session.scalars(
            select(Guest.person_id).where(
                Guest.event_id == event_id, Guest.company_id == person.company_id, events.TAKES_SEAT
            )
        )
    )
    return [
        one
        for one in found
        if one.id not in {*goes, person.id} and one.standing is Standing.MEMBER and one.is_reachable
    ]


async def hand_on(
    session: AsyncSession, person: Person, event_id: int, colleague_id: int, moment: Moment
) -> tuple[Guest, Person]:
    """A colleague goes instead: who had a seat keeps it for them until they answer; who had none asks them to answer,
    once.

    Returns the person's own row, and the colleague. Raises NoColleague, IsThere, and what `answer` does.
    """
    event = await events.announced(session, event_id, moment)
    if not await events.is_for(session, event, person):
        raise events.NoSuchEvent
    colleagues = {one.id: one for one in await colleagues_for(session, person, event_id)}
    colleague = colleagues.get(colleague_id)
    if colleague is None:
        raise NoColleague
    own, theirs = await _guest(session, event, person), await _guest(session, event, colleague)
    if own.came_at is not None:
        raise IsThere
    await _lapse(session, event, [own], moment)
    has_seat = own.rsvp in SEATED
    if not has_seat and _is_late(event, moment):
        raise AnswersOver
    _give_up(own, Rsvp.NOT_GOING)
    own.answered_at = moment.now
    theirs.handed_by_id = person.id
    heard_at = _heard_at(event, moment)
    if has_seat:
        _keep_for(theirs, event, heard_at)
    for one in (person, colleague):
        await events.cancel_reminders(session, event, one, moment)
    await _note_answer(session, event, person, moment)
    await session.flush()
    message = Message(
        event.about,
        f"handed on {theirs.id}.{theirs.offers}" if has_seat else f"asked by {own.id}",
        Purpose.NOTICE,
        partial(screens.handed_on, event, theirs, person),
        not_after=theirs.offered_until or event.starts_at,
        is_urgent=heard_at == moment.now,
    )
    await tell(session, colleague, message, moment)
    return own, colleague


def _heard_at(event: Event, moment: Moment) -> datetime:
    """When a colleague hears of what is handed on: after quiet hours, unless that is too late to take it."""
    assert event.starts_at is not None
    morning = after_quiet(moment.now, moment.zone)
    return morning if morning + SHORTEST_OFFER <= event.starts_at else moment.now


def _keep_for(guest: Guest, event: Event, heard_at: datetime) -> None:
    """Keep a seat that was handed on, from when its new owner hears of it."""
    assert event.starts_at is not None
    guest.rsvp, guest.waiting_since = Rsvp.OFFERED, None
    guest.offered_until, guest.offers = handed_until(heard_at, event.starts_at), guest.offers + 1


async def release_all_of(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody leaves or is forgotten: they give back the seats of all events ahead, and leave the waiting lists."""
    theirs = exists().where(Guest.event_id == Event.id, Guest.person_id == person.id)
    is_ahead = and_(Event.phase == EventPhase.ANNOUNCED, Event.starts_at > moment.now)
    for event_id in (
        await session.scalars(select(Event.id).where(is_ahead, theirs).order_by(Event.id))
    ).all():
        event = await events.locked(session, event_id)
        await cancel(session, event.about, moment, person=person)
        guest = await _guest(session, event, person)
        if guest.rsvp in (*SEATED, Rsvp.WAITING):
            await _stay_away(session, event, guest, moment)
