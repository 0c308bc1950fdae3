"""Engagement: what a list is narrowed to, whom a digest names, and what it advises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import Kind, Size
from bot.rules.engagement import (
    BANDS,
    SLIPPING,
    Advice,
    By,
    Concern,
    Filter,
    WeekFigures,
    advice,
    latest_monday,
    named,
)
from bot.rules.scoring import Band, Recency
from tests.moments import BEIRUT

FILTERS = st.builds(
    Filter,
    band=st.sampled_from(["", *BANDS]),
    recency=st.sampled_from(["", *Recency]),
    size=st.sampled_from(["", *Size]),
    kind=st.sampled_from(["", *Kind]),
    sub_cluster=st.integers(0, 2**31 - 1),
)


@given(FILTERS)
def test_a_button_carries_a_filter_there_and_back(which: Filter) -> None:
    assert Filter.decoded(which.code) == which
    assert len(which.code) <= 16


@pytest.mark.parametrize(
    "code", ["0", "00000", "zzzz0", "1000x", "100001111111111", "1000٣", "9000", "-1000"]
)
def test_what_no_button_of_ours_carries_is_no_filter(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- whichever of its steps finds it
        Filter.decoded(code)


@given(st.text(max_size=20))
def test_whatever_a_client_sends_is_refused_or_ours(code: str) -> None:
    try:
        which = Filter.decoded(code)
    except ValueError:
        return
    assert which.code == code


def test_a_list_is_narrowed_by_one_thing_at_a_time() -> None:
    which = Filter().narrowed(By.BAND, SLIPPING).narrowed(By.SIZE, Size.LARGE).narrowed(By.SUB_CLUSTER, "3")
    assert which == Filter(band=SLIPPING, size=Size.LARGE, sub_cluster=3)
    assert [which.value(by) for by in By] == ["slipping", "", "large", "", "3"]
    assert which.narrowed(By.BAND, "").narrowed(By.SUB_CLUSTER, "") == Filter(size=Size.LARGE)
    with pytest.raises(ValueError, match="huge"):
        which.narrowed(By.SIZE, "huge")


def concern(
    company_id: int,
    *,
    dormant: bool = False,
    slips: bool = False,
    slipped: bool = False,
    last: int | None = 1,
) -> Concern:
    return Concern(company_id, dormant, slips, slipped, last)


def test_what_is_new_is_named_first_and_then_who_was_active_latest() -> None:
    found = [
        concern(1, slips=True, slipped=True, last=90),
        concern(2, slips=True, slipped=True, last=80),
        concern(3, dormant=True, last=None),
        concern(4, slips=True, last=10),
        concern(5, last=99),
    ]
    assert named(found) == named(reversed(found)) == [4, 3, 1]


def test_who_is_neither_slipping_nor_newly_dormant_is_not_named() -> None:
    assert named([concern(1), concern(2, slipped=True)]) == []


def test_the_advice_is_the_most_useful_thing() -> None:
    assert advice(True, 3, 4) is Advice.TALK
    assert advice(False, 3, 4) is Advice.WAKE
    assert advice(False, 0, 4) is Advice.OFFER
    assert advice(False, 0, 0) is Advice.LOOK


def test_a_week_is_silent_when_nothing_but_earlier_activity_is_there() -> None:
    assert WeekFigures(12, 0, 0, 0, 0).is_silent
    for place in range(1, 5):
        assert not WeekFigures(*(int(n == place) for n in range(5))).is_silent


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T08:59", 16),
        ("2026-11-23T09:00", 23),
        ("2026-11-29T23:00", 23),
        ("2026-11-24T00:30", 23),
    ],
)
def test_the_last_monday_morning_is_that_of_the_clocks_in_beirut(now: str, monday: int) -> None:
    found = latest_monday(datetime.fromisoformat(now).replace(tzinfo=BEIRUT).astimezone(UTC), BEIRUT)
    assert found.astimezone(BEIRUT) == datetime(2026, 11, monday, 9, 0, tzinfo=BEIRUT)


def test_every_band_can_be_chosen() -> None:
    assert set(BANDS) == {*Band, SLIPPING}
