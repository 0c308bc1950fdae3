"""How scores stood: kept week by week, for trends and for choosing people by band."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.models.scores import CompanyWeek, PersonWeek
from bot.models.state import Memo
from bot.moment import Moment
from bot.rules.engagement import SLIPPING
from bot.rules.scoring import UNDER, VERSION, Band, Recency
from bot.rules.timetable import AHEAD, latest_slot
from bot.rules.trends import week_of
from bot.services import memos
from bot.services.scoring import Scored

AT_NIGHT = time(2, 0)
"""When yesterday is scored, on the cluster's clocks."""
KEPT = "scored"
"""The memo of the newest day that was scored (an ordinal), by which version of the weights, and whether past weeks are
to be scored anew (`is_stale`)."""


def last_day(moment: Moment) -> date:
    """The last day that is over, seen from the last time that it was 02:00."""
    return latest_slot(moment.now, AT_NIGHT, moment.zone).astimezone(moment.zone).date() - timedelta(days=1)


async def due(session: AsyncSession, moment: Moment, *, is_anew: bool = False) -> list[date]:
    """The days whose scores are to be kept, in order: one in each week, the last that is over. None when all are kept.

    Every week that the ledgers know when no scores of this version are kept, or when it is to be done anew, as on the
    night after the ledgers of two were put together.
    """
    until = last_day(moment)
    kept = await memos.get(session, KEPT)
    if is_anew or kept is None or kept["version"] != VERSION:
        first = await _first_day(session, until)
    elif kept["day"] > until.toordinal() + AHEAD.days:
        first = until  # that was noted while the clock was wrong
    elif kept["day"] >= until.toordinal():
        return []
    elif kept.get("is_stale", False):
        first = await _first_day(session, until)
    else:
        first = date.fromordinal(kept["day"] + 1)
    weeks = (until - week_of(first)).days // 7 + 1
    return [min(week_of(first) + timedelta(weeks=n, days=6), until) for n in range(weeks)]


async def _first_day(session: AsyncSession, until: date) -> date:
    firsts = [await session.scalar(select(func.min(ledger.day))) for ledger in (Interaction, Opportunity)]
    return min([until, *(date.fromordinal(first) for first in firsts if first is not None)])


async def note_kept(session: AsyncSession, on: date) -> None:
    """The scores of a day are kept, by the weights of now."""
    await memos.put(session, KEPT, {"version": VERSION, "day": on.toordinal()})


async def renew_tonight(session: AsyncSession) -> None:
    """Past weeks are scored anew on the next night: the ledgers say otherwise of them now."""
    kept = await memos.get(session, KEPT)
    if kept is not None:
        await memos.put(session, KEPT, {**kept, "is_stale": True})


async def drop_after(session: AsyncSession, on: date) -> None:
    """No week after that of a day has scores: such as there are were kept while the clock was wrong."""
    for model in (PersonWeek, CompanyWeek):
        await session.execute(delete(model).where(model.week_on > week_of(on)))


async def newest_day(session: AsyncSession) -> date | None:
    """The newest day of which the scores are kept; None before the first night."""
    kept = await memos.get(session, KEPT)
    return None if kept is None else date.fromordinal(kept["day"])


def is_newest() -> ColumnElement[bool]:
    """The condition on CompanyWeek that it says how a company stood last night."""
    other = aliased(CompanyWeek)
    return CompanyWeek.week_on == select(func.max(other.week_on)).scalar_subquery()


def has_band(values: Collection[str]) -> ColumnElement[bool]:
    """The condition on CompanyWeek of one of these bands, or of slipping."""
    bands = [Band(value) for value in values if value != SLIPPING]
    slips = CompanyWeek.is_slipping.is_(True)
    return or_(CompanyWeek.band.in_(bands), slips) if SLIPPING in values else CompanyWeek.band.in_(bands)


def has_recency(values: Collection[str]) -> ColumnElement[bool]:
    """The condition on CompanyWeek, of last night, that the company was active so long ago."""
    newest = select(Memo.value["day"].as_integer()).where(Memo.name == KEPT).scalar_subquery()
    days = newest - CompanyWeek.last_did
    return or_(*(_is_ago(days, Recency(value)) for value in values))


def _is_ago(days: ColumnElement[int], recency: Recency) -> ColumnElement[bool]:
    limits = [0, *UNDER.values()]
    place = list(Recency).index(recency)
    if recency is Recency.INACTIVE:
        return or_(CompanyWeek.last_did.is_(None), days >= limits[place])
    return and_(days >= limits[place], days < limits[place + 1])


Model = type[PersonWeek] | type[CompanyWeek]


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between the scores of a week and what is kept of it: whose rows go, and those that come."""

    model: Model
    week_on: date
    gone: Sequence[int]
    come: Sequence[Mapping[str, Any]]


async def changes(session: AsyncSession, on: date, scored: Scored, at_once: int) -> list[Change]:
    """How what is kept of a week becomes its scores of a day: steps that touch so many rows, each for itself."""
    week = week_of(on)
    connection = await session.connection()
    kept = [
        (await connection.execute(select(*model.__table__.c).where(model.week_on == week))).all()
        for model in (PersonWeek, CompanyWeek)
    ]
    return await asyncio.to_thread(_changes, week, scored, kept, at_once)


def _changes(week: date, scored: Scored, kept: Sequence[Sequence[Any]], at_once: int) -> list[Change]:
    people = [(number, week, score.points, score.band) for number, score in scored.people.items()]
    companies = [
        (number, week, one.score.points, one.score.band, one.is_slipping, one.last_did)
        for number, one in scored.companies.items()
    ]
    return [
        *_steps(PersonWeek, week, people, kept[0], at_once),
        *_steps(CompanyWeek, week, companies, kept[1], at_once),
    ]


def _steps(
    model: Model, week: date, computed: Sequence[tuple[Any, ...]], kept: Sequence[Any], at_once: int
) -> Iterator[Change]:
    there = {tuple(row) for row in kept}
    columns = [column.name for column in model.__table__.c]
    if gone := {row[0] for row in kept} - {row[0] for row in computed}:
        yield Change(model, week, sorted(gone), ())
    written = [row for row in computed if row not in there]
    for first in range(0, len(written), at_once):
        some = written[first : first + at_once]
        yield Change(
            model, week, [row[0] for row in some], [dict(zip(columns, row, strict=True)) for row in some]
        )


async def carry_out(session: AsyncSession, change: Change) -> None:
    """Write a change down; rows of those who were erased meanwhile are not written."""
    whose = _key(change.model)
    await session.execute(
        delete(change.model).where(change.model.week_on == change.week_on, whose.in_(change.gone))
    )
    owner = Person if change.model is PersonWeek else Company
    ids = [row[whose.key] for row in change.come]
    there = await session.scalars(
        select(owner.id).where(owner.id.in_(ids)).with_for_update(read=True, key_share=True)
    )
    is_there = set(there)
    if rows := [row for row in change.come if row[whose.key] in is_there]:
        await session.execute(insert(change.model), rows)


def _key(model: Model) -> InstrumentedAttribute[int]:
    return PersonWeek.person_id if model is PersonWeek else CompanyWeek.company_id
