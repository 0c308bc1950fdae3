"""Introductions for staff: looked at, taken as an Excel file, and made by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.replies import Reply
from bot.rules.introductions import WORDS_LIMIT
from bot.rules.staff import Role
from bot.rules.staff_introductions import Trouble
from bot.screens import staff_introductions as screens
from bot.screens.forms import SENTENCE
from bot.screens.staff_introductions import Introduce, ShowOverview, ShowTrouble
from bot.services import staff_introductions, suggestions, telling
from bot.services.staff_introductions import workbook
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.turn import Turn, staff_only
from handlers.typed import words, words_of

feature = Feature()


async def overview(turn: Turn) -> Reply:
    """How introductions go."""
    seen = await staff_introductions.overview(turn.session, turn.moment)
    return screens.overview(seen, may_act=turn.has_role(Role.EDITOR))


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def show_overview(turn: Turn, tap: screens.ShowOverview) -> Reply:
    return await overview(turn)


@feature.tapped(screens.ShowList)
@staff_only(Role.VIEWER)
async def show_list(turn: Turn, tap: screens.ShowList) -> Reply:
    return screens.introductions(
        tap.which, await staff_introductions.listed(turn.session, tap.which, tap.page, turn.moment)
    )


@feature.tapped(screens.LookAtIntroduction)
@staff_only(Role.VIEWER)
async def look_at_introduction(turn: Turn, tap: screens.LookAtIntroduction) -> Reply:
    asked, reports = await staff_introductions.one(turn.session, tap.introduction_id)
    return screens.introduction(asked, reports, tap.which, tap.page, turn.moment.zone)


@feature.tapped(screens.ShowTrouble)
@staff_only(Role.VIEWER)
async def show_trouble(turn: Turn, tap: screens.ShowTrouble) -> Reply:
    if tap.trouble is Trouble.UNMET:
        listed = await staff_introductions.unmet(turn.session, tap.page)
        return screens.unmet(listed, may_act=turn.has_role(Role.EDITOR))
    if tap.trouble is Trouble.UNKNOWN:
        return screens.unknown(await staff_introductions.unknown(turn.session, tap.page))
    find = staff_introductions.asked_most if tap.trouble is Trouble.ASKED_MOST else staff_introductions.silent
    return screens.people(tap.trouble, await find(turn.session, tap.page, turn.moment))


@feature.tapped(screens.GetWorkbook)
@staff_only(Role.VIEWER)
async def get_workbook(turn: Turn, tap: screens.GetWorkbook) -> Reply:
    document = await workbook(turn.session, turn.id, turn.moment)
    return screens.sent(document, turn.moment.now.astimezone(turn.moment.zone).date())


NAME_LIMIT = 200


@feature.tapped(Introduce)
@staff_only(Role.EDITOR)
async def introduce(turn: Turn, tap: Introduce) -> Reply:
    """Begin: whom first?"""
    return await BY_HAND.begin(turn)


@feature.tapped(screens.IntroduceCompany)
@staff_only(Role.EDITOR)
async def introduce_company(turn: Turn, tap: screens.IntroduceCompany) -> Reply:
    """The same, with the right person of a company as the first."""
    first = await staff_introductions.right_one(turn.session, tap.company_id)
    return await BY_HAND.begin(turn, first=first.id, is_unmet=True)


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
    first = await staff_introductions.somebody(turn.session, given["first"]) if is_second else None
    found = await staff_introductions.find(turn.session, given.get("typed", ""), page, first)
    return screens.found(found, screens.ask_second(first) if first is not None else screens.ask_first())


async def _is_first(turn: Turn, given: Given, person_id: int) -> int:
    return (await staff_introductions.somebody(turn.session, person_id)).id


async def _ask_second(turn: Turn, given: Given) -> Reply:
    first = await staff_introductions.somebody(turn.session, given["first"])
    best = await suggestions.suggestions(turn.session, first, turn.moment)
    return screens.ask_second(first, [person for person, _reasons in best])


async def _is_second(turn: Turn, given: Given, person_id: int) -> int:
    await staff_introductions.two(turn.session, given["first"], person_id)
    return person_id


async def _ask_words(turn: Turn, given: Given) -> Reply:
    return screens.ask_words(*await staff_introductions.two(turn.session, given["first"], given["second"]))


async def _preview(turn: Turn, given: Given) -> Reply:
    first, second = await staff_introductions.two(turn.session, given["first"], given["second"])
    return screens.preview(
        *await staff_introductions.preview(turn.session, first, second, given["words"], turn.moment)
    )


async def _introduce(turn: Turn, given: Given) -> Reply:
    made = await staff_introductions.introduce(
        turn.session, given["first"], given["second"], given["words"], turn.id, turn.moment
    )
    return screens.asked_both(made, telling.held_until(turn.moment), turn.moment.zone)


async def _not_open(turn: Turn) -> Reply:
    return replace(await overview(turn), toast=screens.not_open())


BY_HAND = Flow(
    feature,
    "by hand",
    staff_only(Role.EDITOR),
    (
        Step("first", always(screens.ask_first), _find, int, _is_first),
        Step("second", _ask_second, _find, int, _is_second),
        Step("words", _ask_words, words(WORDS_LIMIT), str, title=SENTENCE),
    ),
    summary=_preview,
    done=_introduce,
    over=_not_open,
    back=lambda given: ShowTrouble(Trouble.UNMET, 0) if "is_unmet" in given else ShowOverview(),
)
