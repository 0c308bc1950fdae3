"""Names in Latin and in Arabic letters: whether one is how the other is spelled, and Arabic typed with digits.

A Latin spelling is read as sounds, and aligned with the Arabic letters at the least cost: a table says what each sound
may be written with, and how much that costs. Vowels cost little, since Arabic leaves the short ones out and Latin
varies them. `tests/bench/names.py` measures it on the public name pairs of ANETAC (arXiv:1907.03110).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

# A sound, as Latin letters write it: the Arabic letters for it, each with what it costs where that is not nothing.
# č, ž and κ stand for تش, تز and كس; capitals for vowels that Latin writes with two letters; digits are Arabizi's
_TABLE = """
b   ب ف.4
p   ب ف.4
v   ف و.25 ب.3
f   ف
ph  ف ب.4
k   ك ق غ.5 خ.3 ج.5
q   ق ك غ.2 ش.4
kh  خ ك.15 ق.3 ه.4 ح.2
c   ك س.05 ق č.1 ش.2 ج.3 ص.1 ز.3
ch  č ش ك.05 خ.1 ق.3 ج.3
tch č ش.1
sch ش س.3
sh  ش س.25 ج.5
s   س ص ز.1 ش.2 ث.25 ج.5 ذ.3
z   ز ذ.1 س.2 ظ ض.1 ž ص.2 ج.4 ش.4
tz  ž ز.1 س.15
ts  ž س.1 č.4 ز.15 ص.1
t   ت ط د.3 ث.2 ظ.5 č.5
th  ث ت ط س.15 ذ ز.2 د.3 ظ.1
d   د ض ذ.1 ت.25 ظ.2 ط.3
dh  ذ ض د ظ
zh  ج ش.3 ز.2 ž.3
g   غ ج ق.1 ك.2 خ.3 ه.5 ي.4
gh  غ ق.2 ج.1 ه.4 ف.4
j   ج ي.1 خ.2 ش.3 غ.3 ه.3 ز.3
dj  ج د.4
h   ه ح خ.2
l   ل
r   ر غ.4
m   م ن.3
n   ن م.3
w   و ف.15 غ.3
y   ي
x   κ ش.1 ز.15 خ.2 س.2 ج.3
a   ا ع ه ي.2 و.3
e   ي.03 ا.12 ه.1 ع.1 و.25
i   ي ا.2 ع.15 و.3 ه.3
o   و ا.15 ي.3 ع.15
u   و ا.15 ي.2 ع.1
U   و ع.15 ا.3 ي.3
I   ي ا.3 و.3
A   ا ع و.2 ي.1
2   ء ا ق
3   ع
5   خ
6   ط
7   ح
8   غ ق
9   ق ص
"""
_DIGRAPHS = ((r"ck|c(?=s)", "k"), (r"ks", "x"), (r"cz", "ch"), (r"(?<=.)gn(?=[aeiou])", "ny"), (r"qu", "q"))
_VOWELS = ((r"ou|oo|uu", "U"), (r"ee|ie$|ei", "I"), (r"au|aw|ao", "A"))
_SOUND = re.compile(r"tch|sch|ph|kh|ch|sh|tz|ts|th|dh|zh|gh|dj|[a-zUIA2356789]")
_WITH_H = re.compile(r"(?<=.)([tskd])h(?=[aeiouUIA])")
_ARABIC_TWO = (("تش", "č"), ("دج", "ج"), ("تز", "ž"), ("تس", "ž"), ("دز", "ž"), ("كس", "κ"))
_CARRIERS = str.maketrans({"ؤ": "و", "ئ": "ي", "ء": None})
_TWICE = re.compile(r"(.)\1+")

_OTHER = 1.0
"""What it costs when a sound stands beside a letter that it is never written with."""
_LOST, _ADDED = 0.9, 0.9
"""What it costs when Arabic leaves a sound out, or has a letter for none."""
_LOST_CHEAPLY = "a.1 i.1 o.1 u.1 U.1 I.1 A.1 e.06 h.15 w.3 y.2 gh.3 t.5 n.55 r.6 d.6 s.6 l.6 g.6"
_LOST_AT_END = "e.02 d.12 t.12 s.2 x.2"
"""French does not speak these at the end of a word: Raymond is ريمون, Robert روبير."""
_ADDED_CHEAPLY = "ا.15 و.2 ي.15 ع.15 ه.25 غ.6 ن.55 ت.6 س.6 ح.5 د.6 ل.6 ر.6"

# Sounds that may stand for one another are of one class: only names whose first consonants share one are compared
_CLASSES = (
    ("B", "بف", "b p v f ph"),
    ("L", "ل", "l"),
    ("R", "ر", "r"),
    ("N", "من", "m n"),
    ("K", "كقغخجκ", "k q kh c ch g gh j dj zh x 5 8 9 2"),
    ("S", "سصزشجثذظضčžκ", "s sh sch ch tch c z tz ts zh j dj th dh x 9"),
    ("T", "تطدضثذظ", "t d th dh dj 6"),
)
_MOST_MORE = 5
"""By how many one may have more sounds than the other has letters, and be compared at all."""
FAR = 9.0
"""A distance that says no more than: not the same name."""


def is_latin(word: str) -> bool:
    """Whether a folded word is in Latin letters, Arabizi's digits among them."""
    return word.isascii() and word.isalnum() and not word.isdigit()


def is_arabic(word: str) -> bool:
    """Whether a folded word is in Arabic letters."""
    return all("ء" <= letter <= "ي" for letter in word)


def distance(latin: str, arabic: str, limit: float = FAR) -> float:
    """How far a folded Latin word is from being a spelling of a folded Arabic one: 0 is a perfect one, and about 1 is a
    wrong consonant. FAR where it is more than `limit`.
    """
    return min(_aligned(sounds, letters, limit) for sounds in _sounds(latin) for letters in _letters(arabic))


def _aligned(sounds: Sequence[str], letters: str, limit: float) -> float:
    if not letters or abs(len(sounds) - len(letters)) > _MOST_MORE:
        return FAR
    table, lost_cheaply, lost_at_end, added_cheaply = _table()
    added = [added_cheaply.get(letter, _ADDED) for letter in letters]
    row = [0.0]
    for cost in added:
        row.append(row[-1] + cost)
    for number, sound in enumerate(sounds, 1):
        lost = lost_cheaply.get(sound, _LOST)
        if number == len(sounds) > 2:
            lost = lost_at_end.get(sound, lost)
        written = table[sound]
        before, row = row, [row[0] + lost]
        for place, letter in enumerate(letters):
            row.append(
                min(
                    before[place] + written.get(letter, _OTHER),
                    before[place + 1] + lost,
                    row[place] + added[place],
                )
            )
        if min(row) > limit:
            return FAR
    return row[-1] if row[-1] <= limit else FAR


def limit_of(word: str) -> float:
    """From which distance on another word is another name; longer ones may differ in more."""
    return 0.4 + 0.06 * max(0, len(word) - 3)


@lru_cache(maxsize=100_000)
def beginnings(word: str) -> tuple[str, ...]:
    """The classes that the first consonant of a folded word may belong to; "" where it has none, or is in no script."""
    if is_latin(word):
        first = next((sound for sound in _sounds(word)[0] if sound in _latin_classes()), None)
        return _latin_classes()[first] if first else ("",)
    first = next((letter for letter in _letters(word)[0] if letter in _arabic_classes()), None)
    return _arabic_classes()[first] if first else ("",)


NEAR = 0.1
"""By how much a name may be farther than the nearest one and still be meant."""


def spellings(word: str, names: Iterable[str]) -> dict[str, float]:
    """Those of the folded names that are the word in the other script, with how far each is: the nearest, and whatever
    is about as near.
    """
    if is_latin(word):
        pairs = [(name, word, name) for name in names if is_arabic(name)]
    elif is_arabic(word):
        pairs = [(name, name, word) for name in names if is_latin(name)]
    else:
        return {}
    far = {name: distance(latin, arabic, limit_of(latin)) for name, latin, arabic in pairs}
    nearest = min(far.values(), default=FAR)
    return {name: how for name, how in far.items() if how < FAR and how <= nearest + NEAR}


@lru_cache(maxsize=100_000)
def _sounds(word: str) -> tuple[tuple[str, ...], ...]:
    """The sounds of a Latin word; and with its h by itself where that may be one of its own, as in Fathi (فتحي)."""
    for written, heard in (*_DIGRAPHS, *_VOWELS):
        word = re.sub(written, heard, word)
    single = _TWICE.sub(r"\1", word)
    found = [tuple(_SOUND.findall(single))]
    if _WITH_H.search(single):
        found.append(tuple(_SOUND.findall(_WITH_H.sub(r"\1 h", single))))
    return tuple(found)


@lru_cache(maxsize=100_000)
def _letters(word: str) -> tuple[str, ...]:
    """The letters of an Arabic word: with two that make one sound as one, and as they stand where that differs."""
    plain = joined = word.translate(_CARRIERS)
    for two, one in _ARABIC_TWO:
        joined = joined.replace(two, one)
    return tuple(dict.fromkeys(_TWICE.sub(r"\1", letters) for letters in (joined, plain)))


class _Costs(NamedTuple):
    """What it costs to write a sound with a letter, to leave a sound out, also at the end, and to add a letter."""

    written: Mapping[str, Mapping[str, float]]
    lost: Mapping[str, float]
    lost_at_end: Mapping[str, float]
    added: Mapping[str, float]


@cache
def _table() -> _Costs:
    rows = (line.split(maxsplit=1) for line in _TABLE.strip().splitlines())
    written = {sound: _costs(letters) for sound, letters in rows}
    return _Costs(written, _costs(_LOST_CHEAPLY), _costs(_LOST_AT_END), _costs(_ADDED_CHEAPLY))


def _costs(listed: str) -> Mapping[str, float]:
    parted = (one.partition(".") for one in listed.split())
    return {what: float(f"0.{cost or 0}") for what, _, cost in parted}


@cache
def _latin_classes() -> Mapping[str, tuple[str, ...]]:
    return _classes_of((sound, key) for key, _, sounds in _CLASSES for sound in sounds.split())


@cache
def _arabic_classes() -> Mapping[str, tuple[str, ...]]:
    return _classes_of((letter, key) for key, letters, _ in _CLASSES for letter in letters)


def _classes_of(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    classes: dict[str, tuple[str, ...]] = {}
    for what, key in pairs:
        classes[what] = (*classes.get(what, ()), key)
    return classes
