"""Reading when: days and times as people type them in Arabic, French and English, understood or asked about.

What is typed in words that can all be read is given a meaning; where it has several, all are given, and nobody guesses.
A moment is wall time: what the clocks of the cluster's zone show. Whether they show it at all on a night when clocks
change is for `bot.rules.walltime` to say.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

from bot.rules.when_grammar import Clock, Statement, statements

LONGEST = 100
"""Characters of the longest text that is read."""
RECENT = timedelta(days=31)
"""A day without a year that was so long ago at most is that one, and past; what is further back means next year's."""

WEEK = timedelta(weeks=1)
FROM_THE_COMING: Mapping[str, int] = MappingProxyType({"last": -1, "in a week": 1, "in two weeks": 2})
"""Weeks from the coming such weekday, which may be today: "jeudi en huit"."""
DAY = 24 * 60
"""Minutes."""
HALF_A_DAY = timedelta(hours=12)

# The hours between which a part of the day takes an hour that is said with it; up to 25 where it ends at midnight
PARTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "": (1, 24),
        "am": (0, 12),
        "pm": (12, 24),
        "dawn": (1, 8),
        "morning": (0, 13),
        "noon": (11, 16),
        "afternoon": (12, 21),
        "evening": (12, 25),
        "night": (18, 24),
    }
)

EARLY = 5
"""The hour that is at night in one's mind by itself no more, and not yet in the other's."""

Meant = date | datetime
"""A day, or a wall time (naive); a datetime is a date, too, so ask for datetime first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Wall times between which something is."""

    start: datetime
    end: datetime


T = TypeVar("T", bound=date | Span)


@dataclass(frozen=True, slots=True)
class Understood(Generic[T]):
    """There is one meaning, and it does not lie behind. A day that was typed without a time is a date."""

    at: T


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[T]):
    """It may mean any of these, soonest first. A single one, where the others cannot be: still to be asked about."""

    readings: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class WrongWeekday(Generic[T]):
    """The typed day is not the weekday typed with it (0 is Monday); the readings that lie ahead, to choose from."""

    on: date
    weekday: int
    readings: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    """No calendar has it: 31 February, the 29th in a common year, a thirteenth month."""

    day: int
    month: int
    year: int


@dataclass(frozen=True, slots=True)
class Past(Generic[T]):
    """Understood, but it lies behind."""

    at: T


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """It is no day and no time, or there is a word in it that is not known."""


Outcome: TypeAlias = Understood[T] | Ambiguous[T] | WrongWeekday[T] | NoSuchDay | Past[T] | NotUnderstood


def read(words: str, now: datetime, zone: tzinfo, *, needs_time: bool = False) -> Outcome[Meant]:
    """What a typed day or moment means at `now` (aware), for clocks in `zone`.

    A time without a day is the next one; a day without a year is the next one, unless it has just been. `needs_time`
    leaves out readings without a time where there are others with one. Raises nothing, whatever the words.
    """
    return _read(words, now, zone, _moments, needs_time=needs_time)


def read_span(words: str, now: datetime, zone: tzinfo) -> Outcome[Span]:
    """What typed times from one to another mean: "Thursday 18:00-20:00", "من ٤ إلى ٦ بعد الظهر". Otherwise as `read`.

    Where a time leaves it open whether it is before noon or after, nothing longer than half a day is meant.
    """
    return _read(words, now, zone, _spans)


_Reader = Callable[[Sequence[date], Statement, datetime], Sequence[T]]
"""What a statement means on given days (none where it names none), by what clocks show now."""


def _read(
    words: str, now: datetime, zone: tzinfo, reader: _Reader[T], *, needs_time: bool = False
) -> Outcome[T]:
    local = now.astimezone(zone).replace(tzinfo=None)
    readings: set[T] = set()
    refused: list[WrongWeekday[T] | NoSuchDay] = []
    for stated in statements(words) if len(words) <= LONGEST else ():
        match _meant(stated, local, reader):
            case WrongWeekday() | NoSuchDay() as refusal:
                refused.append(refusal)
            case meant:
                readings.update(meant)
    return _outcome(readings, refused, local, needs_time=needs_time)


def _outcome(
    readings: Iterable[T],
    refused: Sequence[WrongWeekday[T] | NoSuchDay],
    local: datetime,
    *,
    needs_time: bool,
) -> Outcome[T]:
    """What comes of all readings together: one that nothing speaks against is understood."""
    ahead = _ahead(readings, local)
    kept = [at for at in ahead if not (needs_time and _is_day(at))] or ahead
    if len(kept) == 1 and len(ahead) == 1 and not refused:
        return Understood(kept[0])
    if kept:
        return Ambiguous(tuple(kept))
    if refused:
        return min(refused, key=repr)
    behind = sorted(readings, key=_order)
    return Past(behind[-1]) if behind else NotUnderstood()


def _is_day(at: date | Span) -> bool:
    """Whether it has no time."""
    return not isinstance(at, datetime | Span)


def _ahead(readings: Iterable[T], local: datetime) -> list[T]:
    """The readings that do not lie behind, soonest first."""
    today = datetime.combine(local.date(), time.min)
    ahead = (at for at in readings if (_order(at)[0] >= today if _is_day(at) else _order(at)[0] > local))
    return sorted(ahead, key=_order)


def _order(at: date | Span) -> tuple[datetime, datetime]:
    """When it begins and ends."""
    match at:
        case Span():
            return (at.start, at.end)
        case datetime():
            return (at, at)
        case _:
            return (datetime.combine(at, time.min), datetime.combine(at, time.max))


def _meant(
    stated: Statement, local: datetime, reader: _Reader[T]
) -> Sequence[T] | WrongWeekday[T] | NoSuchDay:
    """All that one statement may mean, in the past too."""
    days = _days(stated, local.date()) if stated.has_day else ()
    if isinstance(days, NoSuchDay):
        return days
    if stated.days_said and stated.weekday is not None and days[0].weekday() != stated.weekday:
        since = timedelta(days=(days[0].weekday() - stated.weekday) % 7)
        near = reader((days[0], days[0] - since, days[0] - since + WEEK), stated, local)
        ahead = _ahead(near, local)
        return WrongWeekday(days[0], stated.weekday, tuple(ahead)) if ahead else near
    return reader(days, stated, local)


def _moments(days: Sequence[date], stated: Statement, local: datetime) -> Sequence[Meant]:
    """The days, each at each time that is said."""
    if stated.until is not None:
        return ()
    if stated.minutes is not None:
        return (local.replace(second=0, microsecond=0) + timedelta(minutes=stated.minutes),)
    if stated.clock is None and not stated.is_midnight:
        return days
    return [start for start, _minutes in _starts(days, stated, local)]


def _spans(days: Sequence[date], stated: Statement, local: datetime) -> Sequence[Span]:
    """From each time that is said to each end: the next time that clocks show that."""
    if stated.until is None:
        return ()
    starts = _starts(days, stated, local)
    ends = _times(stated.until, stated.until_parts)
    is_open = len({minutes for _start, minutes in starts}) > 1 or len(ends) > 1
    spans = [Span(start, _next(start, end)) for start, _minutes in starts for end in ends]
    return [span for span in spans if not is_open or span.end - span.start <= HALF_A_DAY]


def _starts(days: Sequence[date], stated: Statement, local: datetime) -> Sequence[tuple[datetime, int]]:
    """Each day at each time that is said, with that time in minutes; without a day, the next such time."""
    times = _midnights(stated) if stated.is_midnight else _times(stated.clock, stated.parts)
    if not stated.has_day:
        return [(_next(local, minutes), minutes) for minutes in times]
    midnights = [datetime.combine(day, time.min) for day in days]
    return [(midnight + timedelta(minutes=minutes), minutes) for midnight in midnights for minutes in times]


def _next(after: datetime, minutes: int) -> datetime:
    """The next moment at which clocks show so many minutes past midnight."""
    same_day = datetime.combine(after.date(), time.min) + timedelta(minutes=minutes % DAY)
    return same_day if same_day > after else same_day + timedelta(days=1)


# Which day


def _days(stated: Statement, today: date) -> Sequence[date] | NoSuchDay:
    """The days that a statement may mean; the weekday said beside a date is not looked at."""
    if stated.date is not None:
        day, month, year = stated.date
        return _existing(day, month, _year_of(day, month, today) if year is None else year)
    if stated.number is not None:
        months = stated.in_month if stated.in_month is not None else int(stated.number < today.day)
        return _in_months(today, months, stated.number)
    if stated.months is not None:
        return _in_months(today, stated.months, today.day)
    if stated.days is not None:
        return (today + timedelta(days=stated.days),)
    return _weekdays(stated, today)


def _existing(day: int, month: int, year: int) -> Sequence[date] | NoSuchDay:
    try:
        return (date(year, month, day),)
    except ValueError:
        return NoSuchDay(day, month, year)


def _in_months(today: date, months: int, day: int) -> Sequence[date] | NoSuchDay:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return _existing(day, month + 1, year)


def _year_of(day: int, month: int, today: date) -> int:
    """The year of a day without one: the next, or the last if that was in the last days."""
    if not (1 <= month <= 12 and day):
        return today.year
    nearly = (date(year, month, min(day, 28)) for year in range(today.year - 1, today.year + 2))
    return next(near.year for near in nearly if near >= today - RECENT)


def _weekdays(stated: Statement, today: date) -> Sequence[date]:
    """The days that a weekday may mean: what people call this or the next one differs."""
    weekday = stated.weekday or 0
    until = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=until)
    if stated.nth is not None:
        return _nth(stated, today)
    if stated.week is not None:
        return sorted(_of_week(weekday, stated.week, today))
    if stated.which == "next":
        return sorted({coming if until else coming + WEEK, *_of_week(weekday, 1, today)})
    if stated.which in FROM_THE_COMING:
        return (coming + FROM_THE_COMING[stated.which] * WEEK,)
    return (coming,) if until else (coming, coming + WEEK)


def _nth(stated: Statement, today: date) -> Sequence[date]:
    """The first, second, … or last such weekday of a month; of one without a year, the next, as for other days."""
    if stated.of_month is None:
        year, month = divmod(today.year * 12 + today.month - 1 + (stated.in_month or 0), 12)
        return _nth_of(stated, year, month + 1)
    month, said_year = stated.of_month
    if said_year is not None:
        return _nth_of(stated, said_year, month)
    years = (_nth_of(stated, year, month) for year in range(today.year - 1, today.year + 2))
    return next((days for days in years if days and days[0] >= today - RECENT), ())


def _nth_of(stated: Statement, year: int, month: int) -> Sequence[date]:
    """The weekday in one month; none if it has no fifth."""
    length = monthrange(year, month)[1]
    days = [
        day for day in (date(year, month, n + 1) for n in range(length)) if day.weekday() == stated.weekday
    ]
    nth = stated.nth or 0
    return days[-1:] if nth < 0 else days[nth - 1 : nth]


def _of_week(weekday: int, week: int, today: date) -> set[date]:
    """A weekday of this week or the next, whether weeks begin on Monday or on Sunday."""
    monday = today - timedelta(days=today.weekday()) + week * WEEK
    sunday = today - timedelta(days=(today.weekday() + 1) % 7) + week * WEEK
    return {monday + timedelta(days=weekday), sunday + timedelta(days=(weekday + 1) % 7)}


# Which time of the day


def _times(clock: Clock | None, parts: Sequence[str]) -> Sequence[int]:
    """The times that a clock may mean, in minutes after the beginning of its day; none if its parts contradict it."""
    if clock is None:
        return ()
    hours = [set(_hours(clock, part)) for part in parts or ("",)]
    return sorted(60 * hour + clock.minute for hour in set.intersection(*hours))


def _midnights(stated: Statement) -> Sequence[int]:
    """Midnight of a day is its beginning or its end; of an evening or night, the end."""
    if {"am", "morning", "dawn"} & {*stated.parts}:
        return (0,)
    return (DAY,) if stated.parts or not stated.has_day else (0, DAY)


def _hours(clock: Clock, part: str) -> Iterator[int]:
    """The hours that an hour may mean in a part of the day ("" where none is said); from 24 on, of the next day."""
    hour, (begins, ends) = clock.hour, PARTS[part]
    # Beside a part of the day 06:00 may be the evening's
    is_open = 1 <= hour <= 12 if part else clock.is_open
    if part == "night" and (hour < EARLY or (hour == 12 and is_open)):
        yield from (hour % 12, hour % 12 + 24)
    elif part == "night" and hour == EARLY:
        yield from (hour, hour + 12)
    elif not is_open:
        yield from (hour,) if begins <= hour < ends or not part else ()
    else:
        half_days = (hour % 12, hour % 12 + 12, 24) if hour == 12 else (hour, hour + 12)
        yield from (one for one in half_days if begins <= one < ends)
