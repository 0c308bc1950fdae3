"""Everybody's scores, computed by the database in one go.

What the sums mean stands in `bot/rules/scoring.py`, and in the same words: a test holds both against each other.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.moment import Moment
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
    new_from = day_ends(on - timedelta(days=NEW_FOR), moment)
    was_member = or_(Person.standing == Standing.MEMBER, Person.left_at >= ends)
    people = select(
        Person.id, Person.company_id, type_coerce(Person.seat, String), joined() >= new_from
    ).where(was_member, joined() < ends, await not_staff(session, moment))
    joins = select(Person.company_id, func.max(Person.joined_at)).where(Person.joined_at < ends)
    connection = await session.connection()  # plain rows come several times as fast as through the session

    async def rows_of(query: Any) -> Sequence[Any]:
        found: Sequence[Any] = (await connection.execute(query)).all()
        return found

    found = _Found(
        people=await rows_of(people),
        earned=await rows_of(_earned(day)),
        offered=await rows_of(_offered(day)),
        companies=await rows_of(select(Company.id, Company.kind, Company.size)),
        sums=await rows_of(_before_and_lately(day)),
        joins=await rows_of(joins.group_by(Person.company_id)),
    )
    # A hundred thousand people take a fraction of a second, in which others are answered
    return await asyncio.to_thread(_scored, found, moment, day)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database knows: rows, and sums by id."""

    people: Sequence[Any]
    earned: Sequence[Any]
    offered: Sequence[Any]
    companies: Sequence[Any]
    sums: Sequence[Any]
    joins: Sequence[Any]


SEATS = {seat.value: seat for seat in Seat}


def _scored(found: _Found, moment: Moment, day: int) -> Scored:
    scores: dict[int, Score] = {}
    by_company: defaultdict[int, list[tuple[Seat, Score]]] = defaultdict(list)
    given: defaultdict[int, float] = defaultdict(float)
    all_earned, all_offered = dict(found.earned), dict(found.offered)
    for person_id, company_id, seat, is_new in found.people:
        offered = all_offered.get(person_id, 0.0)
        score = score_of(all_earned.get(person_id, 0.0), offered, is_new=bool(is_new))
        scores[person_id] = score
        by_company[company_id].append((SEATS[seat], score))
        given[company_id] += offered
    sums = {company_id: figures for company_id, *figures in found.sums}
    joins = dict(found.joins)
    companies = {}
    for company_id, kind, size in found.companies:
        before, lately, last = sums.get(company_id, (0, 0, None))
        joined_at = joins.get(company_id)
        joined_on = replace(moment, now=joined_at).today.toordinal() if joined_at else None
        score = company_score(places_of(kind, size), by_company[company_id], given[company_id])
        companies[company_id] = engagement(score, before, lately, last, joined_on, day)
    return Scored(scores, companies)


Sums = Callable[[ColumnElement[Any], ColumnElement[int]], list[ColumnElement[Any]]]
"""What is summed, of points and the day that they count on."""


def _earned(on: int) -> Select[Any, Any]:
    """What each person has earned by a day."""

    def decayed(points: ColumnElement[Any], day: ColumnElement[int]) -> list[ColumnElement[Any]]:
        return [func.sum(points * _weight(day, on)).label("earned")]

    counted = _counted(Interaction.person_id, 0, on, decayed)
    return select(counted.c.whose, func.sum(counted.c.earned)).group_by(counted.c.whose)


def _offered(on: int) -> Select[Any, Any]:
    """What each person was offered by a day."""
    points = case(*((Opportunity.kind == offer, points) for offer, points in OFFERED.items()))
    return (
        select(Opportunity.person_id, func.sum(points * _weight(Opportunity.day, on)))
        .where(Opportunity.day <= on, Opportunity.person_id.is_not(None))
        .group_by(Opportunity.person_id)
    )


def _before_and_lately(on: int) -> Select[Any]:
    """What each company earned in the year before the last 90 days, and in these; and the last day that counts."""
    lately_from = on - RECENT_DAYS + 1

    def split(points: ColumnElement[Any], day: ColumnElement[int]) -> list[ColumnElement[Any]]:
        return [
            func.sum(case((day < lately_from, points), else_=0)).label("before"),
            func.sum(case((day >= lately_from, points), else_=0)).label("lately"),
            func.max(day).label("last"),
        ]

    counted = _counted(Interaction.company_id, lately_from - YEAR, on, split)
    return select(
        counted.c.whose, func.sum(counted.c.before), func.sum(counted.c.lately), func.max(counted.c.last)
    ).group_by(counted.c.whose)


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
