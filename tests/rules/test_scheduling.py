"""When a broadcast may go out, and when what comes late is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.scheduling import is_held, morning_after, step_of_countdown, times_to_offer

BEIRUT = ZoneInfo("Asia/Beirut")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""11:00 in Beirut."""


def at(written: str) -> datetime:
    """A time of Monday, or "+" of Tuesday, as the clocks in Beirut show it."""
    day = 24 if written.startswith("+") else 23
    hour, minute = map(int, written.removeprefix("+").split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=BEIRUT)


def test_only_times_ahead_are_offered() -> None:
    offered = times_to_offer(MONDAY, BEIRUT)
    assert list(offered) == sorted(offered)
    assert f"{offered[0]:%d %H}" == "23 12"
    assert f"{offered[-1]:%d %H}" == "30 09"
    late = times_to_offer(MONDAY + timedelta(hours=7), BEIRUT)
    assert f"{late[0]:%d %H}" == "24 09"
    # On a Sunday, Monday morning is tomorrow morning: it is offered once
    on_sunday = times_to_offer(MONDAY - timedelta(days=1), BEIRUT)
    assert len(set(on_sunday)) == len(on_sunday) == 7


@pytest.mark.parametrize(
    ("due", "now", "is_asked"),
    [
        ("09:00", "09:00", False),
        ("09:00", "10:00", False),
        ("09:00", "10:01", True),
        ("20:59", "21:01", False),
        ("20:30", "21:10", True),
        ("22:00", "22:40", False),
        ("22:00", "23:05", True),
        ("+07:30", "+08:10", False),
        ("09:00", "+09:00", True),
    ],
)
def test_what_comes_over_an_hour_late_is_held_and_what_would_slip_into_the_night(
    due: str, now: str, is_asked: bool
) -> None:
    assert is_held(at(due), at(now), BEIRUT) is is_asked


def test_the_morning_is_the_end_of_the_night_that_a_moment_falls_into() -> None:
    for night in ("22:10", "+00:30", "+07:59"):
        assert f"{morning_after(at(night), BEIRUT):%d %H:%M}" == "24 08:00"


def test_the_seconds_are_counted_every_three() -> None:
    shown = [step_of_countdown(timedelta(seconds=left)) for left in range(31, -1, -1)]
    assert [one for n, one in enumerate(shown) if n == 0 or shown[n - 1] != one] == [*range(30, 0, -3)]
    assert shown[1:5] == [30] * 3 + [27]
