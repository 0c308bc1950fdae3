"""What is asked of companies, chosen by buttons or typed; of what, its noun registers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.replies import Reply, Tap
from bot.rules.fit import Conditions, Criterion
from bot.rules.pages import page_of
from bot.rules.staff import Role
from bot.screens import conditions as screens
from bot.services import conditions
from bot.services.audiences import NoSuchChoice
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

VALUE = "conditions.value"
TYPED = 600
"""Characters of values that are typed at once."""


async def _plainly(turn: Turn, about: int, acting: Awaitable[Reply]) -> Reply:
    return await acting


@dataclass(frozen=True)
class Asking:
    """How the conditions of one kind of thing are kept, by the thing's id, and what leads back to it.

    `settled` shows something else when the thing has moved on meanwhile.
    """

    load: Callable[[Turn, int], Awaitable[Conditions]]
    save: Callable[[Turn, int, Conditions], Awaitable[object]]
    back: Callable[[int], Tap]
    settled: Callable[[Turn, int, Awaitable[Reply]], Awaitable[Reply]] = _plainly


_REGISTERED: dict[str, Asking] = {}


def register(whose: str, asking: Asking) -> None:
    """The conditions of this noun are chosen here, by taps that carry the word `whose`."""
    _REGISTERED[whose] = asking


def _registered(whose: str) -> Asking:
    if (asking := _REGISTERED.get(whose)) is None:
        raise NoSuchChoice
    return asking


@feature.tapped(screens.ShowConditions)
@staff_only(Role.EDITOR)
async def show_conditions(turn: Turn, tap: screens.ShowConditions) -> Reply:
    asking = _registered(tap.whose)
    return await asking.settled(turn, tap.about, _conditions(turn, asking, tap))


async def _conditions(turn: Turn, asking: Asking, tap: screens.ShowConditions) -> Reply:
    chosen = await asking.load(turn, tap.about)
    if tap.is_dropped:
        chosen = Conditions()
        await asking.save(turn, tap.about, chosen)
    outlook = await conditions.outlook(turn.session, chosen, turn.moment)
    companies = await conditions.named(turn.session, screens.whom_named(outlook))
    return screens.conditions_screen(
        tap.whose, tap.about, chosen, outlook, companies, back=asking.back(tap.about)
    )


@feature.tapped(screens.OpenCriterion, form=VALUE)
@staff_only(Role.EDITOR)
async def open_criterion(turn: Turn, tap: screens.OpenCriterion) -> Reply:
    asking = _registered(tap.whose)
    return await asking.settled(turn, tap.about, _criterion(turn, asking, tap))


async def _criterion(turn: Turn, asking: Asking, tap: screens.OpenCriterion) -> Reply:
    chosen = await asking.load(turn, tap.about)
    if tap.key:
        chosen = await conditions.toggled(turn.session, chosen, tap.criterion, tap.key)
        await asking.save(turn, tap.about, chosen)
    turn.open_form(VALUE, whose=tap.whose, about=tap.about, criterion=tap.criterion, page=tap.page)
    return await _shown(turn, chosen, tap)


async def _shown(turn: Turn, chosen: Conditions, tap: screens.OpenCriterion, note: str = "") -> Reply:
    listed = await conditions.options(turn.session, chosen, tap.criterion)
    outlook = await conditions.outlook(turn.session, chosen, turn.moment)
    options = page_of(listed, tap.page, screens.PAGE)
    return screens.criterion_screen(tap.whose, tap.about, chosen, outlook, tap.criterion, options, note)


def _opened(turn: Turn) -> screens.OpenCriterion:
    opened = turn.answers
    return screens.OpenCriterion(
        opened["whose"], opened["about"], Criterion(opened["criterion"]), opened["page"]
    )


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await open_criterion(turn, _opened(turn))


@feature.typed(VALUE, ask=_ask_again)
@staff_only(Role.EDITOR)
async def take_values(turn: Turn) -> Reply:
    tap = _opened(turn)
    asking = _registered(tap.whose)
    return await asking.settled(turn, tap.about, _take(turn, asking, tap))


async def _take(turn: Turn, asking: Asking, tap: screens.OpenCriterion) -> Reply:
    text = words_of(turn, TYPED, lines=True)
    before = await asking.load(turn, tap.about)
    chosen, found = await conditions.typed(turn.session, before, tap.criterion, text)
    if chosen != before:
        await asking.save(turn, tap.about, chosen)
    return await _shown(turn, chosen, tap, screens.not_among(found.unknown) if found.unknown else "")


@feature.tapped(screens.WhoFits)
@staff_only(Role.EDITOR)
async def who_fits(turn: Turn, tap: screens.WhoFits) -> Reply:
    chosen = await _registered(tap.whose).load(turn, tap.about)
    listed = await conditions.who(turn.session, chosen, tap.which, tap.page, turn.moment)
    return screens.who_fits(tap.whose, tap.about, tap.which, listed, chosen)
