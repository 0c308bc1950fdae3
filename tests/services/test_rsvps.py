"""Seats under whatever order things happen in: no limit is passed, nobody is passed over, nothing is given twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as hooks
from sqlalchemy import func, insert, select, update

from bot.db import Database
from bot.errors import Refusal
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.events import Event, Guest
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.rules.events import SEATED, Rsvp
from bot.rules.ledger import Act, Offer
from bot.rules.walltime import instant_of
from bot.services import events, joining, rsvps
from tests.events import STARTS, an_event, stands
from tests.events import says as stands_as
from tests.moments import BEIRUT, at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBERS = count(1)


async def people_of(database: Database, *companies: int) -> list[list[Person]]:
    """Companies with so many people each."""
    async with database.transaction() as session:
        made = []
        for size in companies:
            number = next(NUMBERS)
            company = Company(name=f"C{number}", name_key=f"c{number}", created_at=NOW)
            people = [
                Person(
                    name=f"P{number} {place}",
                    company=company,
                    created_at=NOW,
                    telegram_id=number * 100 + place,
                    standing=Standing.MEMBER,
                    consented_at=NOW,
                )
                for place in range(size)
            ]
            session.add_all([company, *people])
            made.append(people)
        await session.flush()
        return made


async def says(
    database: Database, event: Event, person: Person, *, is_going: bool = True, now: datetime = NOW
) -> Rsvp:
    """One turn of its own, in its own transaction."""
    async with database.transaction() as session:
        known = await session.get_one(Person, person.id)
        return (await rsvps.answer(session, known, event.id, at(now), is_going=is_going)).rsvp


async def rsvp_of(database: Database, event: Event, person: Person) -> Rsvp:
    guest = await stands(database, event, person)
    assert guest is not None
    return guest.rsvp


async def looks(database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        await rsvps.give_seats(session, at(now))


async def told(database: Database, person: Person) -> list[str | None]:
    async with database.reading() as session:
        found = await session.scalars(
            select(Delivery.what).where(Delivery.person_id == person.id).order_by(Delivery.id)
        )
        return list(found)


def the_offer(now: datetime) -> str:
    """What the first offer of a seat to somebody is called, made at this moment."""
    return f"offer 1 at {now:%Y%m%d%H%M%S}"


async def hands_on(
    database: Database, event: Event, person: Person, colleague: Person, now: datetime = NOW
) -> None:
    async with database.transaction() as session:
        known = await session.get_one(Person, person.id)
        await rsvps.hand_on(session, known, event.id, colleague.id, at(now))


async def test_of_twenty_taps_on_the_last_seat_one_gets_it_and_the_others_wait(database: Database) -> None:
    people = [one for (one,) in await people_of(database, *[1] * 20)]
    event = await an_event(database, seats=1)
    said = await asyncio.gather(*(says(database, event, person) for person in people))
    assert sorted(said) == sorted([Rsvp.GOING, *[Rsvp.WAITING] * 19])


async def test_those_who_wait_get_the_seat_one_after_the_other_in_their_order(database: Database) -> None:
    people = [one for (one,) in await people_of(database, 1, 1, 1)]
    event = await an_event(database, seats=1)
    for minute, person in enumerate(people):
        await says(database, event, person, now=NOW + timedelta(minutes=minute))
    await says(database, event, people[0], is_going=False, now=NOW + timedelta(hours=1))
    assert [await rsvp_of(database, event, one) for one in people] == [
        Rsvp.NOT_GOING,
        Rsvp.OFFERED,
        Rsvp.WAITING,
    ]
    assert await told(database, people[1]) == [the_offer(NOW + timedelta(hours=1))]
    later = NOW + timedelta(days=2, hours=1)
    await looks(database, later - timedelta(seconds=1))
    assert await rsvp_of(database, event, people[1]) is Rsvp.OFFERED
    await looks(database, later)
    assert await rsvp_of(database, event, people[1]) is Rsvp.LAPSED
    assert await rsvp_of(database, event, people[2]) is Rsvp.OFFERED
    await looks(database, later)
    assert await told(database, people[2]) == [the_offer(later)], "the seat is given once"
    assert await says(database, event, people[1], now=later) is Rsvp.WAITING, "who let it pass waits again"


async def test_an_offer_that_ran_out_is_not_taken_though_nobody_has_looked_yet(database: Database) -> None:
    (first,), (second,), (third,) = await people_of(database, 1, 1, 1)
    event = await an_event(database, seats=1)
    for person in (first, second, third):
        await says(database, event, person)
    await says(database, event, first, is_going=False)
    late = NOW + timedelta(days=2, minutes=1)
    assert await says(database, event, second, now=late) is Rsvp.WAITING
    assert await rsvp_of(database, event, third) is Rsvp.OFFERED


async def test_a_seat_that_comes_free_at_night_is_offered_in_the_morning(database: Database) -> None:
    (first,), (second,), (third,) = await people_of(database, 1, 1, 1)
    event = await an_event(database, seats=1)
    for person in (first, second):
        await says(database, event, person)
    night = datetime(2026, 11, 23, 23, 30, tzinfo=BEIRUT)
    await says(database, event, first, is_going=False, now=night)
    await looks(database, night + timedelta(hours=1))
    assert await rsvp_of(database, event, second) is Rsvp.WAITING
    assert await says(database, event, third, now=night) is Rsvp.WAITING, "nobody passes those who wait"
    await looks(database, datetime(2026, 11, 24, 8, 0, tzinfo=BEIRUT))
    assert await rsvp_of(database, event, second) is Rsvp.OFFERED


async def test_a_seat_handed_to_a_colleague_is_kept_for_them_and_never_counted_twice(
    database: Database,
) -> None:
    (amina, adel), (bruno,) = await people_of(database, 2, 1)
    event = await an_event(database, seats=1)
    await says(database, event, amina)
    await says(database, event, bruno)
    await hands_on(database, event, amina, adel)
    assert await rsvp_of(database, event, adel) is Rsvp.OFFERED
    assert await rsvp_of(database, event, bruno) is Rsvp.WAITING
    guest = await stands(database, event, adel)
    assert guest is not None
    assert await told(database, adel) == [f"handed on {guest.id}.1"]
    await says(database, event, adel, is_going=False)
    assert await rsvp_of(database, event, bruno) is Rsvp.OFFERED


async def test_a_seat_handed_on_at_night_before_a_morning_event_is_kept_until_it_begins_and_heard_of_before(
    database: Database,
) -> None:
    ((amina, adel),) = await people_of(database, 2)
    starts = datetime.fromisoformat("2026-11-26 09:30")
    event = await an_event(database, seats=1, starts=starts)
    await says(database, event, amina)
    await hands_on(database, event, amina, adel, datetime(2026, 11, 25, 22, 0, tzinfo=BEIRUT))
    guest = await stands(database, event, adel)
    async with database.reading() as session:
        (message,) = await session.scalars(select(Delivery).where(Delivery.person_id == adel.id))
    assert guest is not None
    assert message.not_before == datetime(2026, 11, 26, 8, 0, tzinfo=BEIRUT)
    assert message.not_after == guest.offered_until == instant_of(starts, BEIRUT)


async def test_a_seat_handed_on_at_night_is_heard_of_at_once_when_the_morning_is_too_late(
    database: Database,
) -> None:
    ((amina, adel),) = await people_of(database, 2)
    event = await an_event(database, seats=1, starts=datetime.fromisoformat("2026-11-26 08:00"))
    await says(database, event, amina)
    night = datetime(2026, 11, 25, 22, 0, tzinfo=BEIRUT)
    await hands_on(database, event, amina, adel, night)
    async with database.reading() as session:
        (message,) = await session.scalars(select(Delivery).where(Delivery.person_id == adel.id))
    assert message.not_before == night
    assert message.not_after is not None
    assert message.not_after > night


async def test_who_has_no_seat_asks_a_colleague_once_however_often_they_tap(database: Database) -> None:
    ((amina, adel),) = await people_of(database, 2)
    event = await an_event(database, seats=1)
    for _tap in range(3):
        await hands_on(database, event, amina, adel)
    assert len(await told(database, adel)) == 1


async def test_who_is_checked_in_does_not_give_the_same_seat_to_a_colleague(database: Database) -> None:
    ((amina, adel),) = await people_of(database, 2)
    event = await an_event(database, seats=1)
    await stands_as(database, event, amina, Rsvp.GOING, came_at=NOW)
    with pytest.raises(rsvps.IsThere):
        await hands_on(database, event, amina, adel)
    async with database.reading() as session:
        assert (await events.figures(session, event.id)).taken == 1
        assert amina.id not in {one.id for one in await rsvps.colleagues_for(session, adel, event.id)}


async def test_whoever_comes_back_as_somebody_else_hears_of_the_seat_that_is_kept_for_them(
    database: Database,
) -> None:
    (amina,), (bruno,), (carla,) = await people_of(database, 1, 1, 1)
    event = await an_event(database, seats=1)
    for person in (amina, bruno):
        await says(database, event, person)
    await says(database, event, amina, is_going=False)
    assert await rsvp_of(database, event, bruno) is Rsvp.OFFERED
    async with database.transaction() as session:
        # Bruno's account is Carla's now: they came in anew, for another company
        former, anew = await session.get_one(Person, bruno.id), await session.get_one(Person, carla.id)
        await joining.leave(session, former, at(NOW))
        account, former.telegram_id = former.telegram_id, None
        await session.flush()
        anew.telegram_id = account
    later = NOW + timedelta(hours=1)
    await says(database, event, amina, now=later)
    await says(database, event, carla, now=later)
    await says(database, event, amina, is_going=False, now=later)
    assert await rsvp_of(database, event, carla) is Rsvp.OFFERED
    assert await told(database, carla) == [the_offer(later)]


async def test_a_first_answer_and_a_first_seat_count_once(database: Database) -> None:
    ((amina,),) = await people_of(database, 1)
    event = await an_event(database)
    for is_going in (True, False, True, True):
        await says(database, event, amina, is_going=is_going)
    async with database.reading() as session:
        acts = list(await session.scalars(select(Interaction.kind)))
        offers = list(await session.scalars(select(Opportunity.kind)))
    assert acts == [Act.INVITATION_ANSWERED]
    assert offers == [Offer.EVENT_SEAT]


async def test_who_leaves_gives_the_seat_back(database: Database) -> None:
    (amina,), (bruno,) = await people_of(database, 1, 1)
    event = await an_event(database, seats=1)
    await says(database, event, amina)
    await says(database, event, bruno)
    async with database.transaction() as session:
        await joining.leave(session, await session.get_one(Person, amina.id), at(NOW))
    assert await rsvp_of(database, event, bruno) is Rsvp.OFFERED


STEPS = ("goes", "stays away", "hands on", "leaves")


async def act(
    database: Database, event: Event, people: list[list[Person]], step: str, who: int, now: datetime
) -> None:
    company, place = divmod(who, 2)
    person, colleague = people[company][place], people[company][1 - place]
    with suppress(Refusal):
        async with database.transaction() as session:
            known = await session.get_one(Person, person.id)
            if known.standing is not Standing.MEMBER:
                return
            match step:
                case "goes" | "stays away":
                    await rsvps.answer(session, known, event.id, at(now), is_going=step == "goes")
                case "hands on":
                    await rsvps.hand_on(session, known, event.id, colleague.id, at(now))
                case "leaves":
                    await joining.leave(session, known, at(now))


async def check(database: Database, event: Event) -> None:
    async with database.reading() as session:
        taken = (
            await session.execute(
                select(Guest.company_id, func.count())
                .where(Guest.event_id == event.id, Guest.rsvp.in_(SEATED))
                .group_by(Guest.company_id)
            )
        ).all()
        assert sum(seats for _company, seats in taken) <= 3
        assert all(seats <= 2 for _company, seats in taken)
        hall = await rsvps.hall(session, await session.get_one(Event, event.id))
        assert hall.next_in_line() is None, "a seat is free and somebody waits for it"
        offered = await session.scalars(
            select(Guest).where(Guest.event_id == event.id, Guest.rsvp == Rsvp.OFFERED)
        )
        for guest in offered:
            assert guest.offered_until is not None
            query = select(Delivery.what).where(
                Delivery.about == event.about, Delivery.person_id == guest.person_id
            )
            told = [what or "" for what in await session.scalars(query)]
            its = (f"offer {guest.offers} ", f"handed on {guest.id}.{guest.offers}")
            assert any(what.startswith(its) for what in told), "a seat is kept that nobody heard of"


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_many_do_at_the_same_moment_no_limit_is_passed_and_no_seat_stays_empty(
    database: Database, batches: list[list[tuple[str, int]]]
) -> None:
    people = await people_of(database, 2, 2, 2)
    ids = [person.id for company in people for person in company]
    event = await an_event(database, *ids, seats=3, seats_per_company=2)
    for day, batch in enumerate(batches):
        now = NOW + timedelta(hours=7 * day)
        if now.astimezone(BEIRUT).hour >= 21 or now.astimezone(BEIRUT).hour < 8:
            now += timedelta(hours=11)
        await asyncio.gather(*(act(database, event, people, step, who, now) for step, who in batch))
        await check(database, event)
    await looks(database, NOW + timedelta(days=2, hours=4))
    await check(database, event)


async def test_a_seat_is_decided_by_few_statements_however_many_are_invited(database: Database) -> None:
    (amina,), (bruno,) = await people_of(database, 1, 1)
    event = await an_event(database, amina.id, bruno.id, seats=3_000)
    async with database.transaction() as session:
        company_id = amina.company_id
        rows = [
            {
                "event_id": event.id,
                "company_id": company_id,
                "rsvp": Rsvp.GOING,
                "offers": 0,
                "must_confirm": False,
            }
            for _number in range(2_990)
        ]
        await session.execute(insert(Guest), rows)
    statements = []
    async with database.transaction() as session:
        connection = (await session.connection()).sync_connection
        hooks.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        known = await session.get_one(Person, bruno.id)
        guest = await rsvps.answer(session, known, event.id, at(NOW), is_going=True)
        assert guest.rsvp is Rsvp.GOING
    assert len(statements) <= 14, statements


async def test_hundreds_are_offered_seats_called_and_passed_over_by_few_statements(
    database: Database,
) -> None:
    people = [one for (one,) in await people_of(database, *[1] * 100)]
    event = await an_event(database, *(one.id for one in people), seats=1)
    async with database.transaction() as session:
        waits = update(Guest).where(Guest.event_id == event.id)
        await session.execute(waits.values(rsvp=Rsvp.WAITING, waiting_since=NOW))

    async def statements(now: datetime, seats: int | None) -> int:
        counted = []
        async with database.transaction() as session:
            (await events.locked(session, event.id)).seats = seats
            await session.flush()
            connection = (await session.connection()).sync_connection
            hooks.listen(connection, "before_cursor_execute", lambda *given: counted.append(given[2]))
            await rsvps.give_seats(session, at(now))
        return len(counted)

    assert await statements(NOW, None) <= 20
    assert {await rsvp_of(database, event, one) for one in people} == {Rsvp.OFFERED}
    assert await statements(NOW + timedelta(days=2), None) <= 20
    assert {await rsvp_of(database, event, one) for one in people} == {Rsvp.LAPSED}
    async with database.transaction() as session:
        await session.execute(waits.values(rsvp=Rsvp.WAITING, waiting_since=NOW))
    assert await statements(instant_of(STARTS, BEIRUT) - timedelta(hours=2), 1) <= 20
    assert len(await told(database, people[-1])) == 3


async def test_nobody_answers_an_event_that_is_not_for_them(database: Database) -> None:
    (amina,), (bruno,) = await people_of(database, 1, 1)
    event = await an_event(database, amina.id, audience={"language": ["ar"]})
    with suppress(events.NoSuchEvent):
        await says(database, event, bruno)
        raise AssertionError("an English reader answered")
