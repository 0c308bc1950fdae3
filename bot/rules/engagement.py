"""Engagement of companies, as staff look at it: which of them a list shows, the figures of a week, and what the digest
says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from bot.rules.companies import Kind, Size
from bot.rules.scoring import Band, Recency
from bot.rules.timetable import latest_slot

WEEK = 7
"""Days that the figures of a week count: those that are over, up to the last one that was scored."""
SLIPPING = "slipping"
"""Beside the bands: the companies that do less than they used to."""
BANDS = (*Band, SLIPPING)
MOST_NAMED = 3
"""Companies that a digest names."""
AT = time(9, 0)
"""When the digest comes, on Mondays."""


class By(StrEnum):
    """What a list of companies is narrowed by; as a button carries it."""

    BAND = "b"
    RECENCY = "r"
    SIZE = "s"
    KIND = "k"
    SUB_CLUSTER = "c"


VALUES: Mapping[By, tuple[str, ...]] = MappingProxyType(
    {By.BAND: BANDS, By.RECENCY: tuple(Recency), By.SIZE: tuple(Size), By.KIND: tuple(Kind)}
)
"""What there is to choose from, besides the sub-clusters, which staff can add to."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST = 2**31
"""No id is as large; what is larger, a database might not take."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which companies a list shows; what is empty (or 0, the id of no sub-cluster) narrows nothing."""

    band: str = ""
    recency: str = ""
    size: str = ""
    kind: str = ""
    sub_cluster: int = 0

    def value(self, by: By) -> str:
        """What it is narrowed to, "" for nothing; a sub-cluster by its id."""
        if by is By.SUB_CLUSTER:
            return str(self.sub_cluster or "")
        return {By.BAND: self.band, By.RECENCY: self.recency, By.SIZE: self.size, By.KIND: self.kind}[by]

    def narrowed(self, by: By, value: str) -> Self:
        """The filter with another value in one place. Raises ValueError for one that does not exist."""
        if by is By.SUB_CLUSTER:
            return replace(self, sub_cluster=int(value or 0))
        if value and value not in VALUES[by]:
            raise ValueError(value)
        match by:
            case By.BAND:
                return replace(self, band=value)
            case By.RECENCY:
                return replace(self, recency=value)
            case By.SIZE:
                return replace(self, size=value)
            case _:
                return replace(self, kind=value)

    @property
    def code(self) -> str:
        """As a button carries it: a digit for each choice, then the id of the sub-cluster; nothing for no filter."""
        if self == Filter():
            return ""
        chosen = [_DIGITS[VALUES[by].index(self.value(by)) + 1 if self.value(by) else 0] for by in VALUES]
        return "".join(chosen) + str(self.sub_cluster)

    @classmethod
    def decoded(cls, code: str) -> Self:
        """Back from `code`. Raises ValueError for what is none."""
        found = cls()
        if not code:
            return found
        for by, digit in zip(VALUES, code, strict=False):
            place = _DIGITS.index(digit)
            if place > len(VALUES[by]):
                raise ValueError(code)
            found = found.narrowed(by, VALUES[by][place - 1] if place else "")
        found = replace(found, sub_cluster=int(code[len(VALUES) :]))
        if found.code != code or found.sub_cluster >= _MOST:
            raise ValueError(code)
        return found


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week in five figures: companies active in the last 30 days, people who did something in the week, new members,
    companies that slip, and answers to invitations to events."""

    active: int
    people: int
    new_members: int
    slipping: int
    answers: int

    @property
    def is_silent(self) -> bool:
        """Whether nothing happened in the week and nothing is to be looked after."""
        return not (self.people or self.new_members or self.slipping or self.answers)


@dataclass(frozen=True, slots=True)
class Concern:
    """A company that may need a word: whether it is newly dormant, that is was not a week ago; whether it slips, and
    did a week ago; the last day on which it was active (an ordinal)."""

    company_id: int
    is_newly_dormant: bool
    is_slipping: bool
    was_slipping: bool
    last_did: int | None

    @property
    def is_new(self) -> bool:
        return self.is_newly_dormant or (self.is_slipping and not self.was_slipping)


def named(concerns: Iterable[Concern]) -> list[int]:
    """The companies, by id, that a digest names: what is new comes first, then who was active latest: those are won
    back soonest."""
    ranked = sorted(concerns, key=lambda one: (not one.is_new, -(one.last_did or 0), one.company_id))
    return [one.company_id for one in ranked if one.is_newly_dormant or one.is_slipping][:MOST_NAMED]


class Advice(StrEnum):
    """The one thing to do that a digest names."""

    TALK = "talk"
    WAKE = "wake"
    OFFER = "offer"
    LOOK = "look"


def advice(is_anybody_named: bool, dormant: int, unasked: int) -> Advice:
    """The most useful thing to do: talk to the company named first; without one, wake the dormant; without any, offer
    something to those whom nothing was offered; else look at the list."""
    if is_anybody_named:
        return Advice.TALK
    if dormant:
        return Advice.WAKE
    return Advice.OFFER if unasked else Advice.LOOK


def latest_monday(now: datetime, zone: tzinfo) -> datetime:
    """The last Monday 09:00 on the clocks of `zone` that is not after `now` (aware); in UTC."""
    slot = latest_slot(now, AT, zone)
    local = slot.astimezone(zone)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, AT, zone).astimezone(UTC)
