"""What a button is about may have moved on since it was shown: then how it stands is shown, with a word on why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TypeVar

from bot.errors import Refusal
from bot.i18n import _
from bot.replies import Reply, Tap
from handlers.turn import Turn

T = TypeVar("T", bound=Tap)
Settled = Callable[[Turn, int, Awaitable[Reply]], Awaitable[Reply]]
"""What acting shows, or something else when the thing of this id has moved on."""


@dataclass(frozen=True)
class OrAsItStands:
    """A decorator for the handlers of taps about one kind of thing, whose id is in the field `about` of each."""

    settled: Settled
    about: str

    def __call__(
        self, handler: Callable[[Turn, T], Awaitable[Reply]]
    ) -> Callable[[Turn, T], Awaitable[Reply]]:
        @wraps(handler)
        async def taken(turn: Turn, tap: T) -> Reply:
            return await self.settled(turn, getattr(tap, self.about), handler(turn, tap))

        return taken


def with_word(turn: Turn, shown: Reply, said: Refusal | str) -> Reply:
    """How something stands, and why that is shown: over the button that was tapped, or above it."""
    if isinstance(said, Refusal):
        said = _(said.wording).format(**said.holes)
    if turn.incoming.is_tap:
        return replace(shown, toast=said, is_alert=True)
    return replace(shown, before=(Reply(said), *shown.before))
