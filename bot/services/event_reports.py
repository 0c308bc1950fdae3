"""Reports on events: counted from the guests, as a workbook, and what people wrote, without their names."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.tables import Sheet, write_xlsx
from bot.i18n import current
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.events import Event, Guest
from bot.moment import Moment
from bot.rules.event_reports import Counted, EventReport, report_of
from bot.rules.events import EventPhase
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.screens import event_reports as screens
from bot.screens.event_reports import Opinion
from bot.services import events, staff


async def get(session: AsyncSession, event_id: int) -> Event:
    """An event that was announced, for staff. Raises NoSuchEvent, EventCancelled."""
    event = await events.get(session, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise events.EventCancelled
    if event.phase is not EventPhase.ANNOUNCED:
        raise events.NoSuchEvent
    return event


async def report(session: AsyncSession, event: Event, moment: Moment) -> EventReport:
    """An event in numbers, as they stand: four statements, however many guests there are."""
    assert event.starts_at is not None
    assert event.ends_at is not None
    found = await session.execute(
        select(Guest.rsvp, Guest.came_at, Guest.rating, Guest.company_id, Company.size)
        .outerjoin(Company, Company.id == Guest.company_id)
        .where(Guest.event_id == event.id)
    )
    return report_of(
        [Counted._make(row) for row in found],
        await _sub_clusters(session, event),
        await _known(session, event),
        event.starts_at,
        event.ends_at,
        moment.now,
    )


async def _sub_clusters(session: AsyncSession, event: Event) -> dict[int, Sequence[str]]:
    """The sub-clusters of the companies that were invited, or came."""
    link = company_sub_clusters.c
    concerned = select(Guest.company_id).where(Guest.event_id == event.id)
    found = await session.execute(
        select(link.company_id, SubCluster.slug)
        .join(SubCluster, SubCluster.id == link.sub_cluster_id)
        .where(link.company_id.in_(concerned))
        .order_by(SubCluster.id)
    )
    slugs = defaultdict(list)
    for company_id, slug in found:
        slugs[company_id].append(slug)
    return dict(slugs)


async def _known(session: AsyncSession, event: Event) -> frozenset[int]:
    """The companies, by id, that came to an earlier event."""
    found = await session.scalars(
        select(Guest.company_id)
        .join(Event, Event.id == Guest.event_id)
        .where(Event.starts_at < event.starts_at, Guest.came_at.is_not(None), Guest.company_id.is_not(None))
        .distinct()
    )
    return frozenset(company_id for company_id in found if company_id is not None)


async def new_companies(session: AsyncSession, event: Event) -> Sequence[Company]:
    """The companies that came to an event for the first time, by name."""
    came = select(Guest.company_id).where(Guest.event_id == event.id, Guest.came_at.is_not(None))
    earlier = (
        select(Guest.company_id)
        .join(Event, Event.id == Guest.event_id)
        .where(Event.starts_at < event.starts_at, Guest.came_at.is_not(None), Guest.company_id.is_not(None))
    )
    found = await session.scalars(
        select(Company).where(Company.id.in_(came), Company.id.not_in(earlier)).order_by(Company.name_key)
    )
    return found.all()


def _has_written(event: Event) -> ColumnElement[bool]:
    return and_(Guest.event_id == event.id, Guest.sentence.is_not(None), Guest.rating.is_not(None))


async def written(session: AsyncSession, event: Event) -> int:
    """How many people wrote something about an event."""
    return await session.scalar(select(func.count()).where(_has_written(event))) or 0


async def opinions(session: AsyncSession, event: Event) -> list[Opinion]:
    """What people wrote about an event, the best ratings first, and nothing that tells who they are: not in order of
    time either."""
    found = await session.execute(select(Guest.rating, Guest.sentence).where(_has_written(event)))
    said = [Opinion(rating or 0, sentence or "") for rating, sentence in found]
    return sorted(said, key=lambda one: (-one.rating, fold(one.sentence)))


async def opinions_page(session: AsyncSession, event: Event, page: int) -> Page[Opinion]:
    """A page of what people wrote."""
    return page_of(await opinions(session, event), page, screens.OPINIONS_PAGE)


async def workbook(session: AsyncSession, event: Event, actor_id: int, moment: Moment) -> bytes:
    """The report as an Excel file, in the reader's language; taking it is audited."""
    tables = screens.tables(
        event,
        await report(session, event, moment),
        await new_companies(session, event),
        await opinions(session, event),
    )
    sheets = [Sheet(*table, right_to_left=current() == "ar") for table in tables]
    staff.audit(session, actor_id, Deed.EVENT_REPORT_DOWNLOADED, moment, event=str(event.id))
    return await asyncio.to_thread(write_xlsx, sheets)
