"""Records: what staff change in companies and people, written down with what stood there before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.chats import Chat
from bot.models.companies import Company, SubCluster
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.fields import Field, Owner, staff_fields
from bot.rules.staff import Deed
from bot.rules.words import fold, is_in_arabic
from bot.services import companies, people, profile, rows, staff


class NameTaken(Refusal):
    wording = N_("Another company is called {company} already. If they are one and the same, merge them.")


def check_field(owner: Owner, field: Field) -> None:
    """A field that staff change in a company, or in a person. Raises NoSuchField."""
    if field not in staff_fields(owner):
        raise profile.NoSuchField


async def get(session: AsyncSession, owner: Owner, record_id: int) -> Person | Company:
    """A person or a company. Raises PersonGone, CompanyGone."""
    if owner is Owner.PERSON:
        return await people.get(session, record_id)
    return await companies.get(session, record_id)


async def write(
    session: AsyncSession,
    owner: Owner,
    record_id: int,
    field: Field,
    text: str,
    actor_id: int,
    moment: Moment,
) -> None:
    """Keep what was typed. Raises NameTaken, and what `profile.checked` does."""
    record = await _locked(session, owner, record_id, field)
    await _keep(session, record, field, profile.checked(record, field, text, moment), actor_id, moment)


async def accept(
    session: AsyncSession,
    owner: Owner,
    record_id: int,
    field: Field,
    mark: int,
    actor_id: int,
    moment: Moment,
) -> None:
    """Keep the proposed spelling of a name in the other script; a company's Arabic name makes room for a Latin one.
    Idempotent. Raises NameTaken, SpelledOtherwise."""
    record = await _locked(session, owner, record_id, field)
    spelling = profile.accepted(record, field, mark)
    if isinstance(record, Company) and not is_in_arabic(spelling):
        await _keep(session, record, Field.NAME_AR, record.name, actor_id, moment)
        field = Field.NAME
    await _keep(session, record, field, spelling, actor_id, moment)


async def choose(
    session: AsyncSession,
    owner: Owner,
    record_id: int,
    field: Field,
    value: str,
    actor_id: int,
    moment: Moment,
    *,
    is_on: bool,
) -> None:
    """Choose an option, or take it out of several. Idempotent. Raises NotAChoice."""
    record = await _locked(session, owner, record_id, field)
    chosen = await profile.chosen(session, record, field, value, is_on=is_on)
    await _keep(session, record, field, chosen, actor_id, moment)


async def choose_typed(
    session: AsyncSession,
    owner: Owner,
    record_id: int,
    field: Field,
    text: str,
    actor_id: int,
    moment: Moment,
) -> Sequence[str]:
    """Choose what the typed words mean; returns those that mean nothing. Raises NotAChoice when none does."""
    record = await _locked(session, owner, record_id, field)
    chosen, unknown = await profile.chosen_typed(session, record, field, text)
    await _keep(session, record, field, chosen, actor_id, moment)
    return unknown


async def clear(
    session: AsyncSession, owner: Owner, record_id: int, field: Field, actor_id: int, moment: Moment
) -> None:
    """Take a field's value away. Raises AlwaysThere."""
    if field.spec.is_required:
        raise profile.AlwaysThere
    record = await _locked(session, owner, record_id, field)
    await _keep(session, record, field, profile.nothing(field), actor_id, moment)


async def decline(session: AsyncSession, record_id: int, field: Field, actor_id: int, moment: Moment) -> None:
    """A company has none of this. Raises AlwaysThere where that is no answer."""
    if not field.spec.may_be_none:
        raise profile.AlwaysThere
    company = await _locked(session, Owner.COMPANY, record_id, field)
    await _keep(session, company, field, profile.nothing(field), actor_id, moment)
    if isinstance(company, Company):
        company.declined = sorted({*company.declined, field.value})


async def add_company(session: AsyncSession, name: str, actor_id: int, moment: Moment) -> Company:
    """A new company of this name. Raises NameTaken."""
    await _check_name(session, name, None)
    company = Company(name=name, name_key=fold(name), created_at=moment.now)
    session.add(company)
    await session.flush()
    await session.refresh(company, ["sub_clusters"])
    staff.audit(session, actor_id, Deed.COMPANY_ADDED, moment, to=company)
    return company


async def add_person(
    session: AsyncSession, company_id: int, name: str, actor_id: int, moment: Moment
) -> Person:
    """Somebody new of a company, expected to join; the one of that name where there is one already."""
    company = await companies.locked(session, company_id)
    for known in await people.of_company(session, company.id):
        if fold(known.name) == fold(name):
            return known
    person = Person(name=name, created_at=moment.now, company=company)
    session.add(person)
    await session.flush()
    staff.audit(session, actor_id, Deed.PERSON_ADDED, moment, to=person)
    return person


async def _locked(session: AsyncSession, owner: Owner, record_id: int, field: Field) -> Person | Company:
    check_field(owner, field)
    if owner is Owner.PERSON:
        return await rows.locked(session, Person, record_id, people.PersonGone, key_share=True)
    return await companies.locked(session, record_id)


async def _keep(
    session: AsyncSession, record: Person | Company, field: Field, value: Any, actor_id: int, moment: Moment
) -> None:
    before = as_text(getattr(record, field))
    if isinstance(record, Company) and field is Field.NAME:
        await _check_name(session, value, record.id)
        record.name_key = fold(value)
    if not profile.put(record, field, value):
        return
    if isinstance(record, Person) and field is Field.LANGUAGE and record.telegram_id is not None:
        chat = await session.get(Chat, record.telegram_id)
        if chat is not None:
            chat.language = value
    act = Deed.PERSON_CHANGED if isinstance(record, Person) else Deed.COMPANY_CHANGED
    changes = [(field.value, before, as_text(value))]
    staff.audit(session, actor_id, act, moment, to=record, changes=changes)


async def _check_name(session: AsyncSession, name: str, own_id: int | None) -> None:
    same = await session.scalar(select(Company).where(Company.name_key == fold(name)))
    if same is not None and same.id != own_id:
        raise NameTaken(company=same.name)


def as_text(value: Any) -> str:
    """What stands in a field, as the trail keeps it: values of ours by their slugs."""
    if isinstance(value, list):
        return ", ".join(one.slug if isinstance(one, SubCluster) else str(one) for one in value)
    return "" if value is None else str(value)
