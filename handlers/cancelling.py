"""Something announced is cancelled by staff, for a reason that members read or without one; a noun registers how."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.replies import Reply, Tap
from bot.rules.planning import REASON_LIMIT
from bot.rules.staff import Role
from bot.screens import cancelling as screens
from bot.services.audiences import NoSuchChoice
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "cancelling"
A = TypeVar("A")


@dataclass(frozen=True)
class Cancelling(Generic[A]):
    """How one kind of thing is cancelled, by its id. `load` refuses one that cannot be, `told` is how many people hear
    of it, `cancel` takes the reason, "" for none; `shown` is the thing afterwards, `back` leads to it before."""

    load: Callable[[Turn, int], Awaitable[A]]
    title: Callable[[A], str]
    told: Callable[[Turn, A], Awaitable[int]]
    cancel: Callable[[Turn, int, str], Awaitable[A]]
    shown: Callable[[Turn, A], Awaitable[Reply]]
    back: Callable[[int], Tap]


_REGISTERED: dict[str, Cancelling[Any]] = {}


def register(whose: str, cancelling: Cancelling[A]) -> None:
    """This noun is cancelled here, by taps that carry the word `whose`."""
    _REGISTERED[whose] = cancelling


def _registered(whose: str) -> Cancelling[Any]:
    if (cancelling := _REGISTERED.get(whose)) is None:
        raise NoSuchChoice
    return cancelling


@feature.tapped(screens.CancelAnnounced, form=FORM)
@staff_only(Role.EDITOR)
async def cancel_announced(turn: Turn, tap: screens.CancelAnnounced) -> Reply:
    """Cancel it, once staff are sure; for the reason that was typed, if that is the one they saw."""
    cancelling = _registered(tap.whose)
    is_about_it = (turn.answers.get("whose"), turn.answers.get("about")) == (tap.whose, tap.about)
    reason = turn.answers.get("reason", "") if tap.has_reason and is_about_it else ""
    if tap.is_sure and bool(reason) == tap.has_reason:
        cancelled = await cancelling.cancel(turn, tap.about, reason)
        turn.close_form()
        return await cancelling.shown(turn, cancelled)
    turn.open_form(FORM, whose=tap.whose, about=tap.about)
    return await _ask_again(turn)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    whose, about = turn.answers["whose"], turn.answers["about"]
    cancelling = _registered(whose)
    thing = await cancelling.load(turn, about)
    title, told = cancelling.title(thing), await cancelling.told(turn, thing)
    if reason := turn.answers.get("reason"):
        return screens.sure_to_cancel(title, reason, told, whose, about)
    return screens.ask_reason(title, told, whose, about, cancelling.back(about))


@feature.typed(FORM, ask=_ask_again, loses=lambda data: "reason" in data)
@staff_only(Role.EDITOR)
async def take_reason(turn: Turn) -> Reply:
    opened = {key: turn.answers[key] for key in ("whose", "about")}
    turn.open_form(FORM, **opened, reason=words_of(turn, REASON_LIMIT))
    return await _ask_again(turn)
