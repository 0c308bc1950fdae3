"""A name as it would be spelled in the other script: a proposal, for its owner to accept or to type otherwise.

Names that Lebanon knows stand in a table put together by hand; of others Latin letters are read as sounds, and Arabic
ones get the vowels that are not written. `transliteration` judges spellings; this makes one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from zlib import crc32

from bot.rules.words import fold, is_in_arabic

LONGEST = 80
"""Characters of a name that is proposed: a longer one is a sentence rather than a name."""


def proposed(name: str) -> str:
    """The name in the other script, Arabic or Latin; "" where there is nothing to spell."""
    if len(name) > LONGEST or not any(map(str.isalpha, name)):
        return ""
    is_arabic = is_in_arabic(name)
    words = re.findall(r"[^\s\-–_/'’]+", name)
    text = " ".join(_into_latin(words) if is_arabic else _into_arabic(words))
    return text if any(map(str.isalpha, text)) and is_in_arabic(text) != is_arabic else ""


def mark_of(proposal: str) -> int:
    """A number for a proposal, by which a button says which one it accepts."""
    return crc32(proposal.encode())


@cache
def _pairs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = resources.files("bot.rules").joinpath("spelled_names.csv").read_text(encoding="utf-8")
    return tuple((row["ar"], tuple(row["latin"].split("|"))) for row in csv.DictReader(table.splitlines()))


@cache
def _in_arabic() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for arabic, latin in _pairs():
        for one in latin:
            found.setdefault(fold(one), arabic)
    return found


@cache
def _in_latin() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for arabic, latin in _pairs():
        found.setdefault(fold(arabic), latin[0])
        found.setdefault(fold(arabic.replace(" ", "")), latin[0])
    return found


def _known(words: Sequence[str], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words of a name, two or three of them as one where the table has them so, with how the table spells them."""
    rest = list(words)
    while rest:
        taken = next((n for n in (3, 2) if len(rest) >= n and fold(" ".join(rest[:n])) in names), 1)
        word = " ".join(rest[:taken])
        yield names.get(fold(word), ""), word
        rest = rest[taken:]


_ARTICLE = "ال"

# Latin into Arabic

_SOUNDS = (
    ("tch", "تش"),
    ("sch", "ش"),
    ("sh", "ش"),
    ("ch", "ش"),
    ("kh", "خ"),
    ("gh", "غ"),
    ("th", "ث"),
    ("dh", "ذ"),
    ("ph", "ف"),
    ("qu", "ك"),
    ("ck", "ك"),
    ("dj", "ج"),
    ("tz", "تز"),
    ("eau", "و"),
    ("ou", "و"),
    ("oo", "و"),
    ("au", "و"),
    ("aw", "و"),
    ("ee", "ي"),
    ("ei", "ي"),
    ("ey", "ي"),
    ("ai", "اي"),
    ("ay", "اي"),
    ("aa", "ا"),
    ("ie", "ي"),
)
_ALPHABET = "ا ب ك د ي ف غ ه ي ج ك ل م ن و ب ق ر س ت و ف و كس ي ز"
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _ALPHABET.split(), strict=True))
_SOFT = {"c": "س", "g": "ج"}
_VOWELS = "aeiouy"
_FIRST = {"ا": "أ", "اي": "أي", "ي": "إ", "و": "أو"}


def _into_arabic(words: Sequence[str]) -> Iterator[str]:
    article = ""
    for known, word in _known(words, _in_arabic()):
        if not known and fold(word) in ("el", "al"):
            article = _ARTICLE
        elif spelled := known or _latin_spelled(fold(word)):
            yield spelled if spelled.startswith(_ARTICLE) else article + spelled
            article = ""


def _latin_spelled(word: str) -> str:
    """A folded Latin word by its sounds."""
    if not word.isascii() or not word.isalnum() or word.isdigit():
        return word if word.isdigit() else ""
    letters: list[str] = []
    place = 0
    while place < len(word):
        here, rest = word[place], word[place:]
        sound, written = next(
            ((s, w) for s, w in _SOUNDS if rest.startswith(s)), (here, _LETTERS.get(here, here))
        )
        after = rest[len(sound) : len(sound) + 1]
        if sound in _SOFT and after and after in "eiy":
            written = _SOFT[sound]
        if rest in ("ah", "eh") and place:
            sound, written = rest, "ة"
        elif sound == "e" and place and (not after or _closes(rest[1:])):
            written = ""
        is_open = not place and here in "aeiou" and not (sound == "ou" and after and after in _VOWELS)
        letters.append(_FIRST.get(written, written) if is_open else written)
        place += len(sound) + (sound == after and sound not in _VOWELS)
    return "".join(letters)


def _closes(rest: str) -> bool:
    """Whether the vowel before is short: two consonants follow."""
    return len(rest) > 1 and not any(letter in _VOWELS for letter in rest[:2])


# Arabic into Latin

_LATIN = "b t th j h kh d z r z s ch s d t z gh f k k l m n h"
_CONSONANTS = dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", _LATIN.split(), strict=True))
_LONG = {"ا": "a", "و": "ou", "ي": "i", "ى": "a", "ة": "a"}
_STARTS = {"أ": "a", "إ": "i", "آ": "a", "ا": "a", "ع": "a"}
_GLIDES = {"و": "w", "ي": "y"}
_CARRIED = str.maketrans({"ؤ": "و", "ئ": "ي", "ء": None})
_TWICE = re.compile("(.)\u0651")
_MARKS = re.compile("[\u064b-\u0652\u0640]")


def _into_latin(words: Sequence[str]) -> Iterator[str]:
    for known, word in _known(words, _in_latin()):
        is_definite = word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2
        rest = word.removeprefix(_ARTICLE) if is_definite else word
        spelled = known or _in_latin().get(fold(rest)) or _arabic_spelled(rest)
        if spelled:
            yield f"El {spelled}" if is_definite and not known else spelled


def _arabic_spelled(word: str) -> str:
    """An Arabic word, with an a where the consonants ask for a vowel that is not written."""
    plain = _MARKS.sub("", _TWICE.sub(r"\1\1", word).translate(_CARRIED))
    written, run = "", list[str]()
    for place, letter in enumerate(plain):
        after = plain[place + 1 : place + 2]
        is_glide = letter in _GLIDES and (place == 0 or (after and after in _LONG))
        if is_glide or letter in _CONSONANTS:
            run.append(_GLIDES[letter] if is_glide else _CONSONANTS[letter])
        elif letter in _LONG or letter in _STARTS or (letter.isascii() and letter.isalnum()):
            vowel = _STARTS.get(letter, "") if not place or letter not in _LONG else _LONG[letter]
            written += _voiced(run, is_first=not written, is_last=False) + (vowel or letter)
            run = []
    return (written + _voiced(run, is_first=not written, is_last=True)).capitalize()


def _voiced(run: Sequence[str], *, is_first: bool, is_last: bool) -> str:
    """Consonants in a row: an a after the first at the beginning, before the last at the end."""
    if len(run) < 2 or not (is_first or is_last or len(run) > 2):
        return "".join(run)
    if is_first and len(run) == 3 and is_last:
        return "a".join(run)
    if is_first:
        return run[0] + "a" + _voiced(run[1:], is_first=False, is_last=is_last and len(run) > 2)
    return "".join(run[:-1]) + "a" + run[-1]
