"""Feedback on events: when people are asked, and what their ratings add up to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.feedback import RATINGS, Satisfaction, asked_at, asked_until
from bot.rules.walltime import wall_of
from tests.moments import BEIRUT


@pytest.mark.parametrize(
    ("ends", "asked"),
    [
        ("2026-11-26 21:00", "2026-11-27 08:00"),
        ("2026-11-26 23:59", "2026-11-27 08:00"),
        ("2026-11-27 00:30", "2026-11-28 08:00"),
        ("2026-10-24 20:00", "2026-10-25 08:00"),  # the clocks go back in the night between
        ("2027-03-27 20:00", "2027-03-28 07:00"),  # and forward
    ],
)
def test_people_are_asked_at_ten_by_the_clocks_of_the_day_after(ends: str, asked: str) -> None:
    ended = datetime.fromisoformat(ends)
    assert asked_at(ended, BEIRUT) == datetime.fromisoformat(asked).replace(tzinfo=UTC)
    assert wall_of(asked_until(ended, BEIRUT), BEIRUT) == wall_of(
        asked_at(ended, BEIRUT), BEIRUT
    ) + timedelta(days=5)


@given(st.lists(st.sampled_from(RATINGS), min_size=1, max_size=200))
def test_the_mean_is_that_of_all_ratings_to_the_nearest_tenth(ratings: list[int]) -> None:
    satisfaction = Satisfaction.of({rating: ratings.count(rating) for rating in set(ratings)})
    assert satisfaction.answers == len(ratings)
    assert satisfaction.mean is not None
    assert abs(Fraction(str(satisfaction.mean)) - mean(map(Fraction, ratings))) <= Fraction(1, 20)


def test_nobodys_ratings_have_no_mean() -> None:
    assert Satisfaction().mean is None


def test_half_a_tenth_is_rounded_up() -> None:
    assert Satisfaction.of({4: 3, 5: 1}).mean == 4.3
