"""Openings, for members: what is open for their company, what they say to it, partners, results, proposals."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.introductions import Origin, Why
from bot.rules.money import Money
from bot.rules.openings import NEED_LIMIT, OpeningKind, Result
from bot.screens import openings as screens
from bot.screens.forms import corrected, too_late
from bot.screens.money import EXAMPLES
from bot.screens.navigation import way_out
from bot.services import conditions, opening_results, openings
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.introductions import ASKING
from handlers.turn import Turn, members_only
from handlers.typed import NotMoney, money_of, words_of

feature = Feature()

WON = "openings.won"


@feature.entrance(screens.ENTRANCE)
@members_only
async def list_openings(turn: Turn, tap: screens.ListOpenings) -> Reply:
    return await _list(turn, tap.page)


@feature.tapped(screens.ListOpeningsBelow)
@members_only
async def list_below(turn: Turn, tap: screens.ListOpeningsBelow) -> Reply:
    turn.leave_message()
    return replace(await _list(turn), is_new=True)


async def _list(turn: Turn, page: int = 0, note: str = "") -> Reply:
    listed = await openings.open_to(turn.session, turn.person, page, turn.moment)
    ours = await openings.taken_up(turn.session, turn.person, 0)
    return screens.openings(
        listed, ours.total, gets_list=turn.person.gets_openings, moment=turn.moment, note=note
    )


@feature.tapped(screens.ListTakenUp)
@members_only
async def list_taken_up(turn: Turn, tap: screens.ListTakenUp) -> Reply:
    return await _ours(turn, tap.page)


async def _ours(turn: Turn, page: int = 0, note: str = "") -> Reply:
    listed = await openings.taken_up(turn.session, turn.person, page)
    return screens.taken_up(listed, await openings.proposed_by(turn.session, turn.person), note)


@feature.tapped(screens.SetList)
@members_only
async def set_list(turn: Turn, tap: screens.SetList) -> Reply:
    turn.person.gets_openings = tap.is_on
    return await _list(turn)


@feature.tapped(screens.OpenOpening)
@members_only
async def open_opening(turn: Turn, tap: screens.OpenOpening) -> Reply:
    return await _shown(turn, tap.opening_id)


@feature.tapped(screens.OpenOpeningBelow)
@members_only
async def open_below(turn: Turn, tap: screens.OpenOpeningBelow) -> Reply:
    turn.leave_message()
    return replace(await _shown(turn, tap.opening_id), is_new=True)


async def _shown(turn: Turn, opening_id: int, note: str = "") -> Reply:
    opening = await openings.posted(turn.session, opening_id)
    company_id = turn.person.company_id
    found = await conditions.fit_of(turn.session, opening.asks, company_id, turn.moment)
    prospect = await openings.prospect_of(turn.session, opening.id, company_id)
    is_own = opening.company_id == company_id
    return screens.opening(opening, found, prospect, turn.moment, is_own=is_own, note=note)


@feature.tapped(screens.AnswerOpening)
@members_only
async def answer_opening(turn: Turn, tap: screens.AnswerOpening) -> Reply:
    try:
        await openings.answer(turn.session, turn.person, tap.opening_id, tap.interest, turn.moment)
    except openings.OpeningClosed:
        return await _shown(turn, tap.opening_id)
    return await _shown(turn, tap.opening_id, screens.answered(tap.interest))


# With whom


@feature.tapped(screens.FindPartner)
@members_only
async def find_partner(turn: Turn, tap: screens.FindPartner) -> Reply:
    opening = await openings.posted(turn.session, tap.opening_id)
    found = await openings.partners(turn.session, turn.person, opening, tap.page, turn.moment)
    return screens.partners(opening, found)


@feature.tapped(screens.AskPartner)
@members_only
async def ask_partner(turn: Turn, tap: screens.AskPartner) -> Reply:
    """The introduction's own dialogue, with the reason known; the bot finds the right person."""
    opening = await openings.posted(turn.session, tap.opening_id)
    return await ASKING.begin(
        turn,
        company_id=tap.company_id,
        person_id=0,
        origin=Origin.CARD,
        why=Why.OPENING,
        opening_id=opening.id,
    )


# What came of it


@feature.tapped(screens.SayResult)
@members_only
async def say_result(turn: Turn, tap: screens.SayResult) -> Reply:
    """What came of it; of what was won, also how much."""
    await opening_results.report(turn.session, turn.person, tap.opening_id, tap.result, turn.moment)
    if tap.result is Result.WON:
        turn.open_form(WON, opening_id=tap.opening_id)
        return await _ask_won(turn)
    return await _shown(turn, tap.opening_id, screens.saved())


@members_only
async def _ask_won(turn: Turn) -> Reply:
    return screens.how_much(await openings.posted(turn.session, turn.answers["opening_id"]))


@feature.typed(WON, ask=_ask_won, takes_again=True)
@members_only
async def take_won(turn: Turn) -> Reply:
    opening_id = turn.answers["opening_id"]
    money = money_of(turn, lambda one: screens.WonThat(opening_id, one.plain))
    if isinstance(money, Reply):
        return replace(money, buttons=(*money.buttons, way_out(screens.OpenOpening(opening_id))))
    return await _won(turn, opening_id, money)


@feature.tapped(screens.WonThat, form=WON)
@members_only
async def won_that(turn: Turn, tap: screens.WonThat) -> Reply:
    try:
        money = Money.of(tap.plain)
    except ValueError:
        raise NotMoney(example=EXAMPLES) from None
    return await _won(turn, tap.opening_id, money)


@feature.tapped(screens.SkipWon, form=WON)
@members_only
async def skip_won(turn: Turn, tap: screens.SkipWon) -> Reply:
    turn.close_form()
    return await _shown(turn, tap.opening_id, screens.saved())


async def _won(turn: Turn, opening_id: int, money: Money) -> Reply:
    await opening_results.put_won(turn.session, turn.person, opening_id, money, turn.moment)
    turn.close_form()
    return await _shown(turn, opening_id, screens.saved())


# Proposing one


@feature.tapped(screens.Propose)
@members_only
async def propose(turn: Turn, tap: screens.Propose) -> Reply:
    return await PROPOSING.begin(turn)


async def _take_need(turn: Turn, given: Given) -> str:
    return words_of(turn, NEED_LIMIT, lines=True)


async def _look_once(turn: Turn, given: Given) -> Reply:
    return screens.look_once(OpeningKind(given["kind"]), given["need"])


async def _send(turn: Turn, given: Given) -> Reply:
    await openings.propose(turn.session, turn.person, OpeningKind(given["kind"]), given["need"], turn.moment)
    return screens.proposed()


async def _corrected(turn: Turn, told: Given) -> Reply:
    """The words of a proposal were edited after it was sent: staff read them as they stand now, if they still wait."""
    if await openings.correct(turn.session, turn.person, told["need"]):
        return corrected(screens.proposed())
    return too_late()


@members_only
async def _sent_or_left(turn: Turn) -> Reply:
    return await _ours(turn, note=screens.sent_or_left())


PROPOSING = Flow(
    feature,
    "proposing",
    members_only,
    (
        Step("kind", always(screens.what_kind), choices=OpeningKind),
        Step("need", always(screens.what_need), _take_need),
    ),
    summary=_look_once,
    done=_send,
    over=_sent_or_left,
    corrected=_corrected,
    back=lambda given: screens.ListOpenings(),
)
