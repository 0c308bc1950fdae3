"""Features and their routes: which handler serves which command, tap or form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from bot.replies import Reply, Tap
from bot.rules.deep_links import KIND
from bot.screens import forms
from bot.screens.entrances import Entrance
from bot.services.drafts import Dialogue
from handlers.turn import Turn

T = TypeVar("T", bound=Tap)
Taken = TypeVar("Taken", bound=Callable[..., Awaitable[Reply]])
Handler = Callable[[Turn], Awaitable[Reply]]
TapHandler = Callable[[Turn, T], Awaitable[Reply]]
LinkHandler = Callable[[Turn, str], Awaitable[Reply]]
ANY_FORM = "*"
"""In place of a form: whichever is open stays open, unless the handler itself leaves it."""


@dataclass(frozen=True)
class Form:
    """A dialogue that waits for something typed. `ask` shows its question again; `loses` says whether what it remembers
    would be lost: then a command in the middle asks first. `edited` takes a corrected text, and how the dialogue stood
    when it was sent, and, where the form `takes_media`, what stands below a file; `tapped` takes a flow's buttons."""

    name: str
    take: Handler
    ask: Handler
    loses: Callable[[dict[str, Any]], bool]
    edited: Callable[[Turn, Dialogue], Awaitable[Reply]]
    tapped: TapHandler[Any] | None = None
    takes_media: bool = False


def nothing(remembered: dict[str, Any]) -> bool:
    """What most forms lose: they remember only what they were opened with, and keep elsewhere what is typed."""
    return False


@dataclass(frozen=True)
class TapRoute:
    """Who serves a kind of tap. A tap of another form than the one that is open leaves that form."""

    take: TapHandler[Any]
    form: str


class Feature:
    """The routes of one noun, filled by the decorators below."""

    def __init__(self) -> None:
        self.entrances: list[tuple[str, Entrance]] = []
        self.commands: dict[str, Handler] = {}
        self.links: dict[str, LinkHandler] = {}
        self.taps: dict[type[Tap], TapRoute] = {}
        self.forms: dict[str, Form] = {}

    def command(self, *names: str) -> Callable[[Handler], Handler]:
        """The handler serves these commands."""

        def register(handler: Handler) -> Handler:
            self.commands.update(dict.fromkeys(names, handler))
            return handler

        return register

    def entrance(self, entrance: Entrance, *more: str, form: str = "") -> Callable[[Taken], Taken]:
        """The handler serves an entrance: its button, its command and `more` names of it, which bring the same tap.

        Whoever may take it, as the decorator below says, is shown it. One without a tap is served by command alone.
        """
        tap = entrance.tap

        def register(handler: Taken) -> Taken:
            self.entrances.append((handler.allowed, entrance))  # type: ignore[attr-defined]
            by_command = handler if tap is None else wraps(handler)(lambda turn: handler(turn, tap))
            self.commands.update(dict.fromkeys((entrance.command, *more), by_command))
            if tap is not None:
                self.taps[type(tap)] = TapRoute(handler, form)
            return handler

        return register

    def linked(self, kind: str) -> Callable[[LinkHandler], LinkHandler]:
        """The handler serves the deep links of this kind, and takes their argument, in which nothing is believed.

        Such links are made by `rules/deep_links.py`. Raises ValueError for a kind that is no word of a to z.
        """
        if not KIND.fullmatch(kind):
            raise ValueError(f"{kind!r} is no kind of deep link")

        def register(handler: LinkHandler) -> LinkHandler:
            self.links[kind] = handler
            return handler

        return register

    def tapped(self, kind: type[T], *, form: str = "") -> Callable[[TapHandler[T]], TapHandler[T]]:
        """The handler serves this kind of tap; with `form`, as part of that dialogue."""

        def register(handler: TapHandler[T]) -> TapHandler[T]:
            self.taps[kind] = TapRoute(handler, form)
            return handler

        return register

    def typed(
        self,
        form: str,
        *,
        ask: Handler,
        loses: Callable[[dict[str, Any]], bool] = nothing,
        takes_again: bool = False,
        takes_media: bool = False,
    ) -> Callable[[Handler], Handler]:
        """The handler takes whatever is sent while `form` is open; see `Form` for the others.

        With `takes_again` a corrected text can be taken when the form is closed, too: what it went into is rewritten.
        With `takes_media` a photo, a video, an album are words of the person's, too: what stands below is corrected
        like a text, and the file that it stands below comes with it.
        """

        def register(handler: Handler) -> Handler:
            async def edited(turn: Turn, then: Dialogue) -> Reply:
                if turn.draft != then and not takes_again:
                    return forms.too_late()
                turn.draft = then
                reply = await handler(turn)
                is_taken = turn.lets_in(handler.allowed)  # type: ignore[attr-defined]
                return forms.corrected(reply) if is_taken and not reply.before else reply

            self.forms[form] = Form(form, handler, ask, loses, edited, takes_media=takes_media)
            return handler

        return register
