"""Rosters: staff's list of companies and people taken into the records, and the records as such a list.

Whose word counts: a cell that says something changes the record, an empty cell changes nothing. Once somebody
has joined, they and their colleagues look after their own records: from then on a roster only fills what is
empty, and says what it left alone, so that an old file cannot undo what people changed since. Nobody is ever
taken out of a group, and nothing is ever deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import RING, Company, Person
from bot.moment import Moment
from bot.rules.rosters import Worth, worth
from bot.rules.words import fold
from bot.services.rosters.listing import listed, memberships, sub_cluster_slugs
from bot.services.rosters.register import CompanyEntry, Entry, Register
from bot.services.rosters.rows import Roster, Row

__all__ = ["KeptCell", "Roster", "Row", "TakenIn", "listed", "memberships", "sub_cluster_slugs", "take_in"]

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


def _take_company(register: Register, entry: CompanyEntry, row: Row) -> list[KeptCell]:
    kept = []
    for column, attribute in COMPANY_ATTRIBUTES.items():
        said = getattr(row, column)
        if column == "sub_clusters":
            known = (register.sub_clusters[slug] for slug in said if slug in register.sub_clusters)
            said = sorted(known, key=lambda one: one.id)
        # "We have none" is their word, too
        present = getattr(entry.record, attribute) or attribute in entry.record.declined
        match _worth(entry, column, present, said):
            case Worth.KEPT_OFF:
                kept.append(KeptCell(row.line, column))
            case Worth.TAKEN if column == "company":
                register.rename(entry, said)
            case Worth.TAKEN:
                setattr(entry.record, attribute, said)
    return kept


def _take_person(entry: Entry[Person], row: Row) -> list[KeptCell]:
    kept = []
    for column, attribute in PERSON_ATTRIBUTES.items():
        said = getattr(row, column)
        match _worth(entry, column, getattr(entry.record, attribute), said):
            case Worth.KEPT_OFF:
                kept.append(KeptCell(row.line, column))
            case Worth.TAKEN:
                setattr(entry.record, attribute, said)
                if attribute in ("phone", "email"):
                    setattr(entry.record, f"{attribute}_index", RING.index(said))
    return kept


def _worth(entry: Entry[Company] | Entry[Person], column: str, present: object, said: object) -> Worth:
    if not said or column in entry.said:
        return Worth.NOTHING
    entry.said.add(column)
    found = worth(present, said, is_theirs=entry.is_theirs)
    entry.is_changed |= found is Worth.TAKEN
    return found
