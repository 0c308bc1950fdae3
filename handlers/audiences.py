"""Whom something is for, chosen by buttons; what it is, its noun registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.replies import Reply, Tap
from bot.rules.audiences import ANSWERS, Answered, Audience
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import audiences as screens
from bot.services import answers, audiences
from handlers.feature import ANY_FORM, Feature
from handlers.turn import Turn, staff_only

feature = Feature()


async def _plainly(turn: Turn, about: int, acting: Awaitable[Reply]) -> Reply:
    return await acting


async def _reached(turn: Turn, audience: Audience) -> str:
    return screens.counted(await audiences.reach(turn.session, audience))


@dataclass(frozen=True)
class Choosing:
    """How the audience of one kind of thing is kept, by the thing's id, and what leads back to it.

    `count` says how many an audience has, in words: whom it reaches, unless the noun counts otherwise. While something
    is chosen as part of the dialogue `form`, that stays open. `settled` shows something else when the thing has moved
    on meanwhile.
    """

    load: Callable[[Turn, int], Awaitable[Audience]]
    save: Callable[[Turn, int, Audience], Awaitable[object]]
    back: Callable[[int], Tap]
    count: Callable[[Turn, Audience], Awaitable[str]] = _reached
    form: str = ""
    settled: Callable[[Turn, int, Awaitable[Reply]], Awaitable[Reply]] = _plainly


_REGISTERED: dict[str, Choosing] = {}


def register(whose: str, choosing: Choosing) -> None:
    """The audience of this noun is chosen here, by taps that carry the word `whose`."""
    _REGISTERED[whose] = choosing


@feature.tapped(screens.ShowAudience, form=ANY_FORM)
@staff_only(Role.EDITOR)
async def show_audience(turn: Turn, tap: screens.ShowAudience) -> Reply:
    choosing = _registered(turn, tap.whose)
    return await choosing.settled(turn, tap.about, _audience(turn, choosing, tap))


@feature.tapped(screens.OpenDimension, form=ANY_FORM)
@staff_only(Role.EDITOR)
async def open_dimension(turn: Turn, tap: screens.OpenDimension) -> Reply:
    choosing = _registered(turn, tap.whose)
    return await choosing.settled(turn, tap.about, _dimension(turn, choosing, tap))


@feature.tapped(screens.OpenAnswers, form=ANY_FORM)
@staff_only(Role.EDITOR)
async def open_answers(turn: Turn, tap: screens.OpenAnswers) -> Reply:
    choosing = _registered(turn, tap.whose)
    return await choosing.settled(turn, tap.about, _answers(turn, choosing, tap))


def _registered(turn: Turn, whose: str) -> Choosing:
    if (choosing := _REGISTERED.get(whose)) is None:
        raise audiences.NoSuchChoice
    if turn.draft is not None and turn.draft.form != choosing.form:
        turn.close_form()
    return choosing


async def _audience(turn: Turn, choosing: Choosing, tap: screens.ShowAudience) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    if tap.is_widened:
        chosen = Audience()
        await choosing.save(turn, tap.about, chosen)
    counts = await choosing.count(turn, chosen)
    return screens.audience_screen(tap.whose, tap.about, chosen, counts, back=choosing.back(tap.about))


async def _dimension(turn: Turn, choosing: Choosing, tap: screens.OpenDimension) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    if tap.dimension in ANSWERS:
        listed = await answers.things(turn.session, Answered(tap.dimension), tap.page, screens.THINGS_PAGE)
        return screens.things_screen(tap, chosen, await choosing.count(turn, chosen), listed)
    if tap.key:
        chosen = await audiences.toggled(turn.session, chosen, tap.dimension, tap.key)
        await choosing.save(turn, tap.about, chosen)
    options = page_of(await audiences.options(turn.session, tap.dimension), tap.page, screens.PAGE)
    return screens.dimension_screen(tap, chosen, await choosing.count(turn, chosen), options)


async def _answers(turn: Turn, choosing: Choosing, tap: screens.OpenAnswers) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    thing = await audiences.thing(turn.session, tap.dimension, tap.to)
    if tap.how:
        chosen = await audiences.toggled(turn.session, chosen, tap.dimension, tap.how, tap.to)
        await choosing.save(turn, tap.about, chosen)
    options = page_of(await audiences.options(turn.session, tap.dimension, tap.to), tap.page, screens.PAGE)
    return screens.answers_screen(tap, chosen, await choosing.count(turn, chosen), thing, options)
