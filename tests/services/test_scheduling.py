"""Broadcasts set for a time on the clock go out when the clocks show it, whatever becomes of the clocks meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.db import Database
from bot.jobs.walltime import keep_wall_times
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.scheduling import UNDO
from bot.rules.walltime import instant_of, wall_of
from bot.services import composing, launching, scheduling
from bot.services.scheduling import NotAhead
from bot.services.walltime import ShownTwice, Skipped
from tests.messages import said
from tests.services.gatherings import BEIRUT, OWNER, members
from tests.zones import beirut_in

PARIS, TOKYO = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Tokyo")
BEFORE = datetime(2023, 3, 22, 10, 0, tzinfo=UTC)
"""The day before the decree."""
NINE = datetime.fromisoformat("2023-03-27 09:00")


def under(zone: tzinfo, now: datetime) -> Moment:
    return Moment(now, zone, frozenset({OWNER}))


async def scheduled(database: Database, wall: datetime, moment: Moment) -> int:
    """A broadcast to the one member there is, set for a wall time; its number."""
    await members(database, 1)
    async with database.transaction() as session:
        made = await composing.compose(session, {"en": "Hello"}, Audience(), ("en",), moment)
        await scheduling.schedule(session, made.id, wall, None, moment)
        return made.id


async def send_at(database: Database) -> datetime:
    async with database.reading() as session:
        at = await session.scalar(select(Broadcast.send_at))
        assert at is not None
        return at


async def staff_read(database: Database) -> Sequence[str]:
    """What the owner was told, in order."""
    async with database.reading() as session:
        return [text or "" for _chat, text in await said(session, Delivery.chat_id == OWNER)]


async def test_what_goes_out_in_seconds_still_does_when_the_clock_is_set_back(database: Database) -> None:
    now, hour = BEFORE, timedelta(hours=1)
    agreed = await scheduled(database, wall_of(now, BEIRUT) + timedelta(minutes=30), under(BEIRUT, now))
    async with database.transaction() as session:
        soon = await composing.compose(session, {"en": "Now"}, Audience(), ("en",), under(BEIRUT, now))
        await scheduling.send_soon(session, soon.id, None, under(BEIRUT, now))
        await scheduling.bring_forward(session, now, under(BEIRUT, now - hour))
    async with database.reading() as session:
        at = dict((await session.execute(select(Broadcast.id, Broadcast.send_at))).all())
    assert at == {agreed: now + hour / 2, soon.id: now - hour + UNDO}


async def looks(database: Database, moment: Moment) -> bool:
    """Every job that has to do with it looks, in its order. Whether a broadcast began."""
    async with database.transaction() as session:
        await keep_wall_times(session, moment)
    async with database.transaction() as session:
        return await launching.launch_due(session, moment)


async def test_nine_stays_nine_when_a_decree_moves_the_clocks_and_is_withdrawn(database: Database) -> None:
    """Three processes, one after the other: each has the time zone database of its day."""
    await scheduled(database, NINE, under(beirut_in("2023a"), BEFORE))
    instants, told = [await send_at(database)], []
    for release in ("2023a", "2023b", "2023b", "2023c", "2023c"):
        moment = under(beirut_in(release), BEFORE + timedelta(days=len(told)))
        assert await looks(database, moment) == 0
        instants.append(await send_at(database))
        told.append(len(await staff_read(database)))
        assert instants[-1] == instant_of(NINE, moment.zone)
    assert [at.hour for at in instants] == [6, 6, 7, 7, 6, 6]
    assert told == [0, 1, 1, 2, 2]
    by_decree, withdrawn = await staff_read(database)
    for words, was, now in ((by_decree, 6, 7), (withdrawn, 7, 6)):
        assert "09:00 stays 09:00" in words
        assert f"Until now that was Monday, 27 March 2023, 0{was}:00 UTC" in words
        assert f"from now on it is Monday, 27 March 2023, 0{now}:00 UTC" in words


@pytest.mark.parametrize(
    ("set_under", "begun_under", "hour"),
    [
        (beirut_in("2023a"), beirut_in("2023a"), 6),
        (beirut_in("2023a"), beirut_in("2023b"), 7),
        (beirut_in("2023b"), beirut_in("2023c"), 6),
        (BEIRUT, PARIS, 7),
        (BEIRUT, TOKYO, 0),
    ],
    ids=["as every year", "by decree", "withdrawn", "in Paris", "in Tokyo"],
)
async def test_it_goes_out_once_when_the_clocks_show_the_time(
    database: Database, set_under: tzinfo, begun_under: tzinfo, hour: int
) -> None:
    await scheduled(database, NINE, under(set_under, BEFORE))
    begun = []
    for minutes in range(0, 24 * 60, 30):
        now = datetime(2023, 3, 27, tzinfo=UTC) + timedelta(minutes=minutes)
        if await looks(database, under(begun_under, now)):
            begun.append(now)
    assert begun == [datetime(2023, 3, 27, hour, tzinfo=UTC)]


async def test_it_does_not_go_out_by_the_old_rules_before_anything_was_set_anew(database: Database) -> None:
    await scheduled(database, NINE, under(beirut_in("2023a"), BEFORE))
    six = datetime(2023, 3, 27, 6, 0, tzinfo=UTC)
    async with database.transaction() as session:
        await launching.launch_due(session, under(beirut_in("2023b"), six))
        assert await session.scalar(select(Broadcast.phase)) is BroadcastPhase.SCHEDULED
    assert await send_at(database) == six + timedelta(hours=1)
    assert len(await staff_read(database)) == 1


async def test_what_has_passed_by_the_new_rules_is_due_and_staff_read_so(database: Database) -> None:
    by_decree, withdrawn = beirut_in("2023b"), beirut_in("2023c")
    await scheduled(database, NINE, under(by_decree, BEFORE))
    assert await looks(database, under(withdrawn, datetime(2023, 3, 27, 6, 30, tzinfo=UTC))) == 1
    (words,) = await staff_read(database)
    assert "09:00 stays 09:00" in words
    assert "goes out at once" in words


async def test_a_time_that_new_rules_skip_is_said_to_be_skipped(database: Database) -> None:
    half_past_midnight = datetime.fromisoformat("2023-04-21 00:30")
    await scheduled(database, half_past_midnight, under(beirut_in("2023a"), BEFORE))
    await looks(database, under(beirut_in("2023b"), BEFORE))
    (words,) = await staff_read(database)
    assert "The clocks skip 00:30 that night: it is Friday, 21 April 2023, 01:30 instead." in words
    assert "stays" not in words


async def test_a_time_that_is_skipped_or_comes_twice_is_not_taken(database: Database) -> None:
    for wall, refusal in (("2023-03-26 00:30", Skipped), ("2023-10-28 23:30", ShownTwice)):
        at = datetime.fromisoformat(wall)
        now = at.replace(tzinfo=UTC) - timedelta(days=3)
        with pytest.raises(refusal):
            await scheduled(database, at, under(BEIRUT, now))
    for far_away in ("0001-01-01 00:30", "9999-12-31 23:30", "2023-02-26 09:00", "2023-10-27 09:00"):
        with pytest.raises(NotAhead):
            await scheduled(database, datetime.fromisoformat(far_away), under(BEIRUT, BEFORE))


CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@pytest.mark.parametrize("sunday", CHANGES)
async def test_a_change_of_clocks_that_was_foreseen_moves_nothing(database: Database, sunday: date) -> None:
    friday = datetime.combine(sunday - timedelta(days=2), time(12), UTC)
    nine = datetime.combine(sunday, time(9))
    await scheduled(database, nine, under(BEIRUT, friday))
    hours = [friday + timedelta(hours=hour) for hour in range(60)]
    begun = [now for now in hours if await looks(database, under(BEIRUT, now))]
    assert [now.astimezone(BEIRUT).replace(tzinfo=None) for now in begun] == [nine]
    assert await staff_read(database) == []


async def test_what_was_set_before_wall_times_were_kept_gets_its_own(database: Database) -> None:
    old, decree = beirut_in("2023a"), beirut_in("2023b")
    number = await scheduled(database, NINE, under(old, BEFORE))
    async with database.transaction() as session:
        await session.execute(update(Broadcast).values(send_wall=None))
    await looks(database, under(old, BEFORE))
    async with database.reading() as session:
        assert (await session.get_one(Broadcast, number)).send_wall == NINE
    await looks(database, under(decree, BEFORE))
    assert (await send_at(database)).hour == 7


async def test_what_goes_out_in_seconds_and_a_second_half_past_eleven_stay_where_they_are(
    database: Database,
) -> None:
    saturday = datetime(2023, 10, 28, 12, 0, 0, 500_000, tzinfo=UTC)
    moment = under(BEIRUT, saturday)
    await members(database, 1)
    async with database.transaction() as session:
        for _ in range(2):
            made = await composing.compose(session, {"en": "Hello"}, Audience(), ("en",), moment)
            await scheduling.send_soon(session, made.id, OWNER, moment)
        second_half_past_eleven = datetime(2023, 10, 28, 21, 30, tzinfo=UTC)
        made.send_at = second_half_past_eleven
    assert await looks(database, moment) == 0
    assert await looks(database, under(BEIRUT, saturday + timedelta(seconds=30))) == 1
    assert await looks(database, under(BEIRUT, second_half_past_eleven - timedelta(minutes=1))) == 0
    assert await looks(database, under(BEIRUT, second_half_past_eleven)) == 1
    assert await staff_read(database) == []


async def test_what_is_no_longer_scheduled_is_left_alone(database: Database) -> None:
    number = await scheduled(database, NINE, under(beirut_in("2023a"), BEFORE))
    async with database.transaction() as session:
        back = await scheduling.call_back(session, number, OWNER, under(beirut_in("2023a"), BEFORE))
        assert (back.send_at, back.send_wall) == (None, None)
    assert await looks(database, under(PARIS, BEFORE)) == 0
    async with database.reading() as session:
        assert (await session.get_one(Broadcast, number)).phase is BroadcastPhase.COMPOSING
        assert await session.scalar(select(func.count()).select_from(Delivery)) == 0


async def test_a_wall_time_comes_back_as_it_was_written(database: Database) -> None:
    number = await scheduled(database, NINE, under(BEIRUT, BEFORE))
    async with database.reading() as session:
        found = await session.scalar(select(Broadcast.send_wall).where(Broadcast.send_wall == NINE))
        assert found is not None
        assert (found, found.tzinfo) == (NINE, None)
    for wrong in (NINE.replace(tzinfo=BEIRUT), NINE.replace(second=1)):
        with pytest.raises(Exception, match="a wall time"):
            async with database.transaction() as session:
                await session.execute(update(Broadcast).where(Broadcast.id == number).values(send_wall=wrong))
