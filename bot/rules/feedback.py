"""Feedback on events: when people are asked, until when they can answer, and what their answers add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.rules.walltime import instant_of

RATINGS = range(1, 6)
"""From poor to excellent."""
SENTENCE_LIMIT = 500
"""Characters of the sentence that one may add."""
ASKED_AT = time(10, 0)
"""When people are asked, by the clocks of where the event was, on the day after its end."""
MOST_LATE = timedelta(days=5)
"""After a longer outage nobody is asked any more: nobody remembers."""
ANSWERED_WITHIN = timedelta(days=30)
"""How long after the end an answer is taken, or changed."""


def asked_at(ends: datetime, zone: tzinfo) -> datetime:
    """The instant (UTC) at which people are asked about an event that ended at a wall time of `zone`."""
    return instant_of(datetime.combine(ends.date() + timedelta(days=1), ASKED_AT), zone)


def asked_until(ends: datetime, zone: tzinfo) -> datetime:
    """The instant (UTC) from which nobody is asked any more."""
    return instant_of(datetime.combine(ends.date() + timedelta(days=1) + MOST_LATE, ASKED_AT), zone)


def answered_until(ends_at: datetime) -> datetime:
    """The instant from which no answer is taken any more."""
    return ends_at + ANSWERED_WITHIN


@dataclass(frozen=True)
class Satisfaction:
    """How many gave each rating, the lowest first."""

    counts: tuple[int, ...] = (0,) * len(RATINGS)

    @classmethod
    def of(cls, counted: Mapping[int, int]) -> Satisfaction:
        """From how many gave which rating."""
        return cls(tuple(counted.get(rating, 0) for rating in RATINGS))

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean rating, to one decimal; None without any answer."""
        if not self.answers:
            return None
        total = sum(rating * count for rating, count in zip(RATINGS, self.counts, strict=True))
        # In tenths, half up: round() would make 4.25 a 4.2
        return (total * 20 + self.answers) // (2 * self.answers) / 10
