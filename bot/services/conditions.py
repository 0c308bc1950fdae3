"""Conditions: what they can ask for, whom they let in, and whom they leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company, SubCluster
from bot.moment import Moment
from bot.rules import concepts, fields, fit
from bot.rules.audiences import Option
from bot.rules.companies import CERTIFICATIONS, Kind, Size
from bot.rules.countries import MARKETS
from bot.rules.fit import AGES, MENDED_BY, YES, Conditions, Criterion, Fit, Outlook
from bot.rules.pages import Page, page_of
from bot.rules.words import Recognised
from bot.services.audiences import NoSuchChoice
from bot.services.fit import IS_HERE, facts_of, facts_of_all


async def outlook(session: AsyncSession, conditions: Conditions, moment: Moment) -> Outlook:
    """How conditions divide the companies that have somebody on the bot."""
    divided = fit.Population(await facts_of_all(session, moment)).tally(conditions)
    not_here = await session.scalar(select(func.count(Company.id)).where(~IS_HERE))
    return Outlook(divided, not_here or 0)


async def fit_of(session: AsyncSession, conditions: Conditions, company_id: int, moment: Moment) -> Fit:
    """Which conditions a company meets, and which not."""
    return fit.fit(conditions, await facts_of(session, company_id, moment))


async def named(session: AsyncSession, ids: Iterable[int]) -> Mapping[int, Company]:
    """The companies of these ids, without those that are gone meanwhile; in the order of their names."""
    found = await session.scalars(select(Company).where(Company.id.in_(set(ids))).order_by(Company.name_key))
    return {company.id: company for company in found}


async def who(
    session: AsyncSession, conditions: Conditions, which: str, number: int, moment: Moment
) -> Page[tuple[Company, Fit]]:
    """A page of the companies that an eligibility means, or a criterion that rules them out; each with what it meets
    and lacks. Raises NoSuchChoice for another word.
    """
    facts = await facts_of_all(session, moment)
    try:
        ids = Outlook(fit.Population(facts).tally(conditions), 0).those(which)
    except ValueError:
        raise NoSuchChoice from None
    page = page_of(ids, number)
    listed = await named(session, page.items)
    return page.of([(company, fit.fit(conditions, facts[company.id])) for company in listed.values()])


async def options(session: AsyncSession, conditions: Conditions, criterion: Criterion) -> list[Option]:
    """What a criterion can ask for. Of products, which are typed, those that are asked for already."""
    match criterion:
        case Criterion.SUB_CLUSTER:
            slugs = await session.execute(select(SubCluster.id, SubCluster.slug).order_by(SubCluster.id))
            return [Option(str(row_id), slug) for row_id, slug in slugs.all()]
        case Criterion.PRODUCT:
            return [Option(key, key) for key in conditions.values.get(criterion, ())]
        case _:
            return [Option(value, value) for value in _VALUES[criterion]]


async def toggled(
    session: AsyncSession, conditions: Conditions, criterion: Criterion, key: str
) -> Conditions:
    """The conditions with the value behind a button put in, or taken out. Raises NoSuchChoice."""
    listed = await options(session, conditions, criterion)
    chosen = next((one for one in listed if one.key == key), None)
    if chosen is None:
        raise NoSuchChoice
    return conditions.toggled(criterion, chosen.value)


async def typed(
    session: AsyncSession, conditions: Conditions, criterion: Criterion, text: str
) -> tuple[Conditions, Recognised]:
    """The conditions with all that typed words mean put in; and what they mean."""
    found = await _recognised(session, criterion, text)
    for value in found.keys:
        if not conditions.has(criterion, value):
            conditions = conditions.toggled(criterion, value)
    return conditions, found


async def _recognised(session: AsyncSession, criterion: Criterion, text: str) -> Recognised:
    match criterion:
        case Criterion.PRODUCT:
            return concepts.understood(text)
        case Criterion.AGE_FROM | Criterion.AGE_TO | Criterion.EXPORTS:
            values = [value for value in _VALUES[criterion] if value == text.strip()]
            return Recognised(tuple(values), () if values else (text,))
        case _:
            slugs = tuple((await session.scalars(select(SubCluster.slug).order_by(SubCluster.id))).all())
            return fields.recognised(MENDED_BY[criterion], text, slugs)


_VALUES: Mapping[Criterion, tuple[str, ...]] = {
    Criterion.SIZE: tuple(Size),
    Criterion.KIND: tuple(Kind),
    Criterion.CERTIFICATION: tuple(CERTIFICATIONS),
    Criterion.EVERY_CERTIFICATION: tuple(CERTIFICATIONS),
    Criterion.EXPORTS: (YES,),
    Criterion.MARKET: MARKETS,
    Criterion.AGE_FROM: AGES,
    Criterion.AGE_TO: AGES,
}
