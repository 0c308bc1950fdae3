"""What the cluster paid for a mission: written down by staff, for what a lead and an order cost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.mission_costs import MissionCost
from bot.models.missions import Mission
from bot.moment import Moment
from bot.rules.money import Money
from bot.rules.staff import Deed
from bot.services import missions, rows, staff
from bot.services.money import check_amount

MOST_COSTS = 30


class NoSuchCost(Refusal):
    wording = N_("This cost does not exist any more.")


class TooManyCosts(Refusal):
    wording = N_("There are {limit} costs already, which is the most. Remove one first.")


async def listed(session: AsyncSession, mission: Mission) -> Sequence[MissionCost]:
    """What was paid for a mission, in the order in which it was written down."""
    found = await session.scalars(
        select(MissionCost).where(MissionCost.mission_id == mission.id).order_by(MissionCost.id)
    )
    return found.all()


async def add(
    session: AsyncSession, mission_id: int, label: str, paid: Money, actor_id: int, moment: Moment
) -> Mission:
    """Write down what was paid for a mission. Raises NoSuchMission, TooManyCosts, TooMuch."""
    check_amount(paid)
    mission = await rows.locked(session, Mission, mission_id, missions.NoSuchMission, key_share=True)
    if len(await listed(session, await missions.once_announced(session, mission_id))) >= MOST_COSTS:
        raise TooManyCosts(limit=number(MOST_COSTS))
    session.add(
        MissionCost(mission_id=mission.id, label=label, author_id=actor_id, added_at=moment.now, paid=paid)
    )
    await session.flush()
    staff.audit(
        session, actor_id, Deed.MISSION_COST_ADDED, moment, mission=str(mission.id), amount=paid.plain
    )
    return mission


async def get_one(session: AsyncSession, cost_id: int) -> tuple[MissionCost, Mission]:
    """A cost, with its mission. Raises NoSuchCost, NoSuchMission."""
    cost = await session.get(MissionCost, cost_id)
    if cost is None:
        raise NoSuchCost
    return cost, await missions.once_announced(session, cost.mission_id)


async def remove(session: AsyncSession, cost_id: int, actor_id: int, moment: Moment) -> Mission:
    """Take a cost out again. Raises NoSuchCost, NoSuchMission."""
    _cost, mission = await get_one(session, cost_id)
    await session.execute(delete(MissionCost).where(MissionCost.id == cost_id))
    staff.audit(session, actor_id, Deed.MISSION_COST_REMOVED, moment, mission=str(mission.id))
    return mission
