"""Polls: what counts, what may be shown, and what sub-clusters agree on."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.polls import (
    FEWEST,
    Ballot,
    Counts,
    QuestionKind,
    QuestionResult,
    agreed,
    closing_times,
    counting,
    is_answer,
    is_divided,
    is_too_late_to_remind,
    read_question,
    reminded_at,
    result_of,
    showable,
    steps,
)
from bot.rules.timetable import is_quiet
from tests.moments import BEIRUT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GROUPS = st.sampled_from(["", "wine", "snacks", "agri-fresh", "processing"])
SIZES = st.dictionaries(GROUPS, st.integers(0, 12))


def a_ballot(voter: int, group: str = "wine", chosen: int = 0, *, company: int | None = None) -> Ballot:
    return Ballot(voter, company or voter, group, NOW, True, {1: (chosen,)})


BALLOTS = st.lists(st.tuples(GROUPS, st.integers(0, 2)), max_size=40).map(
    lambda said: [a_ballot(n, group, chosen) for n, (group, chosen) in enumerate(said)]
)


@given(SIZES)
def test_no_group_under_five_is_shown_nor_any_that_could_be_computed(sizes: dict[str, int]) -> None:
    shown = showable(sizes)
    rest = sum(sizes.values()) - sum(sizes[group] for group in shown)
    assert "" not in shown
    assert all(sizes[group] >= FEWEST for group in shown)
    if shown:
        # Whatever is subtracted from the whole or from each other, what is left is nobody or at least five
        for n in range(len(shown) + 1):
            for taken in combinations(sorted(shown), n):
                left = sum(sizes[group] for group in shown) - sum(sizes[group] for group in taken) + rest
                assert left == 0 or left >= FEWEST


@given(SIZES)
def test_no_more_is_held_back_than_must_be(sizes: dict[str, int]) -> None:
    large = {group for group, size in sizes.items() if group and size >= FEWEST}
    assert len(large - showable(sizes)) <= 1
    if all(size == 0 or size >= FEWEST for group, size in sizes.items()):
        assert showable(sizes) == large


@given(BALLOTS)
def test_of_an_anonymous_poll_nothing_is_kept_that_may_not_be_shown(ballots: list[Ballot]) -> None:
    kept = result_of(ballots, 1, range(3), is_anonymous=True)
    assert kept.whole.people == (len(ballots) if len(ballots) >= FEWEST else 0)
    assert all(group.people >= FEWEST for group in kept.groups.values())
    assert QuestionResult.of(kept.stored()) == kept
    if kept.whole.people:
        assert sum(kept.whole.chosen) == len(ballots)
        for place in range(3):
            assert sum(one.chosen[place] for one in kept.groups.values()) <= kept.whole.chosen[place]


@given(BALLOTS, st.randoms())
def test_the_order_of_ballots_changes_nothing(ballots: list[Ballot], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(ballots)
    random.shuffle(shuffled)
    for is_anonymous in (True, False):
        assert result_of(shuffled, 1, range(3), is_anonymous=is_anonymous) == result_of(
            ballots, 1, range(3), is_anonymous=is_anonymous
        )


def test_a_named_poll_keeps_the_whole_however_small_and_still_no_small_group() -> None:
    kept = result_of([a_ballot(1), a_ballot(2)], 1, range(2), is_anonymous=False)
    assert kept == QuestionResult(Counts(2, (2, 0)), {})


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(0, 50)), max_size=20))
def test_of_a_company_one_ballot_counts_a_complete_one_before_a_newer_one(
    said: list[tuple[int, bool, int]],
) -> None:
    ballots = [
        Ballot(n, company, "", NOW + timedelta(minutes=minute), is_complete, {})
        for n, (company, is_complete, minute) in enumerate(said)
    ]
    counted = counting(ballots, by_company=True)
    assert Counter(one.company for one in counted) == Counter({one.company for one in ballots})
    for one in counted:
        theirs = [other for other in ballots if other.company == one.company]
        assert one.is_complete == any(other.is_complete for other in theirs)
        assert one.changed_at == max(
            other.changed_at for other in theirs if other.is_complete == one.is_complete
        )
    assert counting(ballots, by_company=False) == ballots


def test_who_was_parted_from_their_company_speaks_for_themselves() -> None:
    alone = [Ballot(n, None, "", NOW, True, {}) for n in range(3)]
    assert counting(alone, by_company=True) == alone


TWO = {"wine": Counts(20, (10, 10, 2)), "snacks": Counts(20, (10, 4, 16))}


def test_where_opinions_divide_what_all_groups_shown_choose_alike_is_named() -> None:
    asked = QuestionResult(Counts(40, (20, 14, 18)), TWO)
    assert is_divided(asked)
    assert agreed(asked) == (0,)


def test_ten_points_apart_still_agree_and_eleven_do_not() -> None:
    def between(other: int) -> QuestionResult:
        groups = {"wine": Counts(100, (50, 90)), "snacks": Counts(100, (other, 10))}
        return QuestionResult(Counts(200, (50 + other, 100)), groups)

    assert agreed(between(60)) == (0,)
    assert agreed(between(61)) == ()


def test_what_hardly_anybody_chose_is_no_agreement_and_unity_needs_no_naming() -> None:
    rare = {"wine": Counts(20, (2, 18)), "snacks": Counts(20, (2, 4))}
    assert agreed(QuestionResult(Counts(40, (4, 22)), rare)) == ()
    same = {"wine": Counts(20, (10, 10)), "snacks": Counts(20, (10, 10))}
    assert agreed(QuestionResult(Counts(40, (20, 20)), same)) == ()
    assert agreed(QuestionResult(Counts(20, (10, 10)), {"wine": Counts(20, (10, 10))})) == ()


@given(st.lists(st.integers(0, 30), min_size=11, max_size=11))
def test_a_mean_lies_within_its_scale(chosen: list[int]) -> None:
    mean = Counts(sum(chosen), tuple(chosen)).mean(range(11))
    assert (mean is None) == (sum(chosen) == 0)
    assert mean is None or 0 <= mean <= 10


def test_what_leads_may_be_several_and_nothing_leads_where_nothing_was_chosen() -> None:
    assert Counts(5, (2, 2, 1)).leaders == (0, 1)
    assert Counts(5, (0, 0)).leaders == ()
    assert Counts().leaders == ()


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("Which?\nA\nB", ("A", "B")),
        ("Which?\n- A\n• B\n\n3) C", ("A", "B", "C")),
        ("أيّ؟\n١. أ\n٢. ب", ("أ", "ب")),
        ("Which?\n2026\n3 o'clock", ("2026", "3 o'clock")),
        ("Which?", ()),
    ],
)
def test_options_are_the_lines_below_the_question(typed: str, options: tuple[str, ...]) -> None:
    assert read_question(typed, QuestionKind.ONE).options == options
    assert read_question(typed, QuestionKind.TEXT).words == typed


def test_an_answer_is_one_of_the_steps_or_options() -> None:
    assert is_answer(QuestionKind.SCORE, 0, [0])
    assert is_answer(QuestionKind.SCORE, 0, [10])
    assert not is_answer(QuestionKind.RATING, 0, [0])
    assert not is_answer(QuestionKind.ONE, 2, [2])
    assert not is_answer(QuestionKind.ONE, 2, [])
    assert is_answer(QuestionKind.SEVERAL, 3, [])
    assert is_answer(QuestionKind.SEVERAL, 3, [0, 2])
    assert not is_answer(QuestionKind.SEVERAL, 3, [0, 0])
    assert steps(QuestionKind.RATING, 0) == range(1, 6)


@given(st.integers(0, 60 * 24 * 7), st.integers(60, 60 * 24 * 30))
def test_the_reminder_comes_halfway_and_never_in_quiet_hours(begins: int, lasts: int) -> None:
    opened = NOW + timedelta(minutes=begins)
    closes = opened + timedelta(minutes=lasts)
    at = reminded_at(opened, closes, BEIRUT)
    assert not is_quiet(at, BEIRUT)
    assert timedelta() <= at - (opened + (closes - opened) / 2) <= timedelta(hours=12)


def test_in_the_last_hour_nobody_is_reminded() -> None:
    assert not is_too_late_to_remind(NOW, NOW + timedelta(hours=1))
    assert is_too_late_to_remind(NOW, NOW + timedelta(minutes=59))


def test_usual_times_lie_ahead() -> None:
    assert [wall.isoformat(" ", "minutes") for wall in closing_times(NOW, BEIRUT)] == [
        "2026-11-24 18:00",
        "2026-11-26 18:00",
        "2026-11-30 18:00",
        "2026-12-07 18:00",
    ]
