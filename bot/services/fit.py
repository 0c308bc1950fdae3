"""The facts that the rule of fit looks at, loaded for all companies at once, or for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.fields import Field
from bot.rules.fit import Facts, made_of
from bot.services.audiences import REACHABLE

IS_HERE = Company.id.in_(select(Person.company_id).where(REACHABLE))
"""Somebody of the company can be written to now."""


async def facts_of(session: AsyncSession, company_id: int, moment: Moment) -> Facts:
    """What one company's profile says; of a company that is gone, nothing."""
    return (await _facts(session, Company.id == company_id, moment)).get(company_id, Facts())


async def facts_of_all(session: AsyncSession, moment: Moment) -> Mapping[int, Facts]:
    """What the profiles say of all companies that have somebody on the bot, by id: two statements."""
    return await _facts(session, IS_HERE, moment)


async def _facts(session: AsyncSession, which: ColumnElement[bool], moment: Moment) -> Mapping[int, Facts]:
    links = await session.execute(
        select(company_sub_clusters.c.company_id, SubCluster.slug)
        .join(SubCluster, SubCluster.id == company_sub_clusters.c.sub_cluster_id)
        .join(Company, Company.id == company_sub_clusters.c.company_id)
        .where(which)
    )
    parts: defaultdict[int, list[str]] = defaultdict(list)
    for company_id, slug in links:
        parts[company_id].append(slug)
    found = await session.execute(
        select(
            *(Company.id, Company.size, Company.kind, Company.products, Company.certifications),
            *(Company.markets, Company.declined, Company.founded_in),
        )
        .where(which)
        .order_by(Company.name_key)
    )
    return {
        row.id: Facts(
            size=row.size,
            kind=row.kind,
            sub_clusters=frozenset(parts.get(row.id, ())),
            products=made_of(row.products),
            certifications=frozenset(row.certifications),
            markets=frozenset(row.markets) if row.markets or Field.MARKETS in row.declined else None,
            age=None if row.founded_in is None else moment.today.year - row.founded_in,
        )
        for row in found
    }
