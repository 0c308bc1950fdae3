"""Towns and districts of Lebanon, and cities that missions and fairs take its companies to, in three languages, however
they are spelled.

The table was put together by hand. Names of the fifty places that are in GeoNames' list of cities (geonames.org, CC BY
4.0) were compared with it; the others are spelled as their municipalities do. What is not in it stays as it was typed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.rules.words import fold

_SEPARATOR = re.compile(r"(\s*[,،]\s*|\s+[–-]\s+)")
_LANGUAGES = ("en", "fr", "ar")


@dataclass(frozen=True, slots=True)
class Town:
    """A town: how it is called in each language, the usual name first."""

    called: Mapping[str, tuple[str, ...]]


def town(text: str) -> Town | None:
    """The town that is typed, in any language and spelling; None for one that is not known."""
    return _by_name().get(_plain(text))


def town_name(text: str, language: str) -> str:
    """A typed town as readers of a language know it; as it was typed where it is not known."""
    known = town(text)
    return text if known is None else known.called.get(language, known.called["en"])[0]


def place_name(text: str, language: str) -> str:
    """A place as it was typed, with the towns in it as readers of a language know them: "Seaside Arena, بيروت"."""
    return "".join(
        part if _SEPARATOR.fullmatch(part) else town_name(part, language) for part in _SEPARATOR.split(text)
    )


def names_of(text: str) -> tuple[str, ...]:
    """All names of a typed town, or just what was typed."""
    known = town(text)
    if known is None:
        return (text,)
    return tuple(dict.fromkeys(name for language in _LANGUAGES for name in known.called[language]))


def _plain(text: str) -> str:
    words = fold(text).replace("-", " ").split()
    return " ".join(word.removeprefix("ال") for word in words if word not in ("el", "al", "ed", "ad", "l"))


@cache
def _towns() -> tuple[Town, ...]:
    table = resources.files("bot.rules").joinpath("towns.csv").read_text(encoding="utf-8")
    return tuple(
        Town({language: tuple(row[language].split("|")) for language in _LANGUAGES})
        for row in csv.DictReader(table.splitlines())
    )


@cache
def _by_name() -> Mapping[str, Town]:
    return {
        _plain(name): town for town in _towns() for language in _LANGUAGES for name in town.called[language]
    }
