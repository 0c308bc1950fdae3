"""Member lists that editors send as files: previewed, decided on, taken in, undone."""

from __future__ import annotations

from bot.errors import Refusal
from bot.exchange.lines import MAX_BYTES
from bot.i18n import N_, number
from bot.replies import Reply
from bot.rules.files import is_spreadsheet
from bot.rules.staff import Role
from bot.screens import imports as screens
from bot.screens.members import ShowImports
from bot.services import imports
from handlers.feature import Feature
from handlers.incoming import SharedFile
from handlers.turn import Turn, staff_only

feature = Feature()

FORM = "import"


class NotADocument(Refusal):
    wording = N_(
        "Please send the list as a file, Excel (.xlsx), OpenDocument (.ods) or CSV, or leave with /cancel."
    )


class ListTooLarge(Refusal):
    wording = N_("This file is larger than {limit} MB: send the list in parts, or without pictures in it.")


@feature.entrance(screens.ENTRANCE, form=FORM)
@staff_only(Role.EDITOR)
async def show_imports(turn: Turn, tap: ShowImports) -> Reply:
    turn.open_form(FORM)
    return screens.imports(await imports.newest(turn.session, tap.page), turn.moment)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    return await show_imports(turn, ShowImports())


@feature.typed(FORM, ask=_ask)
@staff_only(Role.EDITOR)
async def take(turn: Turn) -> Reply:
    """A list, sent as a file; also where no dialogue waits for one."""
    file = turn.incoming.paper
    if file is None or file.media != "document":
        raise NotADocument
    if file.size > MAX_BYTES:
        raise ListTooLarge(limit=number(MAX_BYTES // 1024**2))
    turn.close_form()
    return screens.received(
        await imports.receive(turn.session, turn.id, file.file_id, file.name, turn.moment)
    )


def _is_list(file: SharedFile) -> bool:
    return file.media == "document" and is_spreadsheet(file.name)


async def sent_list(turn: Turn) -> Reply | None:
    """Takes in spreadsheets from an editor that came where something is searched for, or where nothing is waited for:
    they are member lists. None for anything else."""
    files = turn.incoming.files
    if not files or not turn.has_role(Role.EDITOR) or not all(_is_list(file) for file in files):
        return None
    return await take(turn)


@feature.tapped(screens.OpenImport)
@staff_only(Role.EDITOR)
async def open_import(turn: Turn, tap: screens.OpenImport) -> Reply:
    return await _preview(turn, tap.import_id)


async def _preview(turn: Turn, import_id: int, note: str = "") -> Reply:
    """A list as it stands, with what was decided since."""
    one = await imports.refreshed(turn.session, import_id)
    unanswered = await imports.open_doubts(turn.session, one.id)
    may_be_undone = imports.may_be_undone(one, turn.moment)
    return screens.preview(one, turn.moment, unanswered, may_be_undone=may_be_undone, note=note)


@feature.tapped(screens.ListNotes)
@staff_only(Role.EDITOR)
async def list_notes(turn: Turn, tap: screens.ListNotes) -> Reply:
    one = await imports.found(turn.session, tap.import_id)
    return screens.notes(one, tap.kind, await imports.notes(turn.session, one.id, tap.kind, tap.page))


@feature.tapped(screens.AskDoubt)
@staff_only(Role.EDITOR)
async def ask_doubt(turn: Turn, tap: screens.AskDoubt) -> Reply:
    return await _next_doubt(turn, tap.import_id, tap.after)


async def _next_doubt(turn: Turn, import_id: int, after: int) -> Reply:
    """The next question that is open; the preview when there is none."""
    found = await imports.next_doubt(turn.session, import_id, after)
    if found is None:
        return await _preview(turn, import_id)
    one = await imports.found(turn.session, import_id)
    return screens.doubt(one, found, await imports.open_doubts(turn.session, one.id))


@feature.tapped(screens.OpenDoubt)
@staff_only(Role.EDITOR)
async def open_doubt(turn: Turn, tap: screens.OpenDoubt) -> Reply:
    one = await imports.found(turn.session, tap.import_id)
    found = await imports.doubt(turn.session, one.id, tap.doubt_id)
    return screens.doubt(one, found, await imports.open_doubts(turn.session, one.id))


@feature.tapped(screens.AnswerDoubt)
@staff_only(Role.EDITOR)
async def answer_doubt(turn: Turn, tap: screens.AnswerDoubt) -> Reply:
    await imports.decide(turn.session, tap.import_id, tap.doubt_id, tap.answer, turn.moment)
    return await _next_doubt(turn, tap.import_id, tap.doubt_id)


@feature.tapped(screens.ListDoubts)
@staff_only(Role.EDITOR)
async def list_doubts(turn: Turn, tap: screens.ListDoubts) -> Reply:
    one = await imports.found(turn.session, tap.import_id)
    return screens.doubts(one, await imports.doubts(turn.session, one.id, tap.page))


@feature.tapped(screens.ConfirmImport)
@staff_only(Role.EDITOR)
async def confirm(turn: Turn, tap: screens.ConfirmImport) -> Reply:
    """Take the list in; where something has changed since it was looked at, it is looked at again."""
    _one, taken = await imports.confirm(turn.session, tap.import_id, tap.shown, turn.id, turn.moment)
    return await _preview(turn, tap.import_id, "" if taken is not None else screens.changed_meanwhile())


@feature.tapped(screens.DropImport)
@staff_only(Role.EDITOR)
async def drop(turn: Turn, tap: screens.DropImport) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_drop(await imports.found(turn.session, tap.import_id))
    await imports.drop(turn.session, tap.import_id, turn.moment)
    return await show_imports(turn, ShowImports())


@feature.tapped(screens.UndoImport)
@staff_only(Role.EDITOR)
async def undo(turn: Turn, tap: screens.UndoImport) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_undo(await imports.found(turn.session, tap.import_id))
    _one, undone = await imports.undo(turn.session, tap.import_id, turn.id, turn.moment)
    return await _preview(turn, tap.import_id, screens.undone(undone.taken_back, undone.stayed))


@feature.tapped(screens.ShowMeanings)
@staff_only(Role.EDITOR)
async def show_meanings(turn: Turn, tap: screens.ShowMeanings) -> Reply:
    return screens.meanings(await imports.meanings(turn.session, tap.page))


@feature.tapped(screens.ForgetMeaning)
@staff_only(Role.EDITOR)
async def forget_meaning(turn: Turn, tap: screens.ForgetMeaning) -> Reply:
    page = await imports.meanings(turn.session, tap.page)
    for one in page.items:
        if screens.sign_of(one) == tap.sign:
            await imports.forget_meaning(turn.session, one.column, one.key)
    return screens.meanings(await imports.meanings(turn.session, tap.page))
