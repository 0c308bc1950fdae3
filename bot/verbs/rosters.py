"""import: a roster from an Excel or CSV file into the database, which may be in use meanwhile."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from bot.db import TRANSIENT, Database, lock_until_commit
from bot.errors import Misconfigured
from bot.exchange.lines import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, CellFault, RosterUnreadable, Unreadable
from bot.exchange.rosters import Roster, read_roster
from bot.migrating import migrate
from bot.moment import Moment
from bot.rules.roster_plans import NoteKind
from bot.rules.staff import Deed
from bot.services import rosters, staff
from bot.services.rosters import TakenIn
from bot.verbs.starting import moment_of, opened, settings_with_logs

INTERRUPTED = "Somebody else was changing the same records: nothing was imported. Try again."

REASONS = {
    CellFault.MISSING: "it is empty, and must not be",
    CellFault.TOO_LONG: '"{value}" is too long',
    CellFault.UNKNOWN_KIND: '"{value}" is not a kind of member that we know',
    CellFault.UNKNOWN_SIZE: '"{value}" is not a size: micro, small, medium or large, or the number of staff',
    CellFault.UNKNOWN_SUB_CLUSTER: '"{value}" names a sub-cluster that does not exist',
    CellFault.UNKNOWN_ROLE: '"{value}" is not a role that we know',
    CellFault.UNKNOWN_LANGUAGE: '"{value}" is not Arabic, French or English',
    CellFault.NOT_A_PHONE: '"{value}" is not a phone number',
    CellFault.NOT_AN_EMAIL: '"{value}" is not an e-mail address',
    CellFault.NOT_A_WEBSITE: '"{value}" is not the address of a website',
    CellFault.NOT_A_YEAR: '"{value}" is not a year',
    CellFault.ERROR_VALUE: '"{value}" is an error that the table itself shows',
    CellFault.NOT_COMPUTED: "its formula was not computed: open the file in Excel, save it, and import it again",
    CellFault.GARBLED: '"{value}" was garbled by the program that saved it',
    CellFault.ROUNDED: '"{value}" has lost digits: format the column as text',
    CellFault.SEVERAL_VALUES: '"{value}" says several things, and one is wanted',
    CellFault.CONTRADICTS: '"{value}" contradicts another row about this company',
    CellFault.DUPLICATE: '"{value}" stands further up already',
}
FILES = {
    Unreadable.NOT_THERE: "it is not there any more",
    Unreadable.EMPTY: "there is nothing in it",
    Unreadable.NO_HEADER: "no line near its top has the names of the columns (company, person, …)",
    Unreadable.NO_COMPANY: "it has no column `company`",
    Unreadable.NOT_A_TABLE: "it is neither an Excel workbook (.xlsx) nor a CSV file",
    Unreadable.OTHER_FORMAT: "save it as .xlsx or .csv first",
    Unreadable.PROTECTED: "it is protected by a password",
    Unreadable.TOO_LARGE: f"it is larger than {MAX_BYTES // 1024**2} MB",
    Unreadable.TOO_MANY_ROWS: f"it has more than {MAX_ROWS} rows",
    Unreadable.TOO_MANY_COLUMNS: f"it has more than {MAX_COLUMNS} columns",
}


def import_roster_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        f"{parser.description}. Good rows are imported; bad ones are skipped and named. Importing the same file again "
        "changes nothing. Where somebody has joined, their own and their company's records are only filled where "
        "they are empty, and what was left alone is named."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="an .xlsx or .csv file")


async def import_roster(chosen: argparse.Namespace) -> int:
    """Take a roster in. 0 when any row was good, 1 when nothing could be imported."""
    settings = settings_with_logs()
    _ = settings.keys
    data = _bytes(chosen.file)
    await migrate(settings.database)
    async with opened(settings) as database:
        async with database.reading() as session:
            known = await rosters.sub_cluster_slugs(session)
        roster = _read(data, chosen.file.name, known)
        taken = await _take_in(database, roster, moment_of(settings))
    for line in _report(roster, taken):
        print(line)
    return 0 if roster.rows or not roster.problems else 1


async def _take_in(database: Database, roster: Roster, moment: Moment) -> TakenIn:
    """All of it in one transaction, or nothing. Raises Misconfigured when others write the same meanwhile."""
    try:
        async with database.transaction() as session:
            if not await lock_until_commit(session, "roster"):
                raise Misconfigured("Another roster is being imported: try again when it is done.")
            taken = await rosters.take_in(session, roster, moment)
            if not taken.is_nothing:
                staff.audit(session, None, Deed.IMPORTED, moment, what=taken.summary)
        return taken
    except (IntegrityError, *TRANSIENT):
        raise Misconfigured(INTERRUPTED) from None


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
        raise Misconfigured(f"{filename} cannot be imported: {FILES[unreadable.code]}.") from None


def _report(roster: Roster, taken: TakenIn) -> Iterator[str]:
    """What staff read: every bad cell, every cell that was not taken, and the sums."""
    for bad in roster.problems:
        yield f"line {bad.line}, {bad.column}: {REASONS[bad.reason].format(value=bad.value)}"
    for note in taken.plan.notes:
        match note.kind:
            case NoteKind.UNREADABLE:
                reason = REASONS[CellFault(note.fault)].format(value=note.before)
                yield f"line {note.line}, {note.column}: {reason}"
            case NoteKind.KEPT:
                words = "left as it is, for people who have joined may have changed it"
                yield f"line {note.line}, {note.column}: {words}"
            case NoteKind.WAITING:
                yield f"line {note.line}: left out, for it may be about somebody who is known under another name"
    skipped = {bad.line for bad in roster.problems if bad.note.kind is NoteKind.LEFT_OUT}
    skipped |= {note.line for note in taken.plan.notes if note.kind is NoteKind.WAITING}
    yield f"{taken.summary}; rows skipped: {len(skipped)}."
    if roster.extra_columns:
        named = ", ".join(f'"{name}"' for name in roster.extra_columns)
        yield f"Columns that the bot has no use for, left aside: {named}."
