"""What a company says in several languages, a line for each, as the readers of one of them are shown it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from bot.rules.concepts import concepts, name_of, understood
from bot.rules.words import fold, split_list

_LATIN = ("fr", "en")


def part_for(part: str, text: str, language: str) -> str:
    """A part of a list that a company wrote, in the reader's language: as the company words the same in another line of
    `text`; else the name of what it is, where it is one thing of the trade; else as it stands.
    """
    if language_of(part) in (language, "") and _is_arabic(part) == (language == "ar"):
        return part
    meant = understood(part)
    same = (other for other in split_list(text) if language_of(other) == language)
    worded = next((other for other in same if meant.keys and understood(other).keys == meant.keys), None)
    if worded is not None:
        return worded
    return name_of(meant.keys[0], language) if len(meant.keys) == 1 and not meant.unknown else part


def line_for(text: str, language: str) -> str:
    """The line of a text that is in the reader's language, else its first one."""
    lines = [line for line in text.split("\n") if line.strip()]
    return next((line for line in lines if language_of(line) == language), lines[0] if lines else "")


@lru_cache(maxsize=20_000)
def language_of(text: str) -> str:
    """In which language a list is: "ar" by its letters, "fr" or "en" by its words of the trade; "" where none tells."""
    if _is_arabic(text):
        return "ar"
    votes: Counter[str] = Counter()
    for part in split_list(text):
        folded = f" {fold(part)} "
        for key in understood(part).keys:
            worded = concepts()[key].worded
            said = {
                language for language in _LATIN if any(f" {fold(one)} " in folded for one in worded[language])
            }
            if len(said) == 1:
                votes.update(said)
    return max(votes, key=lambda language: (votes[language], language)) if votes else ""


def _is_arabic(text: str) -> bool:
    letters = [ch for ch in text if ch.isalpha()]
    return 2 * sum("ء" <= ch <= "ي" for ch in letters) > len(letters)
