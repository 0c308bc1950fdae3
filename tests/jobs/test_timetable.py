"""The timetable: a missed run is caught up, none runs twice, whatever the clocks do."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.jobs import timetable
from bot.jobs.timetable import TIMETABLE, Apart, Daily, Often, Timetable
from bot.models.deliveries import Delivery, Purpose
from bot.moment import Moment
from bot.rules.timetable import latest_slot
from bot.services import memos
from tests import messages

BEIRUT = ZoneInfo("Asia/Beirut")
AT = time(10, 0)


def beirut(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIRUT).astimezone(UTC)


class Job:
    """Counts its runs, in memory and, as its effect, in the database."""

    def __init__(self) -> None:
        self.runs: list[datetime] = []
        self.breaks: list[Exception] = []
        self.enqueues = False

    async def __call__(self, session: AsyncSession, moment: Moment) -> bool:
        await memos.put(session, "runs", await memos.get(session, "runs", 0) + 1)
        if self.breaks:
            raise self.breaks.pop()
        self.runs.append(moment.now)
        return self.enqueues


async def fetches_nothing(file_id: str) -> bytes:
    raise AssertionError("no file is asked for here")


class Scene:
    def __init__(self, database: Database) -> None:
        self.now = beirut(20, 8)
        self.woken = 0
        self.job = Job()
        self.daily = Daily("daily", self.job, AT)
        self.timetable = Timetable(
            database, lambda: self.now, BEIRUT, frozenset({1}), self.wake, fetches_nothing
        )

    def wake(self) -> None:
        self.woken += 1

    async def looks(self, at: datetime) -> int:
        """Look once at this moment; how often the job has run by then."""
        self.now = at
        await self.timetable.run_if_due(self.daily)
        return len(self.job.runs)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


async def test_a_daily_job_runs_once_a_day_at_its_time(scene: Scene) -> None:
    looks = [
        beirut(20, 8),
        beirut(20, 9, 59),
        beirut(20, 10),
        beirut(20, 10, 1),
        beirut(20, 23),
        beirut(21, 10),
    ]
    assert [await scene.looks(at) for at in looks] == [0, 0, 1, 1, 1, 2]


async def test_a_job_that_is_new_here_has_missed_nothing(scene: Scene) -> None:
    assert await scene.looks(beirut(20, 15)) == 0
    assert await scene.looks(beirut(21, 10)) == 1


async def test_a_missed_run_is_caught_up_once_however_many_were_missed(scene: Scene) -> None:
    await scene.looks(beirut(20, 8))
    assert await scene.looks(beirut(24, 7)) == 1
    assert await scene.looks(beirut(24, 8)) == 1
    assert await scene.looks(beirut(24, 10)) == 2


async def test_a_run_that_fails_is_tried_again_and_leaves_no_half_effect(
    scene: Scene, database: Database
) -> None:
    await scene.looks(beirut(20, 8))
    scene.job.breaks = [RuntimeError("broken"), OperationalError("", {}, Exception())]
    assert [await scene.looks(beirut(20, 10, minute)) for minute in range(4)] == [0, 0, 1, 1]
    async with database.reading() as session:
        assert await memos.get(session, "runs") == 1


async def test_two_looks_at_once_run_it_once(scene: Scene) -> None:
    await scene.looks(beirut(20, 8))
    scene.now = beirut(20, 10)
    await asyncio.gather(*(scene.timetable.run_if_due(scene.daily) for _ in range(5)))
    assert len(scene.job.runs) == 1


async def test_what_a_job_enqueued_leaves_at_once(scene: Scene) -> None:
    often = Often("often", scene.job, timedelta(seconds=1))
    await scene.timetable.run_if_due(often)
    assert scene.woken == 0
    scene.job.enqueues = True
    await scene.timetable.run_if_due(often)
    assert (scene.woken, len(scene.job.runs)) == (1, 2)


async def test_a_long_job_holds_nobody_up_and_does_not_run_beside_itself(
    scene: Scene, database: Database
) -> None:
    begun, may_end, runs = asyncio.Event(), asyncio.Event(), []

    async def take_long(given: Database, moment: Moment) -> bool:
        assert given is database
        runs.append(moment.now)
        begun.set()
        await may_end.wait()
        raise RuntimeError("broken")

    apart = Apart("apart", take_long, timedelta(seconds=1))
    running = asyncio.create_task(scene.timetable.run_if_due(apart))
    await begun.wait()
    await scene.timetable.run_if_due(apart)
    await scene.timetable.run_if_due(Often("often", scene.job, timedelta(seconds=1)))
    assert (len(runs), len(scene.job.runs)) == (1, 1)
    may_end.set()
    await running
    await scene.timetable.run_if_due(apart)
    assert len(runs) == 2


async def test_whoever_is_stopped_in_a_job_ends_though_the_driver_makes_another_error_of_it(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    begun = asyncio.Event()

    async def breaks_when_stopped(database: Database, moment: Moment) -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the connection is closed")

    async def keeps_looking() -> None:
        while True:
            await scene.timetable.run_if_due(Apart("apart", breaks_when_stopped, timedelta(seconds=1)))

    looking = asyncio.create_task(keeps_looking())
    await begun.wait()
    looking.cancel()
    await asyncio.wait([looking], timeout=5)
    assert looking.cancelled()
    assert "failed" not in caplog.text


async def test_the_clock_asks_by_itself_until_it_is_stopped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Scene(database)
    monkeypatch.setattr(timetable, "TIMETABLE", (Often("often", made.job, timedelta(seconds=0.05)),))
    await made.timetable.start()
    async with asyncio.timeout(5):
        while len(made.job.runs) < 3:
            await asyncio.sleep(0.01)
    await made.timetable.stop()
    await asyncio.sleep(0.1)
    runs = len(made.job.runs)
    await asyncio.sleep(0.2)
    assert len(made.job.runs) == runs


async def test_jobs_look_as_often_however_the_clock_is_set(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "TIMETABLE", (Often("often", scene.job, timedelta(seconds=0.02)),))
    monkeypatch.setattr(timetable, "CLOCK_SECONDS", 0.01)
    began, shift = scene.now, timedelta()

    class Machine(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Machine)
    await scene.timetable.start()
    for step in (timedelta(hours=-1), timedelta(days=300)):
        shift += step
        scene.now = began + shift
        runs, begun = len(scene.job.runs), monotonic()
        async with asyncio.timeout(5):
            while len(scene.job.runs) < runs + 3:
                await asyncio.sleep(0.01)
        # None is made up for of those that the clock says were missed
        assert len(scene.job.runs) - runs <= (monotonic() - begun) / 0.02 + 1
    await scene.timetable.stop()


async def test_what_was_due_by_the_former_time_does_not_wait_for_it_to_come_again(
    scene: Scene, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timetable, "TIMETABLE", ())
    monkeypatch.setattr(timetable, "CLOCK_SECONDS", 0.01)
    at_once, was = beirut(20, 8), scene.now
    await written(database, "at once", at_once)
    await written(
        database, "tried again", beirut(20, 6), not_before=at_once + timedelta(minutes=5), error="502"
    )
    await written(database, "by the clock", at_once, not_before=beirut(20, 9))
    await scene.timetable.start()
    await asyncio.sleep(0.05)
    scene.now = was - timedelta(hours=1)
    async with asyncio.timeout(5):
        while not scene.woken:
            await asyncio.sleep(0.01)
    await scene.timetable.stop()
    assert await due(database, scene.now) == ["at once", "tried again"]


async def written(database: Database, what: str, at: datetime, **more: Any) -> None:
    """A message that waits, written down at a moment."""
    async with database.transaction() as session:
        error = more.pop("error", "")
        await messages.write(session, what, 7, Purpose.NOTICE, at, what=what, **more)
        await session.execute(update(Delivery).where(Delivery.what == what).values(error=error))


async def due(database: Database, now: datetime) -> list[str | None]:
    async with database.reading() as session:
        query = select(Delivery.what).where(Delivery.not_before <= now).order_by(Delivery.what)
        return list(await session.scalars(query))


async def test_what_a_wrong_clock_noted_as_done_holds_nothing_up_once_it_is_right(scene: Scene) -> None:
    await scene.looks(beirut(20, 8))
    assert await scene.looks(beirut(20, 11) + timedelta(days=300)) == 1
    assert await scene.looks(beirut(20, 12)) == 1
    assert await scene.looks(beirut(21, 10)) == 2
    # An hour back is another matter: what was done stays done
    assert await scene.looks(beirut(21, 9, 30)) == 2
    assert await scene.looks(beirut(21, 10)) == 2


async def test_what_comes_first_has_run_before_the_clock_asks_for_anything(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def noting(name: str) -> timetable.Job:
        async def run(session: AsyncSession, moment: Moment) -> None:
            runs.append(name)

        return run

    hour = timedelta(hours=1)
    jobs = (Often("other", noting("other"), hour), Often("first", noting("first"), hour, comes_first=True))
    monkeypatch.setattr(timetable, "TIMETABLE", jobs)
    await scene.timetable.start()
    await scene.timetable.stop()
    assert runs == ["first"]


def test_wall_times_come_before_what_is_due_by_them() -> None:
    assert [job.name for job in TIMETABLE if isinstance(job, Often) and job.comes_first] == [
        "keep_wall_times"
    ]
    assert TIMETABLE[0].name == "keep_wall_times"


DST = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@pytest.mark.parametrize("day", DST)
@pytest.mark.parametrize("at", [one.at for one in TIMETABLE if isinstance(one, Daily)])
def test_on_the_days_when_lebanon_changes_its_clocks_each_job_is_due_once(day: date, at: time) -> None:
    begin = datetime.combine(day - timedelta(days=1), time(12), BEIRUT).astimezone(UTC)
    slots = [latest_slot(begin + timedelta(minutes=minute), at, BEIRUT) for minute in range(0, 3 * 1440, 7)]
    assert slots == sorted(slots)
    days = [slot.astimezone(BEIRUT) for slot in dict.fromkeys(slots)]
    assert [one.time() for one in days] == [at] * len(days)
    assert len({one.date() for one in days}) == len(days)
    between = [later - earlier for earlier, later in pairwise(days)]
    assert {one.days for one in between} == {1}


def test_nothing_is_set_at_the_hour_when_the_clocks_change() -> None:
    for job in TIMETABLE:
        if isinstance(job, Daily):
            assert time(1) < job.at < time(23)


@given(st.integers(0, 6 * 365 * 86_400), st.times())
def test_the_latest_slot_is_the_last_one_that_is_over(seconds: int, at: time) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    slot = latest_slot(now, at, BEIRUT)
    assert slot <= now
    assert now - slot <= timedelta(hours=25)
