"""The directory: what a company can be found by, and who is found first."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from babel import Locale
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.rules.alike import IDLE, SHORTEST, covered, forms, typos, wording
from bot.rules.companies import CERTIFICATIONS, Kind, kind, sub_clusters
from bot.rules.concepts import (
    broader,
    concepts,
    corrected,
    in_arabic,
    is_of_the_trade,
    named_after,
    narrower,
    understood,
)
from bot.rules.countries import country
from bot.rules.given_names import is_given_name, same_names
from bot.rules.towns import names_of, town
from bot.rules.transliteration import beginnings, distance, spellings
from bot.rules.words import fold, split_list

# What a company of the directory can be found by, and what was found.

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
        spot, _, text = key.partition(":")
        return Mark(Spot(spot), text)


@dataclass(frozen=True, slots=True)
class Hit:
    """A company that was found, and by what: nothing when by its own name alone."""

    company_id: int
    why: tuple[Mark, ...] = ()


_NAMES = frozenset((Spot.COMPANY, Spot.PERSON, Spot.CITY))
_SPACED = frozenset((Spot.COMPANY, Spot.PERSON))
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
    """The forms of all words of a mark. Names are also found without the spaces in them: Abi Nader is Abinader."""
    words = words_of(key)
    if Mark.of(key).spot in _SPACED:
        words = (*words, *together(words), "".join(words))
    return tuple({form for word in words for form in forms(word)})


def together(words: Sequence[str]) -> tuple[str, ...]:
    """Every two neighbours as one word."""
    return tuple(one + other for one, other in pairwise(words))


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
        case Spot.CITY:
            text = " ".join(names_of(mark.text))
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
def names_in(key: str) -> tuple[str, ...]:
    """The words of a mark that is a name, two neighbours as one word too."""
    if Mark.of(key).spot not in _NAMES:
        return ()
    words = words_of(key)
    return tuple(dict.fromkeys(word for word in (*words, *together(words)) if len(word) >= SHORTEST))


def needs_of(row: Row) -> frozenset[str]:
    """What a company looks for, by the concepts' keys."""
    own = (key for key in marks(row) if key.startswith(_NEEDED))
    return frozenset(concept for key in own for concept in concepts_in(key))


def wanted(listed: Sequence[Row]) -> list[tuple[str, int]]:
    """What companies look for, by concept, with how many do: the most wanted first."""
    counts = Counter(key for one in listed for key in needs_of(one))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


# Inverted indexes of some hundred companies each, so that a change to one company makes only one of them anew.

SIZE = 512
"""Companies in an index, by their number: making one takes about 15 ms."""
WORDED = 0.95
"""How much something counts that stands there in another wording, where its own word would count 1."""
NAMED_KIND, KIND, BROADER = 0.81, 0.8, 0.55
"""How much a kind of what was asked for counts, and what it is a kind of: who has packaging may have jars. Only of what
there is to have: who looks for jars is not found by who asks for packaging, unless nobody else is. But who looks for
olive oil is found by who asks for oil, as it is called, in whichever language each of them writes."""
SPELLED = 0.7
"""How much a name counts that is written in the other script, or in another form of it: Joseph is يوسف."""
ALONE = 1.15
"""How much more something counts that speaks of nothing but what was asked for: olive oil before soap of olive oil."""

# Names come first, then what there is to have, then where somebody belongs
_NAMED = dict.fromkeys((Spot.COMPANY, Spot.PERSON), 4.0)
_GOODS = dict.fromkeys((Spot.PRODUCTS, Spot.OFFERS), 3.0)
_WEIGHTS = MappingProxyType({**dict.fromkeys(Spot, 1.0), **_NAMED, **_GOODS, Spot.NEEDS: 2.0})

NAMED = 0.5
"""How much of that counts in a company's name: Rafqa Packaging packs, but الأرز in a name is the cedar, not rice."""
_NAME = Mark(Spot.COMPANY, "").key
_NEED = Mark(Spot.NEEDS, "").key
_SLUG = Mark(Spot.SUB_CLUSTERS, "").key

T = TypeVar("T")
Merits = Mapping[int, tuple[float, str]]
"""For the words of a query that a company has, by their number: how much each counts, and by which mark."""


@dataclass(frozen=True)
class Asked:
    """A query as it is read. Words go by their number; a mark or a concept may stand for several of them."""

    forms: Sequence[tuple[int, str, float]] = ()
    marks: Sequence[tuple[Set[int], str]] = ()
    concepts: Sequence[tuple[Set[int], str, float]] = ()
    names: Sequence[tuple[int, str]] = ()

    @cached_property
    def trade(self) -> frozenset[str]:
        """The concepts that were named, and their kinds."""
        return frozenset(concept for _, concept, worth in self.concepts if worth != BROADER)


@dataclass(slots=True)
class _Hits:
    """By the number of a mark: which words of the query it has, and how much each counts."""

    found: dict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))

    def note(self, numbers: Iterable[int], words: Set[int], worth: float) -> None:
        """These marks have these words."""
        for number in numbers if words else ():
            own = self.found[number]
            for word in words:
                own[word] = max(worth, own.get(word, 0.0))


class Index:
    """An inverted index of some companies, by all that they can be found by."""

    def __init__(self, listed: Sequence[Row]) -> None:
        holding = _lists((mark, one[0]) for one in listed for mark in marks(one))
        self._marks = tuple(holding)
        self._holding = tuple(holding.values())
        numbers = self._numbers = {mark: number for number, mark in enumerate(self._marks)}
        self._posted = _lists((form, number) for mark, number in numbers.items() for form in forms_of(mark))
        self._speaking = _lists(
            (key, number) for mark, number in numbers.items() for key in concepts_in(mark)
        )
        self._named = _lists((word, number) for mark, number in numbers.items() for word in names_in(mark))
        self._beginning = _lists((start, word) for word in self._named for start in beginnings(word))
        self.slugs = frozenset(Mark.of(mark).text for mark in holding if mark.startswith(_SLUG))
        """The sub-clusters of these companies."""

    @property
    def vocabulary(self) -> Collection[str]:
        """The forms of all indexed words."""
        return self._posted.keys()

    def names_like(self, word: str) -> Iterator[str]:
        """The words of names that may be a word in the other script, by the consonant that they begin with."""
        for start in beginnings(word):
            yield from self._beginning.get(start, ())

    def has_name(self, word: str) -> bool:
        """Whether a folded word stands in a name."""
        return word in self._named

    def merits(self, asked: Asked, *, also_in_need: bool = False) -> Mapping[int, Merits]:
        """What speaks for each company that has any of what was asked for, by its id; `also_in_need`: or that looks for
        a kind of it."""
        hits = _Hits()
        for word, form, worth in asked.forms:
            hits.note(self._posted.get(form, ()), {word}, worth)
        for words, mark in asked.marks:
            if (number := self._numbers.get(mark)) is not None:
                hits.note((number,), words, WORDED)
        for words, concept, worth in asked.concepts:
            for number in self._speaking.get(concept, ()):
                mark = self._marks[number]
                is_needed = worth in (WORDED, NAMED_KIND) or (worth == KIND and also_in_need)
                if is_needed or not mark.startswith(_NEED):
                    hits.note((number,), words, worth * NAMED if mark.startswith(_NAME) else worth)
        for word, name in asked.names:
            hits.note(self._named.get(name, ()), {word}, SPELLED)
        best: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
        for number, by_word in hits.found.items():
            mark = self._marks[number]
            weight = _WEIGHTS[Mark.of(mark).spot] * _closeness(mark, len(by_word))
            if (said := concepts_in(mark)) and asked.trade.issuperset(said):
                weight *= ALONE
            for company_id in self._holding[number]:
                own = best[company_id]
                for word, worth in by_word.items():
                    if word not in own or own[word][0] < weight * worth:
                        own[word] = weight * worth, mark
        return best


def _closeness(mark: str, found: int) -> float:
    """Words that stand together count more than words apart, and one of two words more than one of ten."""
    return 1 + 0.25 * (found - 1) + 0.3 * min(1.0, found / max(1, len(words_of(mark))))


def _lists(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """What belongs to each word: as tuples, which Python's garbage collector need not look through."""
    gathered: dict[str, list[T]] = defaultdict(list)
    for word, number in pairs:
        gathered[word].append(number)
    return {word: tuple(numbers) for word, numbers in gathered.items()}


@lru_cache(maxsize=32)
def _index(listed: tuple[Row, ...]) -> Index:
    return Index(listed)


def indexes(listed: Sequence[Row]) -> list[Index]:
    """All companies in their indexes; one in which nothing changed is the one of before."""
    grouped: dict[int, list[Row]] = defaultdict(list)
    for one in listed:
        grouped[one[0] // SIZE].append(one)
    return [_index(tuple(group)) for group in grouped.values()]


# Finding: the companies that a query means, in any of the languages, the likeliest first.

MOST_WORDS = 10
LONGEST_NAME = 4
"""Words of a country, a kind or a sub-cluster within a longer query."""

EXACT, BEGUN = 1.0, 0.85
MISTYPED = (EXACT, 0.6, 0.45)
"""How much a word counts that stands there itself, that is the beginning of one, or that has so many typos."""

# "Enterprise" and "SME" would be found in every second query, and say nothing of whom is looked for
_NO_WORD = "~"
_KINDS = frozenset((Kind.KNOWLEDGE_PROVIDER, Kind.SUPPORT_INSTITUTION, Kind.INVESTOR))


class Directory:
    """Companies, ready to be searched. Those listed first come first where nothing else decides."""

    def __init__(self, listed: Sequence[Row]) -> None:
        self._places = {one[0]: place for place, one in enumerate(listed)}
        self._indexes = indexes(listed)
        self._vocabulary = list(set[str]().union(*(index.vocabulary for index in self._indexes)))
        self._slugs = sorted(set[str]().union(*(index.slugs for index in self._indexes)))

    def find(self, query: str) -> list[Hit]:
        """The companies that a query in any of the languages means, the likeliest first.

        Whoever has more of its words comes first; what somebody looks for, and what is only nearly a word, is half of
        one. Then names count before goods, and goods before places. Those with less than half of what the best one has
        are left out.
        """
        asked = self._read(query)
        # Nobody has financing, say: then whoever looks for growth capital is more than nothing
        found = self._merits(asked) or self._merits(asked, also_in_need=True)
        covered = {company_id: sum(map(_share, own.values())) for company_id, own in found.items()}
        most = max(covered.values(), default=0.0)
        ranked = sorted(
            (
                -covered[company_id],
                -sum(worth for worth, _ in own.values()),
                self._places[company_id],
                company_id,
            )
            for company_id, own in found.items()
            if 2 * covered[company_id] >= most
        )
        return [Hit(company_id, _why(found[company_id])) for *_, company_id in ranked]

    def _merits(self, asked: Asked, *, also_in_need: bool = False) -> dict[int, Merits]:
        each = (index.merits(asked, also_in_need=also_in_need) for index in self._indexes)
        return {company_id: own for found in each for company_id, own in found.items()}

    def _read(self, query: str) -> Asked:
        typed = fold(query).split()
        words = [*dict.fromkeys(word for word in typed if word not in IDLE)][:MOST_WORDS] or typed[:1]
        names = {word: self._names(word) for word in words}
        spoken = [self._spoken(word, names) for word in typed]
        return Asked(
            [*self._forms(words, names)],
            list(self._codes(typed[:MOST_WORDS], words)),
            list(_concepts(spoken, [self._spoken(word, names) for word in words])),
            [(number, name) for number, word in enumerate(words) for name in names[word]],
        )

    def _names(self, word: str) -> frozenset[str]:
        """The names in the directory that a typed word is in the other script, or another form of; none where it is
        rather a word of the trade, or a town: Sidon is not Zeidan.
        """
        if is_of_the_trade(word) or town(word) is not None:
            return frozenset()
        found = spellings(word, {name for index in self._indexes for name in index.names_like(word)})
        of_the_trade = in_arabic(word)
        if found and of_the_trade is not None and distance(word, of_the_trade) < min(found.values()):
            found = {}
        return frozenset(found) | {name for name in same_names(word) if self._is_name(name)}

    def _spoken(self, word: str, names: Mapping[str, Collection[str]]) -> str:
        """A typed word as the trade writes it: Arabic in Arabic letters; and a name as nothing of the trade."""
        if names.get(word) or (not is_of_the_trade(word) and self._is_name(word)):
            return _NO_WORD
        return in_arabic(word) or corrected(word)

    def _forms(
        self, words: Sequence[str], names: Mapping[str, Collection[str]]
    ) -> Iterator[tuple[int, str, float]]:
        """The words of the directory that the typed ones may be, two neighbours as one word too."""
        for number, word in enumerate(words):
            is_name = is_given_name(word) or bool(names[word])
            for form, worth in self._alike(word, is_name=is_name).items():
                yield number, form, worth
        for number, word in enumerate(together(words)):
            yield number, word, EXACT
            yield number + 1, word, EXACT

    def _alike(self, word: str, *, is_name: bool) -> dict[str, float]:
        """The words of the directory that a typed one may mean, with how much each counts. A name has no slips that are
        other words than names.
        """
        same = dict.fromkeys(forms(word), EXACT)
        found: dict[str, float] = {}
        is_known = not same.keys().isdisjoint(self._vocabulary)
        if most := typos(word, is_known=is_known or is_of_the_trade(word)):
            close = extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=None)
            found.update((form, MISTYPED[round(distance)]) for form, distance, _ in close)
            if is_name:
                found = {form: worth for form, worth in found.items() if self._is_name(form)}
        if len(word) >= SHORTEST:
            found.update((form, BEGUN) for form in self._vocabulary if form.startswith(word))
        return found | same

    def _is_name(self, form: str) -> bool:
        return any(index.has_name(form) for index in self._indexes)

    def _codes(self, typed: Sequence[str], words: Sequence[str]) -> Iterator[tuple[set[int], str]]:
        """The words that name a country, a sub-cluster or a kind of member, and the marks that say it."""
        for first in range(len(typed)):
            for last in range(first + 1, min(first + LONGEST_NAME, len(typed)) + 1):
                said = typed[first:last]
                numbers = {words.index(word) for word in said if word in words}
                yield from ((numbers, mark.key) for mark in self._named(" ".join(said)))

    def _named(self, name: str) -> Iterator[Mark]:
        for slug in sub_clusters(name, self._slugs).keys:
            yield Mark(Spot.SUB_CLUSTERS, slug)
        if (code := country(name)) is not None:
            yield Mark(Spot.MARKETS, code)
        if (sort := kind(name)) in _KINDS:
            yield Mark(Spot.KIND, str(sort))


def _concepts(typed: Sequence[str], words: Sequence[str]) -> Iterator[tuple[set[int], str, float]]:
    """The words that name something of the trade, the concept that they name and those akin to it, and their worth."""
    for key in understood(" ".join(typed)).keys:
        said = {words.index(word) for word in _shortest(typed, key) if word in words}
        phrases = (covered(wording(text), words) for text in concepts()[key].wordings)
        said |= max(phrases, key=len, default=set())
        yield said, key, WORDED
        called_so = named_after(key)
        yield from ((said, kind, NAMED_KIND if kind in called_so else KIND) for kind in narrower(key))
        yield from ((said, wider, BROADER) for wider in broader(key))


def _share(own: tuple[float, str]) -> float:
    """How much of a word a company has: all of it, or half where it only looks for it, or has nearly the word."""
    merit, mark = own
    spot = Mark.of(mark).spot
    return 0.5 if spot is Spot.NEEDS or merit < _WEIGHTS[spot] * BEGUN else 1.0


def _shortest(typed: Sequence[str], key: str) -> Sequence[str]:
    """The fewest words in a row in which a concept is still understood."""
    while key in understood(" ".join(typed[1:])).keys:
        typed = typed[1:]
    while key in understood(" ".join(typed[:-1])).keys:
        typed = typed[:-1]
    return typed


def _why(own: Merits) -> tuple[Mark, ...]:
    found = dict.fromkeys(mark for _, mark in sorted(own.values(), reverse=True))
    return tuple(mark for mark in map(Mark.of, found) if mark.spot is not Spot.COMPANY)
