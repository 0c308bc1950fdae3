"""The dialogue in which a mission is planned: texts, place, days, deadline, cost, places, conditions, audience.

Each answer is in the mission's row at once. After one, what is not settled yet is asked next; the way back from every
question leads to the plan, from which any editor can go on.
"""

from __future__ import annotations

from datetime import date, datetime

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.missions import Mission
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.fit import Conditions
from bot.rules.missions import CITY_LIMIT, FAIR_LIMIT, MOST_PLACES, MissionDetail, destination
from bot.rules.money import Money
from bot.rules.planning import count_of
from bot.rules.staff import Role
from bot.rules.walltime import minute_of
from bot.screens import mission_details as screens
from bot.screens import mission_plans as plan_screens
from bot.screens import wordings
from bot.services import mission_announcing, mission_plans, missions
from handlers import audiences as choosing
from handlers import conditions as asking
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.mission_plans import or_as_it_stands, planned, settled, shown
from handlers.turn import Turn, staff_only
from handlers.typed import (
    OnlyButtons,
    day_of,
    day_tapped,
    moment_of,
    moment_tapped,
    money_of,
    name_of,
    words_of,
)

feature = Feature()

FORM = "mission.detail"
TYPED_NUMBER = 40


class NotADestination(Refusal):
    wording = N_("I do not know a country in this. Type the city and the country, such as {example}.")


class NotCompanies(Refusal):
    wording = N_("Please type one number of companies, such as {example}, or choose one.")


@feature.tapped(plan_screens.NewMission)
@staff_only(Role.EDITOR)
async def new_mission(turn: Turn, tap: plan_screens.NewMission) -> Reply:
    return await _go_on(turn, await mission_plans.start(turn.session, turn.id, turn.moment))


@feature.tapped(plan_screens.CopyMission)
@staff_only(Role.EDITOR)
async def copy_mission(turn: Turn, tap: plan_screens.CopyMission) -> Reply:
    mission = await mission_plans.copy(turn.session, tap.mission_id, turn.id, turn.moment)
    return await _go_on(turn, mission)


@feature.tapped(plan_screens.GoOnPlanning)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def go_on_planning(turn: Turn, tap: plan_screens.GoOnPlanning) -> Reply:
    return await _go_on(turn, await mission_plans.get(turn.session, tap.mission_id))


async def _go_on(turn: Turn, mission: Mission) -> Reply:
    """Ask about what is not settled yet; without anything, the plan."""
    turn.close_form()
    stands = await planned(turn, mission)
    if stands.next is None:
        return plan_screens.plan(stands)
    return await _ask(turn, mission, stands.next)


async def _ask(turn: Turn, mission: Mission, detail: MissionDetail) -> Reply:
    if detail is MissionDetail.TEXTS:
        return await writing.write_text(turn, wordings.WriteText(plan_screens.WHOSE, mission.id, turn.locale))
    needs_days = (MissionDetail.ENDS, MissionDetail.DEADLINE, MissionDetail.DECIDES)
    if detail in needs_days and mission.starts_on is None:
        detail = MissionDetail.STARTS
    turn.open_form(FORM, mission_id=mission.id, detail=detail)
    return screens.ask(await planned(turn, mission), detail, turn.moment)


@feature.tapped(plan_screens.AskMissionDetail, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_mission_detail(turn: Turn, tap: plan_screens.AskMissionDetail) -> Reply:
    return await _ask(turn, await mission_plans.get(turn.session, tap.mission_id), tap.detail)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    detail = MissionDetail(turn.answers["detail"])
    return await ask_mission_detail(turn, plan_screens.AskMissionDetail(turn.answers["mission_id"], detail))


@feature.tapped(screens.LeaveOutDetail, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def leave_out_detail(turn: Turn, tap: screens.LeaveOutDetail) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    mission_plans.leave_out(mission, tap.detail)
    return await _go_on(turn, mission)


@feature.tapped(screens.ToggleCovered, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def toggle_covered(turn: Turn, tap: screens.ToggleCovered) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    mission_plans.toggle_covered(mission, tap.covered)
    return await _ask(turn, mission, MissionDetail.COVERED)


@feature.tapped(screens.PickMissionDay, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_mission_day(turn: Turn, tap: screens.PickMissionDay) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    return await _dated(turn, mission, tap.detail, day_tapped(tap.day))


async def _dated(turn: Turn, mission: Mission, detail: MissionDetail, day: date) -> Reply:
    match detail:
        case MissionDetail.STARTS:
            mission_plans.set_start(mission, day, turn.moment)
        case MissionDetail.ENDS:
            mission_plans.set_end(mission, day)
        case _:
            mission_plans.set_decision_day(mission, day)
    return await _go_on(turn, mission)


@feature.tapped(screens.PickDeadline, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_deadline(turn: Turn, tap: screens.PickDeadline) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    return await _timed(turn, mission, moment_tapped(tap.minute))


async def _timed(turn: Turn, mission: Mission, wall: datetime) -> Reply:
    mission_plans.set_deadline(mission, wall, turn.moment)
    return await _go_on(turn, mission)


@feature.tapped(screens.PickMissionNumber, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_mission_number(turn: Turn, tap: screens.PickMissionNumber) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    return await _numbered(turn, mission, tap.detail, count_of(str(tap.n)))


async def _numbered(turn: Turn, mission: Mission, detail: MissionDetail, n: int | None) -> Reply:
    if n is None or n > MOST_PLACES:
        raise NotCompanies(example="10")
    if detail is MissionDetail.PLACES:
        mission_plans.set_places(mission, n)
    else:
        mission_plans.set_minimum(mission, n)
    return await _go_on(turn, mission)


@feature.tapped(screens.PickCost, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_cost(turn: Turn, tap: screens.PickCost) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    try:
        cost = Money.of(tap.plain)
    except ValueError:
        return await _ask(turn, mission, MissionDetail.COST)
    mission_plans.set_cost(mission, cost)
    return await _go_on(turn, mission)


@feature.typed(FORM, ask=_ask_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_detail(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["mission_id"], _take_detail(turn))


async def _take_detail(turn: Turn) -> Reply:
    mission = await mission_plans.locked(turn.session, turn.answers["mission_id"])
    match MissionDetail(turn.answers["detail"]):
        case MissionDetail.DESTINATION:
            return await _take_destination(turn, mission)
        case MissionDetail.FAIR:
            mission_plans.set_fair(mission, name_of(turn, FAIR_LIMIT))
            return await _go_on(turn, mission)
        case MissionDetail.STARTS | MissionDetail.ENDS | MissionDetail.DECIDES as detail:
            day = day_of(turn, lambda day: screens.PickMissionDay(mission.id, detail, day.toordinal()))
            if isinstance(day, Reply):
                return screens.asked_back(mission, day)
            return await _dated(turn, mission, detail, day)
        case MissionDetail.DEADLINE:
            wall = moment_of(turn, lambda wall: screens.PickDeadline(mission.id, minute_of(wall)))
            if isinstance(wall, Reply):
                return screens.asked_back(mission, wall)
            return await _timed(turn, mission, wall)
        case MissionDetail.COST:
            return await _take_cost(turn, mission)
        case MissionDetail.PLACES | MissionDetail.MINIMUM as detail:
            return await _numbered(turn, mission, detail, count_of(words_of(turn, TYPED_NUMBER)))
        case _:
            raise OnlyButtons


async def _take_destination(turn: Turn, mission: Mission) -> Reply:
    where = destination(words_of(turn, 2 * CITY_LIMIT))
    if where is None:
        raise NotADestination(example=screens.PLACE_EXAMPLE)
    mission_plans.set_destination(mission, where)
    return await _go_on(turn, mission)


async def _take_cost(turn: Turn, mission: Mission) -> Reply:
    cost = money_of(turn, lambda amount: screens.PickCost(mission.id, amount.plain))
    if isinstance(cost, Reply):
        return screens.asked_back(mission, cost)
    mission_plans.set_cost(mission, cost)
    return await _go_on(turn, mission)


# Texts, audience and conditions


async def _audience(turn: Turn, mission_id: int) -> Audience:
    return Audience.of((await mission_plans.get(turn.session, mission_id)).audience)


async def _set_audience(turn: Turn, mission_id: int, audience: Audience) -> None:
    await mission_plans.set_audience(turn.session, mission_id, audience)


choosing.register(
    plan_screens.WHOSE,
    choosing.Choosing(
        _audience,
        _set_audience,
        back=lambda mission_id: plan_screens.AskMissionDetail(mission_id, MissionDetail.AUDIENCE),
        settled=settled,
    ),
)


async def _conditions(turn: Turn, mission_id: int) -> Conditions:
    return Conditions.of((await mission_plans.get(turn.session, mission_id)).conditions)


async def _set_conditions(turn: Turn, mission_id: int, conditions: Conditions) -> None:
    await mission_plans.set_conditions(turn.session, mission_id, conditions)


asking.register(
    plan_screens.WHOSE,
    asking.Asking(
        _conditions,
        _set_conditions,
        back=lambda mission_id: plan_screens.AskMissionDetail(mission_id, MissionDetail.CONDITIONS),
        settled=settled,
    ),
)


async def _preview(turn: Turn, mission: Mission, language: str) -> Reply:
    return plan_screens.preview(mission)


async def _then(turn: Turn, mission: Mission) -> Reply:
    """A text was written: what readers of the other languages get is asked, and then what else is not settled."""
    if mission.wordings.missing(await mission_announcing.readers(turn.session, mission)):
        return await writing.what_is_missing(turn, plan_screens.WHOSE, mission.id)
    return await _go_on(turn, mission)


writing.register(
    plan_screens.WHOSE,
    writing.Writing(
        draft=mission_plans.locked,
        get=missions.get,
        text_of=mission_plans.text_of,
        reach=mission_announcing.readers,
        ask=screens.ask_text,
        preview=_preview,
        shown=shown,
        back=plan_screens.OpenMissionPlan,
        settled=settled,
        then=_then,
    ),
)
