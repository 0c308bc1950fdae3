"""Introducing by hand: two members found by name, a sentence, a preview, and both are asked."""

from __future__ import annotations

from dataclasses import replace

from bot.models.people import Person
from bot.replies import Reply
from bot.rules.introductions import WORDS_LIMIT
from bot.rules.staff import Role
from bot.screens.introductions import by_hand as screens
from bot.screens.introductions.overseeing import Introduce
from bot.services.introductions import by_hand
from handlers.feature import Feature
from handlers.introductions.overseeing import overview
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

FORM = "introduction by hand"
NAME_LIMIT = 200


@feature.tapped(Introduce, form=FORM)
@staff_only(Role.EDITOR)
async def introduce(turn: Turn, tap: Introduce) -> Reply:
    turn.open_form(FORM)
    return screens.ask_first()


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    answers = turn.answers
    if "second" in answers:
        return screens.ask_words(*await by_hand.two(turn.session, answers["first"], answers["second"]))
    first = await _first(turn)
    return screens.ask_second(first) if first is not None else screens.ask_first()


async def _first(turn: Turn) -> Person | None:
    if "first" not in turn.answers:
        return None
    return await by_hand.somebody(turn.session, turn.answers["first"])


@feature.typed(FORM, ask=_ask)
@staff_only(Role.EDITOR)
async def take_text(turn: Turn) -> Reply:
    """A name to look for; or, once both are found, why they should meet."""
    if "second" in turn.answers:
        return await _preview(turn, words_of(turn, WORDS_LIMIT))
    turn.open_form(FORM, **{**turn.answers, "typed": words_of(turn, NAME_LIMIT)})
    return await _matches(turn)


@feature.tapped(screens.ShowMatches, form=FORM)
@staff_only(Role.EDITOR)
async def show_matches(turn: Turn, tap: screens.ShowMatches) -> Reply:
    return await _matches(turn, tap.page) if "typed" in turn.answers else await _not_open(turn)


async def _matches(turn: Turn, page: int = 0) -> Reply:
    found = await by_hand.find(turn.session, turn.answers["typed"], page, await _first(turn))
    return screens.found(found, await _ask(turn))


@feature.tapped(screens.PickPerson, form=FORM)
@staff_only(Role.EDITOR)
async def pick_person(turn: Turn, tap: screens.PickPerson) -> Reply:
    if turn.draft is None:
        return await _not_open(turn)
    if "first" not in turn.answers:
        first = await by_hand.somebody(turn.session, tap.person_id)
        turn.open_form(FORM, first=first.id)
        return screens.ask_second(first)
    first, second = await by_hand.two(turn.session, turn.answers["first"], tap.person_id)
    turn.open_form(FORM, first=first.id, second=second.id)
    return screens.ask_words(first, second)


@feature.tapped(screens.AskSecond, form=FORM)
@staff_only(Role.EDITOR)
async def ask_second(turn: Turn, tap: screens.AskSecond) -> Reply:
    first = await _first(turn)
    if first is None:
        return await _not_open(turn)
    turn.open_form(FORM, first=first.id)
    return screens.ask_second(first)


@feature.tapped(screens.AskWords, form=FORM)
@staff_only(Role.EDITOR)
async def ask_words(turn: Turn, tap: screens.AskWords) -> Reply:
    return await _ask(turn) if "second" in turn.answers else await _not_open(turn)


@feature.tapped(screens.NoWords, form=FORM)
@staff_only(Role.EDITOR)
async def no_words(turn: Turn, tap: screens.NoWords) -> Reply:
    return await _preview(turn, "") if "second" in turn.answers else await _not_open(turn)


async def _preview(turn: Turn, words: str) -> Reply:
    first, second = await by_hand.two(turn.session, turn.answers["first"], turn.answers["second"])
    turn.open_form(FORM, first=first.id, second=second.id, words=words)
    return screens.preview(*await by_hand.preview(turn.session, first, second, words, turn.moment))


@feature.tapped(screens.SendIntroduction, form=FORM)
@staff_only(Role.EDITOR)
async def send_introduction(turn: Turn, tap: screens.SendIntroduction) -> Reply:
    answers = turn.answers
    if "words" not in answers:
        return await _not_open(turn)
    made = await by_hand.introduce(
        turn.session, answers["first"], answers["second"], answers["words"], turn.id, turn.moment
    )
    turn.close_form()
    return screens.asked_both(made)


async def _not_open(turn: Turn) -> Reply:
    turn.close_form()
    return replace(await overview(turn), toast=screens.not_open())
