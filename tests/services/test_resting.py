"""The outbox rests when the program keeps dying before it has sent anything, and not when it was killed at work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.db import Database
from bot.models.deliveries import Delivery, Purpose, Status
from bot.services import resting
from tests.messages import write
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def dies(database: Database, times: int, *, sends: bool) -> bool:
    """Whether the outbox rests at a start that follows so many without a clean stop, a minute apart."""
    rests = False
    for number in range(times + 1):
        now = NOW + timedelta(minutes=number)
        async with database.transaction() as session:
            rests = await resting.note_start(session, at(now))
        if sends:
            async with database.transaction() as session:
                await write(session, f"The {number}th", 7, Purpose.NOTICE, now)
                await session.execute(update(Delivery).values(status=Status.SENT, settled_at=now))
    return rests


async def test_who_keeps_dying_before_anything_is_sent_rests(database: Database) -> None:
    assert await dies(database, resting.MOST_STARTS, sends=False)
    async with database.reading() as session:
        assert await resting.why(session) == "crashes"


async def test_who_was_killed_at_work_goes_on_without_an_operator(database: Database) -> None:
    assert not await dies(database, 5 * resting.MOST_STARTS, sends=True)
    async with database.reading() as session:
        assert await resting.why(session) == ""
