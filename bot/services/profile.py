"""The profile: what members keep about themselves and their company, changed one field at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import Company, SubCluster
from bot.models.people import Person
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules import contacts
from bot.rules.companies import Kind, Size, founded_in
from bot.rules.completeness import CompanyProfile, Completeness, PersonProfile, completeness
from bot.rules.fields import OPTIONS, SPELLED, Editor, Field, FieldOption, Owner, recognised
from bot.rules.people import Seat
from bot.rules.spelling import mark_of
from bot.rules.words import is_in_arabic, shortened
from bot.services import companies, confirmations

QUOTED = 80
"""Characters of what was not understood that are said back."""


class NotAPhone(Refusal):
    wording = N_(
        "This is not a phone number that could be called. Please type it with its country code, such as "
        "+961 3 123 456, or leave with /cancel."
    )


class NotAnEmail(Refusal):
    wording = N_("This is not an e-mail address. Please type it again, or leave with /cancel.")


class NotAWebsite(Refusal):
    wording = N_(
        "This is not the address of a website. One looks like www.example.com. Please type it again."
    )


class NotAYear(Refusal):
    wording = N_("I cannot read this as a year. Please type it in four digits, such as 1998.")


class SameScript(Refusal):
    wording = N_("This is in the same script as {name}. Please type the name in the other one.")


class SpelledOtherwise(Refusal):
    """A button accepts a spelling that is not proposed any more."""

    wording = N_("The name has changed meanwhile. Please look at it again.")


class NotAChoice(Refusal):
    wording = N_("Not among the choices: {words}. Please tap a button, or type another word for it.")


class NoSuchField(Refusal):
    """A button names a field that this record has not, or that somebody else keeps."""

    wording = N_("This cannot be changed here.")


class AlwaysThere(Refusal):
    wording = N_("This cannot be removed, only changed.")


async def progress(session: AsyncSession, person: Person) -> Completeness:
    """How complete the person's profile and their company's are together, and what is missing."""
    company = person.company
    return completeness(
        PersonProfile(seat=person.seat, phone=person.phone, email=person.email),
        CompanyProfile(
            kind=company.kind,
            size=company.size,
            founded_in=company.founded_in,
            name_ar=company.name_ar,
            city=company.city,
            website=company.website,
            sub_clusters=[part.slug for part in company.sub_clusters],
            products=company.products,
            offers=company.offers,
            needs=company.needs,
            markets=company.markets,
            certifications=company.certifications,
            languages=company.languages,
            files=[file.name for file in await companies.files(session, company.id)],
            declined=frozenset(company.declined),
        ),
    )


async def options(session: AsyncSession, row: Person | Company, field: Field) -> list[FieldOption]:
    """What can be chosen for a field of this row, with what is chosen now; nothing for one that is typed or sent."""
    if isinstance(row, Company) and field is Field.SUB_CLUSTERS:
        chosen = {part.id for part in row.sub_clusters}
        # By number: the name of one that staff added may be too long for a button's data
        parts = await _sub_clusters(session)
        return [FieldOption(str(part.id), part.slug, part.id in chosen) for part in parts]
    if field not in OPTIONS:
        return []
    present = getattr(row, field)
    chosen_values = set(present) if field.spec.editor is Editor.CHOICES else {present}
    return [FieldOption(value, value, value in chosen_values) for value in OPTIONS[field]]


async def write(session: AsyncSession, person: Person, field: Field, text: str, moment: Moment) -> None:
    """Keep what was typed, cleaned. Raises as `checked` does."""
    row = await _locked(session, person, field)
    value = checked(row, field, text, moment)
    await _keep(session, row, person, field, value, moment)


async def accept(session: AsyncSession, person: Person, field: Field, mark: int, moment: Moment) -> None:
    """Keep the proposed spelling of a name in the other script. Idempotent. Raises SpelledOtherwise."""
    row = await _locked(session, person, field)
    if isinstance(row, Company) and is_in_arabic(row.name):
        raise NoSuchField  # its name itself only staff change
    await _keep(session, row, person, field, accepted(row, field, mark), moment)


def accepted(row: Person | Company, field: Field, mark: int) -> str:
    """The spelling of a name that a button accepts. Raises NoSuchField, SpelledOtherwise."""
    if field not in SPELLED:
        raise NoSuchField
    for spelling in (row.spelling, str(getattr(row, field))):
        if spelling and mark_of(spelling) == mark:
            return spelling
    raise SpelledOtherwise


def checked(row: Person | Company, field: Field, text: str, moment: Moment) -> str | int:
    """What was typed as it is kept. Raises NotAPhone, NotAnEmail, NotAWebsite, NotAYear, SameScript."""
    if field is Field.OTHER_NAME and is_in_arabic(text) == is_in_arabic(row.name):
        raise SameScript(name=row.name)
    if field.spec.editor is Editor.YEAR:
        year = founded_in(text, moment.today.year)
        if year is None:
            raise NotAYear
        return year
    if field.spec.editor not in _CHECKS:
        return text
    read, refusal = _CHECKS[field.spec.editor]
    value = read(text)
    if value is None:
        raise refusal
    return value


async def choose(
    session: AsyncSession, person: Person, field: Field, value: str, moment: Moment, *, is_on: bool = True
) -> None:
    """Choose an option, or take it out of several. Idempotent. Raises NotAChoice."""
    row = await _locked(session, person, field)
    await _keep(session, row, person, field, await chosen(session, row, field, value, is_on=is_on), moment)


async def chosen(
    session: AsyncSession, row: Person | Company, field: Field, value: str, *, is_on: bool = True
) -> Any:
    """What a field is once an option is chosen, or taken out of several. Raises NotAChoice."""
    listed = await options(session, row, field)
    if value not in [option.value for option in listed]:
        raise NotAChoice(words=shortened(value, QUOTED))
    if field.spec.editor is Editor.CHOICE:
        return _as_kept(field, value)
    present = {option.value for option in listed if option.is_chosen}
    return await _several(session, field, present | {value} if is_on else present - {value})


async def choose_typed(
    session: AsyncSession, person: Person, field: Field, text: str, moment: Moment
) -> Sequence[str]:
    """Choose what the typed words mean; returns those that mean nothing. Raises NotAChoice when none does."""
    row = await _locked(session, person, field)
    kept, unknown = await chosen_typed(session, row, field, text)
    await _keep(session, row, person, field, kept, moment)
    return unknown


async def chosen_typed(
    session: AsyncSession, row: Person | Company, field: Field, text: str
) -> tuple[Any, Sequence[str]]:
    """What a field is once what the typed words mean is chosen, and the words that mean nothing. Raises NotAChoice."""
    listed = await options(session, row, field)
    found = recognised(field, text, [option.slug for option in listed])
    if not found.keys:
        raise NotAChoice(words=shortened(text, QUOTED))
    if field.spec.editor is Editor.CHOICE:
        return _as_kept(field, found.keys[0]), ()
    meant = {option.value for option in listed if option.is_chosen or option.slug in found.keys}
    return await _several(session, field, meant), found.unknown


async def clear(session: AsyncSession, person: Person, field: Field, moment: Moment) -> None:
    """Take a field's value away. Raises AlwaysThere."""
    if field.spec.is_required or field.spec.editor is Editor.FILES:
        raise AlwaysThere
    row = await _locked(session, person, field)
    await _keep(session, row, person, field, nothing(field), moment)


async def decline(session: AsyncSession, person: Person, field: Field, moment: Moment) -> None:
    """The company has none of this. Raises AlwaysThere where that is no answer."""
    if not field.spec.may_be_none:
        raise AlwaysThere
    company = await companies.locked(session, person.company_id)
    if field is not Field.FILES:
        setattr(company, field, nothing(field))
    company.declined = sorted({*company.declined, field.value})
    await companies.note_change(session, company, person, field, moment)


def check_own(field: Field) -> None:
    """A field that members keep. Raises NoSuchField."""
    if field.spec.is_for_staff:
        raise NoSuchField


def row_of(person: Person, field: Field) -> Person | Company:
    """What a field of this person is kept in: their own row, or their company's."""
    return person if field.spec.owner is Owner.PERSON else person.company


async def _locked(session: AsyncSession, person: Person, field: Field) -> Person | Company:
    """The row that a field is in. A company's is locked: its people may be editing it at the same moment.

    Raises NoSuchField for what only staff change.
    """
    check_own(field)
    if field.spec.owner is Owner.PERSON:
        return person
    return await companies.locked(session, person.company_id)


async def _sub_clusters(session: AsyncSession) -> Sequence[SubCluster]:
    return (await session.scalars(select(SubCluster).order_by(SubCluster.id))).all()


async def _several(session: AsyncSession, field: Field, chosen: Set[str]) -> list[Any]:
    """Values of several choices as they are kept, in the order in which they are offered."""
    if field is Field.SUB_CLUSTERS:
        return [part for part in await _sub_clusters(session) if str(part.id) in chosen]
    return [value for value in OPTIONS[field] if value in chosen]


def nothing(field: Field) -> Any:
    """What stands in a field that is empty."""
    match field.spec.editor:
        case Editor.PHONE | Editor.EMAIL | Editor.CHOICE | Editor.YEAR:
            return None
        case Editor.CHOICES:
            return []
        case _:
            return ""


async def _keep(
    session: AsyncSession, row: Person | Company, person: Person, field: Field, value: Any, moment: Moment
) -> None:
    is_changed = put(row, field, value)
    if isinstance(row, Company) and is_changed:
        await companies.note_change(session, row, person, field, moment)
    else:
        await confirmations.confirm(session, person, moment)


def put(row: Person | Company, field: Field, value: Any) -> bool:
    """Write one column and no other, so that what others change at the same time stays; whether it was another."""
    is_changed = bool(getattr(row, field) != value)
    if is_changed:
        setattr(row, field, value)
    if field in (Field.PHONE, Field.EMAIL):
        setattr(row, f"{field}_index", RING.index(value) if value else None)
    if isinstance(row, Company):
        row.declined = [name for name in row.declined if name != field]
    return is_changed


_CHECKS: Mapping[Editor, tuple[Callable[[str], str | None], type[Refusal]]] = {
    Editor.PHONE: (contacts.phone_number, NotAPhone),
    Editor.EMAIL: (contacts.email_address, NotAnEmail),
    Editor.WEBSITE: (contacts.website, NotAWebsite),
}


def _as_kept(field: Field, value: str) -> Any:
    """The value of a single choice as its column holds it."""
    return _ENUMS[field](value) if field in _ENUMS else value


_ENUMS: Mapping[Field, type[Seat] | type[Kind] | type[Size]] = {
    Field.SEAT: Seat,
    Field.KIND: Kind,
    Field.SIZE: Size,
}
