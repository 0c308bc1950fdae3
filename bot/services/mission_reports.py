"""Reports on missions: counted from leads and tallies, with what the cluster paid; no lead is named in one."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import current
from bot.models.companies import Company
from bot.models.leads import Lead
from bot.models.missions import Application, Mission
from bot.models.tallies import Tally
from bot.moment import Moment
from bot.rules.leads import Warmth
from bot.rules.mission_reports import Cost, MissionReport, Went
from bot.rules.staff import Deed
from bot.rules.tallies import Figures, Stage
from bot.screens import mission_reports as screens
from bot.services import mission_costs, staff
from bot.services.travelling import GOES


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
    # Of companies whose place was taken back after all, what they noted and said stays counted
    others = [key for key in (*leads, *said) if key not in listed]
    companies = tuple(
        Went(key, leads.get(key, {}), said.get(key, {}), frozenset(asked.get(key, ())))
        for key in dict.fromkeys([*listed, *others])
    )
    paid = await mission_costs.listed(session, mission)
    return MissionReport(companies, tuple(Cost(one.label, one.paid) for one in paid if one.paid))


async def _leads(session: AsyncSession, mission: Mission) -> Mapping[int, Mapping[Warmth | None, int]]:
    """How many leads each company noted, by how interested they are."""
    found = await session.execute(
        select(Lead.company_id, Lead.warmth, func.count())
        .where(Lead.mission_id == mission.id)
        .group_by(Lead.company_id, Lead.warmth)
        .order_by(Lead.company_id)
    )
    counted: defaultdict[int, Counter[Warmth | None]] = defaultdict(Counter)
    for company_id, warmth, how_many in found:
        counted[company_id][warmth] += how_many
    return counted


async def _said(
    session: AsyncSession, mission: Mission
) -> tuple[Mapping[int, Mapping[Stage, Figures]], Mapping[int, set[Stage]]]:
    """What each company has said at each stage, and at which stages it was asked."""
    found = await session.scalars(select(Tally).where(Tally.mission_id == mission.id).order_by(Tally.id))
    said: defaultdict[int, dict[Stage, Figures]] = defaultdict(dict)
    asked: defaultdict[int, set[Stage]] = defaultdict(set)
    for tally in found:
        if tally.company_id is None:  # its company is gone, and what it said with it
            continue
        if tally.answered_at is not None:
            said[tally.company_id][tally.stage] = tally.figures
        if tally.asked_at is not None:
            asked[tally.company_id].add(tally.stage)
    return said, asked


async def companies_of(session: AsyncSession, counted: MissionReport) -> Mapping[int, Company]:
    """The companies of a report, by id."""
    ids = [one.company_id for one in counted.companies]
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
