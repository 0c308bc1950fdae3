"""Dates, numbers, lists and names as each language writes them."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from babel import Locale, dates, lists, numbers

from bot.i18n.speech import current
from bot.i18n.text import isolate

# Arabic dates are Lebanon's (Levantine months); Arabic numbers are not, for ar_LB writes 1.234,5.
# fr_LB and en_LB do not exist in Babel.
_DATES = {"ar": "ar_LB", "fr": "fr", "en": "en_GB"}
_NUMBERS = {"ar": "ar", "fr": "fr", "en": "en_GB"}

_Unit = Literal["day", "hour", "minute", "second"]
_UNITS: tuple[tuple[_Unit, dt.timedelta], ...] = (
    ("day", dt.timedelta(days=1)),
    ("hour", dt.timedelta(hours=1)),
    ("minute", dt.timedelta(minutes=1)),
)
# Babel moves on to weeks and months from a threshold: 11 days would become "2 weeks"
_NO_LARGER_UNIT = 1e9


def date(day: dt.date) -> str:
    """Weekday and date: Thursday, 5 November 2026."""
    return dates.format_date(day, "full", locale=_DATES[current()])


def time(clock: dt.time) -> str:
    """Hours and minutes as they are usual in the language: 16:30, or 4:30 م in Arabic."""
    return dates.format_time(clock.replace(tzinfo=None), "short", locale=_DATES[current()])


def date_time(at: dt.datetime, tz: dt.tzinfo) -> str:
    """Weekday, date and time of an instant, on the clocks of `tz`. Raises ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs its time zone: {at!r}")
    local = at.astimezone(tz)
    pattern = str(Locale.parse(_DATES[current()]).datetime_formats["full"])
    return pattern.replace("{1}", date(local.date())).replace("{0}", time(local.time()))


def duration(length: dt.timedelta) -> str:
    """How long, rounded to one unit that keeps it honest: 36 hours, 11 days; never weeks or months."""
    return dates.format_timedelta(
        length, granularity=_unit(length), threshold=_NO_LARGER_UNIT, locale=_DATES[current()]
    )


def ago(since: dt.timedelta) -> str:
    """How long ago: 3 days ago; a negative length lies ahead: in 3 days."""
    return dates.format_timedelta(
        -since,
        granularity=_unit(since),
        threshold=_NO_LARGER_UNIT,
        add_direction=True,
        locale=_DATES[current()],
    )


def _unit(length: dt.timedelta) -> _Unit:
    # "1 day" for 36 hours would be half wrong: below two of a unit, only exactly one is said with it
    for unit, one in _UNITS:
        if abs(length) >= 2 * one or abs(length) == one:
            return unit
    return "second"


def number(n: int | float) -> str:
    """A number with its separators; one with a sign is isolated, or the sign would wander in Arabic."""
    text = numbers.format_decimal(n, locale=_NUMBERS[current()])
    return isolate(text) if n < 0 else text


def percent(share: float) -> str:
    """A share of one as whole percent, isolated: 0.456 is 46%."""
    return isolate(numbers.format_percent(share, locale=_NUMBERS[current()]))


def list_of(items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """The items as one enumeration: a, b and c (or: a, b or c). Give names already through `name`."""
    return lists.format_list(list(items), style=style, locale=_DATES[current()])


def language_name(code: str) -> str:
    """The name of a language (ISO 639) as it stands within a sentence. Raises KeyError for no language."""
    return str(Locale.parse(_NUMBERS[current()]).languages[code])


def country_name(code: str) -> str:
    """The name of a country (ISO 3166, two letters). Raises KeyError for no country."""
    return str(Locale.parse(_NUMBERS[current()]).territories[code])
