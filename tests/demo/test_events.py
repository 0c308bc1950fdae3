"""The demo's events: one is full, one is tomorrow, and a seat comes free when the scene is played."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.demo.cluster import OWNER, seed
from bot.demo.events import ZONE, who_frees_a_seat
from bot.models.deliveries import Delivery
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.rules.events import Rsvp
from bot.services import (
    arrivals,
    diaries,
    event_reminders,
    events,
    feedback,
    mission_reminders,
    rsvps,
    tallies,
)
from tests.moments import at

NOON = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


@pytest.fixture
async def seeded(sqlite_migrated_url: str) -> AsyncIterator[Database]:
    async with Database(sqlite_migrated_url) as database:
        async with database.transaction() as session:
            await seed(session, NOON)
        yield database


@pytest.mark.parametrize("hour", [0, 10, 23])
async def test_one_event_is_full_and_one_tomorrow_at_any_hour(sqlite_migrated_url: str, hour: int) -> None:
    now = NOON.replace(hour=hour)
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        await seed(session, now)
        ahead = (
            await session.scalars(select(Event).where(Event.starts_at > now).order_by(Event.starts_at))
        ).all()
        tomorrow, full = ahead
        assert tomorrow.starts is not None
        assert tomorrow.starts.date() == now.astimezone(ZONE).date() + timedelta(days=1)
        assert await events.seats_left(session, full) == 0
        waiting = await session.scalars(
            select(Person.name).join(Guest, Guest.person_id == Person.id).where(Guest.rsvp == Rsvp.WAITING)
        )
        assert set(waiting) == {"أمينة حداد", "Hélène Maalouf"}
        assert not (await session.scalars(select(Delivery.id).where(Delivery.about.like("event:%")))).all()


async def test_a_seat_that_comes_free_is_offered_to_the_first_phone_of_the_page(seeded: Database) -> None:
    async with seeded.transaction() as session:
        found = await who_frees_a_seat(session, NOON)
        assert found is not None
        event, person = found
        await rsvps.answer(session, person, event.id, at(NOON), is_going=False)
        offered = await session.scalar(
            select(Person.name).join(Guest, Guest.person_id == Person.id).where(Guest.rsvp == Rsvp.OFFERED)
        )
        assert offered == "أمينة حداد"


async def test_the_scene_is_over_when_nobody_waits(seeded: Database) -> None:
    async with seeded.transaction() as session:
        for name in ("أمينة حداد", "Hélène Maalouf"):
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            for event in await session.scalars(select(Event).where(Event.starts_at > NOON)):
                await rsvps.answer(session, person, event.id, at(NOON), is_going=False)
        assert await who_frees_a_seat(session, NOON) is None


@pytest.mark.parametrize("hour", [0, 10, 23])
async def test_nobody_is_written_to_because_the_demo_begins(sqlite_migrated_url: str, hour: int) -> None:
    now = NOON.replace(hour=hour)
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        await seed(session, now)
        before = await session.scalar(select(func.count()).select_from(Delivery))
        moment = at(now, OWNER.id)
        of_events = (event_reminders.remind_due, feedback.ask_due, arrivals.note_attendance, rsvps.give_seats)
        of_missions = (mission_reminders.remind_due, mission_reminders.close_due, mission_reminders.ask_due)
        for job in (*of_events, *of_missions, diaries.tell_days, tallies.ask_due):
            await job(session, moment)
        assert await session.scalar(select(func.count()).select_from(Delivery)) == before
