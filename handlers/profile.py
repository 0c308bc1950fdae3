"""The profile: shown, confirmed, changed field by field; what a field is, `bot.rules.fields` says."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import CompanyFile
from bot.replies import Reply, Tap
from bot.rules.fields import Editor, Field, Owner
from bot.screens import companies as company_screens
from bot.screens import fields
from bot.screens import profile as screens
from bot.services import companies, confirmations, profile
from handlers.feature import Feature
from handlers.turn import Turn, members_only
from handlers.typed import words_of

feature = Feature()

FORM = "profile.field"
TYPED_CHOICES = 600
"""Characters of choices that are typed: every country at once would be more than anybody means."""


class OthersCard(Refusal):
    """A contact card came that is not the sender's."""

    wording = N_("This is somebody else's contact card. Please share your own number, or type it.")


class NotAFile(Refusal):
    """Something else came where files are taken."""

    wording = N_("Please send it as a document or a photo, or leave with /cancel.")


@feature.entrance(screens.ENTRANCE, form=FORM)
@members_only
async def show_profile(turn: Turn, tap: screens.ShowProfile) -> Reply:
    return await _closed(turn, Owner.PERSON)


@feature.tapped(screens.ConfirmProfile)
@members_only
async def confirm(turn: Turn, tap: screens.ConfirmProfile) -> Reply:
    await confirmations.confirm(turn.session, turn.person, turn.moment)
    return screens.confirmed()


@feature.tapped(fields.EditField, form=FORM)
@members_only
async def edit_field(turn: Turn, tap: fields.EditField) -> Reply:
    return await ask_for(turn, tap.field, whence=tap.whence)


@feature.tapped(fields.TurnPage, form=FORM)
@members_only
async def turn_page(turn: Turn, tap: fields.TurnPage) -> Reply:
    return await ask_for(turn, tap.field, page=tap.page)


@feature.tapped(fields.SharePhone, form=FORM)
@members_only
async def offer_key(turn: Turn, tap: fields.SharePhone) -> Reply:
    """Show the key that shares one's own number."""
    turn.open_form(FORM, field=Field.PHONE, has_key=True)
    return fields.share_phone()


@feature.tapped(fields.Choose, form=FORM)
@members_only
async def choose(turn: Turn, tap: fields.Choose) -> Reply:
    """Choose an option: the only one closes the question, one of several is ticked in place."""
    await profile.choose(turn.session, turn.person, tap.field, tap.value, turn.moment, is_on=tap.is_on)
    if tap.field.spec.editor is Editor.CHOICES:
        return await ask_for(turn, tap.field, page=tap.page)
    return replace(await _closed(turn, tap.field.spec.owner), toast=fields.saved())


@feature.tapped(fields.AcceptSpelling, form=FORM)
@members_only
async def accept_spelling(turn: Turn, tap: fields.AcceptSpelling) -> Reply:
    await profile.accept(turn.session, turn.person, tap.field, tap.mark, turn.moment)
    return replace(await _closed(turn, tap.field.spec.owner), toast=fields.saved())


@feature.tapped(fields.Clear, form=FORM)
@members_only
async def clear(turn: Turn, tap: fields.Clear) -> Reply:
    await profile.clear(turn.session, turn.person, tap.field, turn.moment)
    return replace(await _closed(turn, tap.field.spec.owner), toast=fields.saved())


@feature.tapped(fields.HaveNone, form=FORM)
@members_only
async def have_none(turn: Turn, tap: fields.HaveNone) -> Reply:
    await profile.decline(turn.session, turn.person, tap.field, turn.moment)
    return replace(await _closed(turn, tap.field.spec.owner), toast=fields.saved())


@members_only
async def _ask(turn: Turn) -> Reply:
    return await _question(turn)


@feature.typed(FORM, ask=_ask, takes_again=True)
@members_only
async def take(turn: Turn) -> Reply:
    session, person = turn.session, turn.person
    field = Field(turn.answers["field"])
    match field.spec.editor:
        case Editor.FILES:
            file = _file(turn)
            await companies.add_file(session, person, file, turn.moment)
            return await _question(turn, company_screens.file_kept(file))
        case Editor.CHOICE:
            await profile.choose_typed(session, person, field, _choices(turn), turn.moment)
        case Editor.CHOICES:
            unknown = await profile.choose_typed(session, person, field, _choices(turn), turn.moment)
            return await _question(turn, fields.not_among(unknown) if unknown else fields.saved())
        case Editor.PHONE if turn.incoming.contact is not None:
            await profile.write(session, person, field, _own_number(turn), turn.moment)
        case editor:
            text = words_of(turn, field.spec.limit, lines=editor is Editor.TEXT)
            await profile.write(session, person, field, text, turn.moment)
    return await _closed(turn, field.spec.owner, fields.saved())


def _choices(turn: Turn) -> str:
    return words_of(turn, TYPED_CHOICES, lines=True)


def _own_number(turn: Turn) -> str:
    contact = turn.incoming.contact
    if contact is None or not contact.is_own:
        raise OthersCard
    return contact.phone


def _file(turn: Turn) -> CompanyFile:
    sent = turn.incoming.paper
    if sent is None:
        raise NotAFile
    return CompanyFile(
        company_id=turn.person.company_id,
        file_id=sent.file_id,
        file_unique_id=sent.unique_id,
        name=sent.name,
        media=sent.media,
        size=sent.size,
        added_at=turn.moment.now,
    )


async def ask_for(turn: Turn, field: Field, *, page: int = 0, whence: str | None = None) -> Reply:
    """Open a field's question; `page` is that of its options, `whence` what asks for it, by default as before."""
    profile.check_own(field)
    if whence is None:
        whence = turn.answers.get("whence", "") if turn.answers.get("field") == field else ""
    turn.open_form(FORM, field=field, page=page, whence=whence)
    return await _question(turn)


async def _question(turn: Turn, note: str = "") -> Reply:
    """The open field's question as things stand now, with `note` above it."""
    session, person, field = turn.session, turn.person, Field(turn.answers["field"])
    row = profile.row_of(person, field)
    own: Tap = screens.ShowProfile() if field.spec.owner is Owner.PERSON else company_screens.ShowCompany()
    back = fields.way_back(turn.answers.get("whence", "")) or own
    match field.spec.editor:
        case Editor.FILES:
            return company_screens.files(
                person.company, await companies.files(session, person.company_id), note
            )
        case Editor.CHOICE | Editor.CHOICES:
            options = await profile.options(session, row, field)
            return fields.choices(field, row, options, turn.answers.get("page", 0), back, note)
        case _:
            return fields.question(field, row, back, note)


async def overview(turn: Turn, owner: Owner, note: str = "") -> Reply:
    """The profile of the person, or of their company, as it stands, with `note` above it."""
    done = await profile.progress(turn.session, turn.person)
    if owner is Owner.PERSON:
        return screens.profile(turn.person, done, note)
    listed = await companies.files(turn.session, turn.person.company_id)
    return company_screens.company(turn.person.company, done, len(listed), note)


async def _closed(turn: Turn, owner: Owner, note: str = "") -> Reply:
    back = fields.way_back(turn.answers.get("whence", ""))
    turn.close_form()
    shown = await overview(turn, owner, note)
    return fields.with_way_back(shown, back) if back is not None else shown
