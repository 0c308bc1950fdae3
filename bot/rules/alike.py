"""What counts as alike: forms of a word, and slips of the hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.rules.words import fold

# Which words count as the same: with an article or without, one or many, mistyped.

SHORTEST = 3
"""Letters from which on a beginning, or a word without its article, still says something."""

# What a query holds besides what is looked for: English, French, Arabic
IDLE = frozenset(
    fold(
        """a an the of and or in for to from with by at on we i you our who which is are looking look find need
        someone somebody anyone anybody does do make makes made making sell sells have has can could want would like
        le la les l un une des du de d et ou en pour à au aux par avec dans sur nous je vous qui cherche cherchons
        quelqu quelque fait font fabrique fabriquent vend vendent veut voudrais voudrions peut avez
        في من إلى على عن مع أو و هل ما هو هي أبحث نبحث أريد نريد
        شخص أحد أحدا يصنع تصنع يبيع تبيع لديه لديهم عنده عندهم يقدم تقدم"""
    ).split()
)
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")
_JOINED = ("و", "ب", "ل")

Wording = tuple[tuple[str, ...], ...]
"""A phrase: of each of its words the forms under which it is kept."""


@lru_cache(maxsize=100_000)
def forms(word: str) -> tuple[str, ...]:
    """The forms under which a folded word is kept and sought: also without Arabic articles and Latin plurals."""
    found = {word}
    if article := next((start for start in _ARTICLES if word.startswith(start)), ""):
        found.add(word.removeprefix(article))
    elif word.startswith(_JOINED):
        found.add(word[1:])
    if word.endswith(("xes", "ches", "shes", "sses")):
        found.add(word[:-2])
    elif word.endswith(("s", "x")) and not word.endswith("ss"):
        found.add(word[:-1])
    return tuple(form for form in found if form == word or len(form) >= SHORTEST)


def typos(word: str, *, is_known: bool) -> int:
    """How many typos are forgiven. In short words and in numbers another letter is another word."""
    if any(ch.isdigit() for ch in word) or len(word) < (5 if is_known else 4):
        return 0
    return 1 if len(word) < 7 else 2


@lru_cache(maxsize=20_000)
def wording(text: str) -> Wording:
    """A phrase, ready to be looked for."""
    return tuple(forms(word) for word in fold(text).split() if word not in IDLE)


def covered(phrase: Wording, words: Sequence[str]) -> set[int]:
    """Which words of a query say this phrase; none unless all of it is said."""
    said = [{n for n, word in enumerate(words) if _is_said(word, meant)} for meant in phrase]
    return set.union(*said) if said and all(said) else set()


def _is_said(word: str, meant: Sequence[str]) -> bool:
    most = min(1, typos(word, is_known=True))
    return not set(meant).isdisjoint(forms(word)) or any(OSA.distance(word, form) <= most for form in meant)
