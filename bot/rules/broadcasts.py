"""What a broadcast may do: when it may go out, how it goes, when it must stop itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from bot.rules.walltime import instant_of, wall_of

WINDOW = 20
"""How many of the last settled messages of a broadcast are looked at."""
TOO_MANY = 0.5
"""The share of failures among them at which a broadcast pauses itself."""
UNDO = timedelta(seconds=30)
"""How long "send now" can be taken back."""
MOST_AHEAD = timedelta(days=180)
"""How far ahead a broadcast can be set."""
SOONEST = timedelta(minutes=10)
"""A time nearer than this is not offered: it would pass while it is being looked at."""
NO_WORDING = "no text in this language"
"""Why a message failed that the broadcast has no words for; all other reasons are Telegram's."""
USUAL_HOURS = (time(9), time(12), time(15), time(18))

_DAY_AND_TIME = re.compile(r"(?:(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?[\s,،]+)?(\d{1,2})[:.h](\d{2})")


@dataclass(frozen=True)
class Tally:
    """How the messages of a broadcast stand."""

    pending: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    cancelled: int = 0

    @property
    def people(self) -> int:
        return self.settled + self.pending

    @property
    def settled(self) -> int:
        """How many are through, one way or another."""
        return self.sent + self.failed + self.unreachable + self.uncertain + self.cancelled


@dataclass(frozen=True)
class BroadcastReport:
    """How a broadcast went: the counts, Telegram's reasons for failures, and how many may be sent once more."""

    tally: Tally
    reasons: tuple[tuple[str, int], ...] = ()
    uncertain_again: int = 0
    failed_again: int = 0


def is_failing(last_failed: Sequence[bool]) -> bool:
    """Whether a broadcast should pause, given its last settled messages (True: failed)."""
    recent = last_failed[-WINDOW:]
    return len(recent) == WINDOW and sum(recent) / WINDOW >= TOO_MANY


def times_to_offer(now: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The next usual hours in `zone`, today and tomorrow, then Monday morning; as wall times, soonest first."""
    today = wall_of(now, zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    days = (today, today + timedelta(days=1))
    offered = [datetime.combine(day, hour) for day in days for hour in USUAL_HOURS]
    later = [datetime.combine(monday, USUAL_HOURS[0])] if monday not in days else []
    return tuple(wall for wall in (*offered, *later) if instant_of(wall, zone) >= now + SOONEST)


def read_time(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A wall time as people type it: "25/11 14:30", "25.11.2026 14:30", "14:30", in any digits.

    A day without a year, or a time without a day, is the next one. None when it is no time.
    """
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words.strip())
    found = _DAY_AND_TIME.fullmatch(digits)
    if found is None:
        return None
    day, month, year, hour, minute = (int(part) if part else None for part in found.groups())
    here = wall_of(now, zone)
    try:
        clock = time(hour or 0, minute or 0)
        walls = [datetime.combine(on, clock) for on in _days_meant(here.date(), day, month, year)]
    except ValueError:
        return None
    return next((wall for wall in walls if wall > here), walls[0])


def _days_meant(today: date, day: int | None, month: int | None, year: int | None) -> Iterator[date]:
    """The days that the words may mean, in order. Raises ValueError for a day that no calendar has."""
    if day is None or month is None:
        yield from (today, today + timedelta(days=1))
    elif year is not None:
        yield date(year, month, day)
    else:
        yield date(today.year, month, day)
        yield date(today.year + 1, month, day)
