"""What a broadcast may do: which languages lack words, when it must stop itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

WINDOW = 20
"""How many of the last settled messages of a broadcast are looked at."""
TOO_MANY = 0.5
"""The share of failures among them at which a broadcast pauses itself."""


def missing_languages(
    counts: Mapping[str, int], written: Set[str], fallbacks: Mapping[str, str]
) -> tuple[str, ...]:
    """The languages somebody of the audience reads, for which there is neither a text nor a usable fallback."""
    return tuple(
        language
        for language, people in counts.items()
        if people and language not in written and fallbacks.get(language) not in written
    )


def wording_for(language: str, written: Set[str], fallbacks: Mapping[str, str]) -> str | None:
    """The language of the text that a reader of `language` gets, or None."""
    if language in written:
        return language
    substitute = fallbacks.get(language)
    return substitute if substitute in written else None


def is_failing(last_failed: Sequence[bool]) -> bool:
    """Whether a broadcast should pause, given its last settled messages (True: failed)."""
    recent = last_failed[-WINDOW:]
    return len(recent) == WINDOW and sum(recent) / WINDOW >= TOO_MANY
