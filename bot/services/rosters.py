"""Rosters: staff's list of companies and people taken into the records, and the records as such a list.

Whose word counts: a cell that says something changes the record, an empty cell changes nothing. Once somebody
has joined, they and their colleagues look after their own records: from then on a roster only fills what is
empty, and says what it left alone, so that an old file cannot undo what people changed since. Nobody is ever
taken out of a group, and nothing is ever deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.exchange.rosters import Roster, RosterRow
from bot.models.companies import Company, SubCluster
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules.rosters import CellEffect, effect_of, may_be_same
from bot.rules.words import fold

# The register: everything a roster can be about, found by name, while one is taken in.

Record = TypeVar("Record", Company, Person)


@dataclass(eq=False)
class Entry(Generic[Record]):
    """A record and what becomes of it.

    `is_theirs`: somebody has joined, so what stands there may be their own word. `said` are the columns that
    the roster has spoken of already: of several rows about one record the first counts, or each run would
    change it anew.
    """

    record: Record
    is_new: bool = False
    is_theirs: bool = False
    is_changed: bool = False
    said: set[str] = field(default_factory=set)


PersonEntry = Entry[Person]


@dataclass(eq=False)
class CompanyEntry(Entry[Company]):
    """A company with its people: by folded name, and by the keyed hash of a phone or e-mail on record."""

    by_name: dict[str, list[PersonEntry]] = field(default_factory=lambda: defaultdict(list))
    by_contact: dict[str, list[PersonEntry]] = field(default_factory=lambda: defaultdict(list))


class Register:
    """All companies, people, groups and sub-clusters, locked until the transaction ends."""

    def __init__(self, session: AsyncSession, moment: Moment) -> None:
        self._session = session
        self._now = moment.now
        self._by_name: dict[str, CompanyEntry] = {}
        self._by_arabic: dict[str, list[CompanyEntry]] = defaultdict(list)
        self._groups: dict[str, Group] = {}
        self._of_companies: list[tuple[Group, CompanyEntry]] = []
        self._of_people: list[tuple[Group, PersonEntry]] = []
        self.sub_clusters: dict[str, SubCluster] = {}
        self.companies: list[CompanyEntry] = []
        self.people: list[PersonEntry] = []

    async def load(self) -> None:
        """Read and lock what is on record."""
        fresh = {"populate_existing": True}
        companies = (
            select(Company).order_by(Company.id).with_for_update(key_share=True).execution_options(**fresh)
        )
        people = (
            select(Person)
            .order_by(Person.id)
            .with_for_update(of=Person, key_share=True)
            .execution_options(**fresh)
        )
        by_id: dict[int, CompanyEntry] = {}
        for company in await self._session.scalars(companies):
            by_id[company.id] = self._enter(CompanyEntry(company))
        for person in await self._session.scalars(people):
            self._enter_person(by_id[person.company_id], person)
        self._groups = {group.key: group for group in await self._session.scalars(select(Group))}
        self.sub_clusters = {one.slug: one for one in await self._session.scalars(select(SubCluster))}

    def _enter(self, entry: CompanyEntry) -> CompanyEntry:
        self.companies.append(entry)
        self._by_name[entry.record.name_key] = entry
        if entry.record.name_ar:
            self._by_arabic[fold(entry.record.name_ar)].append(entry)
        return entry

    def _enter_person(self, company: CompanyEntry, person: Person) -> None:
        has_joined = person.joined_at is not None
        company.is_theirs |= has_joined
        entry = PersonEntry(person, is_theirs=has_joined)
        self.people.append(entry)
        company.by_name[fold(person.name)].append(entry)
        for contact in (person.phone_index, person.email_index):
            if contact:
                company.by_contact[contact].append(entry)

    def company(self, row: RosterRow) -> CompanyEntry:
        """The company that a row means: the one of that name in either script, or a new one."""
        entry = self._known_company(row)
        if entry is None:
            company = Company(name=row.company, name_key=fold(row.company), created_at=self._now)
            entry = self._enter(CompanyEntry(company, is_new=True))
            self._session.add(company)
        if row.company_ar and entry not in (called_so := self._by_arabic[fold(row.company_ar)]):
            called_so.append(entry)
        return entry

    def _known_company(self, row: RosterRow) -> CompanyEntry | None:
        key = fold(row.company)
        if (known := self._by_name.get(key)) is not None:
            return known
        if len(called_so := self._by_arabic.get(key, [])) == 1:
            called_so[0].said.add("company")  # the cell has its name in Arabic, and no other one
            return called_so[0]
        return self._by_name.get(fold(row.company_ar)) if row.company_ar else None

    def rename(self, entry: CompanyEntry, name: str) -> None:
        """The company has this name from now on."""
        entry.record.name, entry.record.name_key = name, fold(name)
        self._by_name[entry.record.name_key] = entry

    def person(self, company: CompanyEntry, row: RosterRow, named: Set[str]) -> PersonEntry:
        """The person that a row means: of that name, or who has that phone or e-mail; or a new one.

        `named` are the folded names of all whom the roster has of this company: somebody whom another row
        names is not this one, whatever phone they share.
        """
        name = row.person or ""
        same = company.by_name.get(fold(name)) or self._same_by_contact(company, row, named)
        if same:
            return max(same, key=lambda entry: entry.is_theirs)
        entry = PersonEntry(Person(name=name, created_at=self._now, company=company.record), is_new=True)
        self.people.append(entry)
        company.by_name[fold(name)].append(entry)
        self._session.add(entry.record)
        return entry

    def _same_by_contact(self, company: CompanyEntry, row: RosterRow, named: Set[str]) -> list[PersonEntry]:
        """Whoever shares a phone or an e-mail with the row and may be called so; nobody when several do."""
        contacts = [RING.index(contact) for contact in (row.phone, row.email) if contact]
        sharing = {id(entry): entry for contact in contacts for entry in company.by_contact.get(contact, [])}
        same = [
            entry
            for entry in sharing.values()
            if fold(entry.record.name) not in named and may_be_same(entry.record.name, row.person or "")
        ]
        return same if len(same) == 1 else []

    def join(self, entry: CompanyEntry | PersonEntry, groups: Iterable[str]) -> None:
        """A company or a person belongs to these groups; the ones that are new are founded."""
        for name in groups:
            group = self._groups.get(fold(name))
            if group is None:
                group = self._groups[fold(name)] = Group(name=name, key=fold(name))
                self._session.add(group)
            if isinstance(entry, CompanyEntry):
                self._of_companies.append((group, entry))
            else:
                self._of_people.append((group, entry))

    async def write(self) -> None:
        """Write everything down."""
        await self._session.flush()
        await self._write_memberships(group_companies, self._of_companies)
        await self._write_memberships(group_people, self._of_people)

    async def _write_memberships(self, table: Table, joined: Sequence[tuple[Group, Entry[Record]]]) -> None:
        group_column, member_column = table.c
        found = await self._session.execute(select(group_column, member_column))
        known = {(group_id, member_id) for group_id, member_id in found}
        fresh = []
        for group, entry in joined:
            pair = (group.id, entry.record.id)
            if pair not in known:
                known.add(pair)
                entry.is_changed = True
                fresh.append({group_column.name: pair[0], member_column.name: pair[1]})
        if fresh:
            await self._session.execute(insert(table), fresh)


COMPANY_ATTRIBUTES: Mapping[str, str] = {
    "company": "name",
    "company_ar": "name_ar",
    "kind": "kind",
    "size": "size",
    "city": "city",
    "website": "website",
    "sub_clusters": "sub_clusters",
}
PERSON_ATTRIBUTES: Mapping[str, str] = {
    "person": "name",
    "role": "seat",
    "language": "language",
    "phone": "phone",
    "email": "email",
}


@dataclass(frozen=True)
class KeptCell:
    """A cell that says otherwise than people who joined: what stands on record was kept."""

    line: int
    column: str


@dataclass(frozen=True)
class TakenIn:
    """What a roster brought. A record that gained a group is changed, too."""

    companies_new: int
    companies_changed: int
    people_new: int
    people_changed: int
    kept: tuple[KeptCell, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether everything stands as it stood."""
        return not (self.companies_new or self.companies_changed or self.people_new or self.people_changed)


async def take_in(session: AsyncSession, roster: Roster, moment: Moment) -> TakenIn:
    """Write the good rows of a roster down. A second time it changes nothing."""
    register = Register(session, moment)
    await register.load()
    companies = [register.company(row) for row in roster.rows]
    named: dict[int, set[str]] = defaultdict(set)
    for company, row in zip(companies, roster.rows, strict=True):
        named[id(company)].add(fold(row.person or ""))
    kept: list[KeptCell] = []
    for company, row in zip(companies, roster.rows, strict=True):
        kept += _take_company(register, company, row)
        if row.person is None:
            register.join(company, row.groups)
        else:
            person = register.person(company, row, named[id(company)])
            kept += _take_person(person, row)
            register.join(person, row.groups)
    await register.write()
    return TakenIn(
        companies_new=sum(one.is_new for one in register.companies),
        companies_changed=sum(one.is_changed and not one.is_new for one in register.companies),
        people_new=sum(one.is_new for one in register.people),
        people_changed=sum(one.is_changed and not one.is_new for one in register.people),
        kept=tuple(kept),
    )


def _take_company(register: Register, entry: CompanyEntry, row: RosterRow) -> list[KeptCell]:
    kept = []
    for column, attribute in COMPANY_ATTRIBUTES.items():
        said = getattr(row, column)
        if column == "sub_clusters":
            known = (register.sub_clusters[slug] for slug in said if slug in register.sub_clusters)
            said = sorted(known, key=lambda one: one.id)
        # "We have none" is their word, too
        present = getattr(entry.record, attribute) or attribute in entry.record.declined
        match _worth(entry, column, present, said):
            case CellEffect.KEPT_OFF:
                kept.append(KeptCell(row.line, column))
            case CellEffect.TAKEN if column == "company":
                register.rename(entry, said)
            case CellEffect.TAKEN:
                setattr(entry.record, attribute, said)
    return kept


def _take_person(entry: Entry[Person], row: RosterRow) -> list[KeptCell]:
    kept = []
    for column, attribute in PERSON_ATTRIBUTES.items():
        said = getattr(row, column)
        match _worth(entry, column, getattr(entry.record, attribute), said):
            case CellEffect.KEPT_OFF:
                kept.append(KeptCell(row.line, column))
            case CellEffect.TAKEN:
                setattr(entry.record, attribute, said)
                if attribute in ("phone", "email"):
                    setattr(entry.record, f"{attribute}_index", RING.index(said))
    return kept


def _worth(entry: Entry[Company] | Entry[Person], column: str, present: object, said: object) -> CellEffect:
    if not said or column in entry.said:
        return CellEffect.NOTHING
    entry.said.add(column)
    found = effect_of(present, said, is_theirs=entry.is_theirs)
    entry.is_changed |= found is CellEffect.TAKEN
    return found


# The records as a roster: the same columns, so that it can be taken in again and changes nothing.

Groups = dict[int, list[str]]


async def listed(session: AsyncSession) -> list[dict[str, str]]:
    """A row for each person, and one for each company that has nobody or is in a group itself; by company.

    People who left are on record, but are no members: they are left out.
    """
    groups_of_people = await _groups(session, group_people)
    groups_of_companies = await _groups(session, group_companies)
    people: dict[int, list[Person]] = defaultdict(list)
    for person in await session.scalars(select(Person).where(Person.standing != Standing.LEFT)):
        people[person.company_id].append(person)
    rows = []
    for company in sorted(await session.scalars(select(Company)), key=lambda company: company.name_key):
        if groups_of_companies[company.id] or not people[company.id]:
            rows.append(_company(company) | {"groups": _list(groups_of_companies[company.id])})
        for person in sorted(people[company.id], key=lambda person: (person.name, person.id)):
            own = _person(person) | {"groups": _list(groups_of_people[person.id])}
            rows.append(_company(company) | own)
    return rows


async def sub_cluster_slugs(session: AsyncSession) -> tuple[str, ...]:
    return tuple(await session.scalars(select(SubCluster.slug).order_by(SubCluster.id)))


async def memberships(session: AsyncSession) -> list[tuple[str, str, str]]:
    """Who belongs to which group: group, company, person; without a person, the whole company does."""
    of_companies = await session.execute(
        select(Group.name, Company.name).join_from(Group, group_companies).join(Company)
    )
    of_people = await session.execute(
        select(Group.name, Company.name, Person.name)
        .join_from(Group, group_people)
        .join(Person)
        .join(Company)
        .where(Person.standing != Standing.LEFT)
    )
    wholes = [(group, company, "") for group, company in of_companies]
    return sorted(wholes + [(group, company, person) for group, company, person in of_people])


async def _groups(session: AsyncSession, table: Table) -> Groups:
    """The names of the groups of each company, or of each person."""
    _group, member = table.c
    found = await session.execute(select(member, Group.name).join_from(table, Group).order_by(Group.id))
    names: Groups = defaultdict(list)
    for number, name in found:
        names[number].append(name)
    return names


def _company(company: Company) -> dict[str, str]:
    return {
        "company": company.name,
        "company_ar": company.name_ar,
        "kind": company.kind or "",
        "size": company.size or "",
        "sub_clusters": _list([one.slug for one in company.sub_clusters]),
        "city": company.city,
        "website": company.website,
    }


def _person(person: Person) -> dict[str, str]:
    return {
        "person": person.name,
        "role": person.seat,
        "language": person.language,
        "phone": person.phone or "",
        "email": person.email or "",
    }


def _list(names: list[str]) -> str:
    return "; ".join(names)
