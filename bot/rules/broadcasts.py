"""What a broadcast may do: when it may go out, how it goes, when it must stop itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.pages import Page
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
NO_REASONS: Page[tuple[str, int]] = Page((), 0, 0)
USUAL_HOURS = (time(9), time(12), time(15), time(18))


class Edited(StrEnum):
    """What of a broadcast somebody changed: with each, what was confirmed before is confirmed no longer."""

    TEXT = "text"
    MEDIA = "media"
    BUTTON = "button"
    AUDIENCE = "audience"
    FALLBACK = "fallback"


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
    """How a broadcast went: the counts, the commonest reasons of failures, and how many may go again."""

    tally: Tally
    reasons: Page[tuple[str, int]] = NO_REASONS
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
