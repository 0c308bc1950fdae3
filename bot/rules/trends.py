"""How scores went, week by week, up to today: pure values, and what they say in a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKS = 26
"""How far back a trend is shown: half a year."""
BEFORE = timedelta(weeks=4)
"""How long ago a score is compared with."""
MUCH = 3
"""Points by which a score has changed noticeably."""


class Direction(StrEnum):
    """Which way a score went between two days."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


def direction(before: int, now: int) -> Direction:
    """Which way it went; less than `MUCH` points are no way."""
    if abs(now - before) < MUCH:
        return Direction.STEADY
    return Direction.RISING if now > before else Direction.FALLING


def week_of(on: date) -> date:
    """The Monday of the week of a day."""
    return on - timedelta(days=on.weekday())


@dataclass(frozen=True, slots=True)
class Known:
    """The points at a day."""

    on: date
    points: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The points at the end of each of so many weeks up to that of `today`, the last of which are today's; None where
    there was nothing to score."""

    today: date
    points: Sequence[int | None]

    @property
    def first_week(self) -> date:
        """The Monday of the first week."""
        return week_of(self.today) - timedelta(weeks=len(self.points) - 1)

    def day(self, place: int) -> date:
        """The day of which the points at a place are: a Sunday; of the last one, today."""
        return min(self.first_week + timedelta(weeks=place, days=6), self.today)

    @property
    def known(self) -> list[Known]:
        """The points that there are, with their days."""
        return [Known(self.day(n), points) for n, points in enumerate(self.points) if points is not None]

    @property
    def can_be_drawn(self) -> bool:
        """Whether there is anything to compare, and it goes up to today."""
        return len(self.known) > 1 and self.points[-1] is not None

    @property
    def before(self) -> int | None:
        """The points four weeks ago; None when nothing is known of that."""
        place = len(self.points) - 1 - BEFORE // timedelta(weeks=1)
        return self.points[place] if place >= 0 else None


def trend(weeks: dict[date, int | None], now: int | None, today: date) -> Trend:
    """The last half year from the points that were kept of weeks, by their Mondays, and those of now. It begins with
    the first week of which anything is known."""
    this = week_of(today)
    points = [weeks.get(this - timedelta(weeks=n)) for n in range(WEEKS - 1, 0, -1)]
    while points and points[0] is None:
        del points[0]
    return Trend(today, (*points, now))
