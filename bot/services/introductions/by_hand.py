"""By hand: staff find two people and introduce them, if both agree."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.introductions import Origin
from bot.rules.matching import Reason
from bot.rules.pages import Page, page_of
from bot.rules.staff import Deed
from bot.rules.words import fold
from bot.services import staff
from bot.services.introductions.asking import propose
from bot.services.introductions.looking import NotThere, is_available, locked_people
from bot.services.introductions.suggesting import reasons_between
from bot.services.people import LISTED

Row = tuple[int, str, str, str]
Seen = list[tuple[Person, tuple[Reason, ...]]]


class CannotBeIntroduced(Refusal):
    """Colleagues, introduced or being asked already, not on the bot, or not wanted: all of them read the same."""

    wording = N_("These two cannot be introduced through the bot now.")


async def find(
    session: AsyncSession, text: str, page: int = 0, besides: Person | None = None
) -> Page[Person]:
    """A page of the people whose name, or company's name, has all the words typed.

    Only members whom the bot reaches and who do not hide; `besides`: nobody of this person's company.
    """
    found = await session.execute(
        select(Person.id, Person.name, Company.name, Company.name_ar)
        .join(Company, Company.id == Person.company_id)
        .where(
            LISTED,
            *([Person.company_id != besides.company_id] if besides is not None else ()),
        )
        .order_by(Person.name, Person.id)
    )
    ids = page_of(await asyncio.to_thread(_matching, found.all(), text), page)
    people = {one.id: one for one in await session.scalars(select(Person).where(Person.id.in_(ids.items)))}
    return ids.of([people[person_id] for person_id in ids.items])


def _matching(rows: Sequence[Row], text: str) -> list[int]:
    """Whom all the words fit, those whose own name they fit first."""
    words = fold(text).split()
    if not words:
        return []
    by_name, by_company = [], []
    for person_id, person, *company in rows:
        own = fold(person)
        if all(word in own for word in words):
            by_name.append(person_id)
        elif all(word in f"{own} {fold(' '.join(company))}" for word in words):
            by_company.append(person_id)
    return [*by_name, *by_company]


async def somebody(session: AsyncSession, person_id: int) -> Person:
    """A person who can be introduced. Raises NotThere."""
    person = await session.get(Person, person_id)
    if person is None or not is_available(person) or not person.is_listed:
        raise NotThere
    return person


async def two(session: AsyncSession, one_id: int, other_id: int) -> tuple[Person, Person]:
    """Two people of different companies. Raises NotThere, CannotBeIntroduced."""
    one, other = await somebody(session, one_id), await somebody(session, other_id)
    if one.company_id == other.company_id:
        raise CannotBeIntroduced
    return one, other


async def preview(
    session: AsyncSession, one: Person, other: Person, words: str, moment: Moment
) -> tuple[Introduction, Seen]:
    """An introduction as it would be, with what speaks for it as each of the two reads it; nothing is written."""
    drafted = Introduction(
        asker=one, other=other, origin=Origin.STAFF, words=words or None, asked_at=moment.now
    )
    return drafted, [(reader, await reasons_between(session, reader, drafted)) for reader in (one, other)]


async def introduce(
    session: AsyncSession, one_id: int, other_id: int, words: str, actor_id: int, moment: Moment
) -> Introduction:
    """Ask two people, in the name of the staff, whether they want to meet. Raises CannotBeIntroduced."""
    people = await locked_people(session, (one_id, other_id))
    if len(people) < 2:
        raise CannotBeIntroduced
    made = await propose(
        session, people[one_id], people[other_id], Origin.STAFF, moment, words=words, made_by=actor_id
    )
    if made is None:
        raise CannotBeIntroduced
    staff.audit(session, actor_id, Deed.INTRODUCED, moment, introduction=str(made.id))
    return made
