"""Rounds: staff plan, follow and cancel them; members answer their invitations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.i18n import _
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.rounds import CANCELLABLE, JOIN_DAYS, JOIN_WITHIN, Start, dates, has_moved, start_at
from bot.rules.staff import Role
from bot.screens import own_rounds as own_screens
from bot.screens import rounds as screens
from bot.services import rounds
from handlers import audiences as choosing
from handlers.feature import Feature
from handlers.turn import Turn, members_only, staff_only

feature = Feature()

FORM = "round"
DEFAULTS = {"audience": {}, "start": Start.NOW, "join_days": JOIN_WITHIN.days}


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_rounds(turn: Turn, tap: screens.ListRounds) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    return screens.rounds(
        await rounds.listed(turn.session, page),
        turn.moment,
        is_monthly=await rounds.is_monthly(turn.session),
        may_act=turn.has_role(Role.EDITOR),
    )


@feature.tapped(screens.SetMonthly)
@staff_only(Role.EDITOR)
async def set_monthly(turn: Turn, tap: screens.SetMonthly) -> Reply:
    await rounds.set_monthly(turn.session, turn.id, turn.moment, is_on=tap.is_on)
    return await _list(turn)


@feature.tapped(screens.OpenRound)
@staff_only(Role.VIEWER)
async def open_round(turn: Turn, tap: screens.OpenRound) -> Reply:
    return await _shown(turn, tap.round_id)


async def _shown(turn: Turn, round_id: int) -> Reply:
    return screens.one_round(
        await rounds.get(turn.session, round_id),
        await rounds.figures(turn.session, round_id),
        await rounds.introduced(turn.session, round_id),
        await rounds.alone(turn.session, round_id),
        turn.moment,
        may_act=turn.has_role(Role.EDITOR),
    )


@feature.tapped(screens.ListIntroduced)
@staff_only(Role.VIEWER)
async def list_introduced(turn: Turn, tap: screens.ListIntroduced) -> Reply:
    about = await rounds.get(turn.session, tap.round_id)
    return screens.introduced(about, await rounds.introduced(turn.session, about.id, tap.page))


@feature.tapped(screens.ListAlone)
@staff_only(Role.VIEWER)
async def list_alone(turn: Turn, tap: screens.ListAlone) -> Reply:
    about = await rounds.get(turn.session, tap.round_id)
    return screens.alone(about, await rounds.alone(turn.session, about.id, tap.page))


@feature.tapped(screens.GetPairs)
@staff_only(Role.VIEWER)
async def get_pairs(turn: Turn, tap: screens.GetPairs) -> Reply:
    about = await rounds.get(turn.session, tap.round_id)
    document = await rounds.workbook(turn.session, about, turn.id, turn.moment)
    return screens.pairs_file(about, document, turn.moment.zone)


@feature.tapped(screens.PlanRound, form=FORM)
@staff_only(Role.EDITOR)
async def plan_round(turn: Turn, tap: screens.PlanRound) -> Reply:
    if await rounds.open_one(turn.session) is not None:
        raise rounds.OneIsOpen
    return await _keep(turn)


@feature.tapped(screens.PickStart, form=FORM)
@staff_only(Role.EDITOR)
async def pick_start(turn: Turn, tap: screens.PickStart) -> Reply:
    return await _keep(turn, start=tap.start)


@feature.tapped(screens.PickDays, form=FORM)
@staff_only(Role.EDITOR)
async def pick_days(turn: Turn, tap: screens.PickDays) -> Reply:
    return await _keep(turn, **({"join_days": tap.days} if tap.days in JOIN_DAYS else {}))


def _audience(turn: Turn) -> Audience:
    return Audience.of(turn.answers.get("audience", {}))


async def _load(turn: Turn, _about: int) -> Audience:
    return _audience(turn)


async def _save(turn: Turn, _about: int, audience: Audience) -> None:
    _remember(turn, audience=audience.stored())


async def _count(turn: Turn, _about: int, audience: Audience) -> str:
    return screens.counted(await rounds.reach(turn.session, audience))


choosing.register(
    screens.WHOSE, choosing.Choosing(_load, _save, lambda _about: screens.PlanRound(), _count, form=FORM)
)


async def _keep(turn: Turn, **chosen: Any) -> Reply:
    """Remember what was chosen, and show the plan."""
    _remember(turn, **chosen)
    return await _plan(turn)


def _remember(turn: Turn, **chosen: Any) -> None:
    turn.open_form(FORM, **{**DEFAULTS, **turn.answers, **chosen})


@staff_only(Role.EDITOR)
async def _plan(turn: Turn) -> Reply:
    return screens.plan(await _planned(turn), turn.moment.zone)


@feature.typed(FORM, ask=_plan, loses=lambda plan: plan != DEFAULTS)
@staff_only(Role.EDITOR)
async def choose_by_button(turn: Turn) -> Reply:
    """Nothing of a plan is typed: it is shown again."""
    return await _plan(turn)


async def _planned(turn: Turn) -> screens.Plan:
    audience, start = _audience(turn), Start(turn.answers["start"])
    join_days = turn.answers["join_days"]
    when = dates(start_at(start, turn.moment.now, turn.moment.zone), join_days, turn.moment.zone)
    return screens.Plan(audience, start, join_days, when, await rounds.reach(turn.session, audience))


@feature.tapped(screens.ConfirmRound, form=FORM)
@staff_only(Role.EDITOR)
async def confirm_round(turn: Turn, tap: screens.ConfirmRound) -> Reply:
    """All of it once more; a plan that was left meanwhile begins anew."""
    if not turn.answers:
        return await _keep(turn)
    return screens.confirm(await _planned(turn), turn.moment.zone)


@feature.tapped(screens.StartRound, form=FORM)
@staff_only(Role.EDITOR)
async def start_round(turn: Turn, tap: screens.StartRound) -> Reply:
    """Start it; when its dates are not those that were shown any more, they are shown first."""
    if await rounds.open_one(turn.session) is not None:
        raise rounds.OneIsOpen
    if not turn.answers:
        return await _keep(turn)
    planned = await _planned(turn)
    if has_moved(planned.when.starts_at, shown_minute=tap.minute):
        return screens.confirm(planned, turn.moment.zone)
    started = await rounds.start(
        turn.session, planned.audience, planned.when.starts_at, planned.join_days, turn.id, turn.moment
    )
    turn.close_form()
    return await _shown(turn, started.id)


@feature.tapped(screens.CancelRound)
@staff_only(Role.EDITOR)
async def cancel_round(turn: Turn, tap: screens.CancelRound) -> Reply:
    about = await rounds.get(turn.session, tap.round_id)
    if not tap.is_sure and about.phase in CANCELLABLE:
        return screens.sure_to_cancel(about, (await rounds.figures(turn.session, about.id)).joined)
    try:
        await rounds.cancel(turn.session, tap.round_id, turn.id, turn.moment)
    except rounds.TooLate as late:
        return replace(await _shown(turn, tap.round_id), toast=_(late.wording), is_alert=True)
    return await _shown(turn, tap.round_id)


@feature.tapped(own_screens.ShowMyRound)
@members_only
async def show_my_round(turn: Turn, tap: own_screens.ShowMyRound) -> Reply:
    about, member = await rounds.of_member(turn.session, turn.person, tap.round_id)
    return own_screens.own(about, member, turn.person, turn.moment)


@feature.tapped(own_screens.AnswerRound)
@members_only
async def answer_round(turn: Turn, tap: own_screens.AnswerRound) -> Reply:
    """Take part, or not; too late, how it stands."""
    about, member = await rounds.answer(turn.session, turn.person, tap.round_id, tap.say, turn.moment)
    return own_screens.standing(about, member, turn.person, turn.moment, tap.say)
