"""Everybody's scores, computed by the database in one go.

What the sums mean stands in `bot/rules/scoring.py`, and in the same words: a test holds both against each other.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.companies import Kind, Size
from bot.rules.ledger import Act
from bot.rules.people import Seat, places_of
from bot.rules.scoring import (
    HALF_LIFE,
    NEW_FOR,
    OFFERED,
    RECENT_DAYS,
    WORTH,
    YEAR,
    Engagement,
    Score,
    Worth,
    company_score,
    engagement,
    score_of,
)
from bot.services import staff


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of a day, by the ids of people and of companies."""

    people: dict[int, Score]
    companies: dict[int, Engagement]


def day_ends(on: date, moment: Moment) -> datetime:
    """The instant at which a day of the cluster's calendar is over."""
    return datetime.combine(on + timedelta(days=1), time.min, moment.zone).astimezone(UTC)


def joined() -> ColumnElement[datetime]:
    """When somebody became a member."""
    return func.coalesce(Person.joined_at, Person.created_at)


async def not_staff(session: AsyncSession, moment: Moment) -> ColumnElement[bool]:
    """The condition on Person that they are no staff, who are never scored."""
    listed = await staff.everyone(session, moment.owner_ids)
    return or_(Person.telegram_id.is_(None), Person.telegram_id.not_in(listed))


async def everybody(session: AsyncSession, on: date, moment: Moment) -> Scored:
    """The scores of everybody who was a member at the end of a day, and of all companies.

    Of the past the ledgers alone are known: seats, sizes, and who is staff, are taken as they are now.
    """
    day, ends = on.toordinal(), day_ends(on, moment)
    await quickly(session)
    people = await _people(session, day, ends, day_ends(on - timedelta(days=NEW_FOR), moment), moment)
    # While the database sums for companies, people are scored beside it; meanwhile others are answered
    scored, companies = await asyncio.gather(
        asyncio.to_thread(_people_scored, people), _companies(session, day, ends)
    )
    return await asyncio.to_thread(_scored, scored, companies, moment.zone, day)


async def _people(
    session: AsyncSession, day: int, ends: datetime, new_from: datetime, moment: Moment
) -> Sequence[Any]:
    """Who was a member, and is no staff: id, company, seat, whether they are new, what they earned and were offered."""
    earned, offered = _earned(day), _offered(day)
    was_member = or_(Person.standing == Standing.MEMBER, Person.left_at >= ends)
    is_new = case((joined() >= new_from, 1), else_=0)
    got, given = func.coalesce(earned.c.earned, 0.0), func.coalesce(offered.c.offered, 0.0)
    query = (
        select(Person.id, Person.company_id, type_coerce(Person.seat, String), is_new, got, given)
        .outerjoin(earned, earned.c.whose == Person.id)
        .outerjoin(offered, offered.c.whose == Person.id)
        .where(was_member, joined() < ends, await not_staff(session, moment))
    )
    return await _rows(session, query)


async def _companies(session: AsyncSession, day: int, ends: datetime) -> Sequence[Any]:
    """All companies: id, kind, size, what was earned before and lately, the last day, and when somebody joined last."""
    sums = _before_and_lately(day)
    joins = (
        select(Person.company_id, func.max(Person.joined_at).label("at"))
        .where(Person.joined_at < ends)
        .group_by(Person.company_id)
        .subquery()
    )
    query = (
        select(
            Company.id,
            type_coerce(Company.kind, String),
            type_coerce(Company.size, String),
            *(sums.c.before, sums.c.lately, sums.c.last),
            joins.c.at,
        )
        .outerjoin(sums, sums.c.whose == Company.id)
        .outerjoin(joins, joins.c.company_id == Company.id)
    )
    return await _rows(session, query)


async def quickly(session: AsyncSession) -> None:
    """Let PostgreSQL sum in memory until the transaction ends, and not compile what is over before it is compiled."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SET LOCAL work_mem = '64MB'"))
        await session.execute(text("SET LOCAL jit = off"))


async def _rows(session: AsyncSession, query: Select[Any]) -> Sequence[Any]:
    """Plain rows: they come several times as fast as through the session."""
    found: Sequence[Any] = (await (await session.connection()).execute(query)).all()
    return found


SEATS = {seat.value: seat for seat in Seat}
KINDS = {kind.value: kind for kind in Kind}
SIZES = {size.value: size for size in Size}


@dataclass(frozen=True, slots=True)
class _People:
    """People's scores by id; and by company, whose seats have which scores, and what was offered to all together."""

    scores: dict[int, Score]
    by_company: Mapping[int, list[tuple[Seat, Score]]]
    given: Mapping[int, float]


def _people_scored(people: Sequence[Any]) -> _People:
    scores: dict[int, Score] = {}
    by_company: defaultdict[int, list[tuple[Seat, Score]]] = defaultdict(list)
    given: defaultdict[int, float] = defaultdict(float)
    for person_id, company_id, seat, is_new, got, offered in people:
        score = scores[person_id] = score_of(got, offered, is_new=is_new)
        by_company[company_id].append((SEATS[seat], score))
        given[company_id] += offered
    return _People(scores, by_company, given)


def _scored(people: _People, companies: Sequence[Any], zone: tzinfo, day: int) -> Scored:
    stand = {}
    for company_id, kind, size, before, lately, last, joined_at in companies:
        joined_on = joined_at.astimezone(zone).toordinal() if joined_at is not None else None
        places = places_of(KINDS.get(kind), SIZES.get(size))
        seated = people.by_company.get(company_id, ())
        score = company_score(places, seated, people.given.get(company_id, 0.0))
        stand[company_id] = engagement(score, before or 0, lately or 0, last, joined_on, day)
    return Scored(people.scores, stand)


Sums = Callable[[ColumnElement[Any], ColumnElement[int]], list[ColumnElement[Any]]]
"""What is summed, of points and the day that they count on."""


def _earned(on: int) -> Subquery:
    """What each person has earned by a day."""

    def decayed(points: ColumnElement[Any], day: ColumnElement[int]) -> list[ColumnElement[Any]]:
        return [func.sum(points * _weight(day, on)).label("earned")]

    counted = _counted(Interaction.person_id, 0, on, decayed)
    summed = select(counted.c.whose, func.sum(counted.c.earned).label("earned"))
    return summed.group_by(counted.c.whose).subquery()


def _offered(on: int) -> Subquery:
    """What each person was offered by a day."""
    points = case(*((Opportunity.kind == offer, points) for offer, points in OFFERED.items()))
    return (
        select(
            Opportunity.person_id.label("whose"),
            func.sum(points * _weight(Opportunity.day, on)).label("offered"),
        )
        .where(Opportunity.day <= on, Opportunity.person_id.is_not(None))
        .group_by(Opportunity.person_id)
        .subquery()
    )


def _before_and_lately(on: int) -> Subquery:
    """What each company earned in the year before the last 90 days, and in these; and the last day that counts."""
    lately_from = on - RECENT_DAYS + 1

    def split(points: ColumnElement[Any], day: ColumnElement[int]) -> list[ColumnElement[Any]]:
        return [
            func.sum(case((day < lately_from, points), else_=0)).label("before"),
            func.sum(case((day >= lately_from, points), else_=0)).label("lately"),
            func.max(day).label("last"),
        ]

    counted = _counted(Interaction.company_id, lately_from - YEAR, on, split)
    summed = [func.sum(counted.c[name]).label(name) for name in ("before", "lately")]
    latest = func.max(counted.c.last).label("last")
    return select(counted.c.whose, *summed, latest).group_by(counted.c.whose).subquery()


def _counted(whose: InstrumentedAttribute[int | None], since: int, on: int, sums: Sums) -> Any:
    """Everybody's sums in parts: of the kinds that count every time, straight along the covering index; and of each
    kind that counts only so often."""
    within = and_(Interaction.day.between(since, on), whose.is_not(None))
    always = [act for act, worth in WORTH.items() if worth.most is None]
    points = case(*((Interaction.kind == act, WORTH[act].points) for act in always))
    parts = [
        select(whose.label("whose"), *sums(points, Interaction.day))  # type: ignore[arg-type]
        .where(Interaction.kind.in_(always), within)
        .group_by(whose)
    ]
    parts += [
        _limited(whose, act, worth, worth.most, within, sums)
        for act, worth in WORTH.items()
        if worth.most is not None
    ]
    return union_all(*parts).subquery()


def _limited(
    whose: InstrumentedAttribute[int | None],
    act: Act,
    worth: Worth,
    most: int,
    within: ColumnElement[bool],
    sums: Sums,
) -> Select[Any]:
    period = (Interaction.day - 1) // worth.days
    grouped = (
        select(whose.label("whose"), func.count().label("times"), func.max(Interaction.day).label("last"))
        .where(Interaction.kind == act, within)
        .group_by(whose, period)
        .subquery()
    )
    times = case((grouped.c.times > most, most), else_=grouped.c.times)
    return select(grouped.c.whose, *sums(times * worth.points, grouped.c.last)).group_by(grouped.c.whose)


def _weight(day: ColumnElement[int] | InstrumentedAttribute[int], on: int) -> ColumnElement[float]:
    age = literal(float(on), Double) - day
    return func.pow(literal(0.5, Double), age / literal(float(HALF_LIFE), Double), type_=Double)
