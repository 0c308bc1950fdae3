"""The demo's clock runs, and moves forward only."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import FARTHEST, MovableClock

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
