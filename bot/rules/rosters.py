"""Whether a roster's cell changes what is on record."""

from __future__ import annotations

from enum import StrEnum

from bot.rules.words import fold


class CellEffect(StrEnum):
    """What a cell of a roster does to a record."""

    NOTHING = "nothing"
    TAKEN = "taken"
    KEPT_OFF = "kept off"


def effect_of(present: object, said: object, *, is_theirs: bool) -> CellEffect:
    """What becomes of a cell that says `said` where `present` is on record.

    An empty cell says nothing. Once a record is its people's own (`is_theirs`: somebody has joined, and may
    have changed it since), a roster only fills what is empty; before that, its word counts.
    """
    if not said or said == present:
        return CellEffect.NOTHING
    return CellEffect.KEPT_OFF if present and is_theirs else CellEffect.TAKEN


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may be one person's, given that they share a phone or an e-mail.

    They have a word in common, or are written in different scripts: an office's phone alone says nothing.
    """
    words, others = fold(one), fold(other)
    return not set(words.split()).isdisjoint(others.split()) or _is_arabic(words) != _is_arabic(others)


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in text)
