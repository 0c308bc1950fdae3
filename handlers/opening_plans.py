"""Openings, for staff: written, posted, changed, cancelled; what companies propose; what came of them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.i18n import date_time
from bot.models.openings import Opening
from bot.replies import Button, Reply, rows
from bot.rules.fit import Conditions
from bot.rules.money import Money
from bot.rules.openings import LINK_LIMIT, WORD_LIMIT, OpeningPhase
from bot.rules.staff import Role
from bot.rules.walltime import minute_of
from bot.screens import opening_plans as screens
from bot.screens import opening_results as result_screens
from bot.screens import openings as member_screens
from bot.screens import wordings
from bot.screens.money import EXAMPLES
from bot.screens.navigation import way_out
from bot.services import opening_plans, openings
from bot.services.opening_plans import OpeningMovedOn
from bot.services.wordings import LanguageMissing
from handlers import cancelling, conditions
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only
from handlers.typed import NotMoney, deadline_of, moment_tapped, money_of, words_of

feature = Feature()

DETAIL = "openings.detail"
WORD = "openings.word"


async def settled(turn: Turn, opening_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the opening stands, if it moved on; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.WHOSE, opening_id)
    except OpeningMovedOn as stands:
        turn.close_form()
        return with_word(turn, await shown(turn, await openings.get(turn.session, opening_id)), stands)


or_as_it_stands = OrAsItStands(settled, "opening_id")


async def shown(turn: Turn, opening: Opening) -> Reply:
    """One as staff see it. Raises NotAllowed for what is not posted and somebody who may not act."""
    may_act = turn.has_role(Role.EDITOR)
    if not may_act and opening.phase in (OpeningPhase.WRITING, OpeningPhase.PROPOSED):
        raise NotAllowed
    results = rows(Button(result_screens.button(), result_screens.ListProspects(opening.id)))
    match opening.phase:
        case OpeningPhase.PROPOSED:
            return screens.proposal(opening, await opening_plans.proposer_name(turn.session, opening))
        case OpeningPhase.WRITING | OpeningPhase.POSTED if may_act:
            whom = await opening_plans.addressed(turn.session, opening, turn.moment)
            reached = await opening_plans.reach(turn.session, opening)
            return screens.composing(opening, reached, len(whom.eligible), len(whom.nearly), results)
        case OpeningPhase.POSTED:
            return screens.over(opening, results)
        case _:
            return screens.over(opening, results if opening.posted_at else ())


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_plans(turn: Turn, tap: screens.ListOpeningPlans) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    listed = await opening_plans.listed(turn.session, page, with_drafts=may_act)
    return screens.all_openings(listed, may_act=may_act, results=result_screens.ShowTotals())


@feature.tapped(screens.ChooseOpeningKind)
@staff_only(Role.EDITOR)
async def choose_kind(turn: Turn, tap: screens.ChooseOpeningKind) -> Reply:
    return screens.choose_kind(tap.opening_id)


@feature.tapped(screens.NewOpening)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def new_opening(turn: Turn, tap: screens.NewOpening) -> Reply:
    """Begin one, and ask for its words at once; or give the open one another kind."""
    if tap.opening_id:
        return await shown(turn, await opening_plans.set_kind(turn.session, tap.opening_id, tap.kind))
    opening = await opening_plans.start(turn.session, turn.id, tap.kind, turn.moment)
    return await writing.write_text(turn, wordings.WriteText(screens.WHOSE, opening.id, turn.locale))


@feature.tapped(screens.OpenOpeningPlan)
@staff_only(Role.VIEWER)
async def open_plan(turn: Turn, tap: screens.OpenOpeningPlan) -> Reply:
    return await shown(turn, await openings.get(turn.session, tap.opening_id))


@feature.tapped(screens.OpenOpeningPlanBelow)
@staff_only(Role.EDITOR)
async def open_plan_below(turn: Turn, tap: screens.OpenOpeningPlanBelow) -> Reply:
    turn.leave_message()
    return replace(await shown(turn, await openings.get(turn.session, tap.opening_id)), is_new=True)


# What it says and asks


async def _preview(turn: Turn, opening: Opening, language: str) -> Reply:
    return Reply(member_screens.body(opening))


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=opening_plans.draft,
        get=openings.get,
        text_of=opening_plans.text_of,
        reach=opening_plans.reach,
        ask=screens.ask_text,
        preview=_preview,
        shown=shown,
        back=screens.OpenOpeningPlan,
        settled=settled,
    ),
)


async def _conditions(turn: Turn, opening_id: int) -> Conditions:
    return (await opening_plans.draft(turn.session, opening_id)).asks


async def _set_conditions(turn: Turn, opening_id: int, chosen: Conditions) -> None:
    await opening_plans.set_conditions(turn.session, opening_id, chosen)


conditions.register(
    screens.WHOSE,
    conditions.Asking(_conditions, _set_conditions, screens.OpenOpeningPlan, settled),
)


@feature.tapped(screens.AskDetail, form=DETAIL)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_detail(turn: Turn, tap: screens.AskDetail) -> Reply:
    opening = await opening_plans.draft(turn.session, tap.opening_id)
    turn.open_form(DETAIL, opening_id=opening.id, detail=tap.detail)
    return screens.ask_detail(opening, tap.detail)


def _asked(turn: Turn) -> screens.AskDetail:
    return screens.AskDetail(turn.answers["opening_id"], screens.Detail(turn.answers["detail"]))


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await ask_detail(turn, _asked(turn))


@feature.typed(DETAIL, ask=_ask_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_detail(turn: Turn) -> Reply:
    tap = _asked(turn)
    return await settled(turn, tap.opening_id, _take_detail(turn, tap.opening_id, tap.detail))


async def _take_detail(turn: Turn, opening_id: int, detail: screens.Detail) -> Reply:
    match detail:
        case screens.Detail.DEADLINE:
            wall = deadline_of(turn, lambda at: screens.DeadlineAt(opening_id, minute_of(at)))
            if isinstance(wall, Reply):
                return replace(wall, buttons=(*wall.buttons, way_out(screens.OpenOpeningPlan(opening_id))))
            return await _deadline_set(turn, opening_id, wall)
        case screens.Detail.WORTH:
            worth = money_of(turn, partial(screens.worth_that, opening_id))
            if isinstance(worth, Reply):
                return replace(worth, buttons=(*worth.buttons, way_out(screens.OpenOpeningPlan(opening_id))))
            return await _done(turn, await opening_plans.set_worth(turn.session, opening_id, worth))
        case screens.Detail.LINK:
            typed = words_of(turn, LINK_LIMIT)
            return await _done(turn, await opening_plans.set_link(turn.session, opening_id, typed))


async def _done(turn: Turn, opening: Opening) -> Reply:
    turn.close_form()
    return await shown(turn, opening)


async def _deadline_set(turn: Turn, opening_id: int, wall: datetime | None) -> Reply:
    return await _done(turn, await opening_plans.set_deadline(turn.session, opening_id, wall, turn.moment))


@feature.tapped(screens.DeadlineAt, form=DETAIL)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def deadline_at(turn: Turn, tap: screens.DeadlineAt) -> Reply:
    return await _deadline_set(turn, tap.opening_id, moment_tapped(tap.minute))


@feature.tapped(screens.WorthThat, form=DETAIL)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def worth_that(turn: Turn, tap: screens.WorthThat) -> Reply:
    worth = _money(tap.plain)
    return await _done(turn, await opening_plans.set_worth(turn.session, tap.opening_id, worth))


def _money(plain: str) -> Money:
    try:
        return Money.of(plain)
    except ValueError:
        raise NotMoney(example=EXAMPLES) from None


@feature.tapped(screens.LeaveOut, form=DETAIL)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def leave_out(turn: Turn, tap: screens.LeaveOut) -> Reply:
    match tap.detail:
        case screens.Detail.DEADLINE:
            return await _deadline_set(turn, tap.opening_id, None)
        case screens.Detail.WORTH:
            return await _done(turn, await opening_plans.set_worth(turn.session, tap.opening_id, None))
        case screens.Detail.LINK:
            return await _done(turn, await opening_plans.set_link(turn.session, tap.opening_id, ""))


# Posted, discarded, cancelled


@feature.tapped(screens.ConfirmOpening)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def confirm_opening(turn: Turn, tap: screens.ConfirmOpening) -> Reply:
    opening = await opening_plans.draft(turn.session, tap.opening_id)
    whom = await opening_plans.ready(turn.session, opening, turn.moment)
    at = date_time(whom.at, turn.moment.zone)
    fits, nearly = len(whom.eligible), len(whom.nearly)
    return screens.confirm(opening, fits, nearly, at=at, is_at_once=whom.is_at_once)


@feature.tapped(screens.PostOpening)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def post_opening(turn: Turn, tap: screens.PostOpening) -> Reply:
    return await shown(turn, await opening_plans.post(turn.session, tap.opening_id, turn.id, turn.moment))


@feature.tapped(screens.DiscardOpening)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard_opening(turn: Turn, tap: screens.DiscardOpening) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await opening_plans.draft(turn.session, tap.opening_id))
    await opening_plans.discard(turn.session, tap.opening_id, turn.id, turn.moment)
    return await _list(turn)


async def _to_cancel(turn: Turn, opening_id: int) -> Opening:
    return await opening_plans.to_cancel(turn.session, opening_id)


async def _told(turn: Turn, opening: Opening) -> int:
    return await opening_plans.told_of_cancelling(turn.session, opening.id)


async def _cancel(turn: Turn, opening_id: int, reason: str) -> Opening:
    return await opening_plans.cancel_posted(turn.session, opening_id, turn.id, reason, turn.moment)


cancelling.register(
    screens.WHOSE,
    cancelling.Cancelling(
        _to_cancel, member_screens.title_of, _told, _cancel, shown, screens.OpenOpeningPlan
    ),
)


# What companies propose


@feature.tapped(screens.TakeUpProposal)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def take_up_proposal(turn: Turn, tap: screens.TakeUpProposal) -> Reply:
    """Staff write it in their own words, what the company wrote before their eyes."""
    opening = await opening_plans.take_up(turn.session, tap.opening_id, turn.id)
    return await writing.write_text(turn, wordings.WriteText(screens.WHOSE, opening.id, turn.locale))


@feature.tapped(screens.DeclineProposal, form=WORD)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def decline_proposal(turn: Turn, tap: screens.DeclineProposal) -> Reply:
    if tap.is_wordless:
        return await _declined(turn, tap.opening_id, "")
    turn.open_form(WORD, opening_id=tap.opening_id)
    return screens.ask_word(await openings.get(turn.session, tap.opening_id))


@staff_only(Role.EDITOR)
async def _ask_word(turn: Turn) -> Reply:
    return screens.ask_word(await openings.get(turn.session, turn.answers["opening_id"]))


@feature.typed(WORD, ask=_ask_word)
@staff_only(Role.EDITOR)
async def take_word(turn: Turn) -> Reply:
    opening_id = turn.answers["opening_id"]
    return await settled(turn, opening_id, _declined(turn, opening_id, words_of(turn, WORD_LIMIT)))


async def _declined(turn: Turn, opening_id: int, words: str) -> Reply:
    return await _done(
        turn, await opening_plans.decline(turn.session, opening_id, turn.id, words, turn.moment)
    )
