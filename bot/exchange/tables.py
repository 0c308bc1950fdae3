"""Tables out: Excel workbooks and CSV, in which no cell can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

import xlsxwriter

from bot.rules.money import DECIMALS, Money

Cell = str | int | float | date | datetime | Money | None

# What a spreadsheet would run when it opens the CSV (OWASP, "CSV Injection")
_DANGEROUS = r"=+\-@\t\r\n＝＋－＠"
# A text that looks guarded already gets one more guard, so that taking one off always gives back the text
_GUARDED = re.compile(rf"'+[{_DANGEROUS}\d]")
_TO_BE_GUARDED = re.compile(rf"[{_DANGEROUS}]|{_GUARDED.pattern}")

_MAX_TEXT = 32_767  # characters in a cell, and the rest: Excel's "specifications and limits"
_MAX_ROWS = 1_048_576
_MAX_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROWEST, _WIDEST = 8, 48  # columns, in characters
_ROWS_MEASURED = 200
_FORMATS: dict[type, str] = {str: "General", date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written. Instants are shown by the wall clock that they carry: give local time."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    right_to_left: bool = False


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook: header bold, frozen and with filters, columns as wide as their text, text never a formula.

    Rows go to disk as they come. Texts too long for a cell (32,767) end in an ellipsis. Raises ValueError for
    more rows than a sheet can have.
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        looks = {
            is_mirrored: _Looks(workbook, "right" if is_mirrored else "left") for is_mirrored in (False, True)
        }
        titles: set[str] = set()
        for sheet in sheets:
            worksheet = workbook.add_worksheet(_title(sheet.title, titles))
            _write_sheet(worksheet, sheet, looks[sheet.right_to_left])
    return buffer.getvalue()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV with commas and CRLF (RFC 4180). Texts that a spreadsheet would run are guarded by an apostrophe.

    `read_roster` takes the guard off again. For Excel, encode the result as utf-8-sig.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain([header], rows):
        writer.writerow([_plain(cell) for cell in row])
    return buffer.getvalue()


def _plain(cell: Cell) -> Cell:
    match cell:
        case str():
            return guarded(cell)
        case Money():
            return cell.plain
        case _:
            return cell


def guarded(text: str) -> str:
    """The text as it may stand in a CSV: with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if _TO_BE_GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text without its guard, the inverse of `guarded`; Excel's own mark before digits goes too."""
    return text[1:] if _GUARDED.match(text) else text


class _Looks:
    """How cells look. A column begins on one side, whichever script a name in it is written in."""

    def __init__(self, workbook: Any, side: str) -> None:
        self.header = workbook.add_format({"bold": True, "bottom": 1, "align": side})
        self.cells = _Formats(workbook, side)


class _Formats(dict[type | str, Any]):
    """How cells look, by their type, or by the currency of the amount in them; made when the first of a kind comes."""

    def __init__(self, workbook: Any, side: str) -> None:
        super().__init__()
        self._workbook, self._side = workbook, side

    def __missing__(self, kind: type | str) -> Any:
        look = {"num_format": _FORMATS[kind] if isinstance(kind, type) else _in(kind)}
        self[kind] = self._workbook.add_format({**look, "align": self._side})
        return self[kind]


def _in(currency: str) -> str:
    """The number format of a currency, named by its code: a sign would mean another one in another country."""
    decimals = DECIMALS[currency]
    return f"#,##0{'.' + '0' * decimals if decimals else ''} [${currency}]"


def _title(title: str, taken: set[str]) -> str:
    """A title that Excel accepts: without some characters, short, and one of its kind in any case."""
    base = _NOT_IN_TITLES.sub(" ", title).strip(" '")[:_MAX_TITLE] or "-"
    name, count = base, 1
    while name.casefold() in taken:
        count += 1
        name = f"{base[: _MAX_TITLE - len(str(count)) - 1]} {count}"
    taken.add(name.casefold())
    return name


def _write_sheet(worksheet: Any, sheet: Sheet, looks: _Looks) -> None:
    rows = iter(sheet.rows)
    measured = list(islice(rows, _ROWS_MEASURED))
    for column, width in enumerate(_widths(sheet.header, measured)):
        worksheet.set_column(column, column, width)
    if sheet.right_to_left:
        worksheet.right_to_left()
    worksheet.freeze_panes(1, 0)
    for column, text in enumerate(sheet.header):
        worksheet.write_string(0, column, text, looks.header)
    last = 0
    for last, row in enumerate(chain(measured, rows), start=1):
        if last >= _MAX_ROWS:
            raise ValueError(f"a sheet has at most {_MAX_ROWS} rows")
        for column, cell in enumerate(row):
            _write_cell(worksheet, last, column, cell, looks.cells)
    if sheet.header:
        worksheet.autofilter(0, 0, last, len(sheet.header) - 1)


def _write_cell(worksheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    match cell:
        case None | "":
            return
        case str():
            text = cell if len(cell) <= _MAX_TEXT else f"{cell[: _MAX_TEXT - 1]}…"
            worksheet.write_string(row, column, text.encode("utf-8", "replace").decode(), formats[str])
        case Money():
            worksheet.write_number(row, column, cell.amount, formats[cell.currency])
        case datetime():
            worksheet.write_datetime(row, column, cell, formats[datetime])
        case date():
            worksheet.write_datetime(row, column, cell, formats[date])
        case _:
            worksheet.write(row, column, cell)


def _widths(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Wide enough for the texts (and, over the header, the filter's button), within reason."""
    widths = [len(text) + 3 for text in header]
    for row in rows:
        for column, cell in enumerate(row[: len(widths)]):
            longest = max(map(len, str(cell or "").splitlines()), default=0)
            widths[column] = max(widths[column], longest + 1)
    return [min(max(width, _NARROWEST), _WIDEST) for width in widths]
