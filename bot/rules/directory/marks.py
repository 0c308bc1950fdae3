"""What a company of the directory can be found by, and what was found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale

from bot.rules.companies import CERTIFICATIONS
from bot.rules.concepts import understood
from bot.rules.directory.alike import forms
from bot.rules.directory.sounding import sounds_of
from bot.rules.words import fold, split_list

QUERY_LIMIT = 100
"""Characters of a search: a sentence, not a text."""
MOST_SEARCHES = 30
SEARCHES_WITHIN = timedelta(hours=1)
"""Nobody searches more than so often within so long: the directory is to be asked, not copied."""


class Spot(StrEnum):
    """Where in what a company says of itself something was found."""

    COMPANY = "company"
    PERSON = "person"
    PRODUCTS = "products"
    OFFERS = "offers"
    NEEDS = "needs"
    SUB_CLUSTERS = "sub_clusters"
    MARKETS = "markets"
    CERTIFICATIONS = "certifications"
    KIND = "kind"
    CITY = "city"


Row = tuple[int, *tuple[str, ...]]
"""A `Listed` without its names: thousands are read at each search, and the garbage collector skips plain tuples."""


class Listed(NamedTuple):
    """A company in the directory, as stored: lists are JSON, sub-clusters and people are parted by line breaks."""

    id: int
    name: str
    name_ar: str
    kind: str
    city: str
    products: str
    offers: str
    needs: str
    markets: str
    certifications: str
    sub_clusters: str
    people: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a company can be found by: a part of what it says, or a code."""

    spot: Spot
    text: str

    @property
    def key(self) -> str:
        """As plain text: tens of thousands of them weigh less, and Python's garbage collector skips them."""
        return f"{self.spot}:{self.text}"

    @staticmethod
    def of(key: str) -> Mark:
        """Back from plain text."""
        spot, _, text = key.partition(":")
        return Mark(Spot(spot), text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A company that was found, and by what: nothing when by its own name alone."""

    company_id: int
    why: tuple[Mark, ...] = ()


_NAMES = frozenset((Spot.COMPANY, Spot.PERSON, Spot.CITY))
_IN_WORDS = frozenset((Spot.COMPANY, Spot.PRODUCTS, Spot.OFFERS, Spot.NEEDS))
_NEEDED = Mark(Spot.NEEDS, "").key


@lru_cache(maxsize=20_000)
def marks(row: Row) -> tuple[str, ...]:
    """The keys of all that a company can be found by, once each."""
    listed = Listed._make(row)
    found = [
        (Spot.COMPANY, listed.name),
        (Spot.COMPANY, listed.name_ar),
        *((Spot.PERSON, name) for name in listed.people.split("\n")),
        *((Spot.PRODUCTS, part) for part in split_list(listed.products)),
        *((Spot.OFFERS, part) for part in split_list(listed.offers)),
        *((Spot.NEEDS, part) for part in split_list(listed.needs)),
        *((Spot.SUB_CLUSTERS, slug) for slug in listed.sub_clusters.split("\n")),
        *((Spot.MARKETS, code) for code in json.loads(listed.markets or "[]")),
        *((Spot.CERTIFICATIONS, slug) for slug in json.loads(listed.certifications or "[]")),
        (Spot.KIND, listed.kind),
        (Spot.CITY, listed.city),
    ]
    return tuple(dict.fromkeys(Mark(spot, text).key for spot, text in found if text))


@lru_cache(maxsize=100_000)
def forms_of(key: str) -> tuple[str, ...]:
    """The forms of all words of a mark. A company's name is also found without the spaces in it."""
    words = words_of(key)
    if Mark.of(key).spot is Spot.COMPANY:
        words = (*words, "".join(words))
    return tuple({form for word in words for form in forms(word)})


@lru_cache(maxsize=100_000)
def words_of(key: str) -> tuple[str, ...]:
    """The folded words of a mark, once each: of a code those of its names."""
    mark = Mark.of(key)
    match mark.spot:
        case Spot.MARKETS:
            text = _country_names(mark.text)
        case Spot.CERTIFICATIONS:
            text = CERTIFICATIONS.get(mark.text, mark.text)
        case Spot.SUB_CLUSTERS | Spot.KIND:
            text = mark.text.replace("_", " ")
        case _:
            text = mark.text
    return tuple(dict.fromkeys(fold(text).split()))


@cache
def _country_names(code: str) -> str:
    locales = (Locale.parse(language) for language in ("ar", "fr", "en"))
    return " ".join(str(locale.territories.get(code, "")) for locale in locales)


@lru_cache(maxsize=100_000)
def concepts_in(key: str) -> tuple[str, ...]:
    """What of the trade a mark speaks of, by the concepts' keys; names of people and places speak of nothing."""
    mark = Mark.of(key)
    return understood(mark.text).keys if mark.spot in _IN_WORDS else ()


@lru_cache(maxsize=100_000)
def sounds_in(key: str) -> tuple[str, ...]:
    """How the words of a mark sound, where it is a name."""
    if Mark.of(key).spot not in _NAMES:
        return ()
    return tuple({sound for word in words_of(key) for sound in sounds_of(word)})


def needs_of(row: Row) -> frozenset[str]:
    """What a company looks for, by the concepts' keys."""
    own = (key for key in marks(row) if key.startswith(_NEEDED))
    return frozenset(concept for key in own for concept in concepts_in(key))


def wanted(listed: Sequence[Row]) -> list[tuple[str, int]]:
    """What companies look for, by concept, with how many do: the most wanted first."""
    counts = Counter(key for one in listed for key in needs_of(one))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
