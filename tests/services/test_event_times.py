"""What was agreed for an event is what the clocks show there: its instants follow the rules of its zone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.db import Database
from bot.jobs.walltime import keep_wall_times
from bot.models import events as models
from bot.models.deliveries import Delivery
from bot.models.events import Event
from bot.moment import Moment
from bot.rules.events import EventPhase
from tests.events import an_event
from tests.messages import said
from tests.services.gatherings import BEIRUT, OWNER
from tests.zones import ZoneInfo, beirut_in

NOW = datetime(2023, 3, 24, 10, 0, tzinfo=UTC)
SIX = datetime.fromisoformat("2023-03-27 18:00")
Rules = Callable[[ZoneInfo], None]


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """From now on the process knows these rules for the zones of events."""

    def restarted(zone: ZoneInfo) -> None:
        monkeypatch.setattr(models, "ZoneInfo", lambda _name: zone)

    return restarted


async def looks(database: Database, now: datetime = NOW, *, zone: ZoneInfo = BEIRUT) -> bool:
    async with database.transaction() as session:
        return await keep_wall_times(session, Moment(now, zone, frozenset({OWNER})))


async def instants(database: Database, event: Event) -> Sequence[datetime | None]:
    async with database.reading() as session:
        found = await session.get_one(Event, event.id)
        return found.starts_at, found.ends_at, found.answer_by_at


async def staff_read(database: Database) -> Sequence[str]:
    async with database.reading() as session:
        return [text or "" for _chat, text in await said(session, Delivery.chat_id == OWNER)]


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=UTC)


async def test_six_stays_six_when_a_decree_moves_the_clocks_and_is_withdrawn(
    database: Database, rules: Rules
) -> None:
    answer_by, answer_by_at = datetime.fromisoformat("2023-03-25 18:00"), at(25, 16)
    event = await an_event(database, starts=SIX, answer_by=answer_by)
    found, told = [], []
    for release in ("2023a", "2023b", "2023b", "2023c", "2023c"):
        rules(beirut_in(release))
        told.append(await looks(database, NOW + timedelta(hours=len(told))))
        found.append(await instants(database, event))
    assert told == [False, True, False, True, False]
    as_every_year, by_decree = (at(27, 15), at(27, 18), answer_by_at), (at(27, 16), at(27, 19), answer_by_at)
    assert found == [as_every_year, by_decree, by_decree, as_every_year, as_every_year]
    moved, moved_back = await staff_read(database)
    assert "<b>Begin</b>\n18:00 stays 18:00: Monday, 27 March 2023, 18:00." in moved
    assert "<b>End</b>\n21:00 stays 21:00" in moved
    assert "Answers until" not in moved
    assert "Until now that was Monday, 27 March 2023, 15:00 UTC" in moved
    assert "from now on it is Monday, 27 March 2023, 15:00 UTC" in moved_back
    assert "clocks in Beirut have changed" in moved_back


async def test_another_time_zone_of_the_bot_moves_no_event(database: Database) -> None:
    event = await an_event(database, starts=SIX)
    assert not await looks(database, zone=ZoneInfo("Asia/Tokyo"))
    assert (await instants(database, event))[0] == at(27, 15)


@pytest.mark.parametrize(
    ("phase", "is_set_anew"),
    [(EventPhase.PLANNING, True), (EventPhase.CANCELLED, False), (EventPhase.DISCARDED, False)],
)
async def test_of_what_nobody_was_invited_to_staff_hear_nothing(
    database: Database, rules: Rules, phase: EventPhase, is_set_anew: bool
) -> None:
    event = await an_event(database, starts=SIX, phase=phase)
    rules(beirut_in("2023b"))
    assert not await looks(database)
    assert ((await instants(database, event))[0] == at(27, 16)) is is_set_anew
    assert await staff_read(database) == []


async def test_what_is_over_by_the_new_rules_is_over_and_what_has_begun_has_begun(
    database: Database, rules: Rules
) -> None:
    over = await an_event(database, starts=SIX - timedelta(hours=3), phase=EventPhase.ANNOUNCED)
    begun = await an_event(database, starts=SIX)
    rules(beirut_in("2023b"))
    await looks(database)
    rules(beirut_in("2023c"))
    assert await looks(database, at(27, 15, 30))
    assert (await instants(database, over))[1] == at(27, 15)
    assert (await instants(database, begun))[0] == at(27, 15)
    assert len(await staff_read(database)) == 3


async def test_what_was_over_by_the_old_rules_may_still_be_on(database: Database, rules: Rules) -> None:
    event = await an_event(database, starts=SIX)
    rules(beirut_in("2023b"))
    assert await looks(database, at(27, 18, 30))
    assert (await instants(database, event))[1] == at(27, 19)


async def test_what_ended_long_ago_is_left_as_it_was(database: Database, rules: Rules) -> None:
    event = await an_event(database, starts=SIX)
    rules(beirut_in("2023b"))
    assert not await looks(database, at(29, 12))
    assert (await instants(database, event))[0] == at(27, 15)


async def test_an_event_without_a_time_yet_is_left_alone(database: Database, rules: Rules) -> None:
    event = await an_event(database, starts=SIX)
    async with database.transaction() as session:
        planned = await session.get_one(Event, event.id)
        planned.starts = planned.ends = planned.starts_at = planned.ends_at = None
        planned.phase = EventPhase.PLANNING
    assert not await looks(database)
    assert await instants(database, event) == (None, None, None)
