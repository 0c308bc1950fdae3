"""The demo's poll is open, some have answered, and nobody is told of it when the demo begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.demo.cluster import seed
from bot.demo.polls import CHOSEN
from bot.models.deliveries import Delivery
from bot.models.polls import Poll, Voter
from bot.rules.polls import FEWEST
from bot.services import poll_results, polls
from tests.moments import at

NOON = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 10, 23])
async def test_a_poll_is_open_and_its_result_can_be_shown(sqlite_migrated_url: str, hour: int) -> None:
    now = NOON.replace(hour=hour)
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        await seed(session, now)
        poll = await session.scalar(select(Poll))
        assert poll is not None
        assert polls.is_open(poll, at(now))
        answered = await session.scalar(select(func.count()).where(Voter.answered_at.is_not(None)))
        assert answered == len(CHOSEN) >= FEWEST
        assert not (await session.scalars(select(Delivery.id).where(Delivery.about == poll.about))).all()
        await poll_results.close_due(session, at(now))
        assert polls.is_open(poll, at(now))
