"""Whom something is for, chosen by buttons; what it is, its noun registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Protocol, TypeVar

from bot.replies import Reply, Tap
from bot.rules.audiences import ANSWERS, MOST_PARTS, SAVED, Answered, Audience, NotAnAudience, Option
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import audience_choices as choices
from bot.screens import audiences as screens
from bot.screens import saved_audiences as saved_screens
from bot.screens.saved_audiences import ListSaved
from bot.services import answers, audiences, saved_audiences
from bot.services.drafts import Dialogue
from handlers.feature import ANY_FORM, Feature
from handlers.turn import Turn, staff_only

feature = Feature()


async def _plainly(turn: Turn, about: int, acting: Awaitable[Reply]) -> Reply:
    return await acting


async def _reached(turn: Turn, about: int, audience: Audience) -> str:
    return screens.counted(await audiences.reach(turn.session, audience))


@dataclass(frozen=True)
class Voices:
    """Where one person of each company can be written to: whether it is so for the thing of an id, and changing it."""

    load: Callable[[Turn, int], Awaitable[bool]]
    save: Callable[[Turn, int, bool], Awaitable[object]]


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
    count: Callable[[Turn, int, Audience], Awaitable[str]] = _reached
    form: str = ""
    settled: Callable[[Turn, int, Awaitable[Reply]], Awaitable[Reply]] = _plainly
    voices: Voices | None = None


_REGISTERED: dict[str, Choosing] = {}
NAMING = "audience.name"
"""The dialogue that gives a choice its name; it remembers the one that it stands in, as `within`."""


def register(whose: str, choosing: Choosing) -> None:
    """The audience of this noun is chosen here, by taps that carry the word `whose`."""
    _REGISTERED[whose] = choosing


class OfAudience(Protocol):
    """A tap about the audience of one thing."""

    @property
    def whose(self) -> str: ...
    @property
    def about(self) -> int: ...


T = TypeVar("T", bound=OfAudience)


def or_as_it_stands(
    handler: Callable[[Turn, Choosing, T], Awaitable[Reply]],
) -> Callable[[Turn, T], Awaitable[Reply]]:
    """The handler is given what the noun registered; when the thing has moved on meanwhile, that is shown."""

    @wraps(handler)
    async def taken(turn: Turn, tap: T) -> Reply:
        choosing = registered(turn, tap.whose)
        return await choosing.settled(turn, tap.about, handler(turn, choosing, tap))

    return taken


def registered(turn: Turn, whose: str) -> Choosing:
    """What a noun registered; a dialogue that has nothing to do with it is left. Raises NoSuchChoice."""
    if (choosing := _REGISTERED.get(whose)) is None:
        raise audiences.NoSuchChoice
    if turn.draft is not None and turn.draft.form == NAMING:
        turn.draft = dialogue_around(turn.answers["opened"]["within"])
    if turn.draft is not None and turn.draft.form != choosing.form:
        turn.close_form()
    return choosing


def dialogue_around(within: Sequence[Any] | None) -> Dialogue | None:
    """The dialogue in which a choice was being given its name, if any."""
    return Dialogue(*within) if within else None


@feature.tapped(screens.ShowAudience, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def show_audience(turn: Turn, choosing: Choosing, tap: screens.ShowAudience) -> Reply:
    if tap.is_widened:
        await choosing.save(turn, tap.about, Audience())
    return await shown(turn, choosing, tap)


async def shown(turn: Turn, choosing: Choosing, tap: screens.ShowAudience, word: str = "") -> Reply:
    """The audience of a thing, with what can be done about it; under a word on what was done."""
    chosen = await choosing.load(turn, tap.about)
    part = list(screens.PartNo)[min(tap.part.at, len(chosen.parts), MOST_PARTS - 1)]
    stale = await saved_audiences.stale(turn.session, chosen)
    reply = choices.audience_screen(
        replace(tap, part=part, is_widened=False),
        chosen,
        await choosing.count(turn, tap.about, chosen),
        back=choosing.back(tap.about),
        by_company=await choosing.voices.load(turn, tap.about) if choosing.voices is not None else None,
        notes=saved_screens.notes(stale),
        acts=saved_screens.acts(tap.whose, tap.about, chosen, stale),
    )
    return replace(reply, text=f"{word}\n\n{reply.text}") if word else reply


@feature.tapped(screens.OpenDimension, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def open_dimension(turn: Turn, choosing: Choosing, tap: screens.OpenDimension) -> Reply:
    return await _dimension(turn, choosing, tap, await choosing.load(turn, tap.about))


async def _dimension(turn: Turn, choosing: Choosing, tap: screens.OpenDimension, chosen: Audience) -> Reply:
    counts = await choosing.count(turn, tap.about, chosen)
    if tap.dimension in ANSWERS:
        listed = await answers.things(turn.session, Answered(tap.dimension), tap.page, screens.THINGS_PAGE)
        return choices.things_screen(tap, chosen, counts, listed)
    options = page_of(await _options(turn, tap), tap.page, screens.PAGE)
    manage = ListSaved(0, tap.whose, tap.about) if tap.dimension == SAVED and options.total else None
    return choices.dimension_screen(tap, chosen, counts, options, manage=manage)


async def _options(turn: Turn, tap: screens.OpenDimension | screens.PutValue) -> Sequence[Option]:
    """What a dimension can be narrowed to; a saved audience is not offered for itself."""
    found = await audiences.options(turn.session, tap.dimension)
    return [one for one in found if (tap.dimension, one.key) != (tap.whose, str(tap.about))]


@feature.tapped(screens.PutValue, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def put_value(turn: Turn, choosing: Choosing, tap: screens.PutValue) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    changed = await audiences.put(turn.session, chosen, tap.dimension, tap.key, tap.sign, tap.part.at)
    await choosing.save(turn, tap.about, changed)
    keys = [one.key for one in await _options(turn, tap)]
    page = keys.index(tap.key) // screens.PAGE if tap.key in keys else 0
    opened = screens.OpenDimension(tap.whose, tap.about, tap.dimension, page, tap.part)
    return await _dimension(turn, choosing, opened, changed)


@feature.tapped(screens.OpenAnswers, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def open_answers(turn: Turn, choosing: Choosing, tap: screens.OpenAnswers) -> Reply:
    return await _answers(turn, choosing, tap, await choosing.load(turn, tap.about))


async def _answers(turn: Turn, choosing: Choosing, tap: screens.OpenAnswers, chosen: Audience) -> Reply:
    thing = await audiences.thing(turn.session, tap.dimension, tap.to)
    options = page_of(await audiences.options(turn.session, tap.dimension, tap.to), tap.page, screens.PAGE)
    counts = await choosing.count(turn, tap.about, chosen)
    return choices.answers_screen(tap, chosen, counts, thing, options)


@feature.tapped(screens.PutAnswer, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def put_answer(turn: Turn, choosing: Choosing, tap: screens.PutAnswer) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    where = (tap.dimension, tap.how, tap.sign, tap.part.at, tap.to)
    changed = await audiences.put(turn.session, chosen, *where)
    await choosing.save(turn, tap.about, changed)
    keys = [one.key for one in await audiences.options(turn.session, tap.dimension, tap.to)]
    page = keys.index(tap.how) // screens.PAGE
    opened = screens.OpenAnswers(tap.whose, tap.about, tap.dimension, tap.to, page, tap.part)
    return await _answers(turn, choosing, opened, changed)


@feature.tapped(screens.AskAll, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_all(turn: Turn, choosing: Choosing, tap: screens.AskAll) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    try:
        changed = chosen.asking_all(tap.dimension, tap.part.at, is_all=tap.is_all)
    except NotAnAudience:
        raise audiences.NoSuchChoice from None
    await choosing.save(turn, tap.about, changed)
    opened = screens.OpenDimension(tap.whose, tap.about, tap.dimension, part=tap.part)
    return await _dimension(turn, choosing, opened, changed)


@feature.tapped(screens.DropPart, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def drop_part(turn: Turn, choosing: Choosing, tap: screens.DropPart) -> Reply:
    chosen = await choosing.load(turn, tap.about)
    if len(chosen.parts) == tap.parts:
        await choosing.save(turn, tap.about, chosen.without(tap.part.at))
    return await shown(turn, choosing, screens.ShowAudience(tap.whose, tap.about))


@feature.tapped(screens.ByCompany, form=ANY_FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def by_company(turn: Turn, choosing: Choosing, tap: screens.ByCompany) -> Reply:
    if choosing.voices is None:
        raise audiences.NoSuchChoice
    await choosing.voices.save(turn, tap.about, tap.is_on)
    return await shown(turn, choosing, screens.ShowAudience(tap.whose, tap.about))
