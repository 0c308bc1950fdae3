"""How a name sounds: Haddad is حداد, and Zahlé is زحلة. Names are written in one script and sought in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.rules.directory.alike import forms

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
