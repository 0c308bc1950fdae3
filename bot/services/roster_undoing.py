"""A roster is taken back: what an import wrote is again what it was before, unless it is others' by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company, SubCluster
from bot.models.groups import group_companies, group_people
from bot.models.imports import CompanyAlias, ImportChange
from bot.models.people import Person
from bot.models.secrets import RING
from bot.rules.words import fold
from bot.services.rosters import BATCH, reread

Row = TypeVar("Row", Company, Person)


async def take_back(session: AsyncSession, import_id: int) -> tuple[int, int]:
    """Undo what an import wrote. Returns how much was taken back, and how much stays, as it is others' by now: who has
    joined, a company with people, a field or a name that somebody has changed since.
    """
    query = select(ImportChange).where(ImportChange.import_id == import_id).order_by(ImportChange.id.desc())
    done = (await session.scalars(query)).all()
    people = await _locked_rows(session, Person, {one.person_id for one in done})
    companies = await _locked_rows(session, Company, {one.company_id for one in done})
    former = {one.before for one in done if one.field == "company_id"}
    known = Before(
        await _locked_rows(session, Company, former),
        {one.slug: one for one in await session.scalars(select(SubCluster))},
    )
    made = {id(one): one for one in done if not one.field}
    counts = Counter[bool]({True: await _take_rows_back(session, done)})
    for one in done:
        if one.field and one.field not in _IN_ROWS:
            record = people.get(one.person_id or 0) or companies.get(one.company_id or 0)
            counts[record is not None and _take_field_back(record, one, known)] += 1
    await session.flush()
    gone = [one.person_id for one in made.values() if one.person_id in people]
    gone = [
        number
        for number in gone
        if number and people[number].joined_at is None and people[number].telegram_id is None
    ]
    await _delete(session, Person, gone)
    empty = [one.company_id for one in made.values() if one.company_id in companies]
    kept = set(await session.scalars(select(Person.company_id).distinct()))
    await _delete(session, Company, unmade := [number for number in empty if number and number not in kept])
    taken_back = len(gone) + len(unmade)
    stayed = len(made) - taken_back
    await session.execute(delete(ImportChange).where(ImportChange.import_id == import_id))
    await reread(session)
    return taken_back + counts[True], stayed + counts[False]


async def _locked_rows(session: AsyncSession, model: type[Row], numbers: set[int | None]) -> dict[int, Row]:
    """The rows of these ids that there still are, locked; by id."""
    wanted = sorted(number for number in numbers if number is not None)
    found: dict[int, Row] = {}
    for start in range(0, len(wanted), BATCH):
        key = model.__table__.c.id
        query = select(model).where(key.in_(wanted[start : start + BATCH])).order_by(key)
        lock = query.with_for_update(of=model).execution_options(populate_existing=True)
        found |= {one.id: one for one in await session.scalars(lock)}
    return found


_IN_ROWS = ("group", "alias")
"""What an import wrote as rows of their own."""


async def _take_rows_back(session: AsyncSession, done: Sequence[ImportChange]) -> int:
    """Take people and companies out of the groups that they were put into, and forget names. Returns how many."""
    for table, whose in ((group_people, "person_id"), (group_companies, "company_id")):
        group, member = table.c
        pairs = [
            {"from_group": one.after, "whom": getattr(one, whose)}
            for one in done
            if one.field == "group" and getattr(one, whose) is not None
        ]
        if pairs:
            is_it = group == bindparam("from_group"), member == bindparam("whom")
            await session.execute(delete(table).where(*is_it), pairs)
    names = [{"called": one.after} for one in done if one.field == "alias"]
    if names:
        aliases = CompanyAlias.__table__
        assert isinstance(aliases, Table)
        await session.execute(delete(aliases).where(aliases.c.key == bindparam("called")), names)
    return sum(one.field in _IN_ROWS for one in done)


@dataclass(frozen=True)
class Before:
    """What records may have referred to before an import."""

    companies: Mapping[int, Company]
    sub_clusters: Mapping[str, SubCluster]


def _take_field_back(record: Company | Person, change: ImportChange, known: Before) -> bool:
    """Whether the field stood as the import wrote it, and is again what it was before."""
    name = change.field
    after: Any = change.after
    before: Any = change.before
    if name == "sub_clusters" and isinstance(record, Company):
        if {one.slug for one in record.sub_clusters} != set(after):
            return False
        slugs = known.sub_clusters
        record.sub_clusters = [slugs[slug] for slug in before or () if slug in slugs]
        return True
    if getattr(record, name) != after:
        return False
    if name == "company_id":
        back = known.companies.get(before)
        if back is None or not isinstance(record, Person):
            return False
        record.company = back
        return True
    if name == "name" and isinstance(record, Company):
        record.name_key = fold(before)
    if name in ("phone", "email"):
        setattr(record, f"{name}_index", RING.index(before) if before else None)
    setattr(record, name, before)
    return True


async def _delete(session: AsyncSession, model: type[Company] | type[Person], numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        await session.execute(delete(model).where(model.id.in_(batch)))
