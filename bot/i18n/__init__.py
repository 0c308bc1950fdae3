"""Arabic, French, English: translated messages, local formats, and text that keeps its direction."""

from bot.i18n.formats import (
    ago,
    country_name,
    date,
    date_time,
    duration,
    language_name,
    list_of,
    number,
    percent,
    time,
)
from bot.i18n.messages import N_, _, gettext, ngettext, npgettext, pgettext
from bot.i18n.speech import DEFAULT, LOCALES, current, guess, is_locale, speaking
from bot.i18n.text import directed, isolate, name, undirected

__all__ = [
    "DEFAULT",
    "LOCALES",
    "N_",
    "_",
    "ago",
    "country_name",
    "current",
    "date",
    "date_time",
    "directed",
    "duration",
    "gettext",
    "guess",
    "is_locale",
    "isolate",
    "language_name",
    "list_of",
    "name",
    "ngettext",
    "npgettext",
    "number",
    "percent",
    "pgettext",
    "speaking",
    "time",
    "undirected",
]
