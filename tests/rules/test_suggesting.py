"""When somebody worth meeting is suggested in a message of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.matching import Ground, Reason
from bot.rules.suggesting import is_time, is_worth_writing, may_be_sent, slot

BEIRUT = ZoneInfo("Asia/Beirut")
WEDNESDAY = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
"""Ten o'clock in Beirut."""


@pytest.mark.parametrize(
    ("hours", "expected"), [(-0.01, False), (0, True), (7.9, True), (8, False), (24, False), (24 * 7, True)]
)
def test_people_are_looked_for_on_wednesdays_by_day(hours: float, *, expected: bool) -> None:
    assert is_time(WEDNESDAY + timedelta(hours=hours), BEIRUT) is expected


def test_ten_stays_ten_when_the_clocks_change() -> None:
    summer = slot(WEDNESDAY - timedelta(days=35), BEIRUT)
    assert (summer.hour, slot(WEDNESDAY, BEIRUT).hour) == (7, 8)


@pytest.mark.parametrize(("rate", "weeks"), [(1, 4), (2, 2), (4, 1)])
def test_a_rate_is_spread_over_the_month(rate: int, weeks: int) -> None:
    """However late on its Wednesday the last one went out."""
    last_at = WEDNESDAY + timedelta(hours=7)
    sent = [n for n in range(1, 5) if may_be_sent(rate, 0, last_at, WEDNESDAY + timedelta(weeks=n), BEIRUT)]
    assert sent[0] == weeks


def test_what_rounds_brought_counts() -> None:
    assert may_be_sent(2, 1, None, WEDNESDAY, BEIRUT)
    assert not may_be_sent(1, 1, None, WEDNESDAY, BEIRUT)


def test_a_shared_market_is_not_worth_a_message() -> None:
    common = [Reason(Ground.MARKET, ("FR",)), Reason(Ground.ACTIVITY, ())]
    assert not is_worth_writing(common)
    assert is_worth_writing([*common, Reason(Ground.YOU_OFFER, ("olive_oil",))])
