"""The directory: who is in it, what a search of it finds, and what it shows of a company."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, cast, delete, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.errors import Refusal
from bot.i18n import N_, ago, current, number
from bot.models.companies import Company, CompanyFile, SubCluster, company_sub_clusters
from bot.models.directory import Search
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.directory import (
    MOST_SEARCHES,
    SEARCHES_WITHIN,
    Directory,
    Hit,
    Listed,
    Mark,
    Row,
    Spot,
    marks,
    needs_of,
    wanted,
)
from bot.rules.pages import Page, page_of
from bot.rules.words import fold
from bot.services import companies, rows
from bot.services.audiences import NoSuchChoice
from bot.services.people import LISTED

PAGE = 10
"""Companies, and needs, on one screen."""
FOUND_PAGE = 5
"""Companies that a search found on one screen: each says why, and what it makes."""
PARTS_PAGE = 20
"""Sub-clusters on one screen, two in a row."""
PEOPLE_PAGE = 12
"""People on a card."""
SAID = (Spot.PRODUCTS, Spot.OFFERS, Spot.NEEDS)
"""What a company has or looks for, and so can be asked about."""


class TooManySearches(Refusal):
    wording = N_(
        "You have searched {limit} times within an hour, which is the most. You can search again {when}."
    )


class NotListed(Refusal):
    wording = N_("This company is not in the directory any more.")


NAMES = case((Person.other_name == "", Person.name), else_=Person.name + "\n" + Person.other_name)
"""What somebody is found by: their name, in both scripts where it is known."""


@dataclass(frozen=True)
class Subject:
    """What a request is about, in the asker's words, and whether it is what the company looks for."""

    text: str
    is_needed: bool


@dataclass(frozen=True)
class Meant:
    """What a search of the directory meant by a company: something that it has or looks for, or one of its people;
    neither when it meant the company itself, or more than one."""

    subject: Subject | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Card:
    """What the directory shows of a company: itself, those of its people who are listed, and its files."""

    company: Company
    people: Page[Person]
    files: tuple[CompanyFile, ...]


async def note_search(session: AsyncSession, account: int, moment: Moment) -> None:
    """Keep for a while when somebody searched, never what for. Raises TooManySearches."""
    own = Search.telegram_id == account
    await session.execute(delete(Search).where(own, Search.at <= moment.now - SEARCHES_WITHIN))
    count, first = (await session.execute(select(func.count(), func.min(Search.at)).where(own))).one()
    if count >= MOST_SEARCHES:
        # Up to the full minute: who comes back when told is let in
        wait = timedelta(minutes=(first + SEARCHES_WITHIN - moment.now) // timedelta(minutes=1) + 1)
        raise TooManySearches(limit=number(MOST_SEARCHES), when=ago(-wait))
    session.add(Search(telegram_id=account, at=moment.now))


async def purge_searches(session: AsyncSession, moment: Moment) -> None:
    """Forget when people searched, once it does not count any more."""
    await session.execute(delete(Search).where(Search.at <= moment.now - SEARCHES_WITHIN))


async def search(session: AsyncSession, text: str, page: int) -> Page[Hit]:
    """A page of the companies that a search finds, the likeliest first."""
    return page_of(await found_among(await listed(session), text), page, FOUND_PAGE)


async def found_among(those: tuple[Row, ...], text: str) -> list[Hit]:
    """The companies of these that a text means, the likeliest first."""
    return await asyncio.to_thread(_find, those, text)


async def meant_in(session: AsyncSession, company_id: int, text: str) -> Meant:
    """What somebody may ask a company about, or whom of it, who searched for a text."""
    found = await found_among(await listed(session), text)
    why = next((hit.why for hit in found if hit.company_id == company_id), ())
    said = [mark.spot for mark in why if mark.spot in SAID]
    if said:
        return Meant(Subject(text, is_needed=said[0] is Spot.NEEDS))
    names = {mark.text for mark in why if mark.spot is Spot.PERSON}
    theirs = select(Person).where(Person.company_id == company_id, LISTED)
    people = list(await session.scalars(theirs)) if names else []
    named = [person for person in people if names & {person.name, person.other_name}]
    return Meant(person=named[0] if len(named) == 1 else None)


def named_by(text: str, found: Page[Hit], companies: Mapping[int, Company]) -> int | None:
    """The company that a text names, by its own name or somebody's of its people, and by nothing else: the only one
    that was found, or the only one that is called exactly so."""
    named = [hit.company_id for hit in found.items if all(mark.spot is Spot.PERSON for mark in hit.why)]
    if found.total == 1:
        return named[0] if named else None
    called = [
        one for one in named if _joined(text) in map(_joined, (companies[one].name, companies[one].name_ar))
    ]
    return called[0] if len(called) == 1 else None


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


async def prepare(session: AsyncSession) -> None:
    """Build the indexes ahead of the first search, members' and staff's: a second each for thousands of companies."""
    await asyncio.to_thread(_directory, await listed(session))
    await asyncio.to_thread(_directory, await listed(session, is_for_staff=True))


async def of_sub_cluster(session: AsyncSession, slug: str, page: int) -> Page[Hit]:
    """A page of the companies of a sub-cluster, by name."""
    mark = Mark(Spot.SUB_CLUSTERS, slug).key
    return await _those(session, lambda one: mark in marks(one), page)


async def of_need(session: AsyncSession, concept: str, page: int) -> Page[Hit]:
    """A page of the companies that look for something, by name."""
    return await _those(session, lambda one: concept in needs_of(one), page)


async def of_companies(session: AsyncSession, company_ids: Collection[int], page: int) -> Page[Hit]:
    """A page of those of these companies that are in the directory, by name."""
    return await _those(session, lambda one: one[0] in company_ids, page)


async def companies_on(session: AsyncSession, page: Page[Hit]) -> dict[int, Company]:
    ids = [hit.company_id for hit in page.items]
    found = await session.scalars(select(Company).where(Company.id.in_(ids)))
    return {company.id: company for company in found}


async def needs(session: AsyncSession, page: int) -> Page[tuple[str, int]]:
    """A page of what companies look for, by concept, with how many do: the most wanted first."""
    return page_of(await asyncio.to_thread(wanted, await listed(session)), page, PAGE)


async def sub_clusters(session: AsyncSession, page: int = 0) -> Page[tuple[SubCluster, int]]:
    """A page of the sub-clusters that have companies in the directory, with how many."""
    link = company_sub_clusters.c
    found = await session.execute(
        select(SubCluster, func.count())
        .join(company_sub_clusters, link.sub_cluster_id == SubCluster.id)
        .where(link.company_id.in_(_companies()))
        .group_by(SubCluster.id, SubCluster.slug)
        .order_by(SubCluster.id)
    )
    return page_of([(part, count) for part, count in found], page, PARTS_PAGE)


async def slug_of(session: AsyncSession, sub_cluster_id: int) -> str:
    """The slug of a sub-cluster. Raises NoSuchChoice."""
    part = await session.get(SubCluster, sub_cluster_id)
    if part is None:
        raise NoSuchChoice
    return part.slug


async def size(session: AsyncSession) -> int:
    """How many companies are in the directory."""
    return int(await session.scalar(select(func.count()).select_from(_companies().subquery())) or 0)


async def card(session: AsyncSession, company_id: int, page: int = 0) -> Card:
    """A company as the directory shows it, with a page of its people. Raises NotListed."""
    listed = select(Person).where(Person.company_id == company_id, LISTED)
    people = await rows.page_of(session, listed.order_by(Person.joined_at, Person.id), page, PEOPLE_PAGE)
    if not people.total:
        raise NotListed
    return Card(people.items[0].company, people, tuple(await companies.files(session, company_id)))


async def file(session: AsyncSession, file_id: int) -> CompanyFile:
    """A file of a company in the directory. Raises FileGone, NotListed."""
    found = await companies.file(session, file_id)
    await card(session, found.company_id)
    return found


def _companies() -> Select[int]:
    return select(Person.company_id).where(LISTED).distinct()


async def listed(session: AsyncSession, *, is_for_staff: bool = False) -> tuple[Row, ...]:
    """All companies of the directory, in one query of plain columns: thousands are read at each search.

    Staff's has all companies, and all people of each.
    """
    people = (
        select(Person.company_id, func.aggregate_strings(NAMES, "\n").label("names"))
        .where(true() if is_for_staff else LISTED)
        .group_by(Person.company_id)
        .subquery()
    )
    link = company_sub_clusters.c
    parts = (
        select(link.company_id, func.aggregate_strings(SubCluster.slug, "\n").label("slugs"))
        .join(SubCluster, SubCluster.id == link.sub_cluster_id)
        .group_by(link.company_id)
        .subquery()
    )
    found = await session.execute(
        select(
            *(Company.id, Company.name, Company.name_ar, _plain(Company.kind), Company.city),
            *(Company.products, Company.offers, Company.needs),
            *(_plain(Company.markets), _plain(Company.certifications)),
            *(func.coalesce(parts.c.slugs, ""), func.coalesce(people.c.names, "")),
        )
        .join(people, people.c.company_id == Company.id, isouter=is_for_staff)
        .outerjoin(parts, parts.c.company_id == Company.id)
        .order_by(Company.name_key)
    )
    return tuple(tuple(row) for row in found)


def _plain(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return func.coalesce(cast(column, Text), "")


@lru_cache(maxsize=2)
def _directory(those: tuple[Row, ...]) -> Directory:
    """The directory of exactly these companies: as long as nobody changes anything, it is made once, and once for
    staff."""
    return Directory(those)


def _find(those: tuple[Row, ...], text: str) -> list[Hit]:
    return _directory(those).find(text)


async def _those(session: AsyncSession, is_meant: Callable[[Row], bool], page: int) -> Page[Hit]:
    those = await listed(session)
    is_arabic = current() == "ar"

    def chosen() -> list[Hit]:
        found = [Listed._make(one) for one in those if is_meant(one)]
        found.sort(key=lambda one: fold(one.name_ar if is_arabic and one.name_ar else one.name))
        return [Hit(one.id) for one in found]

    return page_of(await asyncio.to_thread(chosen), page, PAGE)
