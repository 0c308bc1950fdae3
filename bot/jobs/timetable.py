"""The timetable: all that happens by itself, on one page. APScheduler is the clock; the database knows what is due.

What is due is found however the machine's clock is moved: a look is so long after the one before (`Every`), and when
the clock is set, all of them begin anew. Nothing is set between 23:00 and 01:00: Lebanon changes its clocks at
midnight.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, named
from bot.inbox.files import Fetch
from bot.jobs.clock import put_right
from bot.jobs.housekeeping import empty_log, purge_old_records
from bot.jobs.imports import read_rosters
from bot.jobs.introductions import expire_introductions, nudge_introductions
from bot.jobs.rounds import pair_rounds
from bot.jobs.scores import keep_scores
from bot.jobs.suggesting import suggest_people
from bot.jobs.walltime import keep_wall_times
from bot.models.state import JobRun
from bot.moment import Moment
from bot.rules.timetable import believed, latest_slot
from bot.services import (
    announcing,
    approvals,
    arrivals,
    companies,
    confirmations,
    corrections,
    diaries,
    digests,
    event_reminders,
    feedback,
    following,
    interest,
    launching,
    mission_reminders,
    opening_lists,
    outcomes,
    poll_results,
    rounds,
    rsvps,
    tallies,
)
from bot.tasks import cancelled

log = logging.getLogger(__name__)

Job = Callable[[AsyncSession, Moment], Awaitable[object]]
LongJob = Callable[[Database, Moment], Awaitable[object]]
FetchingJob = Callable[[Database, Moment, Fetch], Awaitable[object]]
LOOK_SECONDS = 30
"""How often the daily jobs are asked whether they are due."""
CLOCK_SECONDS = 1.0
"""How often the machine's clock is compared with one that cannot be set."""
STEP = timedelta(seconds=2)
"""A clock that moved by less than this between two looks was not set: the process was busy, or time is being slewed."""


@dataclass(frozen=True)
class Often:
    """A job that asks every few seconds what is due; at the start once before all others, if it `comes_first`."""

    name: str
    run: Job
    every: timedelta
    comes_first: bool = False


@dataclass(frozen=True)
class Daily:
    """A job that runs once a day, in the cluster's time; a missed run is caught up at the next look."""

    name: str
    run: Job
    at: time


@dataclass(frozen=True)
class Apart:
    """A job that may take seconds: it looks as often as it says, and opens short transactions of its own."""

    name: str
    run: LongJob
    every: timedelta


@dataclass(frozen=True)
class Fetching:
    """A job apart that is handed how files are got from Telegram."""

    name: str
    run: FetchingJob
    every: timedelta


Entry = Often | Daily | Apart | Fetching

TIMETABLE: tuple[Entry, ...] = (
    Often("keep_wall_times", keep_wall_times, timedelta(seconds=60), comes_first=True),
    Often("launch_due_broadcasts", launching.launch_due, timedelta(seconds=1)),
    Often("tell_of_approvals_overdue", approvals.tell_overdue, timedelta(seconds=60)),
    Often("follow_corrections", corrections.follow, timedelta(seconds=3)),
    Often("follow_broadcasts", following.follow, timedelta(seconds=3)),
    Often("tell_who_is_interested", interest.tell_staff_due, timedelta(seconds=60)),
    Often("tell_company_changes", companies.tell_gathered, timedelta(seconds=30)),
    Apart("nudge_introductions", nudge_introductions, timedelta(seconds=60)),
    Apart("expire_introductions", expire_introductions, timedelta(seconds=60)),
    Often("report_on_invitations", announcing.report, timedelta(seconds=60)),
    Often("give_seats", rsvps.give_seats, timedelta(seconds=20)),
    Often("note_attendance", arrivals.note_attendance, timedelta(seconds=60)),
    Often("remind_of_events", event_reminders.remind_due, timedelta(seconds=60)),
    Often("ask_for_outcomes", outcomes.ask_due, timedelta(seconds=60)),
    Often("ask_for_feedback", feedback.ask_due, timedelta(seconds=60)),
    Often("ask_for_results_of_missions", tallies.ask_due, timedelta(seconds=60)),
    Often("remind_of_missions", mission_reminders.remind_due, timedelta(seconds=60)),
    Often("close_missions", mission_reminders.close_due, timedelta(seconds=60)),
    Often("ask_whether_missions_take_place", mission_reminders.ask_due, timedelta(seconds=60)),
    Often("tell_days_of_missions", diaries.tell_days, timedelta(seconds=60)),
    Often("close_polls", poll_results.close_due, timedelta(seconds=10)),
    Often("remind_of_polls", poll_results.remind_due, timedelta(seconds=60)),
    Often("list_openings", opening_lists.send_due, timedelta(seconds=60)),
    Often("remind_of_openings", opening_lists.remind_due, timedelta(seconds=60)),
    Often("ask_what_came_of_openings", opening_lists.ask_due, timedelta(seconds=60)),
    Often("start_monthly_round", rounds.start_monthly, timedelta(seconds=60)),
    Often("invite_to_rounds", rounds.invite_due, timedelta(seconds=5)),
    Often("remind_of_rounds", rounds.remind_due, timedelta(seconds=60)),
    Apart("pair_rounds", pair_rounds, timedelta(seconds=10)),
    Often("report_on_rounds", rounds.end_due, timedelta(seconds=60)),
    Apart("suggest_people", suggest_people, timedelta(seconds=60)),
    Apart("keep_scores", keep_scores, timedelta(seconds=60)),
    Often("send_digest", digests.send_due, timedelta(seconds=60)),
    Fetching("read_rosters", read_rosters, timedelta(seconds=2)),
    Apart("empty_log", empty_log, timedelta(seconds=5)),
    Daily("nudge_stale_profiles", confirmations.remind, time(10, 0)),
    Daily("purge_old_records", purge_old_records, time(3, 30)),
)


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Fires so long after the last time. What a clock set forward says was missed is not made up for: APScheduler's own
    interval collects every second of it, which took a minute and 1.5 GB for 300 days."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """So long from now, whenever it was the last time."""
        return now + self._every


class Timetable:
    """Runs the jobs until stopped. Only the leader has one."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        zone: tzinfo,
        owner_ids: frozenset[int],
        on_enqueued: Callable[[], None],
        fetch: Fetch,
    ) -> None:
        self._fetch = fetch
        self._database = database
        self._now = now
        self._zone = zone
        self._owner_ids = owner_ids
        self._on_enqueued = on_enqueued
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._looking: set[asyncio.Task[None]] = set()
        self._under_way: set[str] = set()

    async def start(self) -> None:
        """Run what comes first, then look for everything, each job as often as it says."""
        for job in TIMETABLE:
            if isinstance(job, Often) and job.comes_first:
                await self.run_if_due(job)
        for job in TIMETABLE:
            every = timedelta(seconds=LOOK_SECONDS) if isinstance(job, Daily) else job.every
            self._scheduler.add_job(
                self._look, Every(every), args=[job], id=job.name, max_instances=1, misfire_grace_time=None
            )
        self._scheduler.start()
        self._looking.add(asyncio.create_task(self._watch_clock(self._ahead()), name="clock"))

    async def stop(self) -> None:
        """Look no more; a job that is at work is rolled back."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await cancelled(*self._looking)
        self._looking.clear()

    async def _look(self, job: Entry) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._looking.add(task)
        try:
            await self.run_if_due(job)
        finally:
            self._looking.discard(task)

    async def run_all_due(self) -> None:
        for job in TIMETABLE:
            await self.run_if_due(job)

    async def run_if_due(self, job: Entry) -> None:
        """Run a job if it is due. A failure is logged and the next look tries again."""
        moment = Moment(self._now(), self._zone, self._owner_ids)
        try:
            match job:
                case Often() | Daily():
                    run = self._run(job, moment)
                case Apart() | Fetching():
                    run = self._run_apart(job, moment)
            if await run:
                self._on_enqueued()
        except Exception as error:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                # Stopped in the middle of a statement, it ends with whatever the driver makes of that
                raise asyncio.CancelledError from error
            if isinstance(error, TRANSIENT):
                log.warning("the job %s waits for the database: %s", job.name, named(error))
            else:
                log.exception("the job %s failed", job.name)

    async def _watch_clock(self, ahead: timedelta) -> None:
        """When the machine's clock was set, say so and look anew: APScheduler would wait for the time of before.
        Set back, put right what its former time left behind."""
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            before, ahead = ahead, self._ahead()
            step = ahead - before
            if abs(step) < STEP:
                continue
            log.warning("the clock was set %s by %s", "forward" if step > timedelta() else "back", abs(step))
            for job in self._scheduler.get_jobs():
                job.reschedule(job.trigger)
            if step < timedelta():
                await self._put_right(-step)

    def _ahead(self) -> timedelta:
        """How far the machine's clock is ahead of one that cannot be set: this changes when somebody sets it."""
        return self._now() - datetime.fromtimestamp(monotonic(), UTC)

    async def _put_right(self, by: timedelta) -> None:
        moment = Moment(self._now(), self._zone, self._owner_ids)
        while True:
            try:
                async with self._database.transaction() as session:
                    await put_right(session, moment.now + by, moment)
                self._on_enqueued()
                return
            except TRANSIENT as error:
                log.warning("putting right what waits is left for later: %s", named(error))
                await asyncio.sleep(CLOCK_SECONDS)

    async def _run(self, job: Often | Daily, moment: Moment) -> object:
        async with self._database.transaction() as session:
            if isinstance(job, Daily) and not await _take_slot(session, job, moment):
                return False
            return await job.run(session, moment)

    async def _run_apart(self, job: Apart | Fetching, moment: Moment) -> object:
        """Never twice at the same time in one process, whoever looks."""
        if job.name in self._under_way:
            return False
        self._under_way.add(job.name)
        try:
            if isinstance(job, Fetching):
                return await job.run(self._database, moment, self._fetch)
            return await job.run(self._database, moment)
        finally:
            self._under_way.remove(job.name)


async def _take_slot(session: AsyncSession, job: Daily, moment: Moment) -> bool:
    slot = latest_slot(moment.now, job.at, moment.zone)
    done = await session.get(JobRun, job.name, with_for_update=True)
    if done is None:
        # A job that is new here begins with its next slot: nothing was missed before it existed
        session.add(JobRun(name=job.name, slot_at=slot))
        return False
    done.slot_at = believed(done.slot_at, slot, moment.now)
    if done.slot_at >= slot:
        return False
    done.slot_at = slot
    return True
