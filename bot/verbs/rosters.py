"""import: a roster from an Excel, OpenDocument or CSV file into the database, which may be in use meanwhile."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from bot.db import TRANSIENT, Database
from bot.errors import Misconfigured
from bot.exchange.lines import MAX_BYTES, RosterUnreadable
from bot.exchange.rosters import Roster, read_roster
from bot.i18n import LOCALES, _, list_of, speaking, undirected
from bot.markup import plain
from bot.migrating import migrate
from bot.moment import Moment
from bot.rules.roster_plans import Doubt, NoteKind, Plan
from bot.screens import rosters as screens
from bot.screens.imports import kind_title
from bot.screens.imports import undone as words_of_undoing
from bot.services import imports, rosters
from bot.services.imports import Undecided
from bot.verbs.starting import moment_of, opened, settings_with_logs

INTERRUPTED = "Somebody else was changing the same records: nothing was imported. Try again."
_IN_PREVIEWS = (NoteKind.NEW_COMPANY, NoteKind.NEW_PERSON, NoteKind.CHANGED, NoteKind.ABSENT)
"""What only a preview names one by one: an import counts it."""


def import_roster_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        f"{parser.description}. Everybody comes in; a cell that cannot be read stays empty and is named. Importing the "
        "same file again changes nothing. Where somebody has joined, their own and their company's records are only "
        "filled where they are empty, and what was left alone is named. Who may be somebody known under another name "
        "waits, until --same or --apart says what they are, or staff do in the chat."
    )
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="an .xlsx or .csv file")
    parser.add_argument("--preview", action="store_true", help="say what would change, and change nothing")
    parser.add_argument("--undo", action="store_true", help="take the last import back, within a day")
    parser.add_argument("--language", choices=LOCALES, default="en", help="of the report")
    decided = parser.add_mutually_exclusive_group()
    decided.add_argument(
        "--same", action="store_true", help="who may be somebody known is them, under another name"
    )
    decided.add_argument("--apart", action="store_true", help="who may be somebody known is somebody new")


async def import_roster(chosen: argparse.Namespace) -> int:
    """Take a roster in. 0 when any row was good, 1 when nothing could be imported."""
    if (chosen.file is None) is not chosen.undo:
        raise Misconfigured("Say which FILE to import, or --undo to take the last import back.")
    settings = settings_with_logs()
    _keys = settings.keys
    data = _bytes(chosen.file) if chosen.file else b""
    await migrate(settings.database)
    async with opened(settings) as database:
        with speaking(chosen.language):
            if chosen.undo:
                return await _undo(database, moment_of(settings))
            return await _import(database, data, chosen, moment_of(settings))


async def _import(database: Database, data: bytes, chosen: argparse.Namespace, moment: Moment) -> int:
    async with database.reading() as session:
        known = await rosters.sub_cluster_slugs(session)
    roster = _read(data, chosen.file.name, known)
    undecided = Undecided.SAME if chosen.same else Undecided.APART if chosen.apart else Undecided.WAITS
    if chosen.preview:
        async with database.reading() as session:
            plan = await imports.plan_of(session, roster, undecided)
    else:
        plan = await _take_in(database, roster, chosen.file.name, moment, undecided)
    for sentence in _report(roster, plan, undecided, is_preview=chosen.preview):
        print(undirected(plain(sentence)))
    return 0 if roster.rows or not roster.problems else 1


async def _take_in(
    database: Database, roster: Roster, name: str, moment: Moment, undecided: Undecided
) -> Plan:
    """All of it in one transaction, or nothing. Raises Misconfigured when others write the same meanwhile."""
    try:
        async with database.transaction() as session:
            return (await imports.take_at_once(session, roster, name, moment, undecided))[1]
    except (IntegrityError, *TRANSIENT):
        raise Misconfigured(INTERRUPTED) from None


async def _undo(database: Database, moment: Moment) -> int:
    async with database.transaction() as session:
        one = await imports.newest_to_undo(session, moment)
        if one is None:
            raise Misconfigured("There is no import of the last day to be undone.")
        _one, undone = await imports.undo(session, one.id, None, moment)
    print(undirected(plain(words_of_undoing(undone.taken_back, undone.stayed))))
    return 0


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}.") from None


def _read(data: bytes, filename: str, sub_clusters: tuple[str, ...]) -> Roster:
    try:
        return read_roster(data, filename, sub_clusters)
    except RosterUnreadable as unreadable:
        why = screens.unreadable(unreadable.code)
        raise Misconfigured(f"{filename} cannot be imported. {why}") from None


def _report(roster: Roster, plan: Plan, undecided: Undecided, *, is_preview: bool) -> Iterator[str]:
    """What staff read: what was taken for what, every cell that was not taken, what is doubtful, and the sums."""
    yield from screens.taken_for(roster.reading())
    listed = (note for note in plan.notes if is_preview or note.kind not in _IN_PREVIEWS)
    for note in sorted(listed, key=lambda note: note.kind not in _IN_PREVIEWS):
        said = screens.noted(note)
        is_headed = note.kind in _IN_PREVIEWS
        yield _("{kind}: {what}").format(kind=kind_title(note.kind), what=said) if is_headed else said
    waiting = [asked for asked in plan.doubts if undecided is Undecided.WAITS and asked.suggested is None]
    yield from map(screens.asked, waiting)
    if waiting:
        yield _("Decide in the chat, or import the file again with --same or --apart.")
    if words := [asked for asked in plan.doubts if asked.word]:
        yield _unknown(words)
    taken = rosters.TakenIn(plan)
    skipped = {
        (note.sheet, note.line) for note in plan.notes if note.kind in (NoteKind.LEFT_OUT, NoteKind.WAITING)
    }
    yield _(
        "companies: {companies} new, {changed_companies} changed; people: {people} new, {changed_people} changed; "
        "rows skipped: {skipped}."
    ).format(
        companies=taken.companies_new,
        changed_companies=taken.companies_changed,
        people=taken.people_new,
        changed_people=taken.people_changed,
        skipped=len(skipped),
    )
    if is_preview:
        yield _("Nothing has been changed yet.")


def _unknown(words: list[Doubt]) -> str:
    """The words that nobody knows, each once with its count."""
    counts = Counter({asked.word: asked.count for asked in words})
    return _("Words that are not known, kept as written: {words}.").format(
        words=list_of(f"{screens.called(word)} ({count})" for word, count in counts.most_common())
    )
