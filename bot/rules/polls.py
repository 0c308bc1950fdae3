"""Polls: what can be asked and answered, when people are reminded, and what may be shown of what they said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.rules.timetable import after_quiet
from bot.rules.walltime import wall_of

MOST_QUESTIONS = 5
MOST_OPTIONS = 10
FEWEST_OPTIONS = 2
QUESTION_LIMIT = 300
"""Characters of a question: five of them with their options still fit a message."""
OPTION_LIMIT = 60
"""Characters of an option: more would be cut on a phone's button."""
TEXT_LIMIT = 500
"""Characters of an answer that is typed."""
FEWEST = 5
"""No group of fewer is shown: the threshold that official statistics use most for counts of people (see A. Hundepool
and others, Statistical Disclosure Control, 2012, section 5.2)."""
AGREED_WITHIN = 0.10
"""Sub-clusters agree on an option when the shares that chose it lie this close together."""
AGREED_BY = 0.25
"""… and at least this share of all chose it: that nobody wants a thing is no agreement worth telling."""
DONE_LIMIT = 3_500
"""Characters of what was done about a poll: with its question above it, it fits one message of 4096."""
SHORTEST = timedelta(hours=1)
"""How long people have to answer, at least."""
MOST_AHEAD = timedelta(days=180)
REMINDED_BEFORE = timedelta(hours=1)
"""A reminder that would come later than this before closing is not sent."""
USUAL_DAYS = (1, 3, 7, 14)
USUAL_HOUR = time(18)


class PollPhase(StrEnum):
    """Where a poll stands."""

    WRITING = "writing"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"
    DISCARDED = "discarded"


class QuestionKind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    RATING = "rating"
    SCORE = "score"
    TEXT = "text"


class TextState(StrEnum):
    """What staff made of a text before anybody else sees it."""

    WAITING = "waiting"
    SHOWN = "shown"
    LEFT_OUT = "left_out"


CHOICES = (QuestionKind.ONE, QuestionKind.SEVERAL)
SCALES: Mapping[QuestionKind, range] = {QuestionKind.RATING: range(1, 6), QuestionKind.SCORE: range(11)}


def steps(kind: QuestionKind, options: int) -> range:
    """The answers that a question has, as numbers: of a scale its steps, else its options from 0."""
    return SCALES.get(kind, range(options))


def is_answer(kind: QuestionKind, options: int, chosen: Sequence[int]) -> bool:
    """Whether this is an answer to a question that is not answered in words; several may be none at all."""
    is_known = set(chosen) <= set(steps(kind, options)) and len(set(chosen)) == len(chosen)
    return is_known and (kind is QuestionKind.SEVERAL or len(chosen) == 1)


@dataclass(frozen=True)
class TypedQuestion:
    """A question as it was typed: its words and its options."""

    words: str
    options: tuple[str, ...] = ()


_BULLET = re.compile(r"^(?:[-–—•*▪◦]\s*|\d{1,2}[.)]\s+|[٠-٩]{1,2}[.)]\s+)")


def read_question(text: str, kind: QuestionKind) -> TypedQuestion:
    """A typed question (clean, with its lines): of one with options, the first line asks and each further one is an
    option, without the bullet that may stand before it.

    >>> read_question("Which day?\\n- Tuesday\\n- Thursday", QuestionKind.ONE).options
    ('Tuesday', 'Thursday')
    """
    if kind not in CHOICES:
        return TypedQuestion(text)
    first, *others = text.split("\n")
    bare = (_BULLET.sub("", line).strip() for line in others)
    return TypedQuestion(first.strip(), tuple(line for line in bare if line))


# When


def closing_times(now: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """Usual times at which a poll closes, as wall times of `zone`: a day, three days, one week and two from now."""
    today = wall_of(now, zone).date()
    return tuple(datetime.combine(today + timedelta(days=days), USUAL_HOUR) for days in USUAL_DAYS)


def reminded_at(opened_at: datetime, closes_at: datetime, zone: tzinfo) -> datetime:
    """When those who are silent are reminded: halfway to closing, or at the end of the quiet hours then (UTC)."""
    return after_quiet(opened_at + (closes_at - opened_at) / 2, zone)


def is_too_late_to_remind(now: datetime, closes_at: datetime) -> bool:
    """Whether so little time is left that a reminder would only be a nuisance."""
    return now > closes_at - REMINDED_BEFORE


# What was said, added up


@dataclass(frozen=True)
class PollFigures:
    """How many were asked, and how many have answered everything: people, and their companies."""

    people: int
    answered: int
    companies: int
    companies_answered: int


@dataclass(frozen=True)
class Ballot:
    """All that one person answered: whose company it is, in which group (a sub-cluster, or "" for none), and when.

    `answers` maps a question to what was chosen; of a question that is answered in words it says only that it was
    (`()`); one that was skipped is missing.
    """

    voter: int
    company: int | None
    group: str
    changed_at: datetime
    is_complete: bool
    answers: Mapping[int, tuple[int, ...]]


def counting(ballots: Iterable[Ballot], *, by_company: bool) -> list[Ballot]:
    """The ballots that count: all of them, or one for each company.

    Of a company the newest complete one counts, and without any the newest that was begun. A person whose company is
    not known speaks for themselves.
    """
    if not by_company:
        return list(ballots)
    newest: dict[int, Ballot] = {}
    alone = []
    for ballot in sorted(ballots, key=lambda one: (one.is_complete, one.changed_at, one.voter)):
        if ballot.company is None:
            alone.append(ballot)
        else:
            newest[ballot.company] = ballot
    return [*newest.values(), *alone]


@dataclass(frozen=True)
class Counts:
    """How many of some people answered a question (`people`), and how many of them chose each step or option."""

    people: int = 0
    chosen: tuple[int, ...] = ()

    def share(self, n: int) -> float:
        """The share of those who answered that chose an option (by its place); 0 of nobody."""
        return self.chosen[n] / self.people if self.people else 0.0

    def mean(self, scale: range) -> float | None:
        """The mean of a scale, in tenths, half up; None of nobody."""
        if not self.people:
            return None
        total = sum(step * count for step, count in zip(scale, self.chosen, strict=True))
        return (total * 20 + self.people) // (2 * self.people) / 10

    @property
    def leaders(self) -> tuple[int, ...]:
        """The places of what was chosen most; none when nothing was chosen."""
        most = max(self.chosen, default=0)
        return tuple(n for n, count in enumerate(self.chosen) if count == most > 0)


@dataclass(frozen=True)
class QuestionResult:
    """What was answered to a question: by all, and by those groups of which it may be shown."""

    whole: Counts = Counts()
    groups: Mapping[str, Counts] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As plain JSON, from which `of` makes it again."""
        return {
            "whole": [self.whole.people, *self.whole.chosen],
            "groups": {name: [one.people, *one.chosen] for name, one in self.groups.items()},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> QuestionResult:
        """From what `stored` made; nothing is an empty result."""
        if not stored:
            return cls()
        groups = {name: _counts(numbers) for name, numbers in stored["groups"].items()}
        return cls(_counts(stored["whole"]), groups)


def _counts(numbers: Sequence[int]) -> Counts:
    return Counts(numbers[0], tuple(numbers[1:]))


def result_of(
    ballots: Sequence[Ballot], question: int, answers: range, *, is_anonymous: bool
) -> QuestionResult:
    """What these ballots say to a question, with nothing in it that may not be shown.

    Of an anonymous poll that fewer than five answered nothing is left; of a named one the whole is kept, since staff
    see the names all the same. The groups follow `showable` in both.
    """
    theirs = [(ballot.group, ballot.answers[question]) for ballot in ballots if question in ballot.answers]
    whole = _added_up([chosen for _group, chosen in theirs], answers)
    if is_anonymous and whole.people < FEWEST:
        return QuestionResult()
    by_group: dict[str, list[tuple[int, ...]]] = {}
    for group, chosen in theirs:
        by_group.setdefault(group, []).append(chosen)
    shown = showable({group: len(listed) for group, listed in by_group.items()})
    return QuestionResult(whole, {group: _added_up(by_group[group], answers) for group in sorted(shown)})


def _added_up(chosen: Sequence[tuple[int, ...]], answers: range) -> Counts:
    return Counts(len(chosen), tuple(sum(step in one for one in chosen) for step in answers))


def showable(sizes: Mapping[str, int], least: int = FEWEST) -> frozenset[str]:
    """Which groups of a whole may be shown beside it, where the groups share nobody: none that has fewer than `least`
    people, and none by which another could be computed.

    What is not shown is the whole less all that is. When that rest is anybody at all, but fewer than `least`, the
    smallest group shown is left out too (complementary suppression): the rest then has at least `least` people. Then
    any difference between the whole and groups shown is made of that rest and of groups shown, and none of these is
    small. The group "" (of no sub-cluster) is never shown, and belongs to the rest.
    """
    shown = {group: size for group, size in sizes.items() if group and size >= least}
    rest = sum(sizes.values()) - sum(shown.values())
    if shown and 0 < rest < least:
        del shown[min(shown, key=lambda group: (shown[group], group))]
    return frozenset(shown)


def is_divided(asked: QuestionResult) -> bool:
    """Whether the groups shown differ: of some option their shares lie further apart than counts as agreeing."""
    return any(_spread(asked, n) > AGREED_WITHIN for n in range(len(asked.whole.chosen)))


def agreed(asked: QuestionResult) -> tuple[int, ...]:
    """Where opinions divide, the options (by their places) on which the sub-clusters shown agree all the same.

    The rule, as it is told to members: in every sub-cluster shown the share that chose the option is the same within
    10 percentage points, and at least a quarter of all chose it. With fewer than two groups there is
    nothing to compare.
    """
    if len(asked.groups) < 2 or not is_divided(asked):
        return ()
    return tuple(
        n
        for n in range(len(asked.whole.chosen))
        if _spread(asked, n) <= AGREED_WITHIN and asked.whole.share(n) >= AGREED_BY
    )


def _spread(asked: QuestionResult, n: int) -> float:
    """How far the shares of the groups shown lie apart, without the dust of floating point."""
    shares = [group.share(n) for group in asked.groups.values()]
    return round(max(shares) - min(shares), 9) if shares else 0.0
