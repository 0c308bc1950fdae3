"""Records as staff change them: the fields of a company or a person, and the question that changes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.i18n import N_, _, name
from bot.models.companies import Company
from bot.models.people import Person
from bot.replies import Button, Reply, Tap, grid
from bot.rules.fields import Editor, Field, FieldOption, Owner, staff_fields
from bot.rules.words import is_in_arabic
from bot.screens import fields
from bot.screens.companies import LookAtCompany
from bot.screens.fields import Row, Ways
from bot.screens.navigation import way_out
from bot.screens.vocabulary import company_name, field_name

QUESTIONS = {
    Editor.LINE: N_("Type what should stand here."),
    Editor.TEXT: N_("Type what should stand here, up to {limit} characters; lines are kept."),
    Editor.PHONE: N_("Type the number in any form."),
    Editor.YEAR: N_("Type the year in four digits."),
    Editor.EMAIL: N_("Type the e-mail address."),
    Editor.WEBSITE: N_("Type the address, such as www.example.com."),
    Editor.CHOICE: N_("Tap what is right."),
    Editor.CHOICES: N_("Tap all that apply, or type them with commas between them."),
}


class ShowRecord(Tap, prefix="Ke"):
    """The fields of a company or a person, to be changed."""

    owner: Owner
    record_id: int


class EditRecord(Tap, prefix="Kf"):
    owner: Owner
    record_id: int
    field: Field
    page: int = 0


class ChooseInRecord(Tap, prefix="Kg"):
    """Choose an option of a field, or take it out again. Idempotent: the button says which."""

    is_person: bool
    record_id: int
    field: Field
    value: str
    is_on: bool
    page: int = 0


class ClearInRecord(Tap, prefix="Kx"):
    owner: Owner
    record_id: int
    field: Field


class NoneInRecord(Tap, prefix="Ky"):
    """A company has none of this."""

    record_id: int
    field: Field


class AcceptInRecord(Tap, prefix="Eb"):
    """Keep a name in the other script as it is proposed; `mark` says which proposal."""

    owner: Owner
    record_id: int
    field: Field
    mark: int


class AddPerson(Tap, prefix="Ko"):
    company_id: int


class LookAtPerson(Tap, prefix="Kp"):
    person_id: int


def record(row: Row, note: str = "") -> Reply:
    """All that can be changed in a record, as buttons."""
    owner, title, back = _about(row)
    buttons = [Button(field_name(field), EditRecord(owner, row.id, field)) for field in staff_fields(owner)]
    words = _("What would you like to change? What stood there before is kept in the trail.")
    field = _spelled(row)
    spelled, spelling = fields.proposing(row, _accept(row, field), EditRecord(owner, row.id, field))
    text = "\n\n".join(filter(None, [title, words, spelled]))
    return Reply(fields.with_note(note, text), (*spelling, *grid(buttons, 2), way_out(back)))


def _spelled(row: Row) -> Field:
    """The field of a name in the other script; that of a company is in Arabic, its Latin one is its name."""
    if isinstance(row, Person):
        return Field.OTHER_NAME
    return Field.NAME if is_in_arabic(row.name) else Field.NAME_AR


def _accept(row: Row, field: Field) -> Callable[[int], Tap]:
    owner = Owner.PERSON if isinstance(row, Person) else Owner.COMPANY
    kept = Field.NAME_AR if field is Field.NAME else field
    return lambda mark: AcceptInRecord(owner, row.id, kept, mark)


def _about(row: Row) -> tuple[Owner, str, Tap]:
    if isinstance(row, Person):
        return Owner.PERSON, f"👤 <b>{name(row.name)}</b>", LookAtPerson(row.id)
    return Owner.COMPANY, f"🏢 <b>{name(company_name(row))}</b>", LookAtCompany(row.id)


def question(row: Row, field: Field, options: Sequence[FieldOption], page: int, note: str = "") -> Reply:
    """The question that changes a field, with what stands there now."""
    owner, _title, _back = _about(row)
    ways = Ways(
        asked=QUESTIONS[field.spec.editor],
        choose=lambda value, is_on, page: ChooseInRecord(
            owner is Owner.PERSON, row.id, field, value, is_on, page
        ),
        turn=lambda page: EditRecord(owner, row.id, field, page),
        clear=ClearInRecord(owner, row.id, field),
        none=NoneInRecord(row.id, field),
        accept=_accept(row, field),
    )
    back = ShowRecord(owner, row.id)
    if options:
        return fields.choices(field, row, options, page, back, note, ways)
    return fields.question(field, row, back, note, ways)


def ask_company_name() -> Reply:
    return Reply(_("What is the company called?"))


def ask_person_name(company: Company) -> Reply:
    words = _("What is the person’s full name? They are added to {company}.")
    return Reply(words.format(company=name(company_name(company))))
