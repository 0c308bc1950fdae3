"""Check-in: when the doors are open, and who is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.checkins import Doors, Turnout, doors, is_late

STARTS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "stand"),
    [
        (STARTS - timedelta(hours=3) - SECOND, Doors.SHUT),
        (STARTS - timedelta(hours=3), Doors.OPEN),
        (ENDS - SECOND, Doors.OPEN),
        (ENDS, Doors.AFTER),
        (ENDS + timedelta(hours=6) - SECOND, Doors.AFTER),
        (ENDS + timedelta(hours=6), Doors.CLOSED),
    ],
)
def test_the_doors_open_three_hours_before_and_close_six_hours_after(now: datetime, stand: Doors) -> None:
    assert doors(now, STARTS, ENDS) is stand


def test_who_comes_a_quarter_of_an_hour_after_the_beginning_is_late() -> None:
    quarter = timedelta(minutes=15)
    assert not is_late(STARTS + quarter - SECOND, STARTS, ENDS)
    assert is_late(STARTS + quarter, STARTS, ENDS)
    assert is_late(ENDS - SECOND, STARTS, ENDS)
    assert not is_late(ENDS, STARTS, ENDS), "who is noted after the end came nobody knows when"


def test_the_room_is_full_when_those_in_it_and_those_expected_take_all_seats() -> None:
    assert Turnout(going=2, going_came=1, walk_ins=1, seats=3).is_full
    assert not Turnout(going=2, going_came=1, walk_ins=1, seats=4).is_full
    assert not Turnout(going=200).is_full
    assert Turnout(going=2, going_came=1, walk_ins=1).came == 2
