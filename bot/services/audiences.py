"""Audiences: whom a choice means, how many they are, and what there is to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_, current, number
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.models.saved_audiences import SavedAudience
from bot.models.scores import CompanyWeek
from bot.rules.audiences import (
    ANSWERS,
    MOST_DEEP,
    SAVED,
    Answer,
    Answered,
    Audience,
    Copy,
    Logic,
    NotAnAudience,
    Option,
    Reach,
    Sign,
)
from bot.rules.companies import Kind, Size
from bot.rules.engagement import BANDS
from bot.rules.introductions import Why, seats_in_order
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


class TooDeep(Refusal):
    wording = N_("Saved audiences can stand in one another {most} deep, and this would be deeper.")


REACHABLE = and_(
    Person.standing == Standing.MEMBER, Person.is_reachable.is_(True), Person.telegram_id.is_not(None)
)
"""Who can be written to now."""


def people_of(audience: Audience) -> ColumnElement[bool]:
    """The condition on Person that an audience means, whether they can be written to or not."""
    return audience.read(_SQL)


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


# No condition of `_narrowed` is NULL for anybody, so that not in it is out of it
_SQL: Logic[ColumnElement[bool]] = Logic(
    has=_narrowed,
    all_of=lambda conditions: and_(true(), *conditions),
    any_of=lambda conditions: or_(false(), *conditions),
    but_not=not_,
)


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


_RANK = case(
    {seat: rank for rank, seat in enumerate(seats_in_order(Why.PARTNER))}, value=Person.seat, else_=99
)


def speaking_for_companies(whom: Select[Person]) -> Select[Person]:
    """Of these people who can be reached one of each company: the first by seat, as `right_person` would choose."""
    placed = whom.where(REACHABLE).with_only_columns(Person.id, _place()).subquery()
    return select(Person).where(Person.id.in_(select(placed.c.id).where(placed.c.place == 1)))


def _place(*within: ColumnElement[bool]) -> ColumnElement[int]:
    """Where somebody comes among those of their company."""
    order = func.row_number().over(partition_by=(Person.company_id, *within), order_by=(_RANK, Person.id))
    return order.label("place")


async def reach(
    session: AsyncSession, audience: Audience, *also: ColumnElement[bool], by_company: bool = False
) -> Reach:
    """How many of an audience get a message now, by language, and how many do not. Leavers do not count. `also` are
    further conditions on Person. With `by_company`, one person of each company gets it."""
    is_reached = REACHABLE.label("is_reached")
    which = (people_of(audience), Person.standing != Standing.LEFT, *also)
    if not by_company:
        found = await session.execute(
            select(Person.standing, is_reached, Person.language, true(), func.count())
            .where(*which)
            .group_by(Person.standing, "is_reached", Person.language)
        )
        return _reach(found.all(), by_company=False)
    placed = select(Person.standing, is_reached, Person.language, _place(REACHABLE)).where(*which).subquery()
    one = placed.c
    is_first = (one.place == 1).label("is_first")
    found = await session.execute(
        select(one.standing, one.is_reached, one.language, is_first, func.count()).group_by(
            one.standing, one.is_reached, one.language, "is_first"
        )
    )
    return _reach(found.all(), by_company=True)


def _reach(found: Iterable[Row[Standing, bool, str, bool, int]], *, by_company: bool) -> Reach:
    by_language: Counter[str] = Counter(dict.fromkeys(LOCALES, 0))
    not_joined = blocked = colleagues = 0
    for standing, is_reached, language, is_first, people in found:
        if is_reached and is_first:
            by_language[language] += people
        elif is_reached:
            colleagues += people
        elif standing is Standing.MEMBER:
            blocked += people
        else:
            not_joined += people
    return Reach(dict(by_language), not_joined, blocked, colleagues, by_company)


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
        case "saved":
            saved = await session.scalars(select(SavedAudience).order_by(SavedAudience.key))
            return [
                Option(str(one.id), str(one.id), one.name, copy=Copy(one.name, one.choice)) for one in saved
            ]
        case _:
            raise NoSuchChoice


async def put(
    session: AsyncSession,
    audience: Audience,
    dimension: str,
    key: str,
    sign: Sign,
    part: int = 0,
    to: int = 0,
) -> Audience:
    """The audience with the value behind a button in, out or neither. Raises NoSuchChoice; TooDeep."""
    chosen = next((one for one in await options(session, dimension, to) if one.key == key), None)
    if chosen is None:
        raise NoSuchChoice
    try:
        changed = audience.put(dimension, chosen, sign, part)
    except NotAnAudience:
        raise NoSuchChoice from None
    if changed.depth > MOST_DEEP:
        raise TooDeep(most=number(MOST_DEEP))
    return changed


async def recognised(session: AsyncSession, audience: Audience) -> Audience:
    """An audience in words, each value as it is stored. Raises UnknownValue, naming what there is; TooDeep."""
    known = Audience()
    for n, part in enumerate(audience.parts):
        for dimension, value in part.chosen():
            option = await _recognised(session, dimension, value)
            known = known.put(dimension, option, part.sign(dimension, value), n)
        for dimension in part.every:
            known = known.asking_all(dimension, n, is_all=True)
    if known.depth > MOST_DEEP:
        raise TooDeep(most=number(MOST_DEEP))
    return known


async def _recognised(session: AsyncSession, dimension: str, value: str) -> Option:
    answer = Answer.of(value)
    there = await options(session, dimension, answer.to if answer is not None else 0)
    called = {one.label if dimension == SAVED else one.value: one for one in there}
    for name, option in called.items():
        if fold(name) == fold(value):
            return option
    raise UnknownValue(value=value, dimension=dimension, known=", ".join(called) or "–")


async def thing(session: AsyncSession, dimension: Answered, to: int) -> Thing:
    """What answers are chosen to. Raises NoSuchChoice."""
    found: Thing | None = await answers.thing(session, dimension, to)
    if found is None:
        raise NoSuchChoice
    return found
