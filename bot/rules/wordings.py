"""What staff write in up to three languages: who reads which text, and which languages lack one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.audiences import Reach

TO_BE_ADDED = ""
"""In place of a fallback: whoever reads the language waits until somebody adds a text."""
_STANDING = ("en", "fr", "ar")
"""Whose text readers get of a language that nobody read when it was decided who gets what: the first that there is."""


@dataclass(frozen=True)
class Wordings:
    """What is written so far: language → Telegram HTML. `fallbacks` maps a language without text to the one whose text
    its readers get instead, or to `TO_BE_ADDED`."""

    written: Mapping[str, str]
    fallbacks: Mapping[str, str]

    def read_in(self, language: str) -> str | None:
        """The language of the text that a reader of `language` gets, or None."""
        if language in self.written:
            return language
        substitute = self.fallbacks.get(language)
        return substitute if substitute in self.written else None

    def missing(self, reached: Reach) -> tuple[str, ...]:
        """The languages that somebody of the audience reads, with neither a text nor a usable fallback."""
        return tuple(
            language
            for language, readers in reached.by_language.items()
            if readers and self.read_in(language) is None
        )

    def standing(self, language: str) -> str | None:
        """The language of the text that somebody gets who reads `language` only later on; None: it is to be added."""
        if (read := self.read_in(language)) is not None or self.fallbacks.get(language) == TO_BE_ADDED:
            return read
        return next((written for written in _STANDING if written in self.written), None)

    def nearest(self, language: str) -> str:
        """The text in `language`, else in the first one that there is, else nothing: to recognise the thing by."""
        return self.written.get(language) or next(iter(self.written.values()), "")
