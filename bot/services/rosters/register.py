"""The register: everything a roster can be about, found by name, while one is taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import RING, Company, Group, Person, SubCluster, group_companies, group_people
from bot.rules.rosters import may_be_same
from bot.rules.words import fold
from bot.services.rosters.rows import Row

Record = TypeVar("Record", Company, Person)


@dataclass(eq=False)
class Entry(Generic[Record]):
    """A record and what becomes of it. `is_theirs`: somebody has joined, so what stands there may be their own word.

    `said` are the columns that the roster has spoken of already: of several rows about one record the first counts,
    or else each run would end differently from the one before.
    """

    record: Record
    is_new: bool = False
    is_theirs: bool = False
    is_changed: bool = False
    said: set[str] = field(default_factory=set)


@dataclass(eq=False)
class CompanyEntry(Entry[Company]):
    """A company with its people."""

    people: list[Entry[Person]] = field(default_factory=list)


class Register:
    """All companies, people, groups and sub-clusters, locked until the transaction ends."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self._session = session
        self._now = now
        self._by_name: dict[str, CompanyEntry] = {}
        self._by_arabic: dict[str, list[CompanyEntry]] = defaultdict(list)
        self._groups: dict[str, Group] = {}
        self._memberships: list[tuple[Group, CompanyEntry | Entry[Person]]] = []
        self.sub_clusters: dict[str, SubCluster] = {}
        self.companies: list[CompanyEntry] = []

    async def load(self) -> None:
        """Read and lock what is on record."""
        locked = {"populate_existing": True}
        companies = select(Company).order_by(Company.id).with_for_update().execution_options(**locked)
        people = select(Person).order_by(Person.id).with_for_update(of=Person).execution_options(**locked)
        by_id = {}
        for company in await self._session.scalars(companies):
            by_id[company.id] = self._enter(CompanyEntry(company))
        for person in await self._session.scalars(people):
            has_joined = person.joined_at is not None
            entry = by_id[person.company_id]
            entry.people.append(Entry(person, is_theirs=has_joined))
            entry.is_theirs |= has_joined
        self._groups = {group.key: group for group in await self._session.scalars(select(Group))}
        self.sub_clusters = {one.slug: one for one in await self._session.scalars(select(SubCluster))}

    def _enter(self, entry: CompanyEntry) -> CompanyEntry:
        self.companies.append(entry)
        self._by_name[entry.record.name_key] = entry
        if entry.record.name_ar:
            self._by_arabic[fold(entry.record.name_ar)].append(entry)
        return entry

    def company(self, row: Row) -> CompanyEntry:
        """The company that a row means: of that name, or of that name in Arabic when only one has it; or a new one."""
        key = fold(row.company)
        known = self._by_name.get(key)
        if known is None and len(called_so := self._by_arabic.get(key, [])) == 1:
            known = called_so[0]
            known.said.add("company")  # its name is the other one
        if known is None and row.company_ar:
            known = self._by_name.get(fold(row.company_ar))
        if known is None:
            known = self._enter(CompanyEntry(Company(name=row.company, name_key=key, created_at=self._now), True))
            self._session.add(known.record)
        return known

    def rename(self, entry: CompanyEntry, name: str) -> None:
        """The company has this name from now on."""
        entry.record.name, entry.record.name_key = name, fold(name)
        self._by_name[entry.record.name_key] = entry

    def call_in_arabic(self, entry: CompanyEntry, name: str) -> None:
        """The company has this Arabic name from now on."""
        entry.record.name_ar = name
        if entry not in self._by_arabic[fold(name)]:
            self._by_arabic[fold(name)].append(entry)

    def person(self, company: CompanyEntry, row: Row, named: Iterable[str]) -> Entry[Person]:
        """The person that a row means: of that name, or who has that phone or e-mail; or a new one.

        `named` are the folded names of all whom the roster has of this company: somebody whom another row names is
        not this one, whatever phone they share.
        """
        name = row.person or ""
        same = [one for one in company.people if fold(one.record.name) == fold(name)]
        if not same:
            others = [one for one in company.people if fold(one.record.name) not in named]
            same = [one for one in others if _shares_contact(one.record, row) and may_be_same(one.record.name, name)]
            same = same if len(same) == 1 else []
        if same:
            return max(same, key=lambda one: one.is_theirs)
        entry = Entry(Person(name=name, created_at=self._now, company=company.record), True)
        company.people.append(entry)
        self._session.add(entry.record)
        return entry

    def join(self, entry: CompanyEntry | Entry[Person], groups: Iterable[str]) -> None:
        """A company or a person belongs to these groups; the ones that are new are founded."""
        for name in groups:
            group = self._groups.get(fold(name))
            if group is None:
                group = self._groups[fold(name)] = Group(name=name, key=fold(name))
                self._session.add(group)
            self._memberships.append((group, entry))

    async def write(self) -> None:
        """Write everything down."""
        await self._session.flush()
        await self._write_memberships(group_people, "person_id", Entry[Person])
        await self._write_memberships(group_companies, "company_id", CompanyEntry)
