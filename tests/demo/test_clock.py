"""The demo's clock runs, and moves forward only."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import FARTHEST, OPENS, MovableClock, until_opening
from bot.demo.events import ZONE

A_BREATH = timedelta(seconds=5)


def ahead(clock: MovableClock) -> timedelta:
    return clock() - datetime.now(UTC)


def test_it_is_moved_on_and_runs_on_from_there() -> None:
    clock = MovableClock()
    assert clock.advance(3600)
    assert clock.advance(86_400)
    assert abs(ahead(clock) - timedelta(days=1, hours=1)) < A_BREATH
    before = clock()
    time.sleep(0.01)
    assert clock() > before


@pytest.mark.parametrize("seconds", [-1.0, -0.001, FARTHEST.total_seconds() + 1, 1e300])
def test_it_is_not_moved_back_nor_out_of_sight(seconds: float) -> None:
    clock = MovableClock()
    assert clock.advance(60)
    assert not clock.advance(seconds)
    assert clock.shift == timedelta(seconds=60)


def test_small_steps_do_not_lead_out_of_sight_either() -> None:
    clock = MovableClock()
    assert clock.advance(FARTHEST.total_seconds())
    assert not clock.advance(1)


async def test_whoever_waits_for_it_hears_of_each_move() -> None:
    clock = MovableClock()
    for move in (lambda: clock.advance(60), clock.reset):
        waiting = asyncio.create_task(clock.moved())
        await asyncio.sleep(0)
        assert not waiting.done()
        move()
        await asyncio.wait_for(waiting, 1)
    assert abs(ahead(clock)) < A_BREATH


@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_it_opens_at_ten_in_the_morning_of_the_same_day_at_any_hour(hour: int) -> None:
    now = datetime(2026, 11, 27, hour, 30, tzinfo=UTC)
    opened = (now + until_opening(now, ZONE)).astimezone(ZONE)
    assert (opened.date(), opened.time()) == (now.astimezone(ZONE).date(), OPENS)


def test_it_runs_on_from_where_it_opened_also_when_it_was_moved_and_put_back() -> None:
    clock = MovableClock(timedelta(hours=5))
    clock.advance(3600)
    assert abs(ahead(clock) - timedelta(hours=6)) < A_BREATH
    clock.reset()
    assert abs(ahead(clock) - timedelta(hours=5)) < A_BREATH
