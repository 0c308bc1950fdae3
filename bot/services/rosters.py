"""Rosters: staff's list of companies and people taken into the records.

Whose word counts: a cell that says something changes the record, an empty cell changes nothing. Once somebody
has joined, they and their colleagues look after their own records: from then on a roster only fills what is
empty, and says what it left alone, so that an old file cannot undo what people changed since. Nobody is ever
taken out of a group, and nothing is ever deleted. `rules/roster_planning.py` decides, what is decided is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from sqlalchemy import Select, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.base import instance_state as object_state

from bot.exchange.rosters import Roster
from bot.models.base import Base
from bot.models.companies import Company, SubCluster, company_sub_clusters
from bot.models.groups import Group, group_companies, group_people
from bot.models.imports import CompanyAlias, ImportChange, WordMeaning
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules.roster_planning import Meanings, moves, planned
from bot.rules.roster_plans import CompanyNow, CompanyPlan, Known, PersonNow, PersonPlan, Plan
from bot.rules.words import fold
from bot.services import memos

_LOCK = "roster"
"""The memo that an import locks: of two, the second waits for the first, and then sees what it wrote."""
BATCH = 1_000
"""Rows written, or read, at once: more of them would only be more to hold."""

# What is on record, as plain values. Entities of thousands would cost seconds.

_COMPANY = (
    Company.id,
    Company.name,
    Company.name_key,
    Company.name_ar,
    Company.kind,
    Company.size,
    Company.city,
    Company.website,
    Company.founded_in,
    Company.written,
    Company.declined,
)
_PERSON = (
    Person.id,
    Person.company_id,
    Person.name,
    Person.seat,
    Person.title,
    Person.language,
    Person.phone,
    Person.other_phone,
    Person.email,
    Person.other_email,
    Person.other_name,
    Person.joined_at,
    Person.standing,
)


async def known(session: AsyncSession, *, is_locked: bool = False) -> Known:
    """All that a roster can be about. Locked, nobody else changes it until the commit."""
    of_companies = select(*_COMPANY).order_by(Company.id)
    if is_locked:
        of_companies = of_companies.with_for_update(key_share=True)
    companies = (await session.execute(of_companies)).all()
    people = await _people(session, is_locked=is_locked)
    theirs = {person.company_id for person in people if person.has_joined}
    belongs = await _sub_clusters_of(session)
    aliases = await session.execute(select(CompanyAlias.key, CompanyAlias.company_id))
    return Known(
        [
            CompanyNow(
                id=row.id,
                name=row.name,
                key=row.name_key,
                name_ar=row.name_ar,
                kind=row.kind,
                size=row.size,
                sub_clusters=tuple(belongs[row.id]),
                city=row.city,
                website=row.website,
                founded_in=row.founded_in,
                written=row.written,
                declined=row.declined,
                is_theirs=row.id in theirs,
            )
            for row in companies
        ],
        people,
        await sub_cluster_slugs(session),
        dict(aliases.all()),
        await _members(session, group_companies),
        await _members(session, group_people),
    )


async def _people(session: AsyncSession, *, is_locked: bool) -> list[PersonNow]:
    """Everybody, some at a time: to decrypt thousands takes long, and others are answered meanwhile."""
    query = select(*_PERSON).order_by(Person.id).limit(BATCH)
    if is_locked:
        query = query.with_for_update(key_share=True)
    people: list[PersonNow] = []
    while True:
        last = people[-1].id if people else 0
        batch = (await session.execute(query.where(Person.id > last))).all()
        people += [
            PersonNow(
                **dict[str, Any](zip(_ATTRIBUTES, row[:-2], strict=True)),
                has_joined=row[-2] is not None,
                has_left=row[-1] is Standing.LEFT,
            )
            for row in batch
        ]
        if len(batch) < BATCH:
            return people


async def _sub_clusters_of(session: AsyncSession) -> Mapping[int, list[str]]:
    named = select(company_sub_clusters.c.company_id, SubCluster.slug).join(SubCluster)
    belongs: dict[int, list[str]] = defaultdict(list)
    for company_id, slug in await session.execute(named.order_by(SubCluster.id)):
        belongs[company_id].append(slug)
    return belongs


_ATTRIBUTES = tuple(column.key for column in _PERSON[:-2])


async def _members(session: AsyncSession, table: Table) -> frozenset[tuple[int, str]]:
    _group, member = table.c
    found = await session.execute(select(member, Group.key).join_from(table, Group))
    return frozenset((number, key) for number, key in found)


async def meanings(session: AsyncSession) -> Meanings:
    """What staff have said that words mean."""
    found = await session.execute(select(WordMeaning.column, WordMeaning.key, WordMeaning.value))
    return {(column, key): value for column, key, value in found}


@dataclass(frozen=True)
class TakenIn:
    """What a roster brought. A record that gained a group is changed, too."""

    plan: Plan

    @property
    def companies_new(self) -> int:
        return sum(one.now is None for one in self.plan.companies)

    @property
    def companies_changed(self) -> int:
        return sum(_is_changed(one) for one in self.plan.companies)

    @property
    def people_new(self) -> int:
        return sum(one.now is None for one in self.plan.people)

    @property
    def people_changed(self) -> int:
        return sum(_is_changed(one) or moves(one) for one in self.plan.people)

    @property
    def summary(self) -> str:
        """How many, as the trail of what staff did has it."""
        return (
            f"companies: {self.companies_new} new, {self.companies_changed} changed; "
            f"people: {self.people_new} new, {self.people_changed} changed"
        )

    @property
    def is_nothing(self) -> bool:
        """Whether everything stands as it stood."""
        return not (self.companies_new or self.companies_changed or self.people_new or self.people_changed)


def _is_changed(plan: CompanyPlan | PersonPlan) -> bool:
    return plan.now is not None and bool(plan.changes.keys() - {"written"} or plan.groups)


async def lock(session: AsyncSession) -> None:
    """Until the commit no other roster is taken in."""
    await memos.lock(session, _LOCK)


async def take_in(session: AsyncSession, roster: Roster, moment: Moment) -> TakenIn:
    """Write down what is plain in a roster; what is doubtful waits. A second time it changes nothing."""
    await lock(session)
    plan = planned(roster.rows, await known(session, is_locked=True), await meanings(session), {})
    await write(session, plan, moment)
    return TakenIn(plan)


@dataclass
class _Trail:
    """What is written, so that it can be undone."""

    import_id: int | None
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, *, company_id: int | None = None, person_id: int | None = None, **what: Any) -> None:
        """One thing more: a record made, or a field of one that was `before` and is `after`."""
        if self.import_id is not None:
            of = {"import_id": self.import_id, "company_id": company_id, "person_id": person_id}
            self.rows.append({**of, "field": "", "before": None, "after": None, **what})


async def write(session: AsyncSession, plan: Plan, moment: Moment, import_id: int | None = None) -> None:
    """Do what a plan says, by few statements. With an import, what was done is written down to be undone."""
    trail = _Trail(import_id)
    company_ids = await _write_companies(session, plan.companies, moment, trail)
    person_ids = await _write_people(session, plan.people, company_ids, moment, trail)
    groups = await _found(session, (*plan.companies, *plan.people))
    of_companies = [(company_ids[id(one)], key) for one in plan.companies for key in one.groups]
    of_people = [(person_ids[id(one)], key) for one in plan.people for key in one.groups]
    await _join(session, group_companies, groups, of_companies)
    await _join(session, group_people, groups, of_people)
    for number, key in of_companies:
        trail.add(company_id=number, field="group", after=groups[key])
    for number, key in of_people:
        trail.add(person_id=number, field="group", after=groups[key])
    await insert_all(session, ImportChange, trail.rows)
    await reread(session)


async def _write_companies(
    session: AsyncSession, plans: Sequence[CompanyPlan], moment: Moment, trail: _Trail
) -> dict[int, int]:
    """Their ids, by plan."""
    new = [plan for plan in plans if plan.now is None]
    blank = _columns(Company, name="", name_key="", created_at=moment.now)
    rows = [{**blank, **_company_values(plan.changes)} for plan in new]
    await insert_all(session, Company, rows)
    keys = [row["name_key"] for row in rows]
    by_key = await _numbers(session, select(Company.name_key, Company.id), Company.name_key, keys)
    made = [by_key[key] for key in keys]
    ids = {id(plan): plan.now.id for plan in plans if plan.now is not None}
    ids |= {id(plan): number for plan, number in zip(new, made, strict=True)}
    for number in made:
        trail.add(company_id=number)
    changed = [plan for plan in plans if plan.now is not None and plan.changes]
    by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for plan in changed:
        values = _company_values(plan.changes)
        if values:
            by_fields[tuple(values)].append({"id": ids[id(plan)], **values})
        for name, value in plan.changes.items():
            trail.add(company_id=ids[id(plan)], field=name, before=getattr(plan.now, name), after=value)
    for changes in by_fields.values():
        await session.execute(update(Company), changes)
    await _write_sub_clusters(session, plans, ids)
    await _write_aliases(session, plans, ids, trail)
    return ids


def _company_values(changes: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in changes.items() if name != "sub_clusters"}
    return values | ({"name_key": fold(values["name"])} if "name" in values else {})


async def _write_sub_clusters(
    session: AsyncSession, plans: Iterable[CompanyPlan], ids: Mapping[int, int]
) -> None:
    slugs = {slug: number for number, slug in await session.execute(select(SubCluster.id, SubCluster.slug))}
    named = {ids[id(plan)]: plan.changes["sub_clusters"] for plan in plans if "sub_clusters" in plan.changes}
    table = company_sub_clusters
    before = [ids[id(plan)] for plan in plans if plan.now is not None and "sub_clusters" in plan.changes]
    for start in range(0, len(before), BATCH):
        await session.execute(delete(table).where(table.c.company_id.in_(before[start : start + BATCH])))
    rows = [
        {"company_id": company_id, "sub_cluster_id": slugs[slug]}
        for company_id, said in named.items()
        for slug in said
        if slug in slugs
    ]
    if rows:
        await session.execute(insert(table), rows)


async def _write_aliases(
    session: AsyncSession, plans: Iterable[CompanyPlan], ids: Mapping[int, int], trail: _Trail
) -> None:
    """By what else a company was called in the list, or until now: the next list may call it so, too."""
    known = set(await session.scalars(select(CompanyAlias.key)))
    rows = []
    for plan in plans:
        own = fold(plan.changes.get("name", plan.name))
        former = [plan.now.key] if plan.now is not None and plan.now.key != own else []
        arabic = fold(plan.changes.get("name_ar") or (plan.now.name_ar if plan.now else ""))
        for key in dict.fromkeys((*plan.keys, *former)):
            if key not in known and key not in (own, arabic):
                known.add(key)
                rows.append({"key": key, "company_id": ids[id(plan)]})
                trail.add(company_id=ids[id(plan)], field="alias", after=key)
    if rows:
        await session.execute(insert(CompanyAlias), rows)


async def _write_people(
    session: AsyncSession,
    plans: Sequence[PersonPlan],
    company_ids: Mapping[int, int],
    moment: Moment,
    trail: _Trail,
) -> dict[int, int]:
    """Their ids, by plan."""
    new = [plan for plan in plans if plan.now is None]
    blank = _columns(Person, name="", created_at=moment.now)
    rows = [
        {**blank, **_person_values(plan.changes), "company_id": company_ids[id(plan.company)]} for plan in new
    ]
    await insert_all(session, Person, rows)
    of_companies = list(dict.fromkeys(row["company_id"] for row in rows))
    found = await _numbers(
        session,
        select(Person.company_id, Person.name, Person.id).order_by(Person.id),
        Person.company_id,
        of_companies,
    )
    made = [found[row["company_id"], row["name"]] for row in rows]
    ids = {id(plan): plan.now.id for plan in plans if plan.now is not None}
    ids |= {id(plan): number for plan, number in zip(new, made, strict=True)}
    for number in made:
        trail.add(person_id=number)
    by_fields: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for plan in plans:
        if plan.now is None:
            continue
        changes = dict(plan.changes)
        if moves(plan):
            changes["company_id"] = company_ids[id(plan.company)]
        for name, value in changes.items():
            trail.add(person_id=plan.now.id, field=name, before=getattr(plan.now, name), after=value)
        if changes:
            values = _person_values(changes)
            by_fields[tuple(values)].append({"id": plan.now.id, **values})
    for changed in by_fields.values():
        await session.execute(update(Person), changed)
    return ids


def _person_values(changes: Mapping[str, Any]) -> dict[str, Any]:
    indexes = {
        f"{name}_index": RING.index(changes[name]) if changes[name] else None
        for name in ("phone", "email")
        if name in changes
    }
    return {**changes, **indexes}


def _columns(model: type[Base], **given: Any) -> dict[str, Any]:
    """What the columns of a new row hold before anything is said of it. All other defaults are the table's own."""
    made = {
        one.name: one.default_factory()
        for one in fields(model)
        if one.init and one.name in model.__table__.columns and one.default_factory is not MISSING
    }
    return made | given


async def insert_all(session: AsyncSession, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, some at a time. Their ids are asked for afterwards: to have them returned takes a statement each."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(model), rows[start : start + BATCH])


async def _numbers(
    session: AsyncSession,
    query: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[Any],
    keys: Sequence[Any],
) -> dict[Any, int]:
    """The ids of rows, by what stands before them in the query; some of the keys at a time."""
    found: dict[Any, int] = {}
    for start in range(0, len(keys), BATCH):
        for *key, number in await session.execute(query.where(column.in_(keys[start : start + BATCH]))):
            found[key[0] if len(key) == 1 else tuple(key)] = number
    return found


async def _found(session: AsyncSession, plans: Iterable[CompanyPlan | PersonPlan]) -> dict[str, int]:
    """The ids of the groups that plans name, by key; those that are new are founded."""
    named: dict[str, str] = {}
    for plan in sorted(plans, key=lambda plan: plan.row.line):
        for key, name in plan.groups.items():
            named.setdefault(key, name)
    known = {key: number for number, key in await session.execute(select(Group.id, Group.key))}
    fresh = [{"name": name, "key": key} for key, name in named.items() if key not in known]
    await insert_all(session, Group, fresh)
    return {key: number for number, key in await session.execute(select(Group.id, Group.key))}


async def _join(
    session: AsyncSession, table: Table, groups: Mapping[str, int], members: Iterable[tuple[int, str]]
) -> None:
    group, member = table.c
    rows = [{group.name: groups[key], member.name: number} for number, key in members]
    if rows:
        await session.execute(insert(table), rows)


async def sub_cluster_slugs(session: AsyncSession) -> tuple[str, ...]:
    return tuple(await session.scalars(select(SubCluster.slug).order_by(SubCluster.id)))


async def reread(session: AsyncSession) -> None:
    """What the session held of companies and people before is read anew, many at a time."""
    held = list(session.sync_session.identity_map.values())
    for model in (Company, Person):
        key = model.__table__.c.id
        known = [object_state(one).identity for one in held if isinstance(one, model)]
        numbers = sorted(identity[0] for identity in known if identity)
        for start in range(0, len(numbers), BATCH):
            again = select(model).where(key.in_(numbers[start : start + BATCH])).order_by(key)
            (await session.scalars(again.execution_options(populate_existing=True))).all()
