"""Introducing by hand: two members found by name, a sentence, a preview, and both are asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.replies import Reply
from bot.rules.introductions import WORDS_LIMIT
from bot.rules.staff import Role
from bot.screens.introductions import by_hand as screens
from bot.screens.introductions.overseeing import Introduce, ShowMeetings
from bot.services.introductions import by_hand
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.introductions.overseeing import overview
from handlers.turn import Turn, staff_only
from handlers.typed import words, words_of

feature = Feature()

NAME_LIMIT = 200


@feature.tapped(Introduce)
@staff_only(Role.EDITOR)
async def introduce(turn: Turn, tap: Introduce) -> Reply:
    """Begin: whom first?"""
    return await BY_HAND.begin(turn)


async def _find(turn: Turn, given: Given) -> Reply:
    typed = words_of(turn, NAME_LIMIT)
    BY_HAND.note(turn, typed=typed)
    return await _matches(turn, {**given, "typed": typed})


@feature.tapped(screens.ShowMatches, form="by hand")
@staff_only(Role.EDITOR)
async def show_matches(turn: Turn, tap: screens.ShowMatches) -> Reply:
    return await BY_HAND.look(turn, partial(_matches, page=tap.page))


async def _matches(turn: Turn, given: Given, page: int = 0) -> Reply:
    is_second = turn.answers["at"] == "second"
    first = await by_hand.somebody(turn.session, given["first"]) if is_second else None
    found = await by_hand.find(turn.session, given.get("typed", ""), page, first)
    return screens.found(found, screens.ask_second(first) if first is not None else screens.ask_first())


async def _is_first(turn: Turn, given: Given, person_id: int) -> int:
    return (await by_hand.somebody(turn.session, person_id)).id


async def _ask_second(turn: Turn, given: Given) -> Reply:
    return screens.ask_second(await by_hand.somebody(turn.session, given["first"]))


async def _is_second(turn: Turn, given: Given, person_id: int) -> int:
    await by_hand.two(turn.session, given["first"], person_id)
    return person_id


async def _ask_words(turn: Turn, given: Given) -> Reply:
    return screens.ask_words(*await by_hand.two(turn.session, given["first"], given["second"]))


async def _preview(turn: Turn, given: Given) -> Reply:
    first, second = await by_hand.two(turn.session, given["first"], given["second"])
    return screens.preview(*await by_hand.preview(turn.session, first, second, given["words"], turn.moment))


async def _introduce(turn: Turn, given: Given) -> Reply:
    made = await by_hand.introduce(
        turn.session, given["first"], given["second"], given["words"], turn.id, turn.moment
    )
    return screens.asked_both(made)


async def _not_open(turn: Turn) -> Reply:
    return replace(await overview(turn), toast=screens.not_open())


BY_HAND = Flow(
    feature,
    "by hand",
    staff_only(Role.EDITOR),
    (
        Step("first", always(screens.ask_first), _find, int, _is_first),
        Step("second", _ask_second, _find, int, _is_second),
        Step("words", _ask_words, words(WORDS_LIMIT), str),
    ),
    summary=_preview,
    done=_introduce,
    over=_not_open,
    back=lambda given: ShowMeetings(),
)
