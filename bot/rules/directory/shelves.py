"""Shelves: companies ready to be searched, some hundred on each, so that a change touches one shelf only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from bot.rules.directory.marks import Mark, Row, Spot, concepts_in, forms_of, marks, sounds_in, words_of

SIZE = 512
"""Companies on a shelf, by their number: filling one takes about 15 ms."""
WORDED = 0.95
"""How much something counts that stands there in another wording, where its own word would count 1."""
KIND, BROADER = 0.8, 0.55
"""How much a kind of what was asked for counts, and what it is a kind of: who has packaging may have jars. Only of what
there is to have: whoever looks for jars is not found by who asks for packaging."""
SOUNDS = 0.7
"""How much a name counts that is written in the other script and sounds the same."""

# Names come first, then what there is to have, then what is looked for, then where somebody belongs
_NAMES = dict.fromkeys((Spot.COMPANY, Spot.PERSON), 4.0)
_GOODS = dict.fromkeys((Spot.PRODUCTS, Spot.OFFERS), 3.0)
_WEIGHTS = MappingProxyType({**dict.fromkeys(Spot, 1.0), **_NAMES, **_GOODS, Spot.NEEDS: 2.0})

NAMED = 0.5
"""How much of that counts in a company's name: Rafqa Packaging packs, but الأرز in a name is the cedar, not rice."""
_NAME = Mark(Spot.COMPANY, "").key
_NEED = Mark(Spot.NEEDS, "").key
_SLUG = Mark(Spot.SUB_CLUSTERS, "").key

Merits = Mapping[int, tuple[float, str]]
"""For the words of a query that a company has, by their number: how much each counts, and by which mark."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it is read. Words go by their number; a mark or a concept may stand for several of them."""

    forms: Sequence[tuple[int, str, float]] = ()
    marks: Sequence[tuple[Set[int], str]] = ()
    concepts: Sequence[tuple[Set[int], str, float]] = ()
    sounds: Sequence[tuple[int, str]] = ()


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


class Shelf:
    """Some companies by all that they can be found by."""

    def __init__(self, listed: Sequence[Row]) -> None:
        holding = _lists((mark, one[0]) for one in listed for mark in marks(one))
        self._marks = tuple(holding)
        self._holding = tuple(holding.values())
        numbers = self._numbers = {mark: number for number, mark in enumerate(self._marks)}
        self._posted = _lists((form, number) for mark, number in numbers.items() for form in forms_of(mark))
        self._speaking = _lists(
            (key, number) for mark, number in numbers.items() for key in concepts_in(mark)
        )
        self._sounding = _lists(
            (sound, number) for mark, number in numbers.items() for sound in sounds_in(mark)
        )
        self.slugs = frozenset(Mark.of(mark).text for mark in holding if mark.startswith(_SLUG))
        """The sub-clusters whose companies stand here."""

    @property
    def vocabulary(self) -> Collection[str]:
        """The forms of all words that stand here."""
        return self._posted.keys()

    def merits(self, asked: Asked) -> Mapping[int, Merits]:
        """What speaks for each company that has any of what was asked for, by its id."""
        hits = _Hits()
        for word, form, worth in asked.forms:
            hits.note(self._posted.get(form, ()), {word}, worth)
        for words, mark in asked.marks:
            if (number := self._numbers.get(mark)) is not None:
                hits.note((number,), words, WORDED)
        for words, concept, worth in asked.concepts:
            for number in self._speaking.get(concept, ()):
                mark = self._marks[number]
                if worth == WORDED or not mark.startswith(_NEED):
                    hits.note((number,), words, worth * NAMED if mark.startswith(_NAME) else worth)
        for word, sound in asked.sounds:
            hits.note(self._sounding.get(sound, ()), {word}, SOUNDS)
        best: dict[int, dict[int, tuple[float, str]]] = defaultdict(dict)
        for number, by_word in hits.found.items():
            mark = self._marks[number]
            weight = _WEIGHTS[Mark.of(mark).spot] * _closeness(mark, len(by_word))
            for company_id in self._holding[number]:
                own = best[company_id]
                for word, worth in by_word.items():
                    if word not in own or own[word][0] < weight * worth:
                        own[word] = weight * worth, mark
        return best


def _closeness(mark: str, found: int) -> float:
    """Words that stand together count more than words apart, and one of two words more than one of ten."""
    return 1 + 0.25 * (found - 1) + 0.3 * min(1.0, found / max(1, len(words_of(mark))))


def _lists(pairs: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """What belongs to each word: as tuples, which Python's garbage collector need not look through."""
    gathered: dict[str, list[int]] = defaultdict(list)
    for word, number in pairs:
        gathered[word].append(number)
    return {word: tuple(numbers) for word, numbers in gathered.items()}


@lru_cache(maxsize=32)
def _shelf(listed: tuple[Row, ...]) -> Shelf:
    return Shelf(listed)


def shelves(listed: Sequence[Row]) -> list[Shelf]:
    """All companies on their shelves; those on which nothing changed are the ones of before."""
    grouped: dict[int, list[Row]] = defaultdict(list)
    for one in listed:
        grouped[one[0] // SIZE].append(one)
    return [_shelf(tuple(group)) for group in grouped.values()]
