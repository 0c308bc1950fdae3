"""Check-in, whoever tries what: codes that are not theirs, two doors at once, mistakes taken back; and the ledger."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.db import Database
from bot.errors import Refusal
from bot.exchange import excel
from bot.i18n import speaking
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.events import Event, Guest, VenueTry
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.models.secrets import RING
from bot.models.staff import AuditEntry
from bot.rules import codes
from bot.rules.checkins import NumberProblem, Verdict
from bot.rules.companies import Size
from bot.rules.events import CheckIn, EventPhase, Rsvp
from bot.rules.ledger import Act
from bot.screens.checkins import CheckedIn, second_of
from bot.services import arrivals, checkins, events, privacy, rsvps
from bot.services.events import EventCancelled, NoSuchEvent
from tests.events import an_event, says, stands
from tests.moments import at
from tests.services.gatherings import OWNER
from tests.services.test_rsvps import people_of

SOON = timedelta(minutes=20)


def during(event: Event, **after_the_beginning: float) -> datetime:
    assert event.starts_at is not None
    return event.starts_at + timedelta(**after_the_beginning)


async def two_who_go(database: Database, **columns: object) -> tuple[Event, Person, Person]:
    """Amina and Bruno, of two companies, go to an event."""
    [[amina], [bruno]] = await people_of(database, 1, 1)
    event = await an_event(database, **columns)  # type: ignore[arg-type]
    for person in (amina, bruno):
        await says(database, event, person)
    return event, amina, bruno


def ticket_of(event: Event, person: Person) -> str:
    return codes.ticket(event.id, person.id, RING.signing_keys)


async def scans(database: Database, code: str, now: datetime) -> CheckedIn:
    async with database.transaction() as session:
        return await checkins.by_ticket(session, code, at(now))


async def is_in(database: Database, event: Event, person: Person) -> bool:
    guest = await stands(database, event, person)
    return guest is not None and guest.came_at is not None


# Tickets


async def test_a_ticket_checks_its_holder_in_once(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    first = await scans(database, ticket_of(event, amina), during(event, minutes=5))
    again = await scans(database, ticket_of(event, amina), during(event, minutes=9))
    assert (first.verdict, again.verdict) == (Verdict.CAME, Verdict.ALREADY)
    guest = await stands(database, event, amina)
    assert guest is not None
    assert (guest.came_at, guest.check_in) == (during(event, minutes=5), CheckIn.TICKET)
    assert not await is_in(database, event, bruno)


async def test_what_we_did_not_sign_as_a_ticket_checks_nobody_in(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    good, now = ticket_of(event, amina), during(event)
    strange = codes.ticket(event.id, amina.id, (b"s" * 32,))
    of_the_venue = codes.venue_code(event.id, now, RING.signing_keys)
    # Of Bruno's ticket the numbers, of Amina's the signature
    mixed = ticket_of(event, bruno)[:11] + good[11:]
    flipped = [good[:i] + ("A" if good[i] != "A" else "B") + good[i + 1 :] for i in range(len(good))]
    for code in (strange, of_the_venue, mixed, good[:-1], good + "A", good[::-1], "", "x" * 48, *flipped):
        with pytest.raises(checkins.NotATicket):
            await scans(database, code, now)
    assert not await is_in(database, event, amina)
    assert not await is_in(database, event, bruno)


async def test_a_ticket_is_good_while_the_doors_of_its_own_event_are_open(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    other = await an_event(database, starts=datetime.fromisoformat("2026-12-03 18:00"))
    await says(database, other, amina)
    refused = [
        (ticket_of(event, amina), during(event, hours=-3, seconds=-1), checkins.DoorsShut),
        (ticket_of(event, amina), during(event, hours=3), checkins.OnlyByName),
        (ticket_of(event, amina), during(event, hours=9), checkins.DoorsClosed),
        (ticket_of(event, amina), during(other), checkins.DoorsClosed),
        (ticket_of(other, amina), during(event), checkins.DoorsShut),
    ]
    for code, now, why in refused:
        with pytest.raises(why):
            await scans(database, code, now)
    assert not await is_in(database, event, amina)
    assert (await scans(database, ticket_of(event, amina), during(event, hours=-3))).verdict is Verdict.CAME
    assert not await is_in(database, other, amina)


@pytest.mark.parametrize(
    ("phase", "why"), [(EventPhase.CANCELLED, EventCancelled), (EventPhase.DISCARDED, NoSuchEvent)]
)
async def test_no_ticket_is_good_for_what_does_not_take_place(
    database: Database, phase: EventPhase, why: type[Refusal]
) -> None:
    event, amina, _bruno = await two_who_go(database, phase=phase)
    with pytest.raises(why):
        await scans(database, ticket_of(event, amina), during(event))
    async with database.reading() as session:
        with pytest.raises((why, NoSuchEvent)):
            await checkins.ticket_of(session, amina, event.id, at(during(event)))


@pytest.mark.parametrize("rsvp", [one for one in Rsvp if one is not Rsvp.GOING])
async def test_who_goes_no_more_is_not_on_the_list_whatever_ticket_they_show(
    database: Database, rsvp: Rsvp
) -> None:
    event, amina, _bruno = await two_who_go(database)
    await says(database, event, amina, rsvp)
    done = await scans(database, ticket_of(event, amina), during(event))
    assert done.verdict is Verdict.NOT_ON_LIST
    assert not await is_in(database, event, amina)
    async with database.reading() as session:
        with pytest.raises(checkins.NoTicket):
            await checkins.ticket_of(session, amina, event.id, at(during(event)))


async def test_a_ticket_of_somebody_forgotten_names_nobody(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    async with database.transaction() as session:
        await privacy.erase(session, amina.telegram_id or 0, 0, at(during(event, hours=-5)))
    with pytest.raises(checkins.TicketGone):
        await scans(database, ticket_of(event, amina), during(event))


async def test_who_is_forgotten_at_the_moment_they_are_let_in_is_not_there(database: Database) -> None:
    event, _amina, _bruno = await two_who_go(database)
    [[carla]] = await people_of(database, 1)
    async with database.transaction() as session:
        await privacy.erase(session, carla.telegram_id or 0, 0, at(during(event)))
        at_the_door = asyncio.create_task(lets_in(database, event, carla, during(event)))
        await asyncio.sleep(0.1)
    with pytest.raises(checkins.NotThere):
        await at_the_door


async def lets_in(database: Database, event: Event, person: Person, now: datetime) -> None:
    async with database.transaction() as session:
        await checkins.let_in(session, event.id, person.id, at(now))


async def test_tickets_outlive_a_new_key_and_end_with_their_own(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    old = codes.ticket(event.id, amina.id, RING.signing_keys)
    async with database.reading() as session:
        _event, shown = await checkins.ticket_of(session, amina, event.id, at(during(event)))
    assert shown == old


# Two doors at once


async def test_two_doors_check_somebody_in_once(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    now = during(event)
    done = await asyncio.gather(*(scans(database, ticket_of(event, amina), now) for _door in range(6)))
    assert sorted(one.verdict for one in done) == [*[Verdict.ALREADY] * 5, Verdict.CAME]


async def test_two_doors_let_a_walk_in_in_once(database: Database) -> None:
    [[amina], [nour]] = await people_of(database, 1, 1)
    event = await an_event(database, amina.id)

    async def door(is_member: bool) -> CheckedIn:
        async with database.transaction() as session:
            if is_member:
                return await checkins.let_in(session, event.id, nour.id, at(during(event)))
            return await checkins.let_in_stranger(session, event.id, "Ziad", 0, at(during(event)))

    done = await asyncio.gather(*(door(is_member) for is_member in (True, False) for _door in range(4)))
    assert sorted(one.verdict for one in done) == [*[Verdict.ALREADY] * 6, *[Verdict.CAME] * 2]
    async with database.reading() as session:
        assert (await arrivals.turnout(session, event)).walk_ins == 2


async def test_scans_and_undoings_at_the_same_moment_leave_them_in_or_out(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    now = during(event)
    done = await scans(database, ticket_of(event, amina), now)
    assert done.attendee.guest is not None
    guest_id = done.attendee.guest.id

    async def undoes() -> str:
        async with database.transaction() as session:
            try:
                await checkins.undo(session, guest_id, second_of(now), at(now))
            except checkins.NothingToUndo:
                return "nothing"
        return "undone"

    came = await asyncio.gather(*(undoes() for _door in range(4)))
    assert sorted(came) == ["nothing", "nothing", "nothing", "undone"]
    assert not await is_in(database, event, amina)


# The venue's code


async def types(database: Database, event: Event, person: Person, typed: str, now: datetime) -> object:
    async with database.transaction() as session:
        done = await checkins.by_number(session, person, event.id, typed, at(now))
        return done.verdict if isinstance(done, CheckedIn) else done


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"


async def test_the_code_of_the_venue_is_for_those_who_go(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    await says(database, event, bruno, Rsvp.WAITING)
    now = during(event)
    async with database.transaction() as session:
        venue = await checkins.venue(session, event.id, at(now))
    assert venue.until - now <= timedelta(minutes=20)
    async with database.transaction() as session:
        done = await checkins.by_code(session, amina, venue.code, at(venue.until - timedelta(seconds=1)))
        assert done.verdict is Verdict.CAME
        with pytest.raises(checkins.NotOnTheList):
            await checkins.by_code(session, bruno, venue.code, at(now))
        with pytest.raises(checkins.CodeOver):
            await checkins.by_code(session, amina, venue.code, at(venue.until))
        with pytest.raises(checkins.CodeOver):
            await checkins.by_code(session, amina, ticket_of(event, amina), at(now))
    guest = await stands(database, event, amina)
    assert guest is not None
    assert guest.check_in is CheckIn.CODE


async def test_the_code_of_the_venue_ends_with_the_event(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    late = during(event, hours=2, minutes=59)
    code = codes.venue_code(event.id, late, RING.signing_keys)
    async with database.transaction() as session:
        for now, why in (
            (during(event, hours=3), checkins.EventOver),
            (during(event, hours=-4), checkins.DoorsShut),
        ):
            with pytest.raises(why):
                await checkins.venue(session, event.id, at(now))
        with pytest.raises(checkins.EventOver):
            await checkins.by_code(session, amina, code, at(during(event, hours=3)))
    assert not await is_in(database, event, amina)


async def test_five_wrong_numbers_an_hour_are_the_most_and_then_the_right_one_is_none(
    database: Database,
) -> None:
    event, amina, bruno = await two_who_go(database)
    now = during(event)
    right = codes.venue_number(event.id, now, RING.signing_keys)
    for _time in range(5):
        assert await types(database, event, amina, wrong(right), now) is NumberProblem.WRONG
    assert await types(database, event, amina, right, now) is NumberProblem.TOO_MANY_TRIES
    assert await types(database, event, bruno, right, now) is Verdict.CAME, "each has tries of their own"
    later = now + timedelta(hours=1)
    right = codes.venue_number(event.id, later, RING.signing_keys)
    assert await types(database, event, amina, right, later) is Verdict.CAME
    async with database.transaction() as session:
        await checkins.purge_tries(session, at(later))
        assert await session.scalar(select(func.count()).select_from(VenueTry)) == 0


async def test_tries_at_the_same_moment_are_all_counted(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    now = during(event)
    typed = wrong(codes.venue_number(event.id, now, RING.signing_keys))
    said = await asyncio.gather(*(types(database, event, amina, typed, now) for _time in range(9)))
    assert said.count(NumberProblem.WRONG) == 5


async def test_the_number_of_one_event_is_none_of_another(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    other = await an_event(database)
    now = during(event)
    number = codes.venue_number(other.id, now, RING.signing_keys)
    assert number != codes.venue_number(event.id, now, RING.signing_keys)
    assert await types(database, event, amina, number, now) is NumberProblem.WRONG


# Who just walks in


async def test_a_walk_in_takes_a_seat_and_gives_it_back_when_it_was_a_mistake(database: Database) -> None:
    [[amina], [bruno], [nour]] = await people_of(database, 1, 1, 1)
    event = await an_event(database, amina.id, bruno.id, seats=2)
    await says(database, event, amina)
    await says(database, event, bruno, Rsvp.WAITING, waiting_since=during(event, days=-2))
    now = during(event, minutes=-30)
    async with database.transaction() as session:
        done = await checkins.let_in(session, event.id, nour.id, at(now))
        assert await events.seats_left(session, event) == 0
        assert (await events.figures(session, event.id)).taken == 2
        assert (await rsvps.hall(session, event)).left == 0
    guest = await stands(database, event, nour)
    assert guest is not None
    assert (guest.rsvp, guest.check_in) == (Rsvp.UNINVITED, CheckIn.WALK_IN)
    async with database.transaction() as session:
        await checkins.undo(session, guest.id, second_of(now), at(now))
        assert done.verdict is Verdict.CAME
    assert await stands(database, event, nour) is None, "who was never invited is on no list"
    async with database.reading() as session:
        told = await session.scalars(select(Delivery.person_id).where(Delivery.what == "free seat"))
        assert told.all() == [bruno.id], "who waits hears of the seat"


async def test_whoever_waits_and_is_let_in_waits_no_more(database: Database) -> None:
    [[amina], [bruno], [nour]] = await people_of(database, 1, 1, 1)
    event = await an_event(database, seats=1)
    await says(database, event, amina)
    for place, person in enumerate((nour, bruno)):
        since = during(event, days=-3 + place)
        await says(database, event, person, Rsvp.WAITING, waiting_since=since)
    async with database.transaction() as session:
        done = await checkins.let_in(session, event.id, nour.id, at(during(event, hours=-2)))
        assert done.verdict is Verdict.CAME
        await rsvps.answer(session, amina, event.id, at(during(event, hours=-1)), is_going=False)
    async with database.reading() as session:
        assert (await rsvps.hall(session, event)).next_in_line() is None, "Nour sits on the one seat"


async def test_a_seat_that_was_kept_is_taken_at_the_door(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    await says(database, event, amina, Rsvp.OFFERED, offered_until=during(event))
    async with database.transaction() as session:
        done = await checkins.let_in(session, event.id, amina.id, at(during(event, minutes=-9)))
        assert done.verdict is Verdict.CAME
        await rsvps.give_seats(session, at(during(event)))
        assert (await arrivals.turnout(session, event)).walk_ins == 0
    guest = await stands(database, event, amina)
    assert guest is not None
    assert (guest.rsvp, guest.check_in) == (Rsvp.GOING, CheckIn.NAME)


async def test_what_somebody_had_said_stays_when_a_walk_in_is_taken_back(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    await says(database, event, amina, Rsvp.NOT_GOING)
    now = during(event)
    async with database.transaction() as session:
        done = await checkins.let_in(session, event.id, amina.id, at(now))
        assert done.attendee.guest is not None
        await checkins.undo(session, done.attendee.guest.id, second_of(now), at(now))
    guest = await stands(database, event, amina)
    assert guest is not None
    assert (guest.rsvp, guest.came_at, guest.check_in) == (Rsvp.NOT_GOING, None, None)


async def test_guests_whom_nobody_knows_are_kept_apart_by_name_and_company(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    now = during(event)
    async with database.transaction() as session:
        for name, company_id, verdict in (
            ("Ziad Ghosn", 0, Verdict.CAME),
            ("زياد غصن", 0, Verdict.CAME),
            ("ZIAD  ghosn", 0, Verdict.ALREADY),
            ("Ziad Ghosn", amina.company_id, Verdict.CAME),
            ("Ziad Ghosn", 10**9, Verdict.ALREADY),
        ):
            done = await checkins.let_in_stranger(session, event.id, name, company_id, at(now))
            assert done.verdict is verdict, (name, company_id)
        raw = await session.execute(
            select(Guest.__table__.c.walk_in_name).where(Guest.walk_in_name.is_not(None))
        )
        assert len(raw.all()) == 3


async def test_names_of_guests_who_are_no_members_are_forgotten_in_time(database: Database) -> None:
    event, _amina, _bruno = await two_who_go(database)
    async with database.transaction() as session:
        await checkins.let_in_stranger(session, event.id, "Ziad Ghosn", 0, at(during(event)))
        await arrivals.purge_names(session, during(event))
        assert (await arrivals.came(session, event, 0, only_late=False)).items[0].name == "Ziad Ghosn"
        await arrivals.purge_names(session, during(event, seconds=1))
    async with database.reading() as session:
        assert (await arrivals.came(session, event, 0, only_late=False)).total == 0
        assert (await arrivals.turnout(session, event)).came == 1, "that somebody came still counts"


# Mistakes


async def test_an_old_undo_does_not_take_back_a_later_check_in(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    first, second = during(event), during(event, minutes=30)
    done = await scans(database, ticket_of(event, amina), first)
    assert done.attendee.guest is not None
    guest_id = done.attendee.guest.id
    async with database.transaction() as session:
        await checkins.undo(session, guest_id, second_of(first), at(first))
    await scans(database, ticket_of(event, amina), second)
    async with database.transaction() as session:
        for came in (second_of(first), 0, -1):
            with pytest.raises(checkins.NothingToUndo):
                await checkins.undo(session, guest_id, came, at(second))
        with pytest.raises(checkins.NothingToUndo):
            await checkins.undo(session, 10**9, second_of(second), at(second))
        with pytest.raises(checkins.DoorsClosed):
            await checkins.undo(session, guest_id, second_of(second), at(during(event, hours=9)))
    assert await is_in(database, event, amina)


async def test_who_was_there_can_be_noted_by_name_until_the_doors_close(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    async with database.transaction() as session:
        done = await checkins.by_name(session, event.id, amina.id, at(during(event, hours=8, minutes=59)))
        assert done.verdict is Verdict.CAME
        with pytest.raises(checkins.DoorsClosed):
            await checkins.by_name(session, event.id, bruno.id, at(during(event, hours=9)))
        with pytest.raises(checkins.NotThere):
            await checkins.by_name(session, event.id, 10**9, at(during(event)))
        assert (await arrivals.turnout(session, event)).late == 0


# The ledger


async def attended(database: Database) -> list[tuple[int | None, int | None, str, datetime]]:
    async with database.reading() as session:
        found = await session.execute(
            select(Interaction.person_id, Interaction.company_id, Interaction.about, Interaction.at)
            .where(Interaction.kind == Act.EVENT_ATTENDED)
            .order_by(Interaction.at)
        )
        return [tuple(row) for row in found.all()]  # type: ignore[misc]


async def days_attended(database: Database) -> set[int]:
    async with database.reading() as session:
        return set(
            await session.scalars(select(Interaction.day).where(Interaction.kind == Act.EVENT_ATTENDED))
        )


async def notes(database: Database, now: datetime) -> bool:
    async with database.transaction() as session:
        return await arrivals.note_attendance(session, at(now))


async def test_who_came_is_written_to_the_ledger_once_when_the_doors_close(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    came = during(event, minutes=40)
    await scans(database, ticket_of(event, amina), came)
    mistaken = await scans(database, ticket_of(event, bruno), came)
    async with database.transaction() as session:
        await checkins.let_in_stranger(session, event.id, "Ziad Ghosn", amina.company_id, at(came))
        assert mistaken.attendee.guest is not None
        await checkins.undo(session, mistaken.attendee.guest.id, second_of(came), at(came))
    assert not await notes(database, during(event, hours=9, seconds=-1))
    assert await attended(database) == []
    found = await asyncio.gather(*(notes(database, during(event, hours=9)) for _process in range(3)))
    assert sorted(found) == [False, False, True]
    assert not await notes(database, during(event, days=30))
    assert await attended(database) == [(amina.id, amina.company_id, event.about, came)]
    assert event.starts is not None
    assert await days_attended(database) == {event.starts.date().toordinal()}


async def test_of_somebody_forgotten_the_ledger_names_the_company(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    for minutes, person in enumerate((amina, bruno)):
        await scans(database, ticket_of(event, person), during(event, minutes=minutes))
    async with database.transaction() as session:
        await privacy.erase(session, amina.telegram_id or 0, 0, at(during(event, hours=1)))
    assert await notes(database, during(event, hours=10))
    assert [row[:2] for row in await attended(database)] == [
        (None, amina.company_id),
        (bruno.id, bruno.company_id),
    ]


async def test_an_event_that_was_cancelled_was_attended_by_nobody(database: Database) -> None:
    event, amina, _bruno = await two_who_go(database)
    await scans(database, ticket_of(event, amina), during(event, hours=-1))
    async with database.transaction() as session:
        await session.execute(update(Event).values(phase=EventPhase.CANCELLED))
    assert not await notes(database, during(event, hours=10))
    assert await attended(database) == []


# The search at the door, and the list


async def found(database: Database, event: Event, text: str) -> list[str]:
    async with database.reading() as session:
        return [one.name for one in (await arrivals.search(session, event, text, 0)).items]


async def called(database: Database, person: Person, name: str, company: str) -> None:
    async with database.transaction() as session:
        await session.execute(update(Person).where(Person.id == person.id).values(name=name))
        await session.execute(update(Company).where(Company.id == person.company_id).values(name=company))


async def test_the_search_at_the_door_forgives_spelling_in_both_scripts(database: Database) -> None:
    event, amina, bruno = await two_who_go(database)
    await called(database, amina, "Amina Haddad", "Cedar Press")
    await called(database, bruno, "Bruno Karam", "Vetro Glass")
    for text in ("amina", "hadad", "AMINA HADDÀD", "أمينة حداد", "حداد", "cedar", "cedr press", "ceda"):
        assert (await found(database, event, text))[:1] == ["Amina Haddad"], text
    assert await found(database, event, "vetro") == ["Bruno Karam"]
    assert await found(database, event, "xyz") == []
    assert await found(database, event, "…") == []


async def test_those_expected_stand_before_those_who_came_and_these_before_the_others(
    database: Database,
) -> None:
    [people] = await people_of(database, 4)
    event = await an_event(database)
    for n, person in enumerate(people):
        await called(database, person, f"Maya {'ABCD'[n]}aad", "Cedar Press")
    await says(database, event, people[1], Rsvp.GOING, came_at=during(event))
    await says(database, event, people[3])
    assert await found(database, event, "maya") == ["Maya Daad", "Maya Baad", "Maya Aaad", "Maya Caad"]
    assert (await found(database, event, "maya caad"))[0] == "Maya Caad", "what is typed counts first"


async def test_the_list_of_the_room_is_sorted_by_company_and_never_a_formula(database: Database) -> None:
    [[amina], [bruno], [carla], [dima]] = await people_of(database, 1, 1, 1, 1)
    event = await an_event(database)
    await called(database, amina, "=HYPERLINK(1)", "Zahle Wines")
    await called(database, bruno, "Bruno Karam", "Cedar Press")
    await called(database, carla, "Carla Saab", "Cedar Press")
    await says(database, event, amina, came_at=during(event, minutes=20), check_in=CheckIn.TICKET)
    await says(database, event, carla)
    await says(database, event, bruno, Rsvp.WAITING)
    await says(database, event, dima, Rsvp.NOT_GOING)
    async with database.transaction() as session:
        await session.execute(update(Company).where(Company.id == carla.company_id).values(size=Size.SMALL))
        await checkins.let_in_stranger(session, event.id, "Ziad Ghosn", 0, at(during(event)))
        document = await arrivals.workbook(session, event, OWNER, at(during(event)))
        with speaking("ar"):
            arabic = await arrivals.workbook(session, event, OWNER, at(during(event)))
        acts = (await session.scalars(select(AuditEntry.act))).all()
    assert acts == ["guests to Excel"] * 2
    [lines] = excel.sheets(document)
    header, *rows = [list(line.cells) for line in lines]
    assert header == ["No.", "Name", "Company", "Size", "Sub-cluster", "Answer", "Came", "Remark"]
    assert [row[:4] for row in rows] == [
        ["", "Bruno Karam", "Cedar Press", ""],
        ["1", "Carla Saab", "Cedar Press", "Small"],
        ["2", "=HYPERLINK(1)", "Zahle Wines", ""],
        ["3", "Ziad Ghosn", "", ""],
    ]
    assert [row[5] for row in rows] == ["On the waiting list", "Going", "Going", "Was not invited"]
    assert [row[7] if len(row) > 7 else "" for row in rows] == ["", "", "Late", "Was not on the list"]
    for workbook, is_mirrored in ((document, False), (arabic, True)):
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        assert (b'rightToLeft="1"' in sheet) is is_mirrored
        assert b"<f>" not in sheet
