"""Engagement of companies, for staff: who stands where, what was done last, a company's story, and all of it as Excel.

How companies stand is what was kept last night, the same for the chat, the workbook and the digest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import Refusal
from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import N_, current
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.events import Event
from bot.models.ledger import Interaction
from bot.models.missions import Mission
from bot.models.people import Person, Standing
from bot.models.scores import CompanyWeek
from bot.moment import Moment
from bot.rules.engagement import SLIPPING, WEEK, Concern, Filter, WeekFigures, named
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.rules.scoring import Band, Recency
from bot.rules.staff import Deed
from bot.rules.trends import week_of
from bot.screens import engagement as screens
from bot.screens.engagement import Happening, Stood
from bot.services import rows, staff
from bot.services.audiences import NoSuchChoice
from bot.services.score_weeks import has_band, has_recency, is_newest, newest_day
from bot.services.scoring import day_ends

Named = TypeVar("Named", Event, Mission)
PAGE = 6
"""Companies on one screen: each has two lines and a button."""
STORY_PAGE = 10
"""Rows of a story on one screen: they are read, not tapped."""


class NothingScored(Refusal):
    wording = N_("The scores are being computed for the first time: please look again in a few minutes.")


class TooNew(Refusal):
    wording = N_("This company came in today: how it stands is computed at night.")


async def scored_until(session: AsyncSession) -> date:
    """The day up to which everything here counts. Raises NothingScored."""
    if (day := await newest_day(session)) is None:
        raise NothingScored
    return day


async def figures(session: AsyncSession, until: date, moment: Moment) -> WeekFigures:
    """The figures of the week that ends with the day `until`."""
    within = Interaction.day.between(until.toordinal() - WEEK + 1, until.toordinal())
    begins, ends = day_ends(until - timedelta(days=WEEK), moment), day_ends(until, moment)
    joined = and_(Person.standing == Standing.MEMBER, Person.joined_at >= begins, Person.joined_at < ends)

    async def counted(query: Select[int]) -> int:
        return await session.scalar(query) or 0

    companies = select(func.count()).select_from(CompanyWeek).where(is_newest())
    answered = case((Interaction.kind == Act.INVITATION_ANSWERED, 1))
    acts = select(func.count(func.distinct(Interaction.person_id)), func.count(answered)).where(within)
    people, answers = (await session.execute(acts)).one()
    return WeekFigures(
        active=await counted(companies.where(has_recency([Recency.RECENT]))),
        people=people,
        new_members=await counted(select(func.count()).select_from(Person).where(joined)),
        slipping=await counted(companies.where(CompanyWeek.is_slipping.is_(True))),
        answers=answers,
    )


async def by_band(session: AsyncSession) -> dict[str, int]:
    """How many companies are in each band, and how many of all are slipping; bands without any are left out."""
    found = await session.execute(
        select(CompanyWeek.band, func.count()).where(is_newest()).group_by(CompanyWeek.band)
    )
    counts: dict[str, int] = dict(found.all())
    slipping = await session.scalar(
        select(func.count()).select_from(CompanyWeek).where(is_newest(), CompanyWeek.is_slipping.is_(True))
    )
    return {**counts, **({SLIPPING: slipping} if slipping else {})}


def chosen(code: str) -> Filter:
    """The filter that a button carries. Raises NoSuchChoice."""
    try:
        return Filter.decoded(code)
    except ValueError:
        raise NoSuchChoice from None


def _shown(which: Filter) -> ColumnElement[bool]:
    """The condition on CompanyWeek and Company that a filter means."""
    conditions = [is_newest()]
    if which.band:
        conditions.append(has_band([which.band]))
    if which.recency:
        conditions.append(has_recency([which.recency]))
    if which.size:
        conditions.append(Company.size == which.size)
    if which.kind:
        conditions.append(Company.kind == which.kind)
    if which.sub_cluster:
        link = company_sub_clusters.c
        of_it = select(link.company_id).where(link.sub_cluster_id == which.sub_cluster)
        conditions.append(Company.id.in_(of_it))
    return and_(true(), *conditions)


def _listed(which: Filter) -> Select[CompanyWeek]:
    company = select(CompanyWeek).join(Company, Company.id == CompanyWeek.company_id)
    return company.where(_shown(which)).order_by(Company.name_key, Company.id)


async def page(session: AsyncSession, which: Filter, number: int) -> Page[Stood]:
    """A page of the companies that a filter shows, by name, each with what was done last."""
    found = await rows.page_of(session, _listed(which), number, PAGE)
    return found.of(await _stood(session, found.items))


async def _stood(session: AsyncSession, weeks: Sequence[CompanyWeek]) -> list[Stood]:
    ids = [week.company_id for week in weeks]
    companies = {one.id: one for one in await session.scalars(select(Company).where(Company.id.in_(ids)))}
    last = await last_of(session, ids)
    return [Stood(companies[week.company_id], week, last.get(week.company_id)) for week in weeks]


async def last_of(session: AsyncSession, company_ids: Collection[int]) -> dict[int, Happening]:
    """What was done last in each of these companies, by id; those where nothing ever was are left out."""
    last = (
        select(Interaction.id)
        .where(Interaction.company_id == Company.id)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Two steps, so that each is a walk along an index, in companies with thousands of rows too
    ids = (await session.scalars(select(last).select_from(Company).where(Company.id.in_(company_ids)))).all()
    query = select(Interaction).where(Interaction.id.in_([one for one in ids if one is not None]))
    found = await _happenings(session, (await session.scalars(query)).all())
    return {one.done.company_id: one for one in found if one.done.company_id is not None}


async def _happenings(session: AsyncSession, done: Sequence[Interaction]) -> list[Happening]:
    """Rows of the ledger with whom and which event or mission they are about, as far as those are still there."""
    person_ids = {one.person_id for one in done if one.person_id is not None}
    people = {one.id: one for one in await session.scalars(select(Person).where(Person.id.in_(person_ids)))}
    events = {one.about: one for one in await _about(session, Event, "event:", done)}
    missions = {one.about: one for one in await _about(session, Mission, "mission:", done)}
    return [
        Happening(one, people.get(one.person_id or 0), events.get(one.about), missions.get(one.about))
        for one in done
    ]


async def _about(
    session: AsyncSession, model: type[Named], prefix: str, done: Sequence[Interaction]
) -> Sequence[Named]:
    """Those of a kind that rows of the ledger are about; no statement where none is."""
    ids = {int(number) for one in done if (number := one.about.removeprefix(prefix)).isdecimal()}
    return (await session.scalars(select(model).where(model.id.in_(ids)))).all() if ids else ()


async def stood(session: AsyncSession, company: Company) -> Stood:
    """How one company stood last night, and what was done last. Raises TooNew."""
    week = await session.scalar(select(CompanyWeek).where(is_newest(), CompanyWeek.company_id == company.id))
    if week is None:
        raise TooNew
    return (await _stood(session, [week]))[0]


async def story(session: AsyncSession, company: Company, number: int) -> Page[Happening]:
    """A page of what was done in a company, the latest first."""
    query = select(Interaction).where(Interaction.company_id == company.id)
    found = await rows.page_of(
        session, query.order_by(Interaction.at.desc(), Interaction.id.desc()), number, STORY_PAGE
    )
    return found.of(await _happenings(session, found.items))


async def sub_clusters(session: AsyncSession) -> dict[int, str]:
    """The sub-clusters by id: their slugs."""
    return dict((await session.execute(select(SubCluster.id, SubCluster.slug).order_by(SubCluster.id))).all())


async def concerns(session: AsyncSession, until: date) -> list[int]:
    """The companies, by id, that a digest names: slipping, or dormant and not so a week ago."""
    before, week = aliased(CompanyWeek), week_of(until)
    is_concern = (CompanyWeek.band == Band.DORMANT) | CompanyWeek.is_slipping.is_(True)
    found = await session.execute(
        select(CompanyWeek, before)
        .outerjoin(
            before,
            and_(before.company_id == CompanyWeek.company_id, before.week_on == week - timedelta(days=WEEK)),
        )
        .where(is_newest(), is_concern)
    )
    return named(
        Concern(
            now.company_id,
            is_newly_dormant=now.band is Band.DORMANT and then is not None and then.band is not Band.DORMANT,
            is_slipping=now.is_slipping,
            was_slipping=then is not None and then.is_slipping,
            last_did=now.last_did,
        )
        for now, then in found
    )


async def stood_of(session: AsyncSession, company_ids: Sequence[int]) -> list[Stood]:
    """How these companies stood last night, in this order."""
    query = select(CompanyWeek).where(is_newest(), CompanyWeek.company_id.in_(company_ids))
    weeks = {week.company_id: week for week in await session.scalars(query)}
    return await _stood(session, [weeks[one] for one in company_ids if one in weeks])


async def workbook(session: AsyncSession, which: Filter, actor_id: int, moment: Moment) -> bytes:
    """The figures, and the companies that a filter shows, as an Excel file in the reader's language; taking it is
    audited."""
    until = await scored_until(session)
    listed = await _stood(session, (await session.scalars(_listed(which))).all())
    tables = screens.tables(until, await figures(session, until, moment), await by_band(session), listed)
    sheets = [Sheet(*table, right_to_left=current() == "ar") for table in tables]
    staff.audit(session, actor_id, Deed.ENGAGEMENT_DOWNLOADED, moment)
    return await asyncio.to_thread(write_xlsx, sheets)
