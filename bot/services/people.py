"""People: found by who Telegram says they are; lost and found again."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.people import Person, Standing


class PersonGone(Refusal):
    wording = N_("This person does not exist any more.")


LISTED = and_(
    Person.standing == Standing.MEMBER,
    Person.is_reachable,
    Person.telegram_id.is_not(None),
    Person.consented_at.is_not(None),
    Person.is_listed,
)
"""Who is found, suggested and asked: members, with their consent, whom the bot reaches and who do not hide."""


async def get(session: AsyncSession, person_id: int) -> Person:
    """A person of any standing. Raises PersonGone."""
    person = await session.get(Person, person_id)
    if person is None:
        raise PersonGone
    return person


async def by_telegram_id(session: AsyncSession, telegram_id: int) -> Person | None:
    """The person behind a Telegram account."""
    return await session.scalar(select(Person).where(Person.telegram_id == telegram_id))


def spoken_for_by(telegram_id: int) -> ColumnElement[bool]:
    """The condition on Person that means all records of an account's owner, those it moved on from too."""
    return or_(Person.telegram_id == telegram_id, Person.former_telegram_id == telegram_id)


async def of_company(session: AsyncSession, company_id: int) -> list[Person]:
    """The people of a company, those on the bot first."""
    found = await session.scalars(
        select(Person)
        .where(Person.company_id == company_id)
        .order_by(Person.joined_at.is_(None), Person.name)
    )
    return list(found)


async def note_reachable(session: AsyncSession, telegram_id: int, *, is_reachable: bool) -> None:
    """Somebody blocked the bot, or let it in again."""
    person = await by_telegram_id(session, telegram_id)
    if person is not None:
        person.is_reachable = is_reachable
