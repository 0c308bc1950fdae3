"""How well a name typed in one script finds the one written in the other. By hand:

    python -m tests.bench.names FILE [SAMPLES]

FILE holds lines of a class, a name in English and the same in Arabic, as ANETAC's "EN-AR Named-entities.txt" does
(https://github.com/MohamedHadjAmeur/ANETAC, arXiv:1907.03110). Of the persons of one word, 650 at a time are taken as
the names of a directory, and each is looked for in the other script. Printed in both directions: how many are found
(0.93 are to be), how many wrong names a query finds besides (at most 0.3), and what a query takes; and the same for the
plain alternative, names whose consonants are equal.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import process_time

from bot.rules.transliteration import beginnings, spellings
from bot.rules.words import fold

NAMES = 650
SEED = 7
Pair = tuple[str, str]
Finder = Callable[[str], Iterable[str]]


def pairs(file: Path) -> list[Pair]:
    """The persons of one word, folded: English and Arabic."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[0] == "PERSON" and parts[1].isalpha() and len(parts[1]) > 2:
            found.append((fold(parts[1]), fold(parts[2])))
    return found


def directory(listed: Sequence[Pair], seed: int) -> list[Pair]:
    """As many of them as a directory has, no name twice."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for latin, arabic in random.Random(seed).sample(listed, 3 * NAMES):
        if latin not in chosen and arabic not in taken and len(chosen) < NAMES:
            chosen[latin] = arabic
            taken.add(arabic)
    return list(chosen.items())


def by_spelling(names: Sequence[str]) -> Finder:
    """The finder of the bot."""
    beginning = defaultdict(list)
    for name in names:
        for start in beginnings(name):
            beginning[start].append(name)
    return lambda word: spellings(word, {name for start in beginnings(word) for name in beginning[start]})


CONSONANTS = str.maketrans(
    dict(zip("بتثجخدذرزسشصضطظغفقكلمنء", "bttjkdzrzsssdtzgfkklmn ", strict=True)) | dict.fromkeys("اعحهوية")
)


def consonants(word: str) -> str:
    """The consonants of a name, one letter for those that sound alike."""
    if word.isascii():
        for two, one in (("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("ph", "f")):
            word = word.replace(two, one)
        word = "".join(letter for letter in word if letter not in "aeiouhwy").translate(
            str.maketrans("cqpvx", "kkbfk")
        )
    else:
        word = word.translate(CONSONANTS)
    return "".join(letter for place, letter in enumerate(word) if word[place - 1 : place] != letter)


def by_consonants(names: Sequence[str]) -> Finder:
    """The plain alternative."""
    sounding = defaultdict(list)
    for name in names:
        sounding[consonants(name)].append(name)
    return lambda word: sounding[consonants(word)]


def main(file: Path, samples: int) -> None:
    """Measure and print."""
    listed = pairs(file)
    print(f"{len(listed)} pairs; {samples} times {NAMES} of them")
    for title, finder in (("spelled so", by_spelling), ("equal consonants", by_consonants)):
        for way in ("latin finds arabic", "arabic finds latin"):
            right = wrong = asked = 0
            seconds = 0.0
            for seed in range(SEED, SEED + samples):
                chosen = directory(listed, seed)
                if way.startswith("arabic"):
                    chosen = [(arabic, latin) for latin, arabic in chosen]
                find = finder([other for _, other in chosen])
                began = process_time()
                for word, other in chosen:
                    found = set(find(word))
                    right += other in found
                    wrong += len(found - {other})
                seconds += process_time() - began
                asked += len(chosen)
            print(
                f"{title:>17}, {way}: found {right / asked:.3f}, wrong names a query {wrong / asked:.3f}, "
                f"{1000 * seconds / asked:.2f} ms"
            )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
