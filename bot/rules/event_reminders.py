"""When people are reminded of an event, and until when that helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from bot.rules.timetable import BEGIN, after_quiet
from bot.rules.walltime import instant_of, wall_of


class Reminder(StrEnum):
    """What people are reminded of by itself: those who go three times, those who have not answered once."""

    WEEK = "week"
    UNANSWERED = "unanswered"
    DAY = "day"
    HOURS = "hours"


DAY = timedelta(days=1)
LEADS: Mapping[Reminder, timedelta] = MappingProxyType(
    {
        Reminder.WEEK: 7 * DAY,
        Reminder.UNANSWERED: 3 * DAY,
        Reminder.DAY: DAY,
        Reminder.HOURS: timedelta(hours=2),
    }
)
"""How long before an event they are due: days by the clocks there, so at the same hour; hours as they pass."""
HELPS_UNTIL: Mapping[Reminder, timedelta] = MappingProxyType(
    {
        Reminder.WEEK: 2 * DAY,
        Reminder.UNANSWERED: DAY,
        Reminder.DAY: timedelta(hours=4),
        Reminder.HOURS: timedelta(minutes=30),
    }
)
"""How long before an event one that is late still helps."""
SHORTEST = timedelta(minutes=30)
"""A reminder that would help for less than this is none."""
LEAVES_WITHIN = timedelta(minutes=5)
"""How long it takes until thousands have got a message."""
JUST_HEARD = timedelta(hours=1)
"""Who has heard of an event, or of its new time, within this needs no reminder of it."""
EVENING = time(19, 0)
"""When those are reminded whose event begins before anybody may be written to."""


@dataclass(frozen=True)
class Occasion:
    """What the reminders of an event hang on.

    `starts` is when it begins by the clocks of `zone`, naive. Who reads of it lives by the clocks of `home`, and is not
    written to in the quiet hours there. All were invited at `announced_at`; at `told_at` those who had answered were
    last told when it begins. Until `answer_by_at` answers are taken; None: until it begins.
    """

    starts: datetime
    zone: tzinfo
    home: tzinfo
    announced_at: datetime
    told_at: datetime
    answer_by_at: datetime | None = None

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC) at which it begins."""
        return instant_of(self.starts, self.zone)


def due_at(reminder: Reminder, occasion: Occasion) -> datetime:
    """The instant (UTC) at which a reminder is due, never in quiet hours.

    What falls into them waits for their end, or, where that would be of little help, comes in the evening before.
    """
    lead, starts_at = LEADS[reminder], occasion.starts_at
    due = instant_of(occasion.starts - lead, occasion.zone) if lead >= DAY else starts_at - lead
    awake = after_quiet(due, occasion.home)
    if awake + SHORTEST <= starts_at - HELPS_UNTIL[reminder]:
        return awake
    there = wall_of(due, occasion.home)
    evening = there.date() if there.time() >= BEGIN else there.date() - DAY
    return instant_of(datetime.combine(evening, EVENING), occasion.home)


def helps_until(reminder: Reminder, occasion: Occasion) -> datetime:
    """The instant (UTC) from which on it is of no use, or another one says the same."""
    until = occasion.starts_at - HELPS_UNTIL[reminder]
    if reminder is Reminder.DAY:
        return min(until, due_at(Reminder.HOURS, occasion))
    if reminder is Reminder.UNANSWERED and occasion.answer_by_at is not None:
        return min(until, occasion.answer_by_at)
    return until


class Remind(StrEnum):
    """What is to be done about a reminder now."""

    WAIT = "wait"
    SEND = "send"
    TOO_LATE = "too late"
    """It was due while nothing was sent, and does not help any more: staff hear of it."""
    COUNT = "count"
    """It was sent, and who has not got it by now will not: staff hear of them."""
    NEVER = "never"
    """There is nothing to be reminded of, or it was dealt with."""


@dataclass(frozen=True)
class Dealt:
    """For which begin a reminder was dealt with the last time, and whether those who missed it were counted."""

    starts_at: datetime
    is_counted: bool


def is_due_again(reminder: Reminder, before: datetime, starts_at: datetime) -> bool:
    """Whether who was reminded of one begin is to be reminded of another: it is later by more than half the lead."""
    return starts_at > before + LEADS[reminder] / 2


def remind(reminder: Reminder, occasion: Occasion, *, last: Dealt | None, now: datetime) -> Remind:
    """What is to be done about a reminder at `now`.

    Whether it is due again is decided by the begin of which it was, not by when that was: whatever the clock of this
    machine or the rules of the zone do, nothing is sent twice.
    """
    due, until = due_at(reminder, occasion), helps_until(reminder, occasion)
    if last is not None and not is_due_again(reminder, last.starts_at, occasion.starts_at):
        return Remind.NEVER if last.is_counted or now <= until + LEAVES_WITHIN else Remind.COUNT
    heard_at = occasion.announced_at if reminder is Reminder.UNANSWERED else occasion.told_at
    if due < after_quiet(heard_at, occasion.home) + JUST_HEARD or due + SHORTEST > until:
        return Remind.NEVER
    if now < due:
        return Remind.WAIT
    awake = after_quiet(now, occasion.home)
    if awake + LEAVES_WITHIN > until:
        return Remind.TOO_LATE
    return Remind.SEND if awake == now else Remind.WAIT
