"""Scores: how engaged a person, and a company, is with the cluster. Everything is computed from the ledgers.

Days are ordinals of the calendar of the cluster's zone (`date.toordinal`; 1 was a Monday). A score is that of a day,
of which everything counts; what came later does not. With d(age) = 0.5^(age in days / 90):

    earned  = Σ over (kind, period) of min(most, times) · points · d(age of the last day of it on which it was done)
    offered = Σ points offered · d
    score   = 100 · √ min(1, earned / max(offered, 8))

The period of most kinds is the day. What counts only so often in several days is cut into periods of as many: the weeks
begin on Mondays, the thirties are counted from day 1. So the periods are the same for everybody, nothing depends on the
order of rows, and a database can group by them. What is done within a full period moves the points to its own day, so
that doing something never lowers a score.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from math import fsum, sqrt
from types import MappingProxyType
from typing import NamedTuple

from bot.rules.ledger import Act, Offer
from bot.rules.people import Place, Seat

VERSION = 1
"""Of the table below and of the formula; when it changes, the history of scores is computed anew."""
HALF_LIFE = 90
LEAST_OFFERED = 8
"""Points that a whole score takes, however little was offered."""
NEW_FOR = 30
"""Days after joining in which nobody is scored."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What doing something counts: points each time, but at most `most` times in `days` days (None: every time)."""

    points: int
    most: int | None = None
    days: int = 1


WORTH: Mapping[Act, Worth] = MappingProxyType(
    {
        Act.PROFILE_KEPT: Worth(3, most=1, days=30),
        Act.INTRODUCTION_ASKED: Worth(3, most=2, days=7),
        Act.INTRODUCTION_ANSWERED: Worth(4),
        Act.OUTCOME_REPORTED: Worth(4),
        Act.INVITATION_ANSWERED: Worth(1),
        Act.EVENT_ATTENDED: Worth(5),
        Act.EVENT_RATED: Worth(2),
        Act.POLL_ANSWERED: Worth(2),
        Act.MISSION_OUTCOME_REPORTED: Worth(6),
        Act.MISSION_APPLIED: Worth(6),
        Act.OPENING_ANSWERED: Worth(1),
        Act.OPENING_PROPOSED: Worth(3, most=2, days=7),
        Act.OPENING_REPORTED: Worth(4),
        Act.BROADCAST_ANSWERED: Worth(1, most=2),
    }
)
OFFERED: Mapping[Offer, int] = MappingProxyType(
    {
        Offer.PROFILE_CONFIRMATION: 3,
        Offer.INTRODUCTION: 4,
        Offer.OUTCOME: 4,
        Offer.INVITATION: 1,
        Offer.EVENT_SEAT: 5,
        Offer.EVENT_RATING: 2,
        Offer.POLL: 2,
        Offer.MISSION_OUTCOME: 4,
        Offer.OPENING: 1,
        Offer.OPENING_RESULT: 4,
        Offer.BROADCAST: 1,
    }
)
"""The points of every kind in the ledgers. A new kind is given its points here, and what it answers below."""
ANSWERED_BY: Mapping[Act, Offer | None] = MappingProxyType(
    {
        Act.INTRODUCTION_ANSWERED: Offer.INTRODUCTION,
        Act.INTRODUCTION_ASKED: None,
        Act.OUTCOME_REPORTED: Offer.OUTCOME,
        Act.INVITATION_ANSWERED: Offer.INVITATION,
        Act.EVENT_ATTENDED: Offer.EVENT_SEAT,
        Act.EVENT_RATED: Offer.EVENT_RATING,
        Act.POLL_ANSWERED: Offer.POLL,
        Act.MISSION_OUTCOME_REPORTED: Offer.MISSION_OUTCOME,
        Act.MISSION_APPLIED: None,
        Act.OPENING_ANSWERED: Offer.OPENING,
        Act.OPENING_PROPOSED: None,
        Act.OPENING_REPORTED: Offer.OPENING_RESULT,
        Act.BROADCAST_ANSWERED: Offer.BROADCAST,
        Act.PROFILE_KEPT: Offer.PROFILE_CONFIRMATION,
    }
)
"""Which opportunity something takes up, if any: together they are one part of a score. In the order they are shown."""

RECENT_DAYS = 90
YEAR = 365


class Band(StrEnum):
    """What a score says in a word.

    NEW: who joined less than 30 days ago is not scored. UNASKED: next to nothing was offered lately, so that a low
    score says nothing.
    """

    CHAMPION = "champion"
    ACTIVE = "active"
    STEADY = "steady"
    QUIET = "quiet"
    DORMANT = "dormant"
    NEW = "new"
    UNASKED = "unasked"


FROM: Mapping[Band, int] = MappingProxyType(
    {Band.CHAMPION: 85, Band.ACTIVE: 65, Band.STEADY: 40, Band.QUIET: 15, Band.DORMANT: 0}
)
"""From how many points on."""
_FROM = tuple((least, band) for band, least in FROM.items())
ANYTHING = 1
"""Points offered, as they count today, under which nobody is called dormant: less than the least there is."""


class Recency(StrEnum):
    """How long ago anybody of a company did anything."""

    RECENT = "recent"
    FADING = "fading"
    AGEING = "ageing"
    DRIFTING = "drifting"
    INACTIVE = "inactive"


UNDER: Mapping[Recency, int] = MappingProxyType(
    {Recency.RECENT: 30, Recency.FADING: 90, Recency.AGEING: 180, Recency.DRIFTING: 365}
)
"""Days; what is longer ago is inactive."""


class Score(NamedTuple):
    """A score as computed (0 to 100, None for who is new), and its band."""

    value: float | None
    band: Band

    @property
    def points(self) -> int | None:
        """The score as it is shown and kept: whole, rounded down, so that it never reaches a band that it is not in."""
        return None if self.value is None else whole(self.value)


def whole(value: float) -> int:
    """A score without its fraction. Sums of the same numbers differ in their last digits: that must not show."""
    return int(value + 1e-6)


Done = tuple[Act, int]
"""What was done, on which day."""
Given = tuple[Offer, int]
"""What was offered, on which day."""


def weight(age: int) -> float:
    """What is left of a point after so many days."""
    return float(0.5 ** (age / HALF_LIFE))


def period_of(day: int, days: int) -> int:
    """Which period of so many days a day lies in."""
    return (day - 1) // days


def _counted(done: Iterable[Done], since: int, on: int) -> list[tuple[Act, int, int]]:
    """What counts of what was done from day `since` on: kind, points, the last day of each of its periods."""
    days: defaultdict[tuple[Act, int], list[int]] = defaultdict(list)
    for act, day in done:
        if since <= day <= on:
            days[act, period_of(day, WORTH[act].days)].append(day)
    return [
        (act, WORTH[act].points * min(WORTH[act].most or len(found), len(found)), max(found))
        for (act, _period), found in days.items()
    ]


def earned(done: Iterable[Done], on: int) -> float:
    """What somebody has earned by a day; the formula stands at the top."""
    return fsum(points * weight(on - last) for _act, points, last in _counted(done, 0, on))


def offered(given: Iterable[Given], on: int) -> float:
    """What somebody was offered by a day."""
    return fsum(OFFERED[offer] * weight(on - day) for offer, day in given if day <= on)


def score_of(got: float, given: float, *, is_new: bool) -> Score:
    """The score of somebody who earned and was offered so much."""
    if is_new:
        return Score(None, Band.NEW)
    value = 100 * sqrt(min(1.0, got / max(given, LEAST_OFFERED)))
    return Score(value, band_of(value, given))


def band_of(value: float, given: float) -> Band:
    """The band of a score of whom so much was offered to."""
    points = whole(value)
    for least, band in _FROM:  # a loop, as it runs for everybody each night
        if points >= least and (band is not Band.DORMANT or given >= ANYTHING):
            return band
    return Band.UNASKED


def is_new(days_since_joining: int) -> bool:
    """Whether somebody joined so lately that they are not scored yet."""
    return days_since_joining < NEW_FOR


def company_score(places: Mapping[Place, int], people: Sequence[tuple[Seat, Score]], given: float) -> Score:
    """The score of a company: the mean over the places that it ought to fill, by weight.

    An empty place counts 0, in one with several people the best counts; people of other seats fill none. A place that
    only newcomers fill is left out, and a company where that leaves nobody scored is new. `given`: what its people were
    offered together.
    """
    total = weights = 0.0
    is_anybody_new = is_anybody_scored = False
    for place, of_place in places.items():
        sitting = [score.value for seat, score in people if seat in place]
        scored = [value for value in sitting if value is not None]
        is_anybody_scored = is_anybody_scored or bool(scored)
        if sitting and not scored:
            is_anybody_new = True
            continue
        total += of_place * max(scored, default=0.0)
        weights += of_place
    if not weights or (is_anybody_new and not is_anybody_scored):
        return Score(None, Band.NEW)
    value = total / weights
    return Score(value, band_of(value, given))


def recency_of(days: int | None) -> Recency:
    """What it says that so many days have passed; None when nothing was ever done."""
    if days is None:
        return Recency.INACTIVE
    return next((recency for recency, limit in UNDER.items() if days < limit), Recency.INACTIVE)


def before_and_lately(done: Iterable[Done], on: int) -> tuple[int, int]:
    """What was earned in the year before the last 90 days, and in these, without decay.

    A period lies where its last day does, seen from day `on`. For this a company counts as one person: the limits hold
    for all of its people together, so that what is left of those who were erased counts as before.
    """
    lately_from = on - RECENT_DAYS + 1
    before = lately = 0
    for _act, points, last in _counted(done, lately_from - YEAR, on):
        if last >= lately_from:
            lately += points
        else:
            before += points
    return before, lately


def is_slipping(before: int, lately: int) -> bool:
    """Whether less was earned in 90 days than half of what 90 days of the year before had on average."""
    return lately < before * RECENT_DAYS / YEAR / 2


class Engagement(NamedTuple):
    """How a company stands: its score, the last day (an ordinal) of the last 455 on which anybody of it did anything or
    joined, and whether it does less than it used to."""

    score: Score
    last_did: int | None
    is_slipping: bool


def engagement(
    score: Score, before: int, lately: int, last: int | None, joined_on: int | None, on: int
) -> Engagement:
    """How a company stands on a day: by what it earned in two times, and the last days on which anything was
    done and anybody joined."""
    lived = [day for day in (last, joined_on) if day is not None and day > on - RECENT_DAYS - YEAR]
    return Engagement(score, max(lived, default=None), is_slipping(before, lately))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the ledgers of a person: offered on a day, done on a day, or both. `about` as in the ledgers."""

    about: str
    offered_on: int | None
    done_on: int | None

    @property
    def latest_on(self) -> int:
        """The day of what happened last."""
        return max(self.offered_on or 0, self.done_on or 0)


def entries(offers: Iterable[tuple[str, int]], acts: Iterable[tuple[str, int]]) -> list[Entry]:
    """Opportunities of one kind beside what took them up, by what they are about, each with its day; the latest first.

    About one thing the first opportunity goes with the first act, and so on; one of both may be missing.
    """
    sides: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for about, day in offers:
        sides[about][0].append(day)
    for about, day in acts:
        sides[about][1].append(day)
    found = [
        Entry(about, offered_on, done_on)
        for about, (given, done) in sides.items()
        for offered_on, done_on in zip_longest(sorted(given), sorted(done))
    ]
    return sorted(found, key=lambda entry: (-entry.latest_on, entry.about))


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: how many things there were to do within a year, how many of them were done, and what all of
    it counts today, in points."""

    act: Act
    done: int
    total: int
    earned: float
    offered: float


def parts(
    acts: Sequence[tuple[Act, str, int]], offers: Sequence[tuple[Offer, str, int]], on: int
) -> list[Part]:
    """The parts of a score on a day, from acts and opportunities, each with what it is about and its day.

    Parts of which nothing was done or offered within the year are left out.
    """
    found = []
    for act, offer in ANSWERED_BY.items():
        done = [(about, day) for kind, about, day in acts if kind is act and day <= on]
        given = [(about, day) for kind, about, day in offers if kind is offer and day <= on]
        lately = [entry for entry in entries(given, done) if entry.latest_on > on - YEAR]
        if lately:
            found.append(
                Part(
                    act,
                    sum(entry.done_on is not None for entry in lately),
                    len(lately),
                    earned([(act, day) for _about, day in done], on),
                    offered([(offer, day) for _about, day in given], on) if offer else 0.0,
                )
            )
    return found
