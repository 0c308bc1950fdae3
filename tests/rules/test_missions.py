"""Missions: what is typed of them, how applications are scored, and how documents are put together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.missions import (
    APART,
    BECOMES,
    GRACE,
    MOST_POINTS,
    SENT_IN,
    ApplicationState,
    ApplicationStep,
    Destination,
    MissionDetail,
    Verdict,
    Yardstick,
    assessment,
    bundles,
    deadlines_offered,
    decision_days,
    decisions_on,
    destination,
    is_decision_due,
    is_in_time,
    may_still_send,
    next_step,
    next_to_ask,
    weighted,
    weights_of,
)
from tests.moments import BEIRUT

DEADLINE_AT = datetime(2026, 12, 10, 16, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = dict.fromkeys(Yardstick, 5)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Dubai, UAE", Destination("AE", "Dubai")),
        ("دبي، الإمارات", Destination("AE", "دبي")),
        ("Paris - France", Destination("FR", "Paris")),
        ("Allemagne", Destination("DE")),
        ("Côte d’Ivoire, Abidjan", Destination("CI", "Abidjan")),
        ("somewhere nice", None),
    ],
)
def test_a_destination_is_read_as_people_type_it(typed: str, meant: Destination | None) -> None:
    assert destination(typed) == meant


def test_the_decision_day_is_asked_about_only_where_there_is_a_minimum() -> None:
    settled = set(MissionDetail) - {MissionDetail.DECIDES}
    assert next_to_ask(settled, has_minimum=False) is None
    assert next_to_ask(settled, has_minimum=True) is MissionDetail.DECIDES
    assert next_to_ask((), has_minimum=True) is MissionDetail.TEXTS


def test_deadlines_and_decision_days_that_are_offered_can_be_chosen() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    starts = date(2027, 2, 15)
    walls = deadlines_offered(starts, now, BEIRUT)
    assert walls == sorted(set(walls))
    assert [wall.date() for wall in walls[:2]] == [date(2026, 12, 7), date(2026, 12, 14)]
    assert all(wall.date() < starts for wall in walls)
    assert deadlines_offered(date(2026, 11, 25), now, BEIRUT) == []
    assert decision_days(walls[0], starts) == [date(2026, 12, 10), date(2026, 12, 14), date(2026, 12, 21)]


def test_staff_are_asked_for_the_decision_at_nine_in_the_morning() -> None:
    nine = datetime(2026, 12, 17, 7, tzinfo=UTC)
    assert is_decision_due(date(2026, 12, 17), nine, BEIRUT)
    assert not is_decision_due(date(2026, 12, 17), nine - SECOND, BEIRUT)


def test_what_is_sent_until_the_deadline_counts_and_a_tap_has_ten_minutes_more() -> None:
    assert is_in_time(DEADLINE_AT, DEADLINE_AT)
    assert not is_in_time(DEADLINE_AT + SECOND, DEADLINE_AT)
    assert may_still_send(DEADLINE_AT + GRACE, DEADLINE_AT)
    assert not may_still_send(DEADLINE_AT + GRACE + SECOND, DEADLINE_AT)


def test_steps_are_asked_in_order_until_all_are_given() -> None:
    assert next_step(["motivation", "buyers"]) is ApplicationStep.PRODUCTS
    assert next_step(list(ApplicationStep)) is None


@pytest.mark.parametrize("state", list(ApplicationState))
def test_what_was_sent_in_can_become_anything_else_that_staff_decide(state: ApplicationState) -> None:
    offered = decisions_on(state)
    assert bool(offered) == (state in SENT_IN)
    assert state not in [BECOMES[verdict] for verdict in offered]
    assert decisions_on(ApplicationState.APPLIED) == tuple(Verdict)


def test_a_score_is_the_weighted_mean_and_needs_all_that_counts() -> None:
    weights = weights_of({"products": 3, "materials": 0})
    assert weights[Yardstick.MOTIVATION] == 1
    assert weighted(ALL, weights) == 100
    assert weighted({**ALL, Yardstick.PRODUCTS: 1}, weights) == 50
    without = {one: 5 for one in Yardstick if one is not Yardstick.MATERIALS}
    assert weighted(without, weights) == 100
    assert weighted({Yardstick.PRODUCTS: 5}, weights) is None
    assert weighted(ALL, dict.fromkeys(Yardstick, 0)) is None


@given(
    st.fixed_dictionaries({one: st.integers(1, MOST_POINTS) for one in Yardstick}),
    st.fixed_dictionaries({one: st.integers(0, 3) for one in Yardstick}),
    st.sampled_from(Yardstick),
)
def test_more_points_never_lower_a_score(
    points: dict[Yardstick, int], weights: dict[Yardstick, int], raised: Yardstick
) -> None:
    before = weighted(points, weights)
    after = weighted({**points, raised: MOST_POINTS}, weights)
    if before is None or after is None:
        assert before is after is None
        assert not any(weights.values())
    else:
        assert 0 <= before <= after <= 100


def test_two_scores_that_are_far_apart_are_disputed() -> None:
    def given_by(first: int, second: int) -> bool:
        points = [(scorer, one, n) for scorer, n in ((1, first), (2, second)) for one in Yardstick]
        return assessment(points, weights_of({})).is_disputed

    assert not given_by(4, 4)
    assert given_by(5, 4)
    half = assessment([(1, one, 4) for one in Yardstick] + [(2, Yardstick.BUYERS, 1)], weights_of({}))
    assert (half.mean, half.difference) == (75, 0), "who has not given all does not count yet"
    assert APART < 25


@given(st.lists(st.integers(0, 30), max_size=20))
def test_every_document_is_in_one_archive_that_can_be_sent_or_named_as_left_out(sizes: list[int]) -> None:
    archives, left_out = bundles(sizes, fetchable=20, most=45)
    placed = sorted([place for archive in archives for place in archive] + left_out)
    assert placed == list(range(len(sizes)))
    assert all(sum(sizes[place] for place in archive) <= 45 for archive in archives)
    assert [place for place, size in enumerate(sizes) if size > 20] == left_out
    assert all(archives)
