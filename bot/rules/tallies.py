"""Tallies: what a company aims at with a mission, and what has come of it 30, 180 and 365 days after; when it is asked,
and whom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from bot.rules.money import Money
from bot.rules.people import Seat
from bot.rules.walltime import instant_of


class Stage(StrEnum):
    """What a tally says: what is aimed at, or what there was, in all, so many days after the mission's last day."""

    TARGET = "target"
    MONTH = "30"
    HALF_YEAR = "180"
    YEAR = "365"


DAYS: Mapping[Stage, int] = MappingProxyType({Stage.MONTH: 30, Stage.HALF_YEAR: 180, Stage.YEAR: 365})
ASKED_AT = time(10, 0)
"""By the clocks of the mission's zone."""
LAST_FOR = timedelta(days=90)
"""How long the last question may still be put; the ones before give way to the next."""
REMINDED_AFTER = timedelta(days=7)
MOST_COUNTED = 100_000
"""Leads or orders: more is a slip."""


class Figure(StrEnum):
    """What is counted, and what it is worth."""

    LEADS = "leads"
    ORDERS = "orders"
    VALUE = "value"
    EXPECTED = "expected"
    EXPECTED_VALUE = "expected_value"


WORTH: Mapping[Figure, Figure] = MappingProxyType(
    {Figure.ORDERS: Figure.VALUE, Figure.EXPECTED: Figure.EXPECTED_VALUE}
)
"""What the counted may be worth, which is asked after their number."""
OF_TARGET = (Figure.LEADS, Figure.ORDERS)
OF_RESULT = (Figure.ORDERS, Figure.EXPECTED, Figure.LEADS)
"""What is asked of a target, and of a result, the weightiest first."""
OFFERED: Mapping[Figure, tuple[int, ...]] = MappingProxyType(
    {
        Figure.LEADS: (5, 10, 15, 20, 30, 50),
        Figure.ORDERS: (1, 2, 3, 4, 5, 10),
        Figure.EXPECTED: (1, 2, 3, 4, 5, 10),
    }
)
"""Numbers on buttons; others are typed."""


@dataclass(frozen=True)
class Figures:
    """The figures of a tally; None is what was not said."""

    leads: int | None = None
    orders: int | None = None
    value: Money | None = None
    expected: int | None = None
    expected_value: Money | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said."""
        return all(getattr(self, one.name) is None for one in fields(self))

    def counted(self, figure: Figure, number: int) -> Figures:
        """With a number of leads or orders; what none of them is worth goes."""
        changed = {figure.value: number}
        if not number and figure in WORTH:
            return replace(self, **changed, **{WORTH[figure].value: None})  # type: ignore[arg-type]
        return replace(self, **changed)  # type: ignore[arg-type]

    def worth(self, figure: Figure, money: Money | None) -> Figures:
        """With what the counted are worth together."""
        return replace(self, **{WORTH[figure].value: money})  # type: ignore[arg-type]


NOTHING_YET = Figures(orders=0, expected=0)


def asked_at(ends_on: date, stage: Stage, zone: tzinfo) -> datetime:
    """The instant (UTC) from which a company is asked; of a target there is none. Raises KeyError for that."""
    return instant_of(datetime.combine(ends_on + timedelta(days=DAYS[stage]), ASKED_AT), zone)


def asked_until(ends_on: date, stage: Stage, zone: tzinfo) -> datetime:
    """The instant (UTC) from which it is not asked any more: the next question is due, or it was too long ago."""
    later = [one for one in DAYS if DAYS[one] > DAYS[stage]]
    return asked_at(ends_on, later[0], zone) if later else asked_at(ends_on, stage, zone) + LAST_FOR


def stage_at(ends_on: date, zone: tzinfo, now: datetime) -> Stage | None:
    """Which question is due at an instant, if any."""
    due = [one for one in DAYS if asked_at(ends_on, one, zone) <= now < asked_until(ends_on, one, zone)]
    return due[0] if due else None


def may_be_said(ends_on: date, zone: tzinfo, now: datetime) -> tuple[Stage, ...]:
    """The tallies that a company can write at an instant: its targets always, a result when its time has come."""
    return (Stage.TARGET, *(one for one in DAYS if asked_at(ends_on, one, zone) <= now))


class Candidate(NamedTuple):
    """Somebody of a company; `is_reached`: they are on the bot and can be written to."""

    person_id: int
    seat: Seat
    is_reached: bool


def whom_to_ask(traveller_id: int | None, people: Iterable[Candidate]) -> int | None:
    """Who is asked what came of a mission: who travelled; if they are not here any more, who leads the company."""
    reached = sorted(one for one in people if one.is_reached)
    leads = [one.person_id for one in reached if one.seat is Seat.LEAD]
    travelled = [one.person_id for one in reached if one.person_id == traveller_id]
    return next(iter([*travelled, *leads]), None)


def latest(said: Mapping[Stage, Figures]) -> Figures:
    """What a company has said last of each figure: every answer says what there was in all up to then."""
    newest_first = [said[stage] for stage in reversed(Stage) if stage in said and stage in DAYS]

    def last(name: str) -> object:
        return next((found for one in newest_first if (found := getattr(one, name)) is not None), None)

    figures = Figures(**{one.name: last(one.name) for one in fields(Figures)})  # type: ignore[arg-type]
    for figure, worth in WORTH.items():
        if not getattr(figures, figure):  # what was said to be worth something came to none since
            figures = replace(figures, **{worth.value: None})
    return figures


_COUNT = re.compile(r"\d{1,3}(?:[ ,.'’٬]\d{3})+|\d+")


def read_count(text: str) -> int | None:
    """The whole number that somebody typed, in any digits; None for anything else, and for more than MOST_COUNTED."""
    typed = " ".join(text.split())
    if not _COUNT.fullmatch(typed):
        return None
    number = int("".join(str(unicodedata.decimal(one)) for one in typed if one.isdecimal()))
    return number if number <= MOST_COUNTED else None
