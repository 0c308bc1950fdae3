"""An OpenDocument spreadsheet (.ods) as lines of text, streamed as a workbook of Excel is (`excel.py`).

OpenDocument 1.3, part 3: 9 tables. calamine 0.9 computes for more than a minute on a file of 9 KB of tags within tags.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from bot.exchange.excel import BROKEN, PartReader, check, read_part, whole_number
from bot.exchange.grid import Grid
from bot.exchange.lines import (
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    NOT_COMPUTED,
    RosterUnreadable,
    Table,
    Unreadable,
)

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NOT_OF_CELLS = frozenset(
    ("annotation", "tracked-changes", "shapes", "frame", "custom-shape", "content-validations")
)
"""Elements with texts, and even cells, that a sheet does not show in its cells."""
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_MOST_SHEETS = 200
_LAST_ROW = 1_048_576


class _Sheets(PartReader):
    """The sheets of a document: names, whether each is hidden, and cells."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bool, Grid]] = []
        self.is_spreadsheet = False
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._grid = Grid()
        self._outside = 0
        self._row = self._rows = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._is_in_cell = self._is_in_text = False
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._outside or name in _NOT_OF_CELLS:
            self._outside += 1
            return
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()} if attributes else {}
        if name in _CELLS:
            self._cell, self._is_in_cell, self._text = said, True, ""
        elif name == "p" and self._is_in_cell:
            self._text += "\n" if self._text else ""
            self._is_in_text = True
        elif name in ("s", "tab", "line-break") and self._is_in_text:
            self._text += "\n" if name == "line-break" else " "
        elif name == "table-row":
            self._rows, self._column = _times(said, "number-rows-repeated"), 0
            if said.get("visibility", "visible") != "visible":
                self._grid.hide(self._row + 1)
        elif name == "table":
            self._begin_table(said)
        elif name == "style":
            self._style = said.get("name", "")
        elif name == "table-properties" and said.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "spreadsheet":
            self.is_spreadsheet = True

    def text(self, data: str) -> None:
        if self._is_in_text and not self._outside and len(self._text) <= MAX_CELL:
            self._text += data

    def end(self, name: str) -> None:
        if self._outside:
            self._outside -= 1
        elif name == "p":
            self._is_in_text = False
        elif name in _CELLS:
            self._is_in_cell = False
            self._keep()
        elif name == "table-row":
            self._row += self._rows

    def _begin_table(self, said: Mapping[str, str]) -> None:
        if len(self.found) >= _MOST_SHEETS or sum(grid.filled for _, _, grid in self.found) > MAX_CELLS:
            raise RosterUnreadable(Unreadable.TOO_LARGE)
        self._grid, self._row = Grid(), 0
        self.found.append((said.get("name", ""), said.get("style-name") in self._hidden_styles, self._grid))

    def _keep(self) -> None:
        """The cell, as often as it is repeated; one that spans lines is merged with those below."""
        value, times = self._value()[: MAX_CELL + 1], _times(self._cell, "number-columns-repeated")
        first, self._column = self._column, self._column + times
        if not value.strip():
            return
        for row in range(self._row + 1, self._row + 1 + min(self._rows, MAX_ROWS * 2)):
            for column in range(first, first + min(times, MAX_COLUMNS + 1)):
                self._grid.keep(row, column, value)
        spanned = _times(self._cell, "number-rows-spanned")
        if spanned > 1:
            self._grid.merge(first, self._row + 1, self._row + spanned)

    def _value(self) -> str:
        match self._cell.get("value-type"):
            case "float" | "percentage" | "currency" if self._cell.get("value"):
                return whole_number(self._cell["value"])
            case "date" if self._cell.get("date-value"):
                return self._cell["date-value"].replace("T", " ").removesuffix(" 00:00:00")
            case "boolean" if self._cell.get("boolean-value"):
                return self._cell["boolean-value"].upper()
            case None if self._cell.get("formula") and not self._text:
                return NOT_COMPUTED
            case _:
                return self._text


def _times(said: Mapping[str, str], name: str) -> int:
    """How often something is repeated. Raises ValueError."""
    return min(max(int(said.get(name, "1")), 1), _LAST_ROW)


def is_document(data: bytes) -> bool:
    """Whether a file is a document of OpenDocument: they begin with saying so."""
    return b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]


def tables(data: bytes) -> Iterator[Table]:
    """The sheets in order, each with its lines. Raises RosterUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check(archive)
            yield from _tables(archive)
    except BROKEN as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error


def _tables(archive: zipfile.ZipFile) -> Iterator[Table]:
    names = set(archive.namelist())
    if "encrypted-package" in names or (
        _MANIFEST in names and b"encryption-data" in archive.open(_MANIFEST).read(1 << 20)
    ):
        raise RosterUnreadable(Unreadable.PROTECTED)
    with archive.open(_CONTENT) as stream:
        sheets = read_part(stream, _Sheets())
    if not sheets.is_spreadsheet:
        raise RosterUnreadable(Unreadable.OTHER_FORMAT)
    for name, is_hidden, grid in sheets.found:
        lines = grid.lines()
        yield Table(name, lines, is_hidden, grid.hidden_lines, merged=grid.merged)
