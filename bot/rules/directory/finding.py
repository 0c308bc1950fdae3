"""Finding: the companies that a query means, in any of the languages, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.rules.companies import Kind, kind, sub_clusters
from bot.rules.concepts import broader, concepts, narrower, understood
from bot.rules.countries import country
from bot.rules.directory.alike import IDLE, SHORTEST, covered, forms, typos, wording
from bot.rules.directory.marks import Hit, Mark, Row, Spot
from bot.rules.directory.shelves import BROADER, KIND, WORDED, Asked, Merits, shelves
from bot.rules.directory.sounding import sounding_like
from bot.rules.words import fold

MOST_WORDS = 10
LONGEST_NAME = 4
"""Words of a country, a kind or a sub-cluster within a longer query."""

EXACT, BEGUN = 1.0, 0.85
MISTYPED = (EXACT, 0.6, 0.45)
"""How much a word counts that stands there itself, that is the beginning of one, or that has so many typos."""

# "Enterprise" and "SME" would be found in every second query, and say nothing of whom is looked for
_KINDS = frozenset((Kind.KNOWLEDGE_PROVIDER, Kind.SUPPORT_INSTITUTION, Kind.INVESTOR))


class Directory:
    """Companies, ready to be searched. Those listed first come first where nothing else decides."""

    def __init__(self, listed: Sequence[Row]) -> None:
        self._places = {one[0]: place for place, one in enumerate(listed)}
        self._shelves = shelves(listed)
        self._vocabulary = list(set[str]().union(*(shelf.vocabulary for shelf in self._shelves)))
        self._slugs = sorted(set[str]().union(*(shelf.slugs for shelf in self._shelves)))

    def find(self, query: str) -> list[Hit]:
        """The companies that a query in any of the languages means, the likeliest first.

        Whoever has more of its words comes first; then names count before goods, goods before needs, needs before
        places. Those with less than half of the words that the best one has are left out.
        """
        asked = self._read(query)
        found = {
            company_id: own for shelf in self._shelves for company_id, own in shelf.merits(asked).items()
        }
        most = max(map(len, found.values()), default=0)
        ranked = sorted(
            (-len(own), -sum(worth for worth, _ in own.values()), self._places[company_id], company_id)
            for company_id, own in found.items()
            if 2 * len(own) >= most
        )
        return [Hit(company_id, _why(found[company_id])) for *_, company_id in ranked]

    def _read(self, query: str) -> Asked:
        typed = fold(query).split()
        words = [*dict.fromkeys(word for word in typed if word not in IDLE)][:MOST_WORDS] or typed[:1]
        return Asked(
            [(number, *alike) for number, word in enumerate(words) for alike in self._alike(word).items()],
            list(self._codes(typed[:MOST_WORDS], words)),
            list(_concepts(typed, words)),
            list(_sounds(words)),
        )

    def _alike(self, word: str) -> dict[str, float]:
        """The words of the directory that a typed one may mean, with how much each counts."""
        same = dict.fromkeys(forms(word), EXACT)
        found: dict[str, float] = {}
        is_known = not same.keys().isdisjoint(self._vocabulary)
        if most := typos(word, is_known=is_known):
            close = extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=None)
            found.update((form, MISTYPED[round(distance)]) for form, distance, _ in close)
        if len(word) >= SHORTEST:
            found.update((form, BEGUN) for form in self._vocabulary if form.startswith(word))
        return found | same

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
        yield from ((said, kind, KIND) for kind in narrower(key))
        yield from ((said, wider, BROADER) for wider in broader(key))


def _sounds(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """How the words sound that may be names; what the trade talks about is none: "jam" is not جمعة."""
    for number, word in enumerate(words):
        if not understood(word).keys:
            yield from ((number, sound) for sound in sounding_like(word))


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
