"""What counts as alike: forms of a word, slips of the hand, and names that sound the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
        le la les l un une des du de d et ou en pour à au aux par avec dans sur nous je vous qui cherche cherchons
        في من إلى على عن مع أو و هل ما هو هي أبحث نبحث أريد نريد"""
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


# How a name sounds: Haddad is حداد, and Zahlé is زحلة. Names are written in one script and sought in the other.

FEWEST = 2
"""Sounds from which on they say something of a name."""
_PARTICLES = frozenset(("al", "el"))

# A letter for each consonant that both scripts tell apart: Latin writes ط and ت, ص and س, ق and ك with one letter.
# Vowels are left out, since Arabic does, but for the one that a word begins with
_ARABIC = str.maketrans(
    {
        **dict(zip("بتثجخدذرزسشصضطظغفقكلمن", "bttjxdzrzsSsdtzgfkklmn", strict=True)),
        **dict.fromkeys("اعحهويء", ""),
    }
)
_ARABIC_STARTS = {"ا": "a", "ع": "a", "ح": "h", "ه": "h", "و": "w", "ي": "y"}
_LATIN = (
    (r"^ou(?=[aeiouy])", "w"),  # Ouadi
    (r"^[aeiou]+", "A"),
    (r"^h", "H"),
    (r"^w", "W"),
    (r"^y", "Y"),
    (r"x", "ks"),  # before kh, which is x from then on
    (r"ch(?=[rl])", "k"),  # Christine
    (r"kh", "x"),
    (r"gh", "G"),
    (r"[sc]h", "S"),  # Shehadeh, Charbel
    (r"ph", "f"),
    (r"d?j|g(?=[eiy])", "j"),  # Georges, Hajj
    (r"c(?=[eiy])", "s"),
    (r"[cq]", "k"),
    (r"[aeiouhwy]", ""),
)
_LATIN_CLASSES = str.maketrans("pvGAHWY", "bfgahwy")
_TWICE = re.compile(r"(.)\1+")


def sounds_of(word: str) -> Iterator[str]:
    """Under what a word of a name is kept, for who looks for it in the other script."""
    yield from (f"{script}:{sound}" for script, sound in _heard(word))


def sounding_like(word: str) -> Iterator[str]:
    """Under what a typed word would be kept, were it written in the other script."""
    yield from (f"{'arabic' if script == 'latin' else 'latin'}:{sound}" for script, sound in _heard(word))


@lru_cache(maxsize=20_000)
def _heard(word: str) -> tuple[tuple[str, str], ...]:
    """The script of a folded word, and how each of its forms sounds."""
    if word in _PARTICLES:
        return ()
    found = dict.fromkeys(_sound(form) for form in forms(word))
    return tuple(one for one in found if len(one[1]) >= FEWEST)


def _sound(word: str) -> tuple[str, str]:
    single = _TWICE.sub(r"\1", word)
    if word.isascii() and word.isalpha():
        for written, heard in _LATIN:
            single = re.sub(written, heard, single)
        return "latin", single.translate(_LATIN_CLASSES)
    if all("ء" <= letter <= "ي" for letter in word):
        start = _ARABIC_STARTS.get(single[0], "")
        return "arabic", start + (single[1:] if start else single).translate(_ARABIC)
    return "", ""
