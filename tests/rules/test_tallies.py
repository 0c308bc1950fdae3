"""Tallies: when a company is asked what came of a mission, whom of it, and what it has said in the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.rules.money import Money
from bot.rules.people import Seat
from bot.rules.tallies import (
    DAYS,
    NOTHING_YET,
    Candidate,
    Figure,
    Figures,
    Stage,
    asked_at,
    asked_until,
    latest,
    may_be_said,
    read_count,
    stage_at,
    whom_to_ask,
)

BEIRUT = ZoneInfo("Asia/Beirut")
ENDS = date(2027, 2, 19)
SOME, MORE = Money(Decimal(1000), "USD"), Money(Decimal(2500), "USD")


def test_a_company_is_asked_at_ten_by_the_clocks_there_whatever_they_did_meanwhile() -> None:
    # Lebanon is at UTC+2 in winter and at UTC+3 in summer
    assert asked_at(ENDS, Stage.MONTH, BEIRUT) == datetime(2027, 3, 21, 8, 0, tzinfo=UTC)
    assert asked_at(ENDS, Stage.HALF_YEAR, BEIRUT) == datetime(2027, 8, 18, 7, 0, tzinfo=UTC)
    assert asked_at(ENDS, Stage.YEAR, BEIRUT) == datetime(2028, 2, 19, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("stage", list(DAYS))
def test_one_question_at_a_time_is_due_and_each_gives_way_to_the_next(stage: Stage) -> None:
    begins, ends = asked_at(ENDS, stage, BEIRUT), asked_until(ENDS, stage, BEIRUT)
    second = timedelta(seconds=1)
    assert stage_at(ENDS, BEIRUT, begins - second) is not stage
    assert stage_at(ENDS, BEIRUT, begins) is stage
    assert stage_at(ENDS, BEIRUT, ends - second) is stage
    assert stage_at(ENDS, BEIRUT, ends) is not stage
    assert stage in may_be_said(ENDS, BEIRUT, begins)
    assert stage in may_be_said(ENDS, BEIRUT, ends + timedelta(days=900))
    assert stage not in may_be_said(ENDS, BEIRUT, begins - second)


def test_after_the_last_question_nobody_is_asked_any_more() -> None:
    assert stage_at(ENDS, BEIRUT, asked_until(ENDS, Stage.YEAR, BEIRUT)) is None
    assert may_be_said(ENDS, BEIRUT, datetime(2027, 1, 1, tzinfo=UTC)) == (Stage.TARGET,)


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        ([(1, Seat.EXPORT, True), (2, Seat.LEAD, True)], 1),
        ([(1, Seat.EXPORT, False), (3, Seat.LEAD, True), (2, Seat.LEAD, True)], 2),
        ([(3, Seat.LEAD, False), (4, Seat.LEAD, True), (5, Seat.EXPORT, True)], 4),
        ([(4, Seat.EXPORT, True)], None),
        ([(1, Seat.LEAD, False)], None),
    ],
)
def test_who_travelled_is_asked_else_who_leads_the_company(
    people: list[tuple[int, Seat, bool]], asked: int | None
) -> None:
    assert whom_to_ask(1, [Candidate(*one) for one in people]) == asked


def test_what_is_said_last_of_each_figure_counts() -> None:
    said = {
        Stage.TARGET: Figures(leads=99, orders=99),
        Stage.MONTH: Figures(leads=12, orders=1, value=SOME, expected=3, expected_value=MORE),
        Stage.HALF_YEAR: Figures(orders=3, value=MORE, expected=0),
    }
    assert latest(said) == Figures(leads=12, orders=3, value=MORE, expected=0)
    assert latest({**said, Stage.YEAR: NOTHING_YET}) == Figures(leads=12, orders=0, expected=0)
    assert latest({}).is_empty


def test_what_is_none_is_worth_nothing() -> None:
    two = Figures().counted(Figure.ORDERS, 2).worth(Figure.ORDERS, SOME)
    assert two == Figures(orders=2, value=SOME)
    assert two.counted(Figure.ORDERS, 3).value == SOME
    assert two.counted(Figure.ORDERS, 0) == Figures(orders=0)
    assert two.counted(Figure.LEADS, 0) == Figures(leads=0, orders=2, value=SOME)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), (" ١٢ ", 12), ("1,250", 1250), ("0", 0), ("100000", 100_000), ("100001", None)],
)
def test_a_number_is_read_in_any_digits(typed: str, number: int | None) -> None:
    assert read_count(typed) == number


@pytest.mark.parametrize("typed", ["", "two", "2.5", "-3", "2 orders", "1 2"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    assert read_count(typed) is None
