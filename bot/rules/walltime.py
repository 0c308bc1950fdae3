"""Wall time: "Thursday 18:00 in Beirut", as people agreed it, and the instant at which the clocks there show it.

The wall time (naive, to the minute) and its zone are what is kept. The instant is computed from them, and again when
the zone's rules change: a government moves a clock change, or the operator names another zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

MINUTE = timedelta(minutes=1)
EPOCH = datetime.fromisoformat("1970-01-01")
SECOND_DAY, LAST_DAY = datetime.fromisoformat("0001-01-02"), datetime.fromisoformat("9999-12-31")
"""The calendar's, from the year 1 to 9999."""


class ClockProblem(StrEnum):
    """Why a wall time is not the name of one instant."""

    SKIPPED = "skipped"
    """The clocks go forward past it: they never show it."""
    TWICE = "twice"
    """The clocks go back over it: they show it two times."""


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """The instant (UTC) at which the clocks of `zone` show a wall time, by the rules that `zone` has now.

    Times that are typed are checked by `problem_of` first, but rules may change afterwards. Then a time that is
    skipped is read with the offset before the change, so 00:30 becomes the instant that the clocks show as 01:30; of
    one that happens twice, the first is meant. Both are fold=0 of PEP 495 (https://peps.python.org/pep-0495/).
    On the first and the last day of the calendar, where an offset may lead out of it, there is none. Raises ValueError
    for an aware datetime.
    """
    return _at(wall, zone, fold=0)


def wall_of(instant: datetime, zone: tzinfo) -> datetime:
    """What the clocks of `zone` show at an instant, naive. Raises ValueError for a naive instant."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its time zone: {instant!r}")
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def problem_of(wall: datetime, zone: tzinfo) -> ClockProblem | None:
    """What is wrong with a wall time that somebody chose, or None. Raises ValueError for an aware datetime."""
    first, second = _at(wall, zone, fold=0), _at(wall, zone, fold=1)
    if _is_at_an_end(wall):
        return None
    if wall_of(first, zone) != wall.replace(fold=0):
        return ClockProblem.SKIPPED
    return ClockProblem.TWICE if second != first else None


def sound_beside(wall: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The last wall time before and the first one after, in whole minutes, with which nothing is wrong."""
    before = after = wall
    while problem_of(before, zone) is not None:
        before -= MINUTE
    while problem_of(after, zone) is not None:
        after += MINUTE
    return before, after


def minute_of(wall: datetime) -> int:
    """A wall time as minutes since 1970-01-01 00:00 by the same clocks, for buttons."""
    return (wall - EPOCH) // MINUTE


def wall_at(minute: int) -> datetime:
    """Back from `minute_of`. Raises OverflowError for what is outside the years 1 to 9999."""
    return EPOCH + minute * MINUTE


def _at(wall: datetime, zone: tzinfo, *, fold: int) -> datetime:
    if wall.tzinfo is not None:
        raise ValueError(f"a wall time has no time zone of its own: {wall!r}")
    return wall.replace(tzinfo=UTC if _is_at_an_end(wall) else zone, fold=fold).astimezone(UTC)


def _is_at_an_end(wall: datetime) -> bool:
    return not SECOND_DAY <= wall < LAST_DAY
