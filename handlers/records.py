"""Records of companies and people, changed by staff."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.rules.fields import Editor, Field, Owner
from bot.rules.people import NAME_LIMIT
from bot.rules.staff import Role
from bot.screens import fields, members
from bot.screens import records as screens
from bot.screens.companies import LookAtCompany
from bot.services import companies, profile, records
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step, always
from handlers.members import company_card, person_card, show_members
from handlers.turn import Turn, staff_only
from handlers.typed import a_name, words_of

feature = Feature()

FORM = "record.field"
"""It remembers whose (`owner`, `record`) field is being changed, and the `page` of its options."""
TYPED_CHOICES = 600
"""Characters of choices that are typed."""


@feature.tapped(screens.ShowRecord, form=FORM)
@staff_only(Role.EDITOR)
async def show_record(turn: Turn, tap: screens.ShowRecord) -> Reply:
    return await _record(turn, tap.owner, tap.record_id)


async def _record(turn: Turn, owner: Owner, record_id: int, note: str = "") -> Reply:
    turn.close_form()
    return screens.record(await records.get(turn.session, owner, record_id), note)


@feature.tapped(screens.EditRecord, form=FORM)
@staff_only(Role.EDITOR)
async def edit(turn: Turn, tap: screens.EditRecord) -> Reply:
    return await _question(turn, tap.owner, tap.record_id, tap.field, tap.page)


@feature.tapped(screens.ChooseInRecord, form=FORM)
@staff_only(Role.EDITOR)
async def choose(turn: Turn, tap: screens.ChooseInRecord) -> Reply:
    owner = Owner.PERSON if tap.is_person else Owner.COMPANY
    whose = (owner, tap.record_id, tap.field)
    await records.choose(turn.session, *whose, tap.value, turn.id, turn.moment, is_on=tap.is_on)
    if tap.field.spec.editor is Editor.CHOICES:
        return await _question(turn, *whose, tap.page)
    return replace(await _record(turn, owner, tap.record_id), toast=fields.saved())


@feature.tapped(screens.AcceptInRecord, form=FORM)
@staff_only(Role.EDITOR)
async def accept_spelling(turn: Turn, tap: screens.AcceptInRecord) -> Reply:
    whose = (tap.owner, tap.record_id)
    await records.accept(turn.session, *whose, tap.field, tap.mark, turn.id, turn.moment)
    return replace(await _record(turn, *whose), toast=fields.saved())


@feature.tapped(screens.ClearInRecord, form=FORM)
@staff_only(Role.EDITOR)
async def clear(turn: Turn, tap: screens.ClearInRecord) -> Reply:
    await records.clear(turn.session, tap.owner, tap.record_id, tap.field, turn.id, turn.moment)
    return replace(await _record(turn, tap.owner, tap.record_id), toast=fields.saved())


@feature.tapped(screens.NoneInRecord, form=FORM)
@staff_only(Role.EDITOR)
async def have_none(turn: Turn, tap: screens.NoneInRecord) -> Reply:
    await records.decline(turn.session, tap.record_id, tap.field, turn.id, turn.moment)
    return replace(await _record(turn, Owner.COMPANY, tap.record_id), toast=fields.saved())


async def _question(
    turn: Turn, owner: Owner, record_id: int, field: Field, page: int = 0, note: str = ""
) -> Reply:
    """The question of a field as things stand now, which stays open."""
    record = await records.get(turn.session, owner, record_id)
    records.check_field(owner, field)
    turn.open_form(FORM, owner=owner, record=record_id, field=field, page=page)
    options = await profile.options(turn.session, record, field)
    return screens.question(record, field, options, page, note)


def _open(turn: Turn) -> tuple[Owner, int, Field]:
    asked = turn.answers
    return Owner(asked["owner"]), asked["record"], Field(asked["field"])


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await _question(turn, *_open(turn), turn.answers["page"])


@feature.typed(FORM, ask=_ask, takes_again=True)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    owner, record_id, field = whose = _open(turn)
    by = (turn.id, turn.moment)
    if field.spec.editor in (Editor.CHOICE, Editor.CHOICES):
        typed = words_of(turn, TYPED_CHOICES, lines=True)
        unknown = await records.choose_typed(turn.session, *whose, typed, *by)
        if field.spec.editor is Editor.CHOICES:
            note = fields.not_among(unknown) if unknown else fields.saved()
            return await _question(turn, *whose, turn.answers["page"], note)
    else:
        text = words_of(turn, field.spec.limit, lines=field.spec.editor is Editor.TEXT)
        await records.write(turn.session, *whose, text, *by)
    return await _record(turn, owner, record_id, fields.saved())


async def _add_company(turn: Turn, given: Given) -> Reply:
    company = await records.add_company(turn.session, given["name"], turn.id, turn.moment)
    return await company_card(turn, company.id)


async def _not_adding(turn: Turn) -> Reply:
    return await show_members(turn, members.ShowMembers())


ADDING_COMPANY = Flow(
    feature,
    "company.new",
    staff_only(Role.EDITOR),
    (Step("name", always(screens.ask_company_name), a_name(NAME_LIMIT)),),
    done=_add_company,
    over=_not_adding,
    back=lambda given: members.ShowMembers(),
)


@feature.tapped(members.AddCompany)
@staff_only(Role.EDITOR)
async def add_company(turn: Turn, tap: members.AddCompany) -> Reply:
    return await ADDING_COMPANY.begin(turn)


async def _ask_person(turn: Turn, given: Given) -> Reply:
    return screens.ask_person_name(await companies.get(turn.session, given["company"]))


async def _add_person(turn: Turn, given: Given) -> Reply:
    person = await records.add_person(turn.session, given["company"], given["name"], turn.id, turn.moment)
    return await person_card(turn, person.id)


ADDING_PERSON = Flow(
    feature,
    "person.new",
    staff_only(Role.EDITOR),
    (Step("name", _ask_person, a_name(NAME_LIMIT)),),
    done=_add_person,
    over=_not_adding,
    back=lambda given: LookAtCompany(given["company"]),
)


@feature.tapped(screens.AddPerson)
@staff_only(Role.EDITOR)
async def add_person(turn: Turn, tap: screens.AddPerson) -> Reply:
    await companies.get(turn.session, tap.company_id)
    return await ADDING_PERSON.begin(turn, company=tap.company_id)
