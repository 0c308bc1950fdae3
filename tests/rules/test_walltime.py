"""Wall times: which instant they stand for, over both Lebanese clock changes and a decree in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.walltime import ClockProblem, instant_of, minute_of, problem_of, sound_beside, wall_at, wall_of
from tests.zones import beirut_in

BEIRUT = ZoneInfo("Asia/Beirut")
FORWARD = [date(2026, 3, 29), date(2027, 3, 28)]
"""The Sundays on which Lebanon's clocks go from 00:00 to 01:00."""
BACK = [date(2026, 10, 25), date(2027, 10, 31)]
"""The Sundays at whose 00:00 they go back to Saturday's 23:00."""
DAY = timedelta(days=1)


def on(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


@pytest.mark.parametrize("sunday", FORWARD)
def test_the_hour_after_midnight_is_skipped_in_spring(sunday: date) -> None:
    for clock in ("00:00", "00:30", "00:59"):
        assert problem_of(on(sunday, clock), BEIRUT) is ClockProblem.SKIPPED
        assert wall_of(instant_of(on(sunday, clock), BEIRUT), BEIRUT) == on(sunday, clock) + timedelta(
            hours=1
        )
    assert problem_of(on(sunday - DAY, "23:59"), BEIRUT) is None
    assert problem_of(on(sunday, "01:00"), BEIRUT) is None
    assert sound_beside(on(sunday, "00:30"), BEIRUT) == (on(sunday - DAY, "23:59"), on(sunday, "01:00"))


@pytest.mark.parametrize("sunday", BACK)
def test_the_hour_before_midnight_happens_twice_in_autumn(sunday: date) -> None:
    saturday = sunday - DAY
    for clock in ("23:00", "23:30", "23:59"):
        wall = on(saturday, clock)
        assert problem_of(wall, BEIRUT) is ClockProblem.TWICE
        first = instant_of(wall, BEIRUT)
        assert wall_of(first, BEIRUT) == wall_of(first + timedelta(hours=1), BEIRUT) == wall
        assert wall_of(first - timedelta(hours=1), BEIRUT) != wall
    assert problem_of(on(saturday, "22:59"), BEIRUT) is None
    assert problem_of(on(sunday, "00:00"), BEIRUT) is None
    assert sound_beside(on(saturday, "23:30"), BEIRUT) == (on(saturday, "22:59"), on(sunday, "00:00"))


@pytest.mark.parametrize("sunday", FORWARD + BACK)
def test_nine_stays_nine_on_the_days_around_a_change(sunday: date) -> None:
    for day in (sunday - DAY, sunday, sunday + DAY):
        wall = on(day, "09:00")
        assert problem_of(wall, BEIRUT) is None
        assert wall_of(instant_of(wall, BEIRUT), BEIRUT) == wall
    hours = 25 if sunday in BACK else 23
    before, after = (instant_of(on(day, "09:00"), BEIRUT) for day in (sunday - DAY, sunday))
    assert after - before == timedelta(hours=hours)


def test_a_decree_moves_the_instant_and_its_withdrawal_moves_it_back() -> None:
    wall = on(date(2023, 3, 27), "09:00")
    instants = [instant_of(wall, beirut_in(release)).hour for release in ("2023a", "2023b", "2023c")]
    assert instants == [6, 7, 6]


def test_the_decree_moved_the_hour_that_is_skipped() -> None:
    as_every_year, by_decree = on(date(2023, 3, 26), "00:30"), on(date(2023, 4, 21), "00:30")
    found = [
        [problem_of(wall, beirut_in(release)) for release in ("2023a", "2023b", "2023c")]
        for wall in (as_every_year, by_decree)
    ]
    skipped = ClockProblem.SKIPPED
    assert found == [[skipped, None, skipped], [None, skipped, None]]


@given(
    st.datetimes(on(date(2022, 1, 1), "00:00"), on(date(2040, 1, 1), "00:00")),
    st.sampled_from([BEIRUT, beirut_in("2023b"), ZoneInfo("America/New_York"), UTC]),
)
def test_a_time_with_which_nothing_is_wrong_is_shown_once(wall: datetime, zone: tzinfo) -> None:
    wall = wall.replace(second=0, microsecond=0)
    at = instant_of(wall, zone)
    shown = [wall_of(at + timedelta(hours=hours), zone) for hours in (-1, 0, 1)]
    times = shown.count(wall)
    assert (problem_of(wall, zone) is None) == (times == 1)
    assert (problem_of(wall, zone) is ClockProblem.SKIPPED) == (times == 0)


@pytest.mark.parametrize("zone", [BEIRUT, ZoneInfo("America/New_York")])
def test_the_ends_of_the_calendar_break_nothing(zone: tzinfo) -> None:
    for wall in (on(date.min, "00:30"), on(date.max, "23:30")):
        assert problem_of(wall, zone) is None
        assert instant_of(wall, zone) == wall.replace(tzinfo=UTC)


def test_a_wall_time_fits_on_a_button() -> None:
    wall = on(date(2026, 11, 23), "09:00")
    assert wall_at(minute_of(wall)) == wall
    with pytest.raises(OverflowError):
        wall_at(10**10)


def test_a_wall_time_has_no_zone_and_an_instant_has_one() -> None:
    aware = datetime(2026, 11, 23, 9, 0, tzinfo=BEIRUT)
    for refusing in (instant_of, problem_of):
        with pytest.raises(ValueError, match="no time zone of its own"):
            refusing(aware, BEIRUT)
    with pytest.raises(ValueError, match="needs its time zone"):
        wall_of(aware.replace(tzinfo=None), BEIRUT)
