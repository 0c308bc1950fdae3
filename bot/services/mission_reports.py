"""Reports on missions: counted from leads and tallies, with what the cluster paid; no lead is named in one."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current, number
from bot.models.companies import Company
from bot.models.leads import Lead
from bot.models.mission_reports import MissionCost
from bot.models.missions import Application, Mission
from bot.models.tallies import Tally
from bot.moment import Moment
from bot.rules.leads import Warmth
from bot.rules.mission_reports import Cost, MissionReport, Went
from bot.rules.missions import MissionPhase
from bot.rules.money import Money
from bot.rules.staff import Deed
from bot.rules.tallies import Figures, Stage
from bot.screens import mission_reports as screens
from bot.services import rows, staff
from bot.services.travelling import GOES

MOST_COSTS = 50


class NoSuchMission(Refusal):
    wording = N_("This mission does not exist any more.")


class NoSuchCost(Refusal):
    wording = N_("This cost does not exist any more.")


class TooManyCosts(Refusal):
    wording = N_("There are {limit} costs already, which is the most. Remove one first.")


async def get(session: AsyncSession, mission_id: int) -> Mission:
    """A mission that was announced, for staff. Raises NoSuchMission."""
    mission = await session.get(Mission, mission_id)
    if mission is None or mission.phase is not MissionPhase.ANNOUNCED:
        raise NoSuchMission
    return mission


async def report(session: AsyncSession, mission: Mission) -> MissionReport:
    """A mission in figures, as they stand: four statements, however many companies went."""
    went = await session.scalars(
        select(Application.company_id)
        .join(Mission, GOES)
        .where(Mission.id == mission.id)
        .order_by(Application.id)
    )
    leads, said, asked = await _leads(session, mission), *(await _said(session, mission))
    listed = list(dict.fromkeys(company_id for company_id in went if company_id is not None))
    # Of companies that are members no more, or whose place was taken back after all, what they said stays counted
    others = [key for key in (*leads, *said) if key not in listed]
    companies = tuple(
        Went(key, leads.get(key, {}), said.get(key, {}), frozenset(asked.get(key, ())))
        for key in dict.fromkeys([*listed, *others])
    )
    return MissionReport(
        companies, tuple(Cost(cost.label, cost.paid) for cost in await costs(session, mission) if cost.paid)
    )


async def _leads(session: AsyncSession, mission: Mission) -> Mapping[int | None, Mapping[Warmth | None, int]]:
    """How many leads each company noted, by how interested they are."""
    found = await session.execute(
        select(Lead.company_id, Lead.warmth, func.count())
        .where(Lead.mission_id == mission.id)
        .group_by(Lead.company_id, Lead.warmth)
        .order_by(Lead.company_id)
    )
    counted: defaultdict[int | None, Counter[Warmth | None]] = defaultdict(Counter)
    for company_id, warmth, how_many in found:
        counted[company_id][warmth] += how_many
    return counted


async def _said(
    session: AsyncSession, mission: Mission
) -> tuple[Mapping[int | None, Mapping[Stage, Figures]], Mapping[int | None, set[Stage]]]:
    """What each company has said at each stage, and at which stages it was asked."""
    found = await session.scalars(
        select(Tally).where(Tally.mission_id == mission.id, Tally.company_id.is_not(None)).order_by(Tally.id)
    )
    said: defaultdict[int | None, dict[Stage, Figures]] = defaultdict(dict)
    asked: defaultdict[int | None, set[Stage]] = defaultdict(set)
    for tally in found:
        if tally.answered_at is not None:
            said[tally.company_id][tally.stage] = tally.figures
        if tally.asked_at is not None:
            asked[tally.company_id].add(tally.stage)
    return said, asked


async def companies_of(session: AsyncSession, counted: MissionReport) -> Mapping[int, Company]:
    """The companies of a report, by id."""
    ids = [one.company_id for one in counted.companies if one.company_id is not None]
    found = await session.scalars(select(Company).where(Company.id.in_(ids)).order_by(Company.id))
    return {company.id: company for company in found}


async def workbook(session: AsyncSession, mission: Mission, actor_id: int, moment: Moment) -> bytes:
    """The report as an Excel file, in the reader's language; taking it is audited."""
    counted = await report(session, mission)
    leads = await session.scalars(
        select(Lead).where(Lead.mission_id == mission.id).order_by(Lead.company_id, Lead.number)
    )
    tables = screens.tables(mission, counted, await companies_of(session, counted), leads.all())
    sheets = [Sheet(*table, right_to_left=current() == "ar") for table in tables]
    staff.audit(session, actor_id, Deed.MISSION_REPORT_DOWNLOADED, moment, mission=str(mission.id))
    return await asyncio.to_thread(write_xlsx, sheets)


# What the cluster paid


async def costs(session: AsyncSession, mission: Mission) -> Sequence[MissionCost]:
    """What was paid for a mission, in the order in which it was written down."""
    found = await session.scalars(
        select(MissionCost).where(MissionCost.mission_id == mission.id).order_by(MissionCost.id)
    )
    return found.all()


async def add_cost(
    session: AsyncSession, mission_id: int, label: str, paid: Money, actor_id: int, moment: Moment
) -> Mission:
    """Write down what was paid for a mission. Raises NoSuchMission, TooManyCosts."""
    mission = await rows.locked(session, Mission, mission_id, NoSuchMission, key_share=True)
    if len(await costs(session, await get(session, mission.id))) >= MOST_COSTS:
        raise TooManyCosts(limit=number(MOST_COSTS))
    session.add(
        MissionCost(mission_id=mission.id, label=label, author_id=actor_id, added_at=moment.now, paid=paid)
    )
    await session.flush()
    staff.audit(
        session, actor_id, Deed.MISSION_COST_ADDED, moment, mission=str(mission.id), amount=paid.plain
    )
    return mission


async def get_cost(session: AsyncSession, cost_id: int) -> tuple[MissionCost, Mission]:
    """A cost, with its mission. Raises NoSuchCost, NoSuchMission."""
    cost = await session.get(MissionCost, cost_id)
    if cost is None:
        raise NoSuchCost
    return cost, await get(session, cost.mission_id)


async def remove_cost(session: AsyncSession, cost_id: int, actor_id: int, moment: Moment) -> Mission:
    """Take a cost out again. Raises NoSuchCost, NoSuchMission."""
    _cost, mission = await get_cost(session, cost_id)
    await session.execute(delete(MissionCost).where(MissionCost.id == cost_id))
    staff.audit(session, actor_id, Deed.MISSION_COST_REMOVED, moment, mission=str(mission.id))
    return mission
