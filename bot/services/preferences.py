"""Preferences: how a member is found and met."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.introductions import Mute
from bot.models.people import Person
from bot.rules.introductions import Contact
from bot.rules.rounds import RATES


class NobodyCouldReachYou(Refusal):
    """No contact detail would be passed on: an introduction would lead nowhere."""

    wording = N_(
        "At least one way to reach you must stay on, or an introduction would lead nowhere. Turn another one on first."
    )


class NoSuchRate(Refusal):
    wording = N_("This choice does not exist any more.")


def there(person: Person) -> frozenset[Contact]:
    """The contact details of somebody that exist, whether they pass them on or not."""
    values = {Contact.TELEGRAM: person.telegram_id, Contact.PHONE: person.phone, Contact.EMAIL: person.email}
    return frozenset(contact for contact, value in values.items() if value)


def share(person: Person, contact: Contact, *, is_on: bool) -> None:
    """Pass a contact detail on in introductions, or keep it back. Raises NobodyCouldReachYou."""
    wished = {*person.shares, contact} if is_on else {*person.shares} - {contact}
    if not is_on and not wished & there(person):
        raise NobodyCouldReachYou
    person.shares = [one.value for one in Contact if one in wished]


def set_rate(person: Person, rate: int) -> None:
    """Get at most so many suggestions a month. Raises NoSuchRate."""
    if rate not in RATES:
        raise NoSuchRate
    person.monthly_rate = rate


async def muted_by(session: AsyncSession, person: Person) -> Sequence[Person]:
    """The people whom somebody does not want to be asked by, the latest first."""
    found = await session.scalars(
        select(Person)
        .join(Mute, Mute.muted_id == Person.id)
        .where(Mute.person_id == person.id)
        .order_by(Mute.at.desc(), Mute.id.desc())
    )
    return found.all()


async def unmute(session: AsyncSession, person: Person, muted_id: int) -> None:
    """Let somebody ask again. Idempotent."""
    await session.execute(delete(Mute).where(Mute.person_id == person.id, Mute.muted_id == muted_id))
