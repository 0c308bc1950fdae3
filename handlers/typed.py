"""What people type into a form, checked for being text at all; nothing else in it is believed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.rules.words import clean
from handlers.turn import Turn


class NotText(Refusal):
    """Something else than text came: a sticker, a file, a contact."""

    wording = N_("Please type it as text, or leave with /cancel.")


class Empty(Refusal):
    """Nothing is left once what cannot be seen is taken out."""

    wording = N_("There is nothing to read in this message. Please type it again, or leave with /cancel.")


class TooLong(Refusal):
    wording = N_(
        "This is too long: {length} characters; at most {limit} fit. Please shorten it, or leave with /cancel."
    )


def words_of(turn: Turn, limit: int, *, lines: bool = False) -> str:
    """The typed text, cleaned. Raises NotText, Empty, TooLong (`limit` in characters)."""
    if turn.incoming.text is None:
        raise NotText
    cleaned = clean(turn.incoming.text, limit, lines=lines)
    if not cleaned.text:
        raise Empty
    if cleaned.is_too_long:
        raise TooLong(length=number(limit + cleaned.excess), limit=number(limit))
    return cleaned.text


def words(limit: int) -> Callable[[Turn, dict[str, Any]], Awaitable[str]]:
    """What a step of a flow takes: text of at most so many characters."""

    async def take(turn: Turn, given: dict[str, Any]) -> str:
        return words_of(turn, limit)

    return take
