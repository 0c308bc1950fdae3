"""Rosters in: who the members are and whom they send, from the Excel, OpenDocument or CSV file that staff keep.

Bytes become tables (`excel`, or `texts` and `delimited`), tables rows with named columns (`layouts`, `columns`), cells
values (`cells`). What cannot be understood is named, and the rest of its line is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from bot.exchange import delimited, excel, opendocument, texts
from bot.exchange.cells import read_row
from bot.exchange.filling import filled_down
from bot.exchange.layouts import Layout, find_header, is_old, laid_out
from bot.exchange.lines import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    CellFault,
    Line,
    Problem,
    RosterUnreadable,
    Table,
    Unreadable,
)
from bot.rules.companies import DEFAULT_SUB_CLUSTERS
from bot.rules.rosters import RosterRow

_NAMES_OF_TEXT = ("", ".csv", ".tsv", ".txt", ".tab", ".xls", ".xlsx", ".xlsm")
"""Programs write CSV under the names of workbooks, too: what the file is, its content says."""
_MARKUP = ("<html", "<!doctype", "<?xml", "<table", "{\\rtf")


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows in the order of the list, every cell that was not understood, and what was taken for what.

    `columns` are headers with the column that each was taken for; `extra_columns` those without use; `sheets` those
    that were read, if there are several, and `left` those that were not, each with why. `aside` are lines that were
    taken for headings, sums and remarks, with what they begin with; `filled` are lines whose company stands further up;
    `hidden` is how many hidden lines were read.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    extra_columns: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    sheets: tuple[str, ...] = ()
    aside: tuple[tuple[int, str], ...] = ()
    hidden: int = 0
    filled: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "rows": [row.plain() for row in self.rows],
            "problems": [asdict(one) for one in self.problems],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Roster:
        """The rows and the problems of `plain`."""
        problems = (Problem(**{**one, "reason": CellFault(one["reason"])}) for one in plain["problems"])
        return cls(tuple(RosterRow.from_plain(row) for row in plain["rows"]), tuple(problems))

    def reading(self) -> dict[str, Any]:
        """What the report begins with, as JSON can hold it."""
        return {
            "columns": [list(pair) for pair in self.columns],
            "extra_columns": list(self.extra_columns),
            "left": [list(pair) for pair in self.left],
            "sheets": list(self.sheets),
            "aside": [list(pair) for pair in self.aside],
            "hidden": self.hidden,
            "filled": len(self.filled),
            "rows": len(self.rows),
        }


def read_roster(data: bytes, filename: str, sub_clusters: Collection[str] = DEFAULT_SUB_CLUSTERS) -> Roster:
    """Read an Excel workbook or a CSV file; a bad cell is left empty and named, and so is a line without a company.

    `sub_clusters` are the slugs that exist. What the file is, its content says; `filename` only tells a CSV
    from other text. Raises RosterUnreadable. Takes seconds for the largest files: see `services/roster_reading.py`.
    """
    tables = _tables(data, filename)
    chosen, left = _chosen(tables)
    members, empty = _laid_out(chosen, sub_clusters)
    layouts = [filled_down(layout) for layout in members]
    below = sum(len(layout.rows) for layout in layouts)
    if below > MAX_ROWS:
        raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)
    if not below:
        raise RosterUnreadable(Unreadable.EMPTY)
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    for layout in layouts:
        sheet = layout.table.name if len(layouts) > 1 else ""
        for laid in layout.rows:
            row, found = read_row(laid, sheet, sub_clusters)
            problems += found
            if row is not None:
                rows.append(row)
    return Roster(
        rows=tuple(rows),
        problems=tuple(problems),
        extra_columns=_extra_columns(layouts, rows),
        columns=tuple(dict.fromkeys(pair for layout in layouts for pair in layout.header.taken_for)),
        left=(*left, *empty),
        sheets=tuple(layout.table.name for layout in layouts) if len(layouts) > 1 else (),
        aside=tuple(line for layout in layouts for line in layout.aside),
        hidden=sum(layout.table.hidden_lines for layout in layouts),
        filled=tuple(line for layout in layouts for line in layout.filled),
    )


def _extra_columns(layouts: Iterable[Layout], rows: Iterable[RosterRow]) -> tuple[str, ...]:
    named = (name for layout in layouts for name in layout.header.extras.values())
    return tuple(dict.fromkeys((*named, *(name for row in rows for name in row.extras))))


def _chosen(tables: Sequence[Table]) -> tuple[list[Table], list[tuple[str, str]]]:
    """The sheets that are read, and those that are left, each with why: hidden ones, and those of former days."""
    left: list[tuple[str, str]] = []
    chosen: list[Table] = []
    for table in tables:
        others = [other.name for other in tables if other is not table]
        if table.is_broken:
            left.append((table.name, "broken"))
        elif table.is_hidden and len(tables) > 1:
            left.append((table.name, "hidden"))
        elif others and is_old(table.name, others):
            left.append((table.name, "old"))
        else:
            chosen.append(table)
    if not chosen or not any(table.lines for table in chosen):
        # Nothing else is there: an old list is better than none
        chosen = [table for table in tables if not table.is_broken]
        left = [pair for pair in left if pair[1] == "broken"]
    if not chosen:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    return chosen, left


def _laid_out(
    tables: Sequence[Table], sub_clusters: Collection[str]
) -> tuple[list[Layout], list[tuple[str, str]]]:
    """The sheets whose columns are known, a company's among them. Raises RosterUnreadable if there are none."""
    found = [(table, laid_out(table, sub_clusters) if table.lines else None) for table in tables]
    named = [layout for _, layout in found if layout is not None]
    of_members = [layout for layout in named if "company" in layout.header.columns]
    if not any(table.lines for table in tables):
        raise RosterUnreadable(Unreadable.EMPTY)
    if not named:
        raise RosterUnreadable(Unreadable.NO_HEADER)
    if not of_members:
        raise RosterUnreadable(Unreadable.NO_COMPANY)
    # A sheet of which only a word or two are a column's is a cover or a chart's data
    most = max(len(layout.header.columns) for layout in of_members)
    read = [layout for layout in of_members if len(layout.header.columns) * 3 >= most and layout.rows]
    left = [(table.name, "no_members") for table, layout in found if table.lines and layout not in read]
    return read, left


def _tables(data: bytes, filename: str) -> list[Table]:
    """The sheets of a workbook, or the one table of a CSV file. Raises RosterUnreadable."""
    if len(data) > MAX_BYTES:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    if not data.strip():
        raise RosterUnreadable(Unreadable.EMPTY)
    if data.startswith(excel.OLE_MAGIC):
        excel.refuse_ole(data)
    if opendocument.is_document(data):
        tables = [*opendocument.tables(data)]
    else:
        tables = [*excel.tables(data)] if data.startswith(excel.ZIP_MAGIC) else [_delimited(data, filename)]
    if sum(len(line.cells) for table in tables for line in table.lines) > MAX_CELLS:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    return tables


def _delimited(data: bytes, filename: str) -> Table:
    """The lines of a CSV file, cut by the delimiter that finds most columns."""
    text = texts.decoded(data)
    if text.lstrip("\ufeff \r\n\t")[:10].lower().startswith(_MARKUP):
        raise RosterUnreadable(Unreadable.OTHER_FORMAT)
    if PurePath(filename).suffix.lower() not in _NAMES_OF_TEXT:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)

    def columns_found(delimiter: str) -> tuple[int, int]:
        """How many are named; of equals, what cuts into more cells."""
        first = delimited.first_lines(text, delimiter)
        header = find_header(first)
        return len(header.columns) if header else 0, max((len(line.cells) for line in first), default=0)

    lines: list[Line] = delimited.all_lines(text, max(delimited.DELIMITERS, key=columns_found))
    return Table("", lines)
