"""What waits for the morning is told for each chat, and only at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.db import Database
from bot.demo.waiting import waiting
from bot.models.deliveries import Delivery, Purpose, Status

MIDNIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


def held(chat_id: int, until: datetime, status: Status = Status.WAITING) -> Delivery:
    return Delivery(
        chat_id=chat_id,
        purpose=Purpose.NOTICE,
        priority=2,
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
