"""What is confirmed and approved is a revision of a broadcast: whatever changes it makes another one."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.db import Database
from bot.models.broadcasts import BroadcastChange
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.services import composing
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEILA, RANA = 9_000_001, 9_000_002


async def test_an_audience_that_is_chosen_anew_makes_a_revision_and_the_same_one_does_not(
    database: Database,
) -> None:
    wine = Audience.parse("sub_cluster=wine")
    async with database.transaction() as session:
        made = await composing.start(session, LEILA, at(NOW))
        for chosen in (wine, wine, Audience()):
            await composing.set_audience(session, made.id, chosen, RANA)
        assert made.revision == 3
    async with database.reading() as session:
        noted = await session.scalars(select(BroadcastChange).order_by(BroadcastChange.revision))
        assert [(one.revision, one.what, one.actor_id) for one in noted] == [
            (2, Edited.AUDIENCE, RANA),
            (3, Edited.AUDIENCE, RANA),
        ]
