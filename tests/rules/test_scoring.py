"""Scores: what counts how much and how often, how it fades, and what companies make of it."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import Kind, Size
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat, places_of
from bot.rules.scoring import (
    ANSWERED_BY,
    OFFERED,
    WORTH,
    Band,
    Done,
    Entry,
    Given,
    Recency,
    Score,
    before_and_lately,
    company_score,
    earned,
    entries,
    is_new,
    is_slipping,
    offered,
    parts,
    recency_of,
    score_of,
)

TODAY = date(2026, 11, 23).toordinal()
"""A Monday."""
DAYS = st.integers(TODAY - 800, TODAY)
ACTS = st.lists(st.tuples(st.sampled_from(Act), DAYS), max_size=40)
OFFERS = st.lists(st.tuples(st.sampled_from(Offer), DAYS), max_size=40)


def value(acts: list[Done], offers: list[Given], on: int = TODAY) -> float:
    score = score_of(earned(acts, on), offered(offers, on), is_new=False)
    assert score.value is not None
    return score.value


def score(points: float) -> Score:
    """A score of so many points, of somebody to whom much was offered."""
    return score_of(100 * (points / 100) ** 2, 100, is_new=False)


def test_every_kind_in_the_ledgers_has_its_points_and_its_place() -> None:
    assert set(WORTH) == set(ANSWERED_BY) == set(Act)
    assert set(OFFERED) == set(Offer)
    assert sorted(offer for offer in ANSWERED_BY.values() if offer) == sorted(Offer)


@pytest.mark.parametrize("act", [act for act, offer in ANSWERED_BY.items() if offer])
def test_whoever_takes_up_all_that_is_offered_has_a_whole_score(act: Act) -> None:
    offer = ANSWERED_BY[act]
    assert offer is not None
    times = min(WORTH[act].most or 3, 3)
    days = [TODAY - 31 * n for n in range(40)] * times
    assert value([(act, day) for day in days], [(offer, day) for day in days]) == pytest.approx(100)


def test_the_formula_on_a_page_of_paper() -> None:
    acts = [(Act.INTRODUCTION_ANSWERED, TODAY), (Act.EVENT_ATTENDED, TODAY - 90)]
    offers = [
        (Offer.INTRODUCTION, TODAY),
        (Offer.INTRODUCTION, TODAY - 180),
        (Offer.EVENT_SEAT, TODAY - 90),
        (Offer.INVITATION, TODAY),
    ]
    assert earned(acts, TODAY) == pytest.approx(4 + 5 / 2)
    assert offered(offers, TODAY) == pytest.approx(4 + 4 / 4 + 5 / 2 + 1)
    assert value(acts, offers) == pytest.approx(100 * (6.5 / 8.5) ** 0.5)


def test_a_little_of_a_little_is_no_whole_score() -> None:
    answer = [(Act.INVITATION_ANSWERED, TODAY)]
    assert value(answer, [(Offer.INVITATION, TODAY)]) == pytest.approx(100 * (1 / 8) ** 0.5)


def test_a_profile_counts_once_in_thirty_days_and_two_requests_in_a_week() -> None:
    of_days = [(Act.PROFILE_KEPT, TODAY)] * 20
    assert earned(of_days, TODAY) == 3
    asked = [(Act.INTRODUCTION_ASKED, TODAY + day) for day in (0, 0, 3, 6)]
    assert earned(asked, TODAY + 6) == pytest.approx(6)
    next_week = (Act.INTRODUCTION_ASKED, TODAY + 7)
    assert earned([*asked, next_week], TODAY + 7) == pytest.approx(6 * 0.5 ** (1 / 90) + 3)


def test_what_comes_later_does_not_count_yet() -> None:
    assert earned([(Act.EVENT_ATTENDED, TODAY + 1)], TODAY) == 0
    assert offered([(Offer.EVENT_SEAT, TODAY + 1)], TODAY) == 0


@given(ACTS, OFFERS)
def test_a_score_is_bounded_and_does_not_depend_on_the_order_of_rows(
    acts: list[Done], offers: list[Given]
) -> None:
    first = value(acts, offers)
    assert 0 <= first <= 100
    assert value(random.sample(acts, len(acts)), random.sample(offers, len(offers))) == first


@given(ACTS, OFFERS, st.sampled_from(Act), DAYS)
def test_doing_something_never_lowers_a_score(
    acts: list[Done], offers: list[Given], act: Act, day: int
) -> None:
    assert value([*acts, (act, day)], offers) >= value(acts, offers) - 1e-9


@given(ACTS, OFFERS, st.integers(1, 400))
def test_a_score_of_whom_nothing_more_happens_to_only_fades(
    acts: list[Done], offers: list[Given], days: int
) -> None:
    assert value(acts, offers, TODAY + days) <= value(acts, offers) + 1e-9


@given(ACTS)
def test_no_kind_counts_more_than_its_limit_allows(acts: list[Done]) -> None:
    for act, worth in WORTH.items():
        if worth.most is not None:
            days = [day for kind, day in acts if kind is act]
            periods = {(day - 1) // worth.days for day in days}
            assert earned([(act, day) for day in days], TODAY) <= len(periods) * worth.most * worth.points


def test_silence_is_dormant_only_when_something_was_offered() -> None:
    assert score_of(0, 0, is_new=False).band is Band.UNASKED
    assert score_of(0, 0.99, is_new=False).band is Band.UNASKED
    assert score_of(0, 1, is_new=False).band is Band.DORMANT
    assert score_of(8, 0, is_new=False).band is Band.CHAMPION


def test_newcomers_are_not_scored_for_thirty_days() -> None:
    assert score_of(0, 50, is_new=True) == Score(None, Band.NEW)
    assert is_new(29)
    assert not is_new(30)


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (100, Band.CHAMPION),
        (85, Band.CHAMPION),
        (84.99, Band.ACTIVE),
        (65, Band.ACTIVE),
        (64.5, Band.STEADY),
        (40, Band.STEADY),
        (39.99, Band.QUIET),
        (15, Band.QUIET),
        (14.99, Band.DORMANT),
        (0, Band.DORMANT),
    ],
)
def test_bands_and_the_points_that_are_shown_agree(points: float, band: Band) -> None:
    assert (score(points).band, score(points).points) == (band, int(points))


def test_the_last_digits_of_a_sum_do_not_show() -> None:
    nearly = score_of(0.1 + 0.2, 0.3, is_new=False)
    assert score_of(85**2 / 100 - 1e-12, 100, is_new=False).points == 85
    assert nearly.points == score_of(0.3, 0.3, is_new=False).points


def test_empty_seats_count_nothing_and_the_best_of_a_seat_counts() -> None:
    medium = places_of(Kind.ENTERPRISE, Size.MEDIUM)
    people = [
        (Seat.LEAD, score(80)),
        (Seat.LEAD, score(20)),
        (Seat.EXPORT, score(60)),
        (Seat.OTHER, score(100)),
    ]
    assert company_score(medium, people, 50).value == pytest.approx((2 * 80 + 60 + 0) / 4)
    assert company_score(medium, [], 50) == Score(0, Band.DORMANT)
    assert company_score(medium, [], 0) == Score(0, Band.UNASKED)


def test_more_colleagues_never_lower_a_company() -> None:
    small = places_of(Kind.SME, Size.SMALL)
    lead = [(Seat.LEAD, score(80))]
    crowd = [*lead, *[(Seat.OTHER, score(5))] * 10, (Seat.LEAD, score(1))]
    assert company_score(small, crowd, 50).value == company_score(small, lead, 50).value


def test_a_seat_that_only_newcomers_fill_is_left_out_and_a_company_of_newcomers_is_new() -> None:
    small = places_of(Kind.SME, Size.SMALL)
    newcomer = Score(None, Band.NEW)
    assert company_score(small, [(Seat.LEAD, newcomer)], 0) == Score(None, Band.NEW)
    mixed = [(Seat.LEAD, newcomer), (Seat.COMMERCIAL, score(70))]
    assert company_score(small, mixed, 50).value == pytest.approx(70)
    assert company_score(small, [(Seat.OTHER, newcomer)], 0) == Score(0, Band.UNASKED)


@pytest.mark.parametrize(
    ("days", "recency"),
    [
        (0, Recency.RECENT),
        (29, Recency.RECENT),
        (30, Recency.FADING),
        (90, Recency.AGEING),
        (180, Recency.DRIFTING),
        (364, Recency.DRIFTING),
        (365, Recency.INACTIVE),
        (None, Recency.INACTIVE),
    ],
)
def test_recency(days: int | None, recency: Recency) -> None:
    assert recency_of(days) is recency


def test_slipping_is_less_than_half_of_what_was_usual() -> None:
    usual = [(Act.EVENT_ATTENDED, TODAY - 91 - 30 * n) for n in range(12)]
    assert before_and_lately(usual, TODAY) == (60, 0)
    assert is_slipping(60, 7)
    assert not is_slipping(60, 8)
    assert not is_slipping(0, 0)
    recent = (Act.EVENT_ATTENDED, TODAY - 89)
    long_ago = (Act.EVENT_ATTENDED, TODAY - 456)
    assert before_and_lately([*usual, recent, long_ago], TODAY) == (60, 5)


def test_opportunities_stand_beside_what_took_them_up() -> None:
    given_ = [("introduction:1", 10), ("introduction:2", 30), ("introduction:2", 20)]
    done = [("introduction:2", 21), ("introduction:3", 5)]
    assert entries(given_, done) == [
        Entry("introduction:2", 30, None),
        Entry("introduction:2", 20, 21),
        Entry("introduction:1", 10, None),
        Entry("introduction:3", None, 5),
    ]


def test_the_parts_of_a_score_are_those_of_the_last_year_and_together_they_are_the_score() -> None:
    acts = [
        (Act.INTRODUCTION_ANSWERED, "introduction:1", TODAY - 10),
        (Act.INTRODUCTION_ASKED, "introduction:9", TODAY),
        (Act.EVENT_ATTENDED, "event:1", TODAY - 400),
    ]
    offers = [
        (Offer.INTRODUCTION, "introduction:1", TODAY - 11),
        (Offer.INTRODUCTION, "introduction:2", TODAY - 5),
        (Offer.INTRODUCTION, "introduction:3", TODAY - 500),
    ]
    answered, asked = parts(acts, offers, TODAY)
    assert (answered.act, answered.done, answered.total) == (Act.INTRODUCTION_ANSWERED, 1, 2)
    assert (asked.act, asked.done, asked.total) == (Act.INTRODUCTION_ASKED, 1, 1)
    assert (asked.earned, asked.offered) == (3, 0)
    assert answered.offered == pytest.approx(offered([(kind, day) for kind, _about, day in offers], TODAY))
