"""Rounds: their dates, and when the monthly one falls."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rounds import (
    JOIN_DAYS,
    TRY_AGAIN_AFTER,
    Dates,
    Figures,
    RoundPhase,
    Start,
    dates,
    dates_after_failure,
    join_days,
    latest_monthly,
    may_answer,
    next_monthly,
    reminds,
    start_at,
)
from bot.rules.timetable import is_quiet

BEIRUT = ZoneInfo("Asia/Beirut")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 5 * 365 * 86_400).map(lambda seconds: BEGIN + timedelta(seconds=seconds))


def beirut(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIRUT).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "now", "expected"),
    [
        (Start.NOW, beirut(11, 24, 15, 20), beirut(11, 24, 15, 20)),
        (Start.NOW, beirut(11, 24, 22), beirut(11, 25, 8)),
        (Start.TOMORROW, beirut(11, 24, 22), beirut(11, 25)),
        (Start.MONDAY, beirut(11, 24), beirut(11, 30)),
        (Start.MONDAY, beirut(11, 23, 7), beirut(11, 30)),
        (Start.MONDAY, beirut(11, 22), beirut(11, 23)),
    ],
)
def test_invitations_go_now_tomorrow_or_on_monday(start: Start, now: datetime, expected: datetime) -> None:
    assert start_at(start, now, BEIRUT) == expected


def test_the_clocks_change_and_the_hour_stays() -> None:
    # Lebanon's winter time begins on 25 October 2026
    found = dates(beirut(10, 22), 4, BEIRUT)
    assert found.matches_at == beirut(10, 26)
    assert found.ends_at == beirut(11, 2)
    assert found.matches_at - found.starts_at == timedelta(days=4, hours=1)
    assert join_days(found.starts_at, found.matches_at, BEIRUT) == 4


def test_after_a_failure_the_report_is_as_much_later_as_the_next_try() -> None:
    planned = dates(beirut(11, 2), 2, BEIRUT)
    assert timedelta(minutes=15) == TRY_AGAIN_AFTER, "staff are told of a quarter of an hour"
    found = dates_after_failure(planned, beirut(11, 4, 10, 5), BEIRUT)
    assert found == Dates(planned.starts_at, beirut(11, 4, 10, 20), beirut(11, 11, 10, 20))
    at_night = dates_after_failure(planned, beirut(11, 5, 1, 5), BEIRUT)
    assert (at_night.matches_at, at_night.ends_at) == (beirut(11, 5, 1, 20), beirut(11, 12, 8))


@given(MOMENTS, st.sampled_from(Start), st.sampled_from(JOIN_DAYS))
def test_nothing_of_a_round_falls_into_the_night(now: datetime, start: Start, days: int) -> None:
    found = dates(start_at(start, now, BEIRUT), days, BEIRUT)
    assert now <= found.starts_at < found.matches_at < found.ends_at
    assert not any(is_quiet(at, BEIRUT) for at in (found.starts_at, found.matches_at, found.ends_at))
    assert join_days(found.starts_at, found.matches_at, BEIRUT) == days


@given(MOMENTS)
def test_the_monthly_round_falls_on_the_first_monday_at_ten(now: datetime) -> None:
    last, coming = latest_monthly(now, BEIRUT), next_monthly(now, BEIRUT)
    assert last <= now < coming
    for slot in (last.astimezone(BEIRUT), coming.astimezone(BEIRUT)):
        assert (slot.weekday(), slot.time()) == (0, time(10))
        assert slot.day <= 7
    assert timedelta(days=27) < coming - last < timedelta(days=36)


def test_an_answer_counts_until_the_pairing() -> None:
    at = beirut(11, 27)
    assert may_answer(RoundPhase.INVITING, at, at - timedelta(seconds=1))
    assert not may_answer(RoundPhase.INVITING, at, at)
    assert not may_answer(RoundPhase.MATCHING, at, at - timedelta(seconds=1))
    assert not may_answer(RoundPhase.CANCELLED, at, at - timedelta(seconds=1))


def test_who_is_silent_is_reminded_a_day_before_and_not_in_a_round_of_one_day() -> None:
    starts, matches = beirut(11, 23), beirut(11, 25)
    assert not reminds(starts, matches, beirut(11, 24, 9, 59), BEIRUT)
    assert reminds(starts, matches, beirut(11, 24), BEIRUT)
    assert not reminds(starts, matches, matches, BEIRUT)
    assert not reminds(beirut(11, 24), matches, beirut(11, 24, 12), BEIRUT)
    # Two days that the clocks make 47 hours are two days still
    assert reminds(beirut(3, 27), beirut(3, 29), beirut(3, 28, 12), BEIRUT)


def test_the_figures_add_up() -> None:
    figures = Figures(invited=10, joined=5, skipped=2, paired=4, pairs=2)
    assert (figures.silent, figures.alone) == (3, 1)
