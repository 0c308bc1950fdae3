"""Arabic, French, English: translated messages, local formats, and text that keeps its direction."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale, dates, lists, numbers
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.markup import escape, plain

# Which language is being spoken: one context variable, so that each task speaks its own.

LOCALES = ("ar", "fr", "en")
DEFAULT = "en"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def is_locale(code: str) -> bool:
    """Whether the bot speaks this language."""
    return code in LOCALES


def guess(language_code: str | None) -> str:
    """The locale for a Telegram `language_code` ("fr-CA", "ar"), by its language part; else English."""
    language = (language_code or "").replace("_", "-").partition("-")[0].strip().lower()
    return language if is_locale(language) else DEFAULT


def current() -> str:
    """The locale being spoken here; English where nobody said otherwise."""
    return _current.get()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak `locale` within the block, in this task and those it starts. Raises ValueError for a stranger."""
    if not is_locale(locale):
        raise ValueError(f"not a language of the bot: {locale!r}")
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


# gettext over the .po files themselves, compiled in memory at first use: there is no .mo to go stale.

# The same relative path in a checkout and in an installed wheel
LOCALES_DIR = Path(__file__).parents[2] / "locales"


def catalog_path(locale: str) -> Path:
    """Where the translations of a locale are kept."""
    return LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po"


@cache
def translations(locale: str) -> NullTranslations:
    """The compiled catalog of a locale, kept for the life of the process. English has none: the source is English."""
    path = catalog_path(locale)
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as po:
        return compiled(read_po(po, locale=locale))


def compiled(catalog: Catalog) -> GNUTranslations:
    """A catalog ready to look messages up; what it leaves untranslated comes out in English."""
    mo = BytesIO()
    write_mo(mo, catalog)
    mo.seek(0)
    return GNUTranslations(mo)


def gettext(message: str) -> str:
    """The message in the current language; untranslated, it stays English."""
    # The empty msgid is the catalog's header, which nobody may ever be shown
    return translations(current()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form for n things in the current language, with its holes still open: fill {n} yourself."""
    return translations(current()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """Like gettext, where one English word has two meanings and the context tells which."""
    return translations(current()).pgettext(context, message)


def npgettext(context: str, one: str, many: str, n: int) -> str:
    """Like ngettext, with a context."""
    return translations(current()).npgettext(context, one, many, n)


def N_(message: str) -> str:  # noqa: N802 -- gettext's own name, which extraction looks for
    """Mark a message for translation where no language is known yet; pass it through `_` when shown."""
    return message


_ = gettext


# Text in two directions: each line runs its own way, and names keep from disturbing their neighbours.

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"

_RIGHT = frozenset({"R", "AL"})
# What is meant to be copied or followed: nothing of ours goes into it
_COPIED = re.compile(r"<(/?)(?:a|code|pre)\b[^>]*>")
# Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9, 2.1-2.5)
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_QUOTATION = re.compile("(?:<blockquote[^>]*>)*")
_LED = re.compile("(?:<blockquote[^>]*>)*[\u200e\u200f]")
"""A line whose direction is said: by `quoted`, or because it has been here before."""
_MARKS = re.compile("[\u200e\u200f\u2068\u2069]")


def isolate(text: str) -> str:
    """Text of unknown direction as one run that leaves its neighbours' order alone. Nothing stays nothing."""
    inside = _DIRECTION_CONTROLS.sub("", text)
    return f"{FIRST_STRONG_ISOLATE}{inside}{POP_DIRECTIONAL_ISOLATE}" if inside else ""


def name(text: str) -> str:
    """What a person typed, for a hole of an HTML sentence: escaped and isolated."""
    return isolate(escape(text))


def directed(text: str) -> str:
    """HTML of ours ready to be shown: each line runs the way of its language, whatever name it begins with. Idempotent.

    In Arabic each line starts with a right-to-left mark; elsewhere a line that an Arabic name would turn around
    starts with a left-to-right one, since not every screen looks past the isolate around the name. A line that has a
    mark keeps it.
    """
    return _line_by_line(text, _marked)


def as_written(html: str) -> str:
    """What somebody wrote, as HTML, among words of ours: each of its lines runs the way of its own first letter."""
    return _line_by_line(html, _marked_as_its_own)


def _line_by_line(text: str, marked: Callable[[str], str]) -> str:
    """The lines, each marked; those within code and links are not: the mark would be copied with them."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        lines.append(line if depth else marked(line))
        for closing in _COPIED.findall(line):
            depth = max(0, depth - 1) if closing else depth + 1
    return "\n".join(lines)


def undirected(text: str) -> str:
    """The text without marks and isolates, for where there is no room for them."""
    return _MARKS.sub("", text)


def _marked(line: str) -> str:
    if _LED.match(line):
        return line
    if current() == "ar":
        mark = RIGHT_TO_LEFT_MARK
    elif _begins(line) in _RIGHT:
        mark = LEFT_TO_RIGHT_MARK
    else:
        return line
    return _led_by(mark, line)


def _led_by(mark: str, line: str) -> str:
    """The line with a mark before its first letter, within the quotation that it begins; a blank one needs none."""
    return _QUOTATION.sub(lambda begun: begun.group() + mark, line, count=1) if line else line


def _marked_as_its_own(line: str) -> str:
    if _LED.match(line) or not (begins := _begins(line)):
        return line
    return _led_by(RIGHT_TO_LEFT_MARK if begins in _RIGHT else LEFT_TO_RIGHT_MARK, line)


def _begins(line: str) -> str:
    """The direction of the first strong character of a line of HTML, within isolates too: L, R, AL, or "" for none."""
    directions = (unicodedata.bidirectional(character) for character in plain(line))
    return next((one for one in directions if one == "L" or one in _RIGHT), "")


# Dates, numbers, lists and names as each language writes them.

# Arabic dates are Lebanon's (Levantine months); Arabic numbers are not, for ar_LB writes 1.234,5.
# fr_LB and en_LB do not exist in Babel.
_DATES = {"ar": "ar_LB", "fr": "fr", "en": "en_GB"}
_NUMBERS = {"ar": "ar", "fr": "fr", "en": "en_GB"}

# CLDR's comma stands well in a table; within a sentence French says the hour with "à"
_AT_TIME = {"fr": "{1} à {0}"}

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
    return _with_ordinal(dates.format_date(day, "full", locale=_DATES[current()]))


def short_date(day: dt.date) -> str:
    """Weekday and day for a button: Thu, 5 Nov."""
    if current() == "ar":
        # Levantine months have no short names, and two such buttons would not fit in a row
        return dates.format_date(day, "EEEE d/M", locale=_DATES["ar"])
    at = dt.datetime.combine(day, dt.time())
    return _with_ordinal(dates.format_skeleton("MMMEd", at, locale=_DATES[current()]))


def month(day: dt.date) -> str:
    """The name of a month by itself: November."""
    return dates.format_date(day, "LLLL", locale=_DATES[current()])


def day_and_month(day: dt.date) -> str:
    """A day of this year within a sentence: 5 November."""
    at = dt.datetime.combine(day, dt.time())
    return _with_ordinal(f" {dates.format_skeleton('MMMMd', at, locale=_DATES[current()])}").strip()


def _with_ordinal(said: str) -> str:
    """A date as it is said: CLDR does not know that the first of a month is an ordinal in French."""
    return said.replace(" 1 ", " 1er ") if current() == "fr" else said


def time(clock: dt.time) -> str:
    """Hours and minutes as they are usual in the language: 16:30, or 4:30 م in Arabic."""
    return dates.format_time(clock.replace(tzinfo=None), "short", locale=_DATES[current()])


def date_time(at: dt.datetime, tz: dt.tzinfo) -> str:
    """Weekday, date and time of an instant, on the clocks of `tz`. Raises ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError(f"an instant needs its time zone: {at!r}")
    local = at.astimezone(tz)
    pattern = _AT_TIME.get(current()) or str(Locale.parse(_DATES[current()]).datetime_formats["full"])
    return pattern.replace("{1}", date(local.date())).replace("{0}", time(local.time()))


def city_of(zone: str) -> str:
    """The city that a time zone (IANA name) is called after: Beirut. Of one without a city, its name."""
    return dates.get_timezone_location(zone, locale=_DATES[current()], return_city=True)


def duration(length: dt.timedelta) -> str:
    """How long, rounded to one unit that keeps it honest: 36 hours, 11 days; never weeks or months."""
    return dates.format_timedelta(
        length, granularity=_unit(length), threshold=_NO_LARGER_UNIT, locale=_DATES[current()]
    )


def ago(since: dt.timedelta) -> str:
    """How long ago: 3 days ago; a negative length lies ahead: in 3 days."""
    said = dates.format_timedelta(
        -since,
        granularity=_unit(since),
        threshold=_NO_LARGER_UNIT,
        add_direction=True,
        locale=_DATES[current()],
    )
    # CLDR's Arabic says "within 3 days" of what lies ahead
    return said.replace("خلال", "بعد")


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


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency (ISO 4217), isolated; whole ones without decimals. Raises for a float."""
    if not isinstance(amount, Decimal):
        raise TypeError("an amount of money is a Decimal")
    locale = Locale.parse(_NUMBERS[current()])
    pattern = locale.currency_formats["standard"].pattern
    places = -int(amount.as_tuple().exponent) if amount != amount.to_integral_value() else 0
    decimals = f".{'0' * places}" if places else ""
    written = numbers.format_currency(
        amount, currency, pattern.replace(".00", decimals), locale=locale, currency_digits=False
    )
    # CLDR's Arabic begins with a right-to-left mark, which would show US$ as $US
    return isolate(written.lstrip("\u200f"))


def percent(share: float) -> str:
    """A share of one as whole percent, isolated: 0.456 is 46%."""
    return isolate(numbers.format_percent(share, locale=_NUMBERS[current()]))


def list_of(items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """The items as one enumeration: a, b and c (or: a, b or c). Give names already through `name`."""
    return lists.format_list(list(items), style=style, locale=_DATES[current()])


def in_a_list(labels: Iterable[str]) -> list[str]:
    """Labels as the items of one list, still to be joined: only the first begins with a capital; PME and HR stay so."""
    first, *others = [*labels] or [""]
    return [one for one in (first, *map(within, others)) if one]


def within(label: str) -> str:
    """A label in the middle of a sentence, without its capital; PME and R&D stay so, and Arabic among languages in
    English."""
    is_written_so = label[1:2].isupper() or label[1:2] == "&"
    if is_written_so or (current() == "en" and label in _languages_in_english()):
        return label
    return label[:1].lower() + label[1:]


@cache
def _languages_in_english() -> frozenset[str]:
    return frozenset(map(str, Locale.parse(_NUMBERS["en"]).languages.values()))


def language_name(code: str) -> str:
    """The name of a language (ISO 639) as it stands within a sentence. Raises KeyError for no language."""
    return str(Locale.parse(_NUMBERS[current()]).languages[code])


# As people say them: CLDR's names of these are too long for a button, or none that a Lebanese body would use
_SHORT_NAMES = {
    "PS": {"ar": "فلسطين", "fr": "Palestine", "en": "Palestine"},
    "HK": {"ar": "هونغ كونغ", "fr": "Hong Kong", "en": "Hong Kong"},
    "MO": {"ar": "ماكاو", "fr": "Macao", "en": "Macao"},
    "MM": {"ar": "ميانمار", "fr": "Myanmar", "en": "Myanmar"},
    "AE": {"ar": "الإمارات", "fr": "Émirats arabes unis", "en": "UAE"},
    "SA": {"ar": "السعودية", "fr": "Arabie saoudite", "en": "Saudi Arabia"},
}


def country_name(code: str) -> str:
    """The usual name of a country (ISO 3166, two letters). Raises KeyError for no country."""
    if (short := _SHORT_NAMES.get(code)) is not None:
        return short[current()]
    return str(Locale.parse(_NUMBERS[current()]).territories[code])
