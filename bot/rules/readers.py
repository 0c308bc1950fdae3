"""What a company says in several languages, a line for each, as the readers of one of them are shown it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from bot.rules.concepts import concepts, name_of, understood
from bot.rules.prose import written_in
from bot.rules.words import is_in_arabic, split_list

_LATIN = ("fr", "en")
_COMMA = (", ", "، ")
_SHORT = 3
_WORD = re.compile(r"[^\W\d_]+")
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


def text_for(text: str, language: str) -> str:
    """The lines of a text that are in the reader's language; else those in the language that comes first, put into the
    reader's as far as they are of the trade.
    """
    told = _told(text)
    tongues = [tongue for _, tongue in told]
    shown_in = language if language in tongues else "" if language in _LATIN and "" in tongues else None
    own = [line for line, tongue in told if tongue == shown_in]
    lines = own or [line for line, tongue in told if tongue == tongues[0]]
    shown = [_put(line, text, language, is_own=bool(own)) for line in lines]
    return text if shown == [line for line, _ in told] else "\n".join(dict.fromkeys(shown))


def line_for(text: str, language: str) -> str:
    """What `text_for` says, as one line."""
    return _COMMA[language == "ar"].join(
        line for line in text_for(text, language).split("\n") if line.strip()
    )


def in_full(text: str, language: str) -> str:
    """What `text_for` says, and below it what the company wrote beside."""
    shown = text_for(text, language)
    others = (line for line in text.split("\n") if line.strip() and line not in shown.split("\n"))
    return shown if shown == text else "\n".join((shown, *others))


def _told(text: str) -> list[tuple[str, str]]:
    """The lines with the language of each; one that does not tell goes with its neighbours in Latin letters."""
    lines = [line for line in text.split("\n") if line.strip()]
    tongues = list(map(language_of, lines))
    for one_way in (1, -1):
        near = ""
        for place in range(len(lines))[::one_way]:
            near = tongues[place] if tongues[place] in _LATIN else near
            tongues[place] = tongues[place] or near
    return list(zip(lines, tongues, strict=True))


def _put(line: str, text: str, language: str, *, is_own: bool) -> str:
    """A line in the reader's language; of one that is in it already, only what is in other letters is put into it."""
    parts = split_list(line)
    kept = [part if is_own and is_in_arabic(part) == (language == "ar") else "" for part in parts]
    shown = [own or part_for(part, text, language) for own, part in zip(kept, parts, strict=True)]
    if shown == list(parts):
        return line
    return _COMMA[language == "ar"].join(dict.fromkeys(shown))  # oranges and lemons are both citrus fruit


@lru_cache(maxsize=20_000)
def language_of(text: str) -> str:
    """In which language a text is: "ar" by its letters, "fr" or "en" by its words of the trade, or else by its
    commonest words; "" where none tells."""
    if is_in_arabic(text):
        return "ar"
    said = set(_words(text))
    french, english = (len(said & _only_in(language)) for language in _LATIN)
    if french != english:
        return "fr" if french > english else "en"
    return written_in(text)


@cache
def _only_in(language: str) -> frozenset[str]:
    """The words of the trade that only this one of the languages in Latin letters has."""
    own, others = (
        {word for concept in concepts().values() for text in concept.worded[one] for word in _words(text)}
        for one in (language, *(other for other in _LATIN if other != language))
    )
    return frozenset(own - others)


def _words(text: str) -> list[str]:
    """With their accents, "thé" is French and "the" is not; one or many are alike."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [word.removesuffix("s") if len(word) > _SHORT else word for word in words]
