"""What a broadcast may say, when it may go out, and when it stops itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.broadcasts import (
    is_failing,
    times_to_offer,
)

BEIRUT = ZoneInfo("Asia/Beirut")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""11:00 in Beirut."""


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
