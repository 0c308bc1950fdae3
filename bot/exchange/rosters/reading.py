"""Rosters in: who the members are and whom they send, from the Excel or CSV file that staff keep."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from bot.exchange.rosters import delimited, excel
from bot.exchange.rosters.columns import COMPANY_COLUMNS, Header, find_header
from bot.exchange.rosters.lines import (
    MAX_BYTES,
    MAX_ROWS,
    CellFault,
    Line,
    Problem,
    RosterUnreadable,
    Unreadable,
)
from bot.exchange.rosters.rows import Reading, RosterRow, read_row
from bot.rules.companies import DEFAULT_SUB_CLUSTERS
from bot.rules.words import fold

_NAMES_OF_TEXT = ("", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Roster:
    """The good rows in the sheet's order, every bad cell of the others, and the columns without use."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    extra_columns: tuple[str, ...]


def read_roster(data: bytes, filename: str, sub_clusters: Collection[str] = DEFAULT_SUB_CLUSTERS) -> Roster:
    """Read an Excel workbook or a CSV file; one bad cell makes its row bad, and nobody else's.

    `sub_clusters` are the slugs that exist. What the file is, its content says; `filename` only tells a CSV
    from other text. Raises RosterUnreadable. Takes seconds for the largest files: call it in a thread.
    """
    lines, header = _table(data, filename)
    if "company" not in header.columns:
        raise RosterUnreadable(Unreadable.NO_COMPANY)
    below = [line for line in lines if line.number > header.line]
    if len(below) > MAX_ROWS:
        raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)
    if not below:
        raise RosterUnreadable(Unreadable.EMPTY)
    read = [read_row(line, header, sub_clusters) for line in below]
    _blame_contradictions(read)
    _blame_duplicates(read)
    extras = dict.fromkeys((*header.extras.values(), *(name for row, _ in read for name in row.extras)))
    return Roster(
        rows=tuple(row for row, reading in read if not reading.problems),
        problems=tuple(problem for _, reading in read for problem in reading.problems),
        extra_columns=tuple(extras),
    )


def _table(data: bytes, filename: str) -> tuple[list[Line], Header]:
    """The sheet whose header has most of the contract's columns, the first of equals."""
    if len(data) > MAX_BYTES:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    if not data.strip():
        raise RosterUnreadable(Unreadable.EMPTY)
    if data.startswith(excel.OLE_MAGIC):
        excel.refuse_ole(data)
    tables = list(excel.sheets(data)) if data.startswith(excel.ZIP_MAGIC) else [_delimited(data, filename)]
    found = [(lines, header) for lines in tables if (header := find_header(lines))]
    if not any(tables):
        raise RosterUnreadable(Unreadable.EMPTY)
    if not found:
        raise RosterUnreadable(Unreadable.NO_HEADER)
    return max(found, key=lambda table: len(table[1].columns))


def _delimited(data: bytes, filename: str) -> list[Line]:
    """The lines of a CSV file, cut by the delimiter that finds most of the contract's columns."""
    if PurePath(filename).suffix.lower() not in _NAMES_OF_TEXT:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    text = delimited.decoded(data)

    def columns_found(delimiter: str) -> int:
        header = find_header(delimited.first_lines(text, delimiter))
        return len(header.columns) if header else 0

    return delimited.all_lines(text, max(delimited.DELIMITERS, key=columns_found))


def _of_companies(
    read: Iterable[tuple[RosterRow, Reading]],
) -> Iterator[tuple[str, RosterRow, Reading]]:
    """The rows that name a company, with its key: spelled otherwise it is still the same one."""
    return ((fold(row.company), row, reading) for row, reading in read if row.company)


def _blame_contradictions(read: Iterable[tuple[RosterRow, Reading]]) -> None:
    """What a company's first row to say it says is right; a later row that says otherwise is bad."""
    said: dict[tuple[str, str], object] = {}
    for key, row, reading in _of_companies(read):
        for column in COMPANY_COLUMNS[1:]:
            value = getattr(row, column)
            if value:
                same = tuple(sorted(value)) if isinstance(value, tuple) else fold(value)
                if said.setdefault((key, column), same) != same:
                    reading.blame(column, CellFault.CONTRADICTS)


def _blame_duplicates(read: Iterable[tuple[RosterRow, Reading]]) -> None:
    """Whoever stands further up already is no second person."""
    seen: set[tuple[str, str]] = set()
    for key, row, reading in _of_companies(read):
        if row.person:
            person = (key, fold(row.person))
            if person in seen:
                reading.blame("person", CellFault.DUPLICATE)
            seen.add(person)
