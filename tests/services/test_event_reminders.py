"""Reminders of events: who gets one, who does not, and what is done about one that has not left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event as hooks
from sqlalchemy import func, insert, select, update

from bot.db import Database
from bot.i18n import LOCALES
from bot.markup import TEXT_LENGTH, fits
from bot.models.chats import Chat
from bot.models.deliveries import Delivery, Letter, Status
from bot.models.events import Event, EventReminder, Guest
from bot.models.people import Person, Standing
from bot.rules.event_reminders import Reminder
from bot.rules.events import TITLE_LIMIT, EventPhase, Rsvp
from bot.rules.walltime import instant_of
from bot.services import event_reminders, event_times, revisions, rsvps, telling
from tests.events import STARTS, an_event, says
from tests.messages import said
from tests.moments import BEIRUT, at
from tests.services.gatherings import OWNER, members
from tests.stories.cast import plain

DAY, THREE_DAYS = STARTS - timedelta(days=1), STARTS - timedelta(days=3)
"""When reminders of the forum are due, by the clocks in Beirut."""


def beirut(wall: datetime) -> datetime:
    return instant_of(wall, BEIRUT)


async def looks(database: Database, wall: datetime) -> bool:
    """The job looks when the clocks in Beirut show this."""
    async with database.transaction() as session:
        return await event_reminders.remind_due(session, at(beirut(wall), OWNER))


async def people(database: Database, *companies: int) -> list[Person]:
    """Members who read English, of companies with so many each."""
    await members(database, *companies, language="en")
    async with database.reading() as session:
        return list(await session.scalars(select(Person).order_by(Person.id)))


async def waiting(database: Database) -> list[tuple[int | None, str | None]]:
    """Who is to get which reminder."""
    async with database.reading() as session:
        found = await session.execute(
            select(Delivery.person_id, Delivery.what)
            .where(Delivery.status == Status.WAITING, Delivery.what.startswith("reminder"))
            .order_by(Delivery.person_id)
        )
        return [(person_id, name) for person_id, name in found]


async def all_leave(database: Database, status: Status = Status.SENT, *whom: Person) -> None:
    async with database.transaction() as session:
        theirs = Delivery.person_id.in_([one.id for one in whom]) if whom else Delivery.id > 0
        await session.execute(
            update(Delivery).where(Delivery.status == Status.WAITING, theirs).values(status=status)
        )


async def staff_read(database: Database) -> Sequence[str]:
    async with database.reading() as session:
        return [text or "" for _chat, text in await said(session, Delivery.chat_id == OWNER)]


async def test_a_look_at_which_nothing_is_due_costs_one_statement(database: Database) -> None:
    amina, *_others = await people(database, 3)
    for place in range(4):
        event = await an_event(database, starts=STARTS + place * timedelta(days=1))
        await says(database, event, amina)
    assert await looks(database, DAY)
    statements = []
    async with database.transaction() as session:
        connection = (await session.connection()).sync_connection
        hooks.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        moment = at(beirut(DAY + timedelta(minutes=1)), OWNER)
        assert not await event_reminders.remind_due(session, moment)
    assert len(statements) == 1, statements


async def test_hundreds_are_reminded_by_one_letter_and_few_statements(database: Database) -> None:
    amina, *_others = await people(database, 1)
    event = await an_event(database, amina.id, announced_at=beirut(THREE_DAYS))
    async with database.transaction() as session:
        new = [
            {
                "name": "P",
                "created_at": beirut(STARTS),
                "telegram_id": 50_000 + number,
                "standing": Standing.MEMBER,
                "company_id": amina.company_id,
                "language": "ar",
            }
            for number in range(500)
        ]
        await session.execute(insert(Person), new)
        invited = select(Person.id, Person.company_id).where(Person.id != amina.id)
        guests = [
            {"event_id": event.id, "person_id": person_id, "company_id": company_id, "rsvp": Rsvp.GOING}
            | {"offers": 0, "must_confirm": False}
            for person_id, company_id in await session.execute(invited)
        ]
        await session.execute(insert(Guest), guests)
    statements = []
    async with database.transaction() as session:
        connection = (await session.connection()).sync_connection
        hooks.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert await event_reminders.remind_due(session, at(beirut(DAY), OWNER))
    assert len(statements) <= 12, statements
    assert len(await waiting(database)) == 500
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Letter)) == 1


async def test_a_reminder_to_answer_goes_to_those_who_said_nothing_and_can_be_written_to(
    database: Database,
) -> None:
    silent, going, away, waits, gone, unreachable = await people(database, 6)
    event = await an_event(database)
    await says(database, event, going)
    await says(database, event, away, Rsvp.NOT_GOING)
    await says(database, event, waits, Rsvp.LAPSED)
    async with database.transaction() as session:
        (await session.get_one(Person, gone.id)).standing = Standing.LEFT
        (await session.get_one(Person, unreachable.id)).is_reachable = False
    assert await looks(database, THREE_DAYS)
    assert await waiting(database) == [(silent.id, "reminder unanswered 1")]
    assert not await looks(database, THREE_DAYS + timedelta(minutes=1))


async def test_nobody_is_asked_to_answer_who_could_only_wait_for_a_seat(database: Database) -> None:
    amina, adel, bruno, zeina = await people(database, 2, 1, 1)
    full = await an_event(database, seats=1)
    await says(database, full, amina)
    has_a_line = await an_event(database, seats=2)
    await says(database, has_a_line, amina)
    await says(database, has_a_line, bruno, Rsvp.WAITING)
    capped = await an_event(database, seats_per_company=1)
    await says(database, capped, amina)
    await looks(database, THREE_DAYS)
    async with database.reading() as session:
        told = await session.execute(
            select(Delivery.about, Delivery.person_id)
            .where(Delivery.what.startswith("reminder unanswered"))
            .order_by(Delivery.person_id)
        )
        assert list(told) == [(capped.about, bruno.id), (capped.about, zeina.id)]
    assert adel.company_id == amina.company_id


async def test_who_has_said_something_before_a_reminder_left_does_not_get_it_but_keeps_an_offer(
    database: Database,
) -> None:
    amina, adel, bruno = await people(database, 2, 1)
    event = await an_event(database)
    await says(database, event, amina)
    await looks(database, THREE_DAYS)
    assert [person_id for person_id, _what in await waiting(database)] == [adel.id, bruno.id]
    async with database.transaction() as session:
        later = at(beirut(THREE_DAYS + timedelta(minutes=1)))
        known = {one.id: one for one in await session.scalars(select(Person))}
        await rsvps.answer(session, known[bruno.id], event.id, later, is_going=True)
        await rsvps.hand_on(session, known[amina.id], event.id, adel.id, later)
    assert await waiting(database) == []
    async with database.reading() as session:
        left = await session.scalars(select(Delivery.what).where(Delivery.status == Status.WAITING))
        (offer,) = left
        assert (offer or "").startswith("handed on")


async def test_the_same_answer_again_keeps_the_reminder(database: Database) -> None:
    (amina,) = await people(database, 1)
    event = await an_event(database)
    await says(database, event, amina)
    await looks(database, DAY)
    for is_going in (True, False):
        async with database.transaction() as session:
            known = await session.get_one(Person, amina.id)
            await rsvps.answer(session, known, event.id, at(beirut(DAY)), is_going=is_going)
        assert len(await waiting(database)) == int(is_going)


async def test_who_is_checked_in_already_needs_no_reminder(database: Database) -> None:
    amina, bruno = await people(database, 1, 1)
    event = await an_event(database)
    await says(database, event, amina, came_at=beirut(STARTS - timedelta(hours=2, minutes=30)))
    await says(database, event, bruno)
    await looks(database, STARTS - timedelta(hours=2))
    assert await waiting(database) == [(bruno.id, "reminder hours 1")]


@pytest.mark.parametrize("phase", [EventPhase.PLANNING, EventPhase.CANCELLED, EventPhase.DISCARDED])
async def test_of_what_does_not_take_place_nobody_is_reminded(database: Database, phase: EventPhase) -> None:
    (amina,) = await people(database, 1)
    event = await an_event(database, phase=phase)
    await says(database, event, amina)
    assert not await looks(database, DAY)
    assert not await looks(database, STARTS)


async def test_two_processes_that_look_at_once_remind_once(database: Database) -> None:
    amina, *_others = await people(database, 3)
    event = await an_event(database)
    await says(database, event, amina)
    await asyncio.gather(*(looks(database, DAY) for _process in range(4)))
    assert await waiting(database) == [(amina.id, "reminder day 1")]
    async with database.reading() as session:
        assert await session.scalar(select(EventReminder.times)) == 1


async def test_staff_read_in_one_message_and_once_what_was_not_sent_in_time(database: Database) -> None:
    amina, _bruno = await people(database, 1, 1)
    first, second = await an_event(database), await an_event(database, titles={"en": "Wine Fair"})
    for event in (first, second):
        await says(database, event, amina)
    assert await looks(database, STARTS + timedelta(days=1))
    assert not await looks(database, STARTS + timedelta(days=2))
    (read,) = await staff_read(database)
    for name in ("Olive Oil Forum", "Wine Fair"):
        assert (
            f"<b>{name}</b>, Thursday, 26 November 2026, 18:00\n"
            "• three days before, to those who had not answered: 1 person\n"
            "• a day before: 1 person\n"
            "• two hours before: 1 person"
        ) in plain(read)
    assert await waiting(database) == []
    async with database.reading() as session:
        rows = (await session.scalars(select(EventReminder).where(EventReminder.event_id == first.id))).all()
    assert {row.reminder: row.missed for row in rows} == {
        Reminder.UNANSWERED: 1,
        Reminder.DAY: 1,
        Reminder.HOURS: 1,
    }


@pytest.mark.parametrize("language", LOCALES)
async def test_however_much_was_missed_staff_read_it_in_one_message(
    database: Database, language: str
) -> None:
    (amina,) = await people(database, 1)
    for place in range(12):
        titles = dict.fromkeys(LOCALES, f"{place} & {'م' * (TITLE_LIMIT - 5)}")
        event = await an_event(database, starts=STARTS + timedelta(days=place), titles=titles)
        await says(database, event, amina)
    async with database.transaction() as session:
        await session.execute(insert(Chat), [{"id": OWNER, "language": language}])
    assert await looks(database, STARTS + timedelta(days=30))
    (read,) = await staff_read(database)
    assert fits(read, TEXT_LENGTH)
    assert "4" in plain(read).split("\n")[-1], "so many more events"


async def test_staff_read_nothing_where_nobody_missed_anything(database: Database) -> None:
    await people(database, 1)
    await an_event(database, answer_by=THREE_DAYS - timedelta(days=1))
    assert not await looks(database, STARTS + timedelta(days=1))
    assert await staff_read(database) == []


async def test_who_did_not_get_one_that_was_sent_is_counted_when_it_is_of_no_more_use(
    database: Database,
) -> None:
    got, refused, blocked, slow, slower = everybody = await people(database, 5)
    event = await an_event(database)
    for person in everybody:
        await says(database, event, person)
    await looks(database, DAY)
    await all_leave(database, Status.SENT, got)
    await all_leave(database, Status.FAILED, refused)
    await all_leave(database, Status.UNREACHABLE, blocked)
    assert not await looks(database, STARTS - timedelta(hours=4))
    assert await looks(database, STARTS - timedelta(hours=3, minutes=54))
    (read,) = await staff_read(database)
    assert "• a day before: 3 people" in plain(read)
    assert await waiting(database) == [], "it must not come after staff have read that it did not"
    assert not await looks(database, STARTS - timedelta(hours=3))
    assert {slow.id, slower.id} < {one.id for one in everybody}


async def moved(database: Database, event: Event, by: timedelta, wall: datetime) -> None:
    async with database.transaction() as session:
        known = await session.get_one(Event, event.id)
        assert known.starts is not None
        assert known.ends is not None
        known.starts, known.ends, known.told_at = known.starts + by, known.ends + by, beirut(wall)
        event_times.set_by_the_clocks(known)
        await event_reminders.take_back(session, known, at(beirut(wall)))


@pytest.mark.parametrize(
    ("by", "has_left"), [(timedelta(hours=1), {2: "unanswered 1"}), (timedelta(days=3), {1: "2", 2: "2"})]
)
async def test_an_event_that_moves_while_reminders_wait_takes_them_back(
    database: Database, by: timedelta, has_left: dict[int, str]
) -> None:
    got, waits = await people(database, 2)
    event = await an_event(database)
    await looks(database, THREE_DAYS)
    await all_leave(database, Status.SENT, got)
    later = THREE_DAYS + timedelta(minutes=10)
    await moved(database, event, by, later)
    assert await waiting(database) == []
    await looks(database, max(later, THREE_DAYS + by))
    names = {1: got.id, 2: waits.id}
    found = {person_id: what or "" for person_id, what in await waiting(database)}
    assert found.keys() == {names[place] for place in has_left}
    assert all(found[names[place]].endswith(ending) for place, ending in has_left.items())
    async with database.reading() as session:
        (text, *_same) = [text for _chat, text in await said(session, Delivery.status == Status.WAITING)]
    assert f"{STARTS + by:%H:%M}, until" in plain(text or "")


async def test_staff_move_an_event_and_everybody_is_reminded_of_the_new_day(database: Database) -> None:
    amina, bruno = await people(database, 1, 1)
    event = await an_event(database)
    await says(database, event, amina)
    await says(database, event, bruno)
    await looks(database, DAY)
    await all_leave(database)
    now = at(beirut(DAY + timedelta(hours=1)), OWNER)
    async with database.transaction() as session:
        plan = await revisions.revise(session, event.id, OWNER, now)
        assert plan.starts is not None
        assert plan.ends is not None
        plan.starts, plan.ends = plan.starts + timedelta(days=4), plan.ends + timedelta(days=4)
        event_times.set_by_the_clocks(plan)
        await revisions.save(session, plan.id, OWNER, now)
    async with database.transaction() as session:
        known = await session.get_one(Person, amina.id)
        await rsvps.answer(session, known, event.id, now, is_going=True)
    await all_leave(database)
    assert not await looks(database, STARTS - timedelta(hours=2)), "the old day means nothing any more"
    assert await looks(database, DAY + timedelta(days=4))
    assert await waiting(database) == [(amina.id, "reminder day 2"), (bruno.id, "reminder day 2")]
    async with database.reading() as session:
        read = dict(await said(session, Delivery.status == Status.WAITING))
    assert "You are going" in (read[amina.telegram_id or 0] or "")
    assert "will you still come?" in (read[bruno.telegram_id or 0] or "")
    assert all("Monday, 30 November 2026, 18:00" in (text or "") for text in read.values())


async def test_what_is_cancelled_by_the_beginning_of_its_name_is_that_alone(database: Database) -> None:
    (amina,) = await people(database, 1)
    event = await an_event(database)
    await says(database, event, amina)
    await looks(database, DAY)
    async with database.transaction() as session:
        for only in ("remind%", "eminder", "Reminder"):
            await telling.cancel(session, event.about, at(beirut(DAY)), only=only)
    assert len(await waiting(database)) == 1
    async with database.transaction() as session:
        await telling.cancel(session, event.about, at(beirut(DAY)), only="reminder d")
    assert await waiting(database) == []
