"""What staff write in up to three languages, kept as one row for each language; what is written, its noun checks."""

from __future__ import annotations

from typing import Protocol, TypeVar

from bot.errors import Refusal
from bot.i18n import N_, is_locale
from bot.rules.wordings import Wordings


class NotWritten(Refusal):
    wording = N_("There is no text in this language any more.")


class NothingWritten(Refusal):
    wording = N_("There is no text yet. Write it in at least one language.")


class LanguageMissing(Refusal):
    """Somebody of the audience reads a language without a text, and staff have not said what they get."""

    wording = N_(
        "A language that people of this audience read has no text: write it, or choose what they get."
    )


class TextTooLong(Refusal):
    wording = N_(
        "This text has {length} characters, and a message holds {limit}. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class WrittenText(Protocol):
    """The row of one language."""

    language: str


T = TypeVar("T", bound=WrittenText)


class Worded(Protocol[T]):
    """What has texts. Its `fallbacks` are replaced, never changed in place, or the database would not hear of it."""

    id: int
    texts: list[T]
    fallbacks: dict[str, str]

    @property
    def wordings(self) -> Wordings:
        """What is written so far, as `texts` and `fallbacks` say it."""
        ...


def put(worded: Worded[T], text: T) -> None:
    """Write the text in a language, in place of the one there was. Raises NotWritten: not a language of ours."""
    if not is_locale(text.language):
        raise NotWritten
    others = [present for present in worded.texts if present.language != text.language]
    worded.texts = [*others, text]
    worded.fallbacks = {
        reader: written for reader, written in worded.fallbacks.items() if reader != text.language
    }


def remove(worded: Worded[T], language: str) -> None:
    """Remove the text in a language; readers of others who were to get it have no text again."""
    worded.texts = [text for text in worded.texts if text.language != language]
    worded.fallbacks = {
        reader: written for reader, written in worded.fallbacks.items() if written != language
    }


def choose_fallback(worded: Worded[T], language: str, substitute: str) -> None:
    """Readers of `language` get the text in `substitute`, as long as they have none. Raises NotWritten."""
    written = worded.wordings.written
    if substitute not in written or not is_locale(language):
        raise NotWritten
    if language not in written:
        worded.fallbacks = {**worded.fallbacks, language: substitute}
