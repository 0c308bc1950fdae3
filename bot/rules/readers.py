"""What a company says in several languages, a line for each, as the readers of one of them are shown it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from bot.rules.concepts import concepts, name_of, understood
from bot.rules.words import fold, is_in_arabic, split_list

_LATIN = ("fr", "en")
_COMMA = (", ", "، ")
_MOST_NAMES = 3
"""Names that one part is shown by: more would be longer than any part."""


def part_for(part: str, text: str, language: str) -> str:
    """A part of a list that a company wrote, in the reader's language: as the company words the same in another line of
    `text`; else the names of what it is, where all of it is of the trade; else as it stands.
    """
    if language_of(part) in (language, "") and is_in_arabic(part) == (language == "ar"):
        return part
    meant = understood(part)
    same = (other for other in split_list(text) if language_of(other) == language)
    worded = next((other for other in same if meant.keys and understood(other).keys == meant.keys), None)
    if worded is not None:
        return worded
    if meant.unknown or not 1 <= len(meant.keys) <= _MOST_NAMES:
        return part
    return _COMMA[language == "ar"].join(name_of(key, language) for key in meant.keys)


def line_for(text: str, language: str) -> str:
    """The line of a list in the reader's language; else the first one, put into it as far as it is of the trade."""
    lines = [line for line in text.split("\n") if line.strip()]
    own = next((line for line in lines if language_of(line) == language), None)
    if own is not None or not lines:
        return own or ""
    shown = (part_for(part, text, language) for part in split_list(lines[0]))
    return _COMMA[language == "ar"].join(dict.fromkeys(shown))  # oranges and lemons are both citrus fruit


@lru_cache(maxsize=20_000)
def language_of(text: str) -> str:
    """In which language a list is: "ar" by its letters, "fr" or "en" by its words of the trade; "" where none tells."""
    if is_in_arabic(text):
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
