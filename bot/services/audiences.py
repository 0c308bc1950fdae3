"""Audiences: whom a choice means, how many they are, and what there is to choose from."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, current
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.models.scores import CompanyWeek
from bot.rules.audiences import ANSWERS, Answer, Answered, Audience, Option, Reach
from bot.rules.companies import Kind, Size
from bot.rules.engagement import BANDS
from bot.rules.scoring import Recency
from bot.rules.words import fold
from bot.screens.answers import Thing
from bot.services import answers
from bot.services.score_weeks import has_band, has_recency, is_newest


class NoSuchChoice(Refusal):
    wording = N_("This choice does not exist any more.")


class UnknownValue(Refusal):
    wording = N_("“{value}” is not a known {dimension}. Known: {known}.")


class NobodyThere(Refusal):
    wording = N_("This would reach nobody: choose another audience.")


REACHABLE = and_(
    Person.standing == Standing.MEMBER, Person.is_reachable.is_(True), Person.telegram_id.is_not(None)
)
"""Who can be written to now."""


def people_of(audience: Audience) -> ColumnElement[bool]:
    """The condition on Person that an audience means, whether they can be written to or not."""
    chosen = [_narrowed(dimension, values) for dimension, values in audience.values.items() if values]
    return and_(true(), *chosen)


def _narrowed(dimension: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    companies = select(Company.id)
    match dimension:
        case "sub_cluster":
            return _in_sub_clusters(values)
        case "group":
            return _in_groups(values)
        case "size":
            return Person.company_id.in_(companies.where(Company.size.in_(values)))
        case "kind":
            return Person.company_id.in_(companies.where(Company.kind.in_(values)))
        case "band":
            return _stood(has_band(values))
        case "recency":
            return _stood(has_recency(values))
        case "language":
            return Person.language.in_(values)
        case _:
            return answers.answered(dimension, values)


def _stood(how: ColumnElement[bool]) -> ColumnElement[bool]:
    """Those of the companies that stood so last night."""
    return Person.company_id.in_(select(CompanyWeek.company_id).where(is_newest(), how))


def _in_sub_clusters(slugs: tuple[str, ...]) -> ColumnElement[bool]:
    link = company_sub_clusters.c
    members = select(link.company_id).join(SubCluster, SubCluster.id == link.sub_cluster_id)
    return Person.company_id.in_(members.where(SubCluster.slug.in_(slugs)))


def _in_groups(names: tuple[str, ...]) -> ColumnElement[bool]:
    """Those in a group themselves, and all people of a company in it."""
    groups = select(Group.id).where(Group.key.in_([fold(name) for name in names]))
    people = select(group_people.c.person_id).where(group_people.c.group_id.in_(groups))
    companies = select(group_companies.c.company_id).where(group_companies.c.group_id.in_(groups))
    return Person.id.in_(people) | Person.company_id.in_(companies)


async def reach(session: AsyncSession, audience: Audience, *also: ColumnElement[bool]) -> Reach:
    """How many of an audience get a message now, by language, and how many do not. Leavers do not count. `also` are
    further conditions on Person."""
    found = await session.execute(
        select(Person.standing, REACHABLE.label("is_reached"), Person.language, func.count())
        .where(people_of(audience), Person.standing != Standing.LEFT, *also)
        .group_by(Person.standing, "is_reached", Person.language)
    )
    by_language: Counter[str] = Counter(dict.fromkeys(LOCALES, 0))
    not_joined = blocked = 0
    for standing, is_reached, language, people in found.all():
        if is_reached:
            by_language[language] += people
        elif standing is Standing.MEMBER:
            blocked += people
        else:
            not_joined += people
    return Reach(dict(by_language), not_joined=not_joined, blocked=blocked)


async def options(session: AsyncSession, dimension: str, to: int = 0) -> list[Option]:
    """What a dimension can be narrowed to; of one of answers, those `to` a thing. Raises NoSuchChoice for a dimension
    that does not exist."""
    if dimension in ANSWERS:
        return await answers.options(session, dimension, to)
    match dimension:
        case "sub_cluster":
            slugs = await session.execute(select(SubCluster.id, SubCluster.slug).order_by(SubCluster.id))
            return [Option(str(row_id), slug) for row_id, slug in slugs.all()]
        case "group":
            groups = await session.execute(select(Group.id, Group.name, Group.names).order_by(Group.name))
            return [
                Option(str(row_id), name, names.get(current(), ""), names)
                for row_id, name, names in groups.all()
            ]
        case "size":
            return [Option(size, size) for size in Size]
        case "kind":
            return [Option(kind, kind) for kind in Kind]
        case "band":
            return [Option(band, band) for band in BANDS]
        case "recency":
            return [Option(recency, recency) for recency in Recency]
        case "language":
            return [Option(language, language) for language in LOCALES]
        case _:
            raise NoSuchChoice


async def toggled(
    session: AsyncSession, audience: Audience, dimension: str, key: str, to: int = 0
) -> Audience:
    """The audience with the value behind a button put in, or taken out. Raises NoSuchChoice."""
    chosen = next((one for one in await options(session, dimension, to) if one.key == key), None)
    if chosen is None:
        raise NoSuchChoice
    return audience.toggled(dimension, chosen)


async def recognised(session: AsyncSession, audience: Audience) -> Audience:
    """An audience in words, each value as it is stored. Raises UnknownValue, naming what there is."""
    known = Audience()
    for dimension, values in audience.values.items():
        for value in values:
            answer = Answer.of(value)
            there = await options(session, dimension, answer.to if answer is not None else 0)
            option = next((one for one in there if fold(one.value) == fold(value)), None)
            if option is None:
                listed = ", ".join(one.value for one in there) or "–"
                raise UnknownValue(value=value, dimension=dimension, known=listed)
            if not known.has(dimension, option.value):
                known = known.toggled(dimension, option)
    return known


async def thing(session: AsyncSession, dimension: Answered, to: int) -> Thing:
    """What answers are chosen to. Raises NoSuchChoice."""
    found: Thing | None = await answers.thing(session, dimension, to)
    if found is None:
        raise NoSuchChoice
    return found
