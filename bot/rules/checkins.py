"""Check-in: when the doors are open, who is late, and how often the number at the venue may be tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.events import DOORS_CLOSE, DOORS_OPEN, LATE_AFTER

TRIES = 5
TRIES_IN = timedelta(hours=1)
"""Nobody tries more wrong numbers within so long: with 5 of them, one in 100,000 people would guess one."""


class Doors(StrEnum):
    """Who can be checked in. AFTER: the event is over, and staff can still note by name who came."""

    SHUT = "shut"
    OPEN = "open"
    AFTER = "after"
    CLOSED = "closed"


def doors(now: datetime, starts_at: datetime, ends_at: datetime) -> Doors:
    """How the doors of an event stand."""
    if now < starts_at - DOORS_OPEN:
        return Doors.SHUT
    if now < ends_at:
        return Doors.OPEN
    return Doors.AFTER if now < ends_at + DOORS_CLOSE else Doors.CLOSED


def is_late(came_at: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether somebody came late. Of those noted after the end nobody knows when they came."""
    return starts_at + LATE_AFTER <= came_at < ends_at


class Verdict(StrEnum):
    """What came of checking somebody in."""

    CAME = "came"
    ALREADY = "already"
    NOT_ON_LIST = "not on list"
    """They have no seat: staff decide whether to let them in."""
    UNDONE = "undone"


class NumberProblem(StrEnum):
    """Why a number that somebody typed does not check them in."""

    WRONG = "wrong"
    TOO_MANY_TRIES = "too many tries"


@dataclass(frozen=True)
class Turnout:
    """Who came so far, in numbers: of those who go (`going`) so many, so many without a seat on the list; how many of
    all who came were late; and how many seats there are (None: no limit)."""

    going: int = 0
    going_came: int = 0
    walk_ins: int = 0
    late: int = 0
    seats: int | None = None

    @property
    def came(self) -> int:
        return self.going_came + self.walk_ins

    @property
    def expected(self) -> int:
        """How many of those who go have not come."""
        return self.going - self.going_came

    @property
    def is_full(self) -> bool:
        """Whether those in the room and those expected take all seats."""
        return self.seats is not None and self.going + self.walk_ins >= self.seats


class ArrivalList(StrEnum):
    """A list of those who came: everybody, or who was late."""

    CAME = "came"
    LATE = "late"
