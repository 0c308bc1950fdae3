"""What the cluster paid for a mission: typed, one cost a message, and taken out again."""

from __future__ import annotations

from bot.models.missions import Mission
from bot.replies import Reply, Tap
from bot.rules.mission_reports import LABEL_LIMIT
from bot.rules.money import MONEY_LIMIT, Money, labelled
from bot.rules.staff import Role
from bot.rules.words import shortened
from bot.screens import mission_costs as screens
from bot.screens.mission_reports import ListCosts
from bot.services import mission_costs, mission_reports, missions
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import money_in, words_of

feature = Feature()

FORM = "mission costs"
"""It remembers what the last amount was for, as long as it is asked which one was meant."""


@feature.tapped(ListCosts, form=FORM)
@staff_only(Role.VIEWER)
async def list_costs(turn: Turn, tap: ListCosts) -> Reply:
    return await _costs(turn, await missions.once_announced(turn.session, tap.mission_id))


async def _costs(turn: Turn, mission: Mission, note: str = "") -> Reply:
    """What was paid; from who may write it down, whatever is typed next is one more."""
    may_act = turn.has_role(Role.EDITOR)
    if may_act:
        turn.open_form(FORM, mission_id=mission.id)
    paid = await mission_costs.listed(turn.session, mission)
    counted = await mission_reports.report(turn.session, mission)
    return screens.costs(mission, paid, counted, note, may_act=may_act)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _costs(turn, await missions.once_announced(turn.session, turn.answers["mission_id"]))


@feature.typed(FORM, ask=_ask)
@staff_only(Role.EDITOR)
async def take_cost(turn: Turn) -> Reply:
    mission = await missions.once_announced(turn.session, turn.answers["mission_id"])
    label, amount = labelled(words_of(turn, LABEL_LIMIT + MONEY_LIMIT))
    label = shortened(label, LABEL_LIMIT)

    def tap_for(money: Money) -> Tap:
        return screens.AddCost(mission.id, money.plain)

    typed = money_in(amount, tap_for)
    if isinstance(typed, Reply):
        turn.open_form(FORM, mission_id=mission.id, asked_of=label or screens.unnamed())
        return screens.which_meant(typed, mission)
    return await _added(turn, mission.id, label or screens.unnamed(), typed)


@feature.tapped(screens.AddCost, form=FORM)
@staff_only(Role.EDITOR)
async def add_cost(turn: Turn, tap: screens.AddCost) -> Reply:
    """One of the readings, while the question is open: a second tap adds nothing."""
    mission = await missions.once_announced(turn.session, tap.mission_id)
    try:
        money = Money.of(tap.amount)
    except ValueError:
        return await _costs(turn, mission)
    if "asked_of" not in turn.answers or turn.answers["mission_id"] != mission.id:
        return await _costs(turn, mission)
    return await _added(turn, mission.id, turn.answers["asked_of"], money)


async def _added(turn: Turn, mission_id: int, label: str, money: Money) -> Reply:
    mission = await mission_costs.add(turn.session, mission_id, label, money, turn.id, turn.moment)
    return await _costs(turn, mission, screens.added(label, money))


@feature.tapped(screens.RemoveCost, form=FORM)
@staff_only(Role.EDITOR)
async def remove_cost(turn: Turn, tap: screens.RemoveCost) -> Reply:
    if not tap.is_sure:
        cost, _mission_of = await mission_costs.get_one(turn.session, tap.cost_id)
        return screens.sure_to_remove(cost)
    return await _costs(turn, await mission_costs.remove(turn.session, tap.cost_id, turn.id, turn.moment))
