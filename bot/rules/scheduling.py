"""When a broadcast may go out: which times are offered, what the night and a program that was down mean for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from bot.rules.timetable import after_quiet, is_quiet
from bot.rules.walltime import instant_of, wall_of

UNDO = timedelta(seconds=30)
"""How long "send now" can be taken back."""
COUNTED_DOWN = range(30, 0, -3)
"""The seconds left at which the message that counts them is renewed, as often as progress is: Telegram takes one
message a second in a chat, and a tap is answered there, too."""
MOST_AHEAD = timedelta(days=180)
"""How far ahead a broadcast can be set."""
SOONEST = timedelta(minutes=10)
"""A time nearer than this is not offered: it would pass while it is being looked at."""
PROMPT = timedelta(minutes=2)
"""What is later than it should be by no more is not late: the timetable was busy, or the clock was set a little."""
LATEST = timedelta(hours=1)
"""What is later than it should be by more is not sent any more without asking."""
USUAL_HOURS = (time(9), time(12), time(15), time(18))


def times_to_offer(now: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The next usual hours in `zone`, today and tomorrow, then Monday morning; as wall times, soonest first."""
    today = wall_of(now, zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    days = (today, today + timedelta(days=1))
    offered = [datetime.combine(day, hour) for day in days for hour in USUAL_HOURS]
    later = [datetime.combine(monday, USUAL_HOURS[0])] if monday not in days else []
    return tuple(wall for wall in (*offered, *later) if instant_of(wall, zone) >= now + SOONEST)


def morning_after(night: datetime, zone: tzinfo) -> datetime:
    """The wall time at which the quiet hours end that an instant falls into."""
    return wall_of(after_quiet(night, zone), zone)


def is_held(due: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether what was due at an instant waits for staff to say whether it is still wanted, when it is looked at now.

    After more than an hour it may be out of date; and what was meant for the day must not ring phones at night.
    """
    late = now - due
    if late <= PROMPT:
        return False
    return late > LATEST or (is_quiet(now, zone) and not is_quiet(due, zone))


def step_of_countdown(left: timedelta, steps: Sequence[int] = COUNTED_DOWN) -> int:
    """The last of the steps that was reached with so much time left."""
    seconds = left.total_seconds()
    return min((step for step in steps if step >= seconds), default=steps[0])
