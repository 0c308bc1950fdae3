"""What waits for the morning is told for each chat, and only at night."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.demo.clock import MovableClock
from bot.demo.waiting import advance, waiting
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.events import EventReminder
from bot.rules.event_reminders import Occasion, Reminder, due_at
from bot.rules.walltime import wall_of
from bot.services import event_reminders, feedback
from bot.tasks import cancelled
from tests.engaged import a_company
from tests.events import ANNOUNCED, an_event
from tests.moments import BEIRUT, at

MIDNIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


def held(chat_id: int, until: datetime, status: Status = Status.WAITING) -> Delivery:
    return Delivery(
        chat_id=chat_id,
        purpose=Purpose.NOTICE,
        priority=Purpose.NOTICE.priority,
        created_at=MIDNIGHT,
        not_before=until,
        status=status,
    )


async def test_what_waits_for_the_morning_is_counted_at_night_only(sqlite_migrated_url: str) -> None:
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        session.add_all([held(1, MORNING), held(1, MORNING + timedelta(hours=1)), held(2, MORNING)])
        session.add_all(
            [held(3, MIDNIGHT), held(4, MORNING + timedelta(days=3)), held(5, MORNING, Status.SENT)]
        )
        await session.flush()
        at_night = await waiting(session, MIDNIGHT)
        assert [(one.chat_id, one.count) for one in at_night] == [(1, 2), (2, 1)]
        assert at_night[0].until == int(MORNING.timestamp())
        assert await waiting(session, MORNING + timedelta(hours=3)) == []


@pytest.mark.parametrize("days", [2, 30])
async def test_a_leap_of_the_clock_is_no_outage_to_an_event_that_ends_meanwhile(
    sqlite_migrated_url: str, days: int
) -> None:
    """The morning after, people are asked how it was, as by a bot that runs all the while."""
    clock, asked = MovableClock(), []
    began = clock()
    async with Database(sqlite_migrated_url) as database:
        starts = wall_of(began + timedelta(hours=1), BEIRUT).replace(second=0, microsecond=0)
        await an_event(database, starts=starts, lasts=timedelta(hours=2))

        async def asks() -> None:
            """The timetable, when the clock is moved."""
            while True:
                await clock.moved()
                async with database.transaction() as session:
                    if await feedback.ask_due(session, at(clock())):
                        asked.append(clock() - began)

        looking = asyncio.create_task(asks())
        assert await advance(database, clock, days * 24 * 3600)
        await asyncio.sleep(0)
        await cancelled(looking)
    (after,) = asked
    assert after < timedelta(days=2)
    assert clock.shift >= timedelta(days=days - 1)


async def test_a_leap_of_the_clock_is_no_outage_to_an_event_of_which_people_are_to_be_reminded(
    sqlite_migrated_url: str,
) -> None:
    """Each reminder is sent when it is due, before the clock goes on."""
    clock, sent = MovableClock(), list[bool]()
    day = wall_of(clock(), BEIRUT).date() + timedelta(days=10)
    starts = datetime.combine(day, time(18, 0))
    async with Database(sqlite_migrated_url) as database:
        guest = await a_company(database, "Cedar Press", clock())
        await an_event(database, guest.id, starts=starts)

        async def reminds() -> None:
            """The timetable, when the clock is moved; and the outbox, a little later."""
            while True:
                await clock.moved()
                async with database.transaction() as session:
                    await event_reminders.remind_due(session, at(clock()))
                await asyncio.sleep(0.05)
                async with database.transaction() as session:
                    for one in await session.scalars(
                        select(Delivery).where(
                            Delivery.purpose == Purpose.REMINDER, Delivery.status == Status.WAITING
                        )
                    ):
                        assert one.not_after is not None
                        sent.append(clock() < one.not_after)
                        one.status = Status.SENT

        looking = asyncio.create_task(reminds())
        assert await advance(database, clock, 12 * 24 * 3600)
        await cancelled(looking)
        async with database.reading() as session:
            reminded = {one.reminder: one.at for one in await session.scalars(select(EventReminder))}
    assert sent == [True]  # who has not answered
    for reminder, when in reminded.items():
        occasion = Occasion(starts, BEIRUT, BEIRUT, ANNOUNCED, ANNOUNCED)
        assert abs(when - due_at(reminder, occasion)) < timedelta(minutes=1)
    assert set(reminded) == set(Reminder)


async def test_the_clock_halts_where_a_broadcast_is_set_for_a_time(sqlite_migrated_url: str) -> None:
    clock, halts = MovableClock(), []
    began = clock()
    async with Database(sqlite_migrated_url) as database:
        async with database.transaction() as session:
            for hours in (2, 5, 50):
                due_at = began + timedelta(hours=hours)
                session.add(
                    Broadcast(author_id=1, created_at=began, phase=BroadcastPhase.SCHEDULED, send_at=due_at)
                )

        async def begins() -> None:
            """The timetable, when the clock is moved."""
            while True:
                await clock.moved()
                async with database.transaction() as session:
                    due = await session.scalars(
                        select(Broadcast).where(
                            Broadcast.phase == BroadcastPhase.SCHEDULED, Broadcast.send_at <= clock()
                        )
                    )
                    for broadcast in due.all():
                        broadcast.phase = BroadcastPhase.SENDING
                        halts.append(round((clock() - began).total_seconds() / 3600))

        looking = asyncio.create_task(begins())
        assert await advance(database, clock, 24 * 3600)
        await cancelled(looking)
        assert not await advance(database, clock, -1)
    assert halts == [2, 5]
    assert clock.shift >= timedelta(hours=23)
