"""What a broadcast may say, when it may go out, and when it stops itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.broadcasts import (
    is_failing,
    read_time,
    times_to_offer,
)
from bot.rules.walltime import instant_of

BEIRUT = ZoneInfo("Asia/Beirut")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""11:00 in Beirut."""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25/11 14:30", "2026-11-25T14:30"),
        ("25.11.2026, 9:05", "2026-11-25T09:05"),
        ("٢٥/١١ ١٤:٣٠", "2026-11-25T14:30"),
        ("  14h30 ", "2026-11-23T14:30"),
        ("10:59", "2026-11-24T10:59"),
        ("5/1 08:00", "2027-01-05T08:00"),
        ("22/11/2026 10:00", "2026-11-22T10:00"),
    ],
)
def test_a_moment_is_read_as_people_type_it(typed: str, meant: str) -> None:
    assert read_time(typed, MONDAY, BEIRUT) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed", ["", "soon", "25/11", "31/2 10:00", "25/11 24:00", "25/11 14:60", "1/1/1 1:1", "²/1 10:00"]
)
def test_what_is_no_moment_is_none(typed: str) -> None:
    assert read_time(typed, MONDAY, BEIRUT) is None


def test_summer_time_is_lebanons() -> None:
    wall = read_time("1/4 14:30", datetime(2027, 3, 20, tzinfo=UTC), BEIRUT)
    assert wall is not None
    assert instant_of(wall, BEIRUT) == datetime(2027, 4, 1, 11, 30, tzinfo=UTC)


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


def test_it_fails_when_half_of_the_last_twenty_did() -> None:
    assert not is_failing([True] * 19)
    assert is_failing([True] * 20)
    assert is_failing([True] * 50 + [True, False] * 10)
    assert not is_failing([True] * 50 + [False] * 11 + [True] * 9)
