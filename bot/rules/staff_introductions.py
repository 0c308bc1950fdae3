"""How introductions stand as staff see them; who is asked too often, and who never answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.concepts import understood
from bot.rules.introductions import EXPIRES_AFTER, NUDGE_AFTER, Origin, Side, State
from bot.rules.outcomes import Outcome
from bot.rules.words import fold

STUCK_AFTER = NUDGE_AFTER
"""An open one is stuck when it has been silent for longer."""
LATELY = timedelta(days=30)
QUARTER = timedelta(days=90)
SILENT_FOR = timedelta(days=180)
FEWEST_SILENCES = 2
"""So many requests without an answer, and none with one, make somebody who never answers."""
CAME_TO_NOTHING = frozenset({State.POSTPONED, State.DECLINED, State.WITHDRAWN, State.EXPIRED})


class IntroductionList(StrEnum):
    """A list of introductions."""

    OPEN = "open"
    STUCK = "stuck"
    FINISHED = "finished"


class Trouble(StrEnum):
    """A list of those whom staff may want to call, and why."""

    ASKED_MOST = "asked"
    SILENT = "silent"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Overview:
    """Introductions in counts. `came_of`: how many ended so; two outcomes stand for two sides who differ.

    `least` and `most` are what they are worth together in US dollars, where the two sides differ in amounts.
    """

    open: int
    stuck: int
    introduced_lately: int
    introduced_in_quarter: int
    nothing_in_quarter: int
    came_of: Mapping[tuple[Outcome, ...], int]
    least: int
    most: int


class PastRequest(NamedTuple):
    """How one request went, with what decides whether somebody was silent."""

    asker_id: int
    other_id: int
    origin: Origin
    state: State
    asker_agrees: bool
    other_agrees: bool
    closed_by: Side | None
    asked_at: datetime
    closed_at: datetime | None

    def asked(self) -> Iterator[tuple[int, Side]]:
        """Who was asked: the other; of a proposal, both."""
        yield self.other_id, Side.OTHER
        if self.origin.is_proposed:
            yield self.asker_id, Side.ASKER

    def is_answered_by(self, side: Side) -> bool:
        """Whether a side said anything: yes, no, not now, or that a colleague answers."""
        return (self.asker_agrees if side is Side.ASKER else self.other_agrees) or self.closed_by is side

    @property
    def has_expired(self) -> bool:
        """Whether its time ran out; what ended earlier ended because somebody left."""
        return (
            self.state is State.EXPIRED
            and self.closed_at is not None
            and self.closed_at - self.asked_at >= EXPIRES_AFTER
        )


def times_asked(past: Iterable[PastRequest]) -> Counter[int]:
    """How often each person was asked."""
    return Counter(person_id for one in past for person_id, _side in one.asked())


def never_answer(past: Iterable[PastRequest]) -> dict[int, int]:
    """Who let several requests run out and answered none, by id, with how many ran out."""
    silences: Counter[int] = Counter()
    answered: set[int] = set()
    for one in past:
        for person_id, side in one.asked():
            if one.is_answered_by(side):
                answered.add(person_id)
            elif one.has_expired:
                silences[person_id] += 1
    return {
        person_id: times
        for person_id, times in silences.items()
        if times >= FEWEST_SILENCES and person_id not in answered
    }


@dataclass(frozen=True)
class OwnWords:
    """What companies write that is no concept of ours, so that only the same words find it; one of them, to look at."""

    words: str
    companies: int
    company_id: int


def own_words(texts: Iterable[tuple[int, str]]) -> list[OwnWords]:
    """What is not understood in the texts of companies (by id), the commonest first."""
    written: dict[str, str] = {}
    companies: dict[str, dict[int, None]] = defaultdict(dict)
    for company_id, text in texts:
        for part in understood(text).unknown:
            if key := fold(part):
                written.setdefault(key, part)
                companies[key][company_id] = None
    found = [OwnWords(written[key], len(ids), next(iter(ids))) for key, ids in companies.items()]
    return sorted(found, key=lambda one: (-one.companies, fold(one.words)))
