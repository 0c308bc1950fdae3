"""What came of introductions: amounts as people type them, and what the answers add up to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.outcomes import MOST_VALUE, Outcome, Question, Said, latest, read_value, together


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [
        ("3000", 3000),
        ("3 000", 3000),
        ("3\u202f000 $", 3000),
        ("$3,000", 3000),
        ("3.000", 3000),
        ("1,234.56", 1234),
        ("3k", 3000),
        ("3,5 k", 3500),
        ("1.5 million", 1_500_000),
        ("USD 5000", 5000),
        ("5000 US dollars", 5000),
        ("3000 dollars américains", 3000),
        ("٣٠٠٠", 3000),
        ("٣٬٠٠٠ دولار أميركي", 3000),
        ("٣ آلاف دولار", 3000),
        ("2 ألفًا", 2000),
        ("~3000", 3000),
        ("0", 0),
        (str(MOST_VALUE), MOST_VALUE),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, dollars: int) -> None:
    assert read_value(typed) == dollars


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "much",
        "-5",
        "12 34",
        "3000 LL",
        "€50",
        "3000 ل.ل.",
        "1e5",
        "$",
        "k",
        "<b>5</b>",
        str(MOST_VALUE + 1),
    ],
)
def test_what_is_no_amount_of_dollars_is_none(typed: str) -> None:
    assert read_value(typed) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_amount_in_range_or_none(typed: str) -> None:
    value = read_value(typed)
    assert value is None or 0 <= value <= MOST_VALUE


def test_the_furthest_answer_counts_with_the_worth_last_given_for_it() -> None:
    first = {Question.MET: Said(Outcome.MET), Question.FIRST: Said(Outcome.CONTRACT, 3000)}
    assert latest({}) is None
    assert latest(first) == Said(Outcome.CONTRACT, 3000)
    assert latest({**first, Question.LAST: Said(Outcome.CONTRACT)}) == Said(Outcome.CONTRACT, 3000)
    assert latest({**first, Question.LAST: Said(Outcome.CONTRACT, 0)}) == Said(Outcome.CONTRACT, 0)
    assert latest({**first, Question.LAST: Said(Outcome.NOTHING)}) == Said(Outcome.NOTHING)


def test_two_who_differ_are_both_shown() -> None:
    contract, talks = Said(Outcome.CONTRACT, 5), Said(Outcome.TALKS)
    assert together([contract, talks]) == together([talks, contract]) == (Outcome.TALKS, Outcome.CONTRACT)
    assert together([talks, talks]) == together([None, talks]) == (Outcome.TALKS,)
    assert together([]) == ()
