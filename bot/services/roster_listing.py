"""The records as a roster: the same columns, so that it can be taken in again and changes nothing."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.companies import Company
from bot.models.groups import Group, group_companies, group_people
from bot.models.people import Person, Standing

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
        "kind": company.kind or company.written.get("kind", ""),
        "size": company.size or company.written.get("size", ""),
        "sub_clusters": _list([one.slug for one in company.sub_clusters]),
        "city": company.city,
        "website": company.website,
        "founded_in": str(company.founded_in or ""),
    }


def _person(person: Person) -> dict[str, str]:
    return {
        "person": person.name,
        "role": person.seat,
        "title": person.title,
        "language": person.language,
        "phone": person.phone or "",
        "other_phone": person.other_phone or "",
        "email": person.email or "",
        "other_email": person.other_email or "",
    }


def _list(names: list[str]) -> str:
    return "; ".join(names)
