"""Arabic, French, English: translated messages, local formats, and text that keeps its direction."""

from bot.i18n.formats import (
    ago,
    country_name,
    date,
    duration,
    language_name,
    list_of,
    moment,
    number,
    percent,
    time,
)
from bot.i18n.messages import N_, _, gettext, ngettext, npgettext, pgettext
from bot.i18n.speech import DEFAULT, LOCALES, current, guess, is_locale, speaking
from bot.i18n.text import directed, escape, isolate, marked_where_needed, name

__all__ = [
    "DEFAULT",
    "LOCALES",
    "N_",
    "_",
    "ago",
    "country_name",
    "current",
    "date",
    "directed",
    "duration",
    "escape",
    "gettext",
    "guess",
    "is_locale",
    "isolate",
    "language_name",
    "list_of",
    "marked_where_needed",
    "moment",
    "name",
    "ngettext",
    "npgettext",
    "number",
    "percent",
    "pgettext",
    "speaking",
    "time",
]
