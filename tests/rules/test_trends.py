"""How scores went: half a year at most, from the first week that is known, up to today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.rules.trends import WEEKS, Direction, Known, direction, trend, week_of

TODAY = date(2026, 11, 25)
MONDAY = date(2026, 11, 23)


def weeks_ago(n: int) -> date:
    return MONDAY - timedelta(weeks=n)


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        (40, 43, Direction.RISING),
        (40, 42, Direction.STEADY),
        (40, 38, Direction.STEADY),
        (40, 37, Direction.FALLING),
    ],
)
def test_two_points_are_no_way(before: int, now: int, way: Direction) -> None:
    assert direction(before, now) is way


def test_it_begins_with_the_first_week_that_is_known_and_ends_today() -> None:
    went = trend({weeks_ago(5): 20, weeks_ago(3): 50, weeks_ago(WEEKS): 90, MONDAY: 7}, 60, TODAY)
    assert went.points == (20, None, 50, None, None, 60)
    assert went.first_week == weeks_ago(5)
    assert went.known == [
        Known(weeks_ago(5) + timedelta(days=6), 20),
        Known(weeks_ago(3) + timedelta(days=6), 50),
        Known(TODAY, 60),
    ]
    assert week_of(TODAY) == MONDAY


def test_what_is_compared_with_is_the_end_of_the_week_four_weeks_ago() -> None:
    assert trend({weeks_ago(4): 30, weeks_ago(5): 20}, 60, TODAY).before == 30
    assert trend({weeks_ago(3): 30}, 60, TODAY).before is None


@pytest.mark.parametrize(
    ("kept", "now", "can_be"),
    [({1: 30}, 60, True), ({}, 60, False), ({1: None}, 60, False), ({1: 30, 2: 40}, None, False)],
)
def test_it_can_be_drawn_when_there_is_something_to_compare_and_a_score_today(
    kept: dict[int, int | None], now: int | None, can_be: bool
) -> None:
    assert trend({weeks_ago(n): points for n, points in kept.items()}, now, TODAY).can_be_drawn is can_be
