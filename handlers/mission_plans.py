"""Planning missions: staff write them step by step, look at them as members will, announce, postpone and cancel them.

How a plan is written, `handlers/mission_details.py` has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.models.deliveries import Status
from bot.models.missions import Mission
from bot.replies import Reply, Rows
from bot.rules.missions import MissionPhase, Yardstick, next_to_ask
from bot.rules.staff import Role
from bot.rules.walltime import minute_of
from bot.screens import mission_details as detail_screens
from bot.screens import mission_plans as screens
from bot.screens.missions import title_of
from bot.services import applicants, mission_announcing, mission_plans, missions, telling
from bot.services.wordings import LanguageMissing
from handlers import cancelling
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only
from handlers.typed import moment_of, moment_tapped

feature = Feature()

POSTPONING = "mission.deadline"


async def settled(turn: Turn, mission_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the mission stands, if it is no plan any more; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.WHOSE, mission_id)
    except (mission_plans.MissionMovedOn, mission_announcing.MissionIncomplete) as stands:
        turn.close_form()
        mission = await missions.get(turn.session, mission_id)
        return with_word(turn, await shown(turn, mission), stands)


or_as_it_stands = OrAsItStands(settled, "mission_id")


async def shown(turn: Turn, mission: Mission) -> Reply:
    """A mission as staff see it: its plan, or how it stands. Raises NotAllowed: a plan is for who may write it."""
    if mission.phase is not MissionPhase.PLANNING:
        return await card(turn, mission)
    if not turn.has_role(Role.EDITOR):
        raise NotAllowed
    return screens.plan(await planned(turn, mission))


async def planned(turn: Turn, mission: Mission) -> screens.PlannedMission:
    found = await mission_announcing.aimed(turn.session, mission, turn.moment)
    ask_next = next_to_ask(mission_plans.settled(mission), has_minimum=mission.minimum is not None)
    return screens.PlannedMission(mission, found.reached, found.tally, found.named, ask_next)


Beside = Callable[[Turn, Mission], Awaitable[Rows]]
_BESIDE: list[Beside] = []


def beside_card(buttons: Beside) -> Beside:
    """These buttons of another feature stand on the card that staff see of an announced mission."""
    _BESIDE.append(buttons)
    return buttons


async def card(turn: Turn, mission: Mission) -> Reply:
    """An announced mission as staff see it."""
    more = [row for buttons in _BESIDE for row in await buttons(turn, mission)]
    figures = await missions.figures(turn.session, mission.id)
    went = await mission_announcing.invitations(turn.session, mission)
    may_act = turn.has_role(Role.EDITOR)
    return screens.staff_card(mission, figures, went, turn.moment, may_act=may_act, more=tuple(more))


@feature.tapped(screens.RepeatMissionInvitations)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def repeat_invitations(turn: Turn, tap: screens.RepeatMissionInvitations) -> Reply:
    """Send the invitation again where nobody knows whether it arrived."""
    if tap.is_sure:
        return await _send_again(turn, tap.mission_id, Status.UNCERTAIN)
    mission = await missions.get(turn.session, tap.mission_id)
    uncertain = (await mission_announcing.invitations(turn.session, mission)).uncertain_again
    return screens.sure_to_send_again(mission, uncertain) if uncertain else await shown(turn, mission)


@feature.tapped(screens.RetryMissionInvitations)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def retry_invitations(turn: Turn, tap: screens.RetryMissionInvitations) -> Reply:
    return await _send_again(turn, tap.mission_id, Status.FAILED)


async def _send_again(turn: Turn, mission_id: int, ended: Status) -> Reply:
    again = mission_announcing.send_again(turn.session, mission_id, ended, turn.id, turn.moment)
    return await card(turn, await again)


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_mission_plans(turn: Turn, tap: screens.ListMissionPlans) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    listed = await missions.for_staff(turn.session, page, turn.moment, with_drafts=may_act)
    return screens.all_missions(listed, turn.moment, may_act=may_act)


@feature.tapped(screens.OpenMissionPlan)
@staff_only(Role.VIEWER)
async def open_mission_plan(turn: Turn, tap: screens.OpenMissionPlan) -> Reply:
    return await shown(turn, await missions.get(turn.session, tap.mission_id))


@feature.tapped(screens.DiscardMission)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard_mission(turn: Turn, tap: screens.DiscardMission) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await mission_plans.get(turn.session, tap.mission_id))
    await mission_plans.discard(turn.session, tap.mission_id, turn.id, turn.moment)
    return await _list(turn)


@feature.tapped(screens.SetFilling)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def set_filling(turn: Turn, tap: screens.SetFilling) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    mission.fills_itself = tap.is_on
    return await shown(turn, mission)


@feature.tapped(screens.ShowWeights)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def show_weights(turn: Turn, tap: screens.ShowWeights) -> Reply:
    mission = await mission_plans.locked(turn.session, tap.mission_id)
    if tap.yardstick in set(Yardstick):
        mission_plans.turn_weight(mission, Yardstick(tap.yardstick))
    return screens.weights(mission)


@feature.tapped(screens.TapMissionPreview)
@staff_only(Role.VIEWER)
async def tap_mission_preview(turn: Turn, tap: screens.TapMissionPreview) -> Reply:
    return Reply(toast=screens.tapped_preview(), is_alert=True)


@feature.tapped(screens.LookAtMission)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def look_at_mission(turn: Turn, tap: screens.LookAtMission) -> Reply:
    mission = await mission_plans.get(turn.session, tap.mission_id)
    await mission_announcing.ready(turn.session, mission, turn.moment)
    return screens.last_look(await planned(turn, mission), telling.goes_out_at(turn.moment), turn.moment)


@feature.tapped(screens.AnnounceMission)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def announce_mission(turn: Turn, tap: screens.AnnounceMission) -> Reply:
    mission = await mission_announcing.announce(turn.session, tap.mission_id, turn.id, turn.moment)
    return await shown(turn, mission)


# Once it was announced


@feature.tapped(screens.ListInterested)
@staff_only(Role.VIEWER)
async def list_interested(turn: Turn, tap: screens.ListInterested) -> Reply:
    mission = await missions.once_announced(turn.session, tap.mission_id)
    listed = await missions.interested(turn.session, mission.id, tap.page)
    return screens.interested(mission, listed, await missions.have_applied(turn.session, mission.id))


@feature.tapped(screens.AskNewDeadline)
@staff_only(Role.EDITOR)
async def ask_new_deadline(turn: Turn, tap: screens.AskNewDeadline) -> Reply:
    mission = await mission_announcing.changeable(turn.session, tap.mission_id, turn.moment)
    turn.open_form(POSTPONING, mission_id=mission.id)
    told = await mission_announcing.count_concerned(turn.session, mission)
    return detail_screens.ask_new_deadline(mission, told)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await ask_new_deadline(turn, screens.AskNewDeadline(turn.answers["mission_id"]))


@feature.typed(POSTPONING, ask=_ask_again)
@staff_only(Role.EDITOR)
async def take_new_deadline(turn: Turn) -> Reply:
    mission = await missions.get(turn.session, turn.answers["mission_id"])
    wall = moment_of(turn, lambda wall: screens.SetNewDeadline(mission.id, minute_of(wall)))
    if isinstance(wall, Reply):
        return detail_screens.asked_back(mission, wall)
    return await _postpone(turn, mission.id, wall)


@feature.tapped(screens.SetNewDeadline, form=POSTPONING)
@staff_only(Role.EDITOR)
async def set_new_deadline(turn: Turn, tap: screens.SetNewDeadline) -> Reply:
    return await _postpone(turn, tap.mission_id, moment_tapped(tap.minute))


async def _postpone(turn: Turn, mission_id: int, wall: datetime) -> Reply:
    mission = await mission_announcing.postpone(turn.session, mission_id, wall, turn.id, turn.moment)
    turn.close_form()
    return await card(turn, mission)


@feature.tapped(screens.ConfirmMission)
@staff_only(Role.EDITOR)
async def confirm_mission(turn: Turn, tap: screens.ConfirmMission) -> Reply:
    if tap.is_sure:
        return await card(turn, await applicants.confirm(turn.session, tap.mission_id, turn.id, turn.moment))
    mission = await mission_announcing.changeable(turn.session, tap.mission_id, turn.moment)
    return screens.sure_to_confirm(mission, await missions.figures(turn.session, mission.id))


async def _load(turn: Turn, mission_id: int) -> Mission:
    return await mission_announcing.changeable(turn.session, mission_id, turn.moment)


async def _told(turn: Turn, mission: Mission) -> int:
    return await mission_announcing.count_concerned(turn.session, mission)


async def _cancel(turn: Turn, mission_id: int, reason: str) -> Mission:
    return await mission_announcing.cancel(turn.session, mission_id, reason, turn.id, turn.moment)


cancelling.register(
    screens.WHOSE,
    cancelling.Cancelling(_load, title_of, _told, _cancel, card, back=screens.OpenMissionPlan),
)
