"""How people say when: what each phrase of a typed moment states, before anybody asks which day that is.

A text is cut into phrases in every way that leaves no word over. With one word that is not understood it states
nothing: nothing is read into what people wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.rules.when_patterns import compiled, encode
from bot.rules.when_words import tokens

MOST_TOKENS = 24
"""Words, numbers and signs of the longest text that is read."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as typed. `is_open`: in 12-hour style, so that 6 may be 18:00; `is_bare`: just a number."""

    hour: int
    minute: int = 0
    is_open: bool = False
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text states of a moment; what it does not say is None or empty.

    `date` is (day, month, year or None). `number` is a day of the month, `in_month` months ahead (None: the next such
    day). `weekday` 0 is Monday; `which` is "next", "coming", "last", "in a week", "in two weeks" or ""; `week` 0 is
    this week; `nth` counts it in `in_month` or `of_month` (month, year or None), -1 is its last. `days`, `months`,
    `minutes` count from now. `parts` are times of the day, such as "evening". `until` is the time of an end, with the
    parts said after it; `is_from`: the word for a beginning was there; `is_dashed`: a time stands behind a dash.
    """

    date: tuple[int, int, int | None] | None = None
    number: int | None = None
    in_month: int | None = None
    weekday: int | None = None
    which: str = ""
    week: int | None = None
    nth: int | None = None
    of_month: tuple[int, int | None] | None = None
    days: int | None = None
    months: int | None = None
    minutes: int | None = None
    clock: Clock | None = None
    is_midnight: bool = False
    parts: tuple[str, ...] = ()
    until: Clock | None = None
    until_parts: tuple[str, ...] = ()
    is_from: bool = False
    is_dashed: bool = False
    is_bare_number: bool = False

    @property
    def days_said(self) -> int:
        """In how many ways, besides a weekday, a day is said."""
        return sum(one is not None for one in (self.date, self.number, self.days, self.months))

    @property
    def has_day(self) -> bool:
        """Whether a day is said."""
        return self.weekday is not None or self.days_said > 0

    def and_(self, other: Statement) -> Statement | None:
        """Both together, or None where they would state the same twice. Two parts of the day may be said."""
        if self.until is not None:
            other = replace(other, parts=(), until_parts=(*other.parts, *other.until_parts))
        changed: dict[str, Any] = {}
        for item in fields(self):
            mine, new = getattr(self, item.name), getattr(other, item.name)
            if new == item.default:
                continue
            if item.name in ("parts", "until_parts") and len(mine) + len(new) <= _MOST_PARTS:
                new = (*mine, *new)
            elif mine != item.default:
                return None
            changed[item.name] = new
        return replace(self, **changed)


NOTHING = Statement()
_MOST_PARTS = 2
_MOST_WEEKDAYS = 5
"""How often a weekday may be in a month: up to here an ordinal beside one may count those, الأحد الثاني."""


def statements(text: str) -> set[Statement]:
    """All that a text may state, read to its last word; empty when there is no way to read it."""
    words = tokens(text)
    if not 0 < len(words) <= MOST_TOKENS:
        return set()
    encoded = encode(words)
    found: set[Statement] = set()
    seen = {(0, NOTHING)}
    open_ends = [(0, NOTHING)]
    while open_ends:
        at, stated = open_ends.pop()
        if at == len(encoded):
            found.add(stated)
            continue
        for end, new in _phrases(encoded, at):
            together = stated.and_(new)
            if together is not None and (end, together) not in seen:
                seen.add((end, together))
                open_ends.append((end, together))
    return {one for one in found if _holds(one, is_one_word=len(words) == 1)}


def _holds(stated: Statement, *, is_one_word: bool) -> bool:
    """Whether a statement says something by itself: a number alone is a time or a day only beside what makes it one."""
    clock = stated.clock
    # "le 17 02" is no time of the 17th
    is_beside_a_day = stated.has_day and stated.number is None
    is_made_a_time = stated.parts or stated.until or is_one_word or is_beside_a_day
    if clock is not None and clock.is_bare and not is_made_a_time:
        return False
    has_clock = clock is not None or stated.is_midnight
    is_made_a_day = is_one_word or (stated.weekday is not None and (has_clock or not stated.parts))
    if stated.is_bare_number and not is_made_a_day:
        return False
    if clock is not None and stated.is_midnight:
        return False
    if stated.is_from and stated.until is None:
        return False
    # "Thursday 4-6 pm" is not the 4th
    if stated.is_dashed and (stated.number is not None or not stated.has_day):
        return False
    if stated.until is not None and (not has_clock or stated.minutes is not None):
        return False
    if stated.minutes is not None:
        return not (has_clock or stated.has_day or stated.parts)
    if not has_clock and ({"am", "pm", "noon"} & {*stated.parts} or not stated.has_day):
        return False
    is_counted_twice = stated.nth is not None and (
        stated.days_said or stated.which or stated.week is not None
    )
    is_a_week_alone = stated.week is not None and stated.weekday is None
    return stated.days_said <= 1 and not is_counted_twice and not is_a_week_alone


_State = Callable[..., Statement | None]
_RULES: list[tuple[re.Pattern[str], _State]] = []


def _rule(*patterns: str) -> Callable[[_State], _State]:
    """The function states what these patterns say; it gets their values as typed, None for one that is missing."""

    def register(state: _State) -> _State:
        _RULES.extend((compiled(pattern), state) for pattern in patterns)
        return state

    return register


def _phrases(encoded: str, at: int) -> Iterator[tuple[int, Statement]]:
    """Each phrase that begins at a place, with where it ends."""
    for pattern, state in _RULES:
        if (found := pattern.match(encoded, at)) and (stated := state(*found.groups())) is not None:
            yield found.end(), stated


# Words that say nothing by themselves. "The" before a number makes it a day of the month, and is not left out there


@_rule("{filler}", r"{the}(?!\[D=)")
def _nothing() -> Statement:
    return NOTHING


@_rule(" - (?={H} : {MM}|{H}{oclock}|{H}{part})")
def _dash(*_time: str) -> Statement:
    return Statement(is_dashed=True)


# Days


@_rule(*(f"{{the}}?{{N}} {sign} {{N}}(?: {sign} (?:{{Y}}|{{YY}}))?" for sign in "/-"))
def _slashed(day: str, month: str, year: str | None = None, short: str | None = None) -> Statement:
    return Statement(date=(int(day), int(month), _year(year or short)))


@_rule("{the}?{N} . {N}(?: . (?:{Y}|{YY}))?")
def _dotted(day: str, month: str, year: str | None = None, short: str | None = None) -> Statement | None:
    # 18.30 is a time: there is no thirtieth month
    if int(month) > 12 and year is None and short is None:
        return None
    return _slashed(day, month, year, short)


@_rule(*(f"{{Y}} {sign} (?:{{N}}|{{month}}) {sign} {{N}}" for sign in "/-."))
def _year_first(year: str, month: str | None, named: str | None, day: str) -> Statement:
    return Statement(date=(int(day), int(month or named or 0), int(year)))


@_rule("{the}?{N}{N}{Y}")
def _spaced(day: str, month: str, year: str) -> Statement:
    return Statement(date=(int(day), int(month), int(year)))


_ITS_YEAR = r"(?:(?:{of}|{filler}| / | - )?{year}?{Y})?"


@_rule(r"{the}?{D}{suffix}?(?: / | - |{of}{of}?)?{month}" + _ITS_YEAR)
def _day_and_month(day: str, month: str, year: str | None) -> Statement:
    return Statement(date=(int(day), int(month), _year(year)))


@_rule(r"{the}?{D}{suffix}?(?:{of}| / | - )?{month}(?: / | - )?{YY}")
def _with_short_year(day: str, month: str, year: str) -> Statement | None:
    # "14 April 18" is the 14th at 18:00; from 24 on it is a year
    return Statement(date=(int(day), int(month), _year(year))) if int(year) > 23 else None


@_rule(r"{month}(?:{the}| / | - )?{D}{suffix}?" + _ITS_YEAR)
def _month_and_day(month: str, day: str, year: str | None) -> Statement:
    return Statement(date=(int(day), int(month), _year(year)))


@_rule(r"{the}?{D}{of}?{unit=month}{D}" + _ITS_YEAR)
def _numbered_month(day: str, month: str, year: str | None) -> Statement | None:
    return Statement(date=(int(day), int(month), _year(year))) if int(month) <= 12 else None


def _year(typed: str | None) -> int | None:
    """The year; of two digits, one from 1970 to 2069."""
    if typed is None:
        return None
    return int(typed) if len(typed) > 2 else (2000 if int(typed) < 70 else 1900) + int(typed)


@_rule("{the}{D}{suffix}?(?!{weekday})", "{D}{suffix}(?!{weekday})")
def _number(day: str, _weekday: str | None) -> Statement:
    # The first Friday is not the first
    return Statement(number=int(day))


@_rule("{ORDINAL}")
def _ordinal(day: str) -> Statement | None:
    return Statement(number=int(day)) if int(day) > _MOST_WEEKDAYS else None


@_rule("{N}", "{SPOKEN}")
def _bare_number(day: str) -> Statement:
    return Statement(number=int(day), is_bare_number=True)


@_rule("{the}?{D}{suffix}?{of}{the}?(?:{next}{unit=month}|{unit=month}{next})")
def _in_next_month(day: str) -> Statement:
    return Statement(number=int(day), in_month=1)


@_rule("{the}?{D}{suffix}?{of}{the}?(?:{coming}{unit=month}|{unit=month}{coming})")
def _in_this_month(day: str) -> Statement:
    return Statement(number=int(day), in_month=0)


@_rule("{weekday}")
def _weekday(weekday: str) -> Statement:
    return Statement(weekday=int(weekday))


@_rule("{next}{weekday}", "{weekday}{next}")
def _next_weekday(weekday: str) -> Statement:
    return Statement(weekday=int(weekday), which="next")


@_rule("{coming}{the}?{weekday}", "{weekday}{coming}")
def _coming_weekday(weekday: str) -> Statement:
    return Statement(weekday=int(weekday), which="coming")


@_rule("{last}{weekday}", "{weekday}{last}")
def _last_weekday(weekday: str) -> Statement:
    return Statement(weekday=int(weekday), which="last")


@_rule("{weekday}{enhuit}")
def _in_a_week(weekday: str) -> Statement:
    return Statement(weekday=int(weekday), which="in a week")


@_rule("{weekday}{enquinze}")
def _in_two_weeks(weekday: str) -> Statement:
    return Statement(weekday=int(weekday), which="in two weeks")


_NTH = "{the}?(?:{ORDINAL}|{final}){the}?{weekday}", "{the}?{weekday}(?:{ORDINAL}|{final})"


@_rule(_NTH[0] + "{of}{of}?{month}" + _ITS_YEAR)
def _nth(nth: str | None, weekday: str, month: str, year: str | None) -> Statement:
    return Statement(nth=int(nth or -1), weekday=int(weekday), of_month=(int(month), _year(year)))


@_rule(_NTH[1] + "{of}{of}?{month}" + _ITS_YEAR)
def _nth_behind(weekday: str, nth: str | None, month: str, year: str | None) -> Statement:
    return Statement(nth=int(nth or -1), weekday=int(weekday), of_month=(int(month), _year(year)))


@_rule(_NTH[0] + "{of}{the}?(?:{next}{unit=month}|{unit=month}{next})")
def _nth_of_next_month(nth: str | None, weekday: str) -> Statement:
    return Statement(nth=int(nth or -1), weekday=int(weekday), in_month=1)


@_rule("{the}?{next}{unit=week}", "{the}?{unit=week}{next}")
def _next_week() -> Statement:
    return Statement(week=1)


@_rule("{the}?{coming}{unit=week}", "{the}?{unit=week}{coming}")
def _this_week() -> Statement:
    return Statement(week=0)


@_rule("{the}?{day}")
def _day(offset: str) -> Statement:
    return Statement(days=int(offset))


@_rule("{in}{Q}{unit}{ahead}?", "{Q}{unit}{ahead}")
def _counted(quantity: str, unit: str) -> Statement:
    return _ahead(int(quantity), unit)


@_rule("{in}{Q}{unit=jour}")
def _weeks_in_days(quantity: str) -> Statement | None:
    # In French a week is often called eight days, and two weeks fifteen
    weeks = {8: 1, 15: 2}.get(int(quantity))
    return _ahead(weeks, "week") if weeks else None


@_rule("{in}{unit}{ahead}?")
def _one(unit: str) -> Statement:
    return _ahead(1, unit)


@_rule("{in}{pair}{ahead}?")
def _two(unit: str) -> Statement:
    return _ahead(2, unit)


@_rule("{in}{Q}?{unit=hour}{and}{Q}?{share}", "{in}{Q}{and}{Q}?{share}{unit=hour}")
def _hours_and_a_share(quantity: str | None, one: str | None, share: str) -> Statement | None:
    return Statement(minutes=60 * int(quantity or 1) + int(share)) if one in (None, "1") else None


@_rule("{in}{share}{of}?{Q}?{unit=hour}")
def _part_of_an_hour(share: str, one: str | None) -> Statement | None:
    return Statement(minutes=int(share)) if one in (None, "1") else None


def _ahead(quantity: int, unit: str) -> Statement:
    match unit:
        case "minute":
            return Statement(minutes=quantity)
        case "hour":
            return Statement(minutes=60 * quantity)
        case "month":
            return Statement(months=quantity)
    return Statement(days=quantity * (7 if unit == "week" else 1))


# Times of the day, each of which may also be an end: "18:00", "to 20:00"


def _time(*patterns: str) -> Callable[[_State], _State]:
    """A rule for a time of the day, and for one where something ends."""

    def register(state: _State) -> _State:
        def until(*values: str | None) -> Statement | None:
            stated = state(*values)
            if stated is None:
                return None
            return Statement(until=Clock(0) if stated.is_midnight else stated.clock)

        _rule(*(f"(?:{{till}}| - ){pattern}" for pattern in patterns))(until)
        return _rule(*patterns)(state)

    return register


@_rule("{from}")
def _from() -> Statement:
    return Statement(is_from=True)


@_time("{at}?{H} : {MM}{oclock}?")
def _digital(hour: str, minute: str) -> Statement | None:
    # Two digits are a 24-hour clock's
    return _clock(hour, int(minute), is_open=len(hour) == 1)


@_time("{at}{H} . {MM}")
def _at_dotted(hour: str, minute: str) -> Statement | None:
    return _digital(hour, minute)


@_time("{H} . {MM}(?={part})")
def _dotted_with_part(hour: str, minute: str, part: str) -> Statement | None:
    return _digital(hour, minute)


@_time("{H} . {MM}")
def _dotted_time(hour: str, minute: str) -> Statement | None:
    # Of 11.05 the day is 11 May, unless another day is there
    stated = _digital(hour, minute)
    if stated is None or stated.clock is None or not 1 <= int(minute) <= 12:
        return stated
    return Statement(clock=replace(stated.clock, is_bare=True))


@_time("{at}{HMM}", "{HMM}(?={part})")
def _together(digits: str, part: str = "") -> Statement | None:
    return _clock(digits[:-2], int(digits[-2:]))


@_time("{at}?{H}{oclock}(?:{and}?{MIN}{unit=minute}?)?", "{at}?{H}{oclock}?{and}{MIN}{unit=minute}?")
def _hour_and_minutes(hour: str, minute: str | None) -> Statement | None:
    return _clock(hour, int(minute or 0))


@_time("{at}?{H}{oclock}?{and}?{share}")
def _hour_and_share(hour: str, share: str) -> Statement | None:
    return _clock(hour, int(share))


@_time("{at}?{H}{oclock}?{less}{the}?(?:{share}|{MIN}{unit=minute}?)")
def _hour_less(hour: str, share: str | None, minute: str | None) -> Statement | None:
    return _clock_before(hour, int(share or minute or 0))


@_time("{at}?(?:{share}|{MIN}{unit=minute}?){past}{H}{oclock}?")
def _past_hour(share: str | None, minute: str | None, hour: str) -> Statement | None:
    return _clock(hour, int(share or minute or 0))


@_time("{at}?(?:{share}|{SPOKEN}|{MIN}{unit=minute}){before}{H}{oclock}?")
def _to_hour(share: str | None, spoken: str | None, minute: str | None, hour: str) -> Statement | None:
    # "10 to 2" in digits is rather from ten to two
    return _clock_before(hour, int(share or spoken or minute or 0))


@_time("{at}?{SPOKEN}{SPOKEN}")
def _spoken(hour: str, minute: str) -> Statement | None:
    return _clock(hour, int(minute)) if int(minute) >= 10 else None


@_time("{at}{H}", "{at}?{HOUR}")
def _at_hour(hour: str) -> Statement | None:
    return _clock(hour)


@_time("{H}(?!{month})")
def _bare_hour(hour: str, _month: str | None) -> Statement | None:
    return _clock(hour, is_bare=True)


@_time("{at}?{part=noon}(?:{and}?(?:{share}|{MIN}{unit=minute}?))?")
def _noon(share: str | None, minute: str | None) -> Statement | None:
    return _clock("12", int(share or minute or 0), is_open=False)


@_time("{at}?(?:{share}|{MIN}{unit=minute}?){past}{part=noon}")
def _past_noon(share: str | None, minute: str | None) -> Statement | None:
    return _noon(share, minute)


@_time(
    "{at}?{part=noon}{less}{the}?(?:{share}|{MIN}{unit=minute}?)",
    "{at}?(?:{share}|{MIN}{unit=minute}){before}{part=noon}",
)
def _before_noon(share: str | None, minute: str | None) -> Statement | None:
    return _clock_before("12", int(share or minute or 0), is_open=False)


@_time("{at}?{midnight}", "{at}?{H}(?: : {MM})?{oclock}?{midnight}")
def _midnight(hour: str = "12", minute: str | None = None) -> Statement | None:
    return Statement(is_midnight=True) if hour == "12" and not int(minute or 0) else None


def _clock(hour: str, minute: int = 0, *, is_open: bool = True, is_bare: bool = False) -> Statement | None:
    """A time of day, in 12-hour style unless its hour is written as only the other one does: 06, 0, 18."""
    if int(hour) > 23 or minute > 59:
        return None
    is_open = is_open and 1 <= int(hour) <= 12 and hour[0] != "0"
    return Statement(clock=Clock(int(hour), minute, is_open, is_bare))


def _clock_before(hour: str, minutes: int, *, is_open: bool = True) -> Statement | None:
    """So many minutes before an hour: a quarter to 13 is 12:45 by a 24-hour clock."""
    if not 0 < minutes < 60 or int(hour) == 0:
        return None
    is_open = is_open and int(hour) <= 12
    return _clock(str(int(hour) - 1 or 12), 60 - minutes, is_open=is_open)


@_rule("{part}")
def _part(part: str) -> Statement:
    return Statement(parts=(part,))


@_rule("{coming}{part}")
def _todays_part(part: str) -> Statement:
    return Statement(days=0, parts=(part,))


@_rule("{tonight}")
def _tonight() -> Statement:
    return Statement(days=0, parts=("night",))
