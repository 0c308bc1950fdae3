"""The diary of a mission: its days, and which of them is shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from bot.rules.walltime import instant_of

NOTE_LIMIT = 500
"""Characters of a note in the diary."""
NOTES_PAGE = 4
"""Notes on one screen, below the programme of the day."""
PROGRAMME_LIMIT = 1500
"""Characters of the programme of a day in one language: notes have to fit below it."""
MOST_DAYS = 31
"""What lasts longer is shown up to this day."""
TOLD_AT = time(8, 0)
"""When those who travel are told what the day brings, by the clocks of the mission's zone."""
TOLD_UNTIL = time(14, 0)
"""After that the day is half over."""


def days_of(starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The days of a mission, in order."""
    length = min((ends_on - starts_on).days + 1, MOST_DAYS)
    return tuple(starts_on + timedelta(days=n) for n in range(max(1, length)))


def nearest(days: tuple[date, ...], wanted: date) -> date:
    """The day that is wanted, or the nearest one that there is."""
    return min(max(wanted, days[0]), days[-1])


def told_between(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From which instant on, and until which, it helps to be told what a day brings."""
    return instant_of(datetime.combine(day, TOLD_AT), zone), instant_of(
        datetime.combine(day, TOLD_UNTIL), zone
    )
