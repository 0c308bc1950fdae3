"""The register: everything a roster can be about, found by name, while one is taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import RING, Company, Group, Person, SubCluster, group_companies, group_people
from bot.moment import Moment
from bot.rules.rosters import may_be_same
from bot.rules.words import fold
from bot.services.rosters.rows import Row

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

    def company(self, row: Row) -> CompanyEntry:
        """The company that a row means: the one of that name in either script, or a new one."""
        entry = self._known_company(row)
        if entry is None:
            company = Company(name=row.company, name_key=fold(row.company), created_at=self._now)
            entry = self._enter(CompanyEntry(company, is_new=True))
            self._session.add(company)
        if row.company_ar and entry not in (called_so := self._by_arabic[fold(row.company_ar)]):
            called_so.append(entry)
        return entry

    def _known_company(self, row: Row) -> CompanyEntry | None:
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

    def person(self, company: CompanyEntry, row: Row, named: Set[str]) -> PersonEntry:
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

    def _same_by_contact(self, company: CompanyEntry, row: Row, named: Set[str]) -> list[PersonEntry]:
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
