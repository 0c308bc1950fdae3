"""Workbooks for the tests: as XlsxWriter writes them, and made by hand."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from bot.exchange.lines import RosterUnreadable, Unreadable
from bot.exchange.rosters import read_roster

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(write: Callable[[Any, Any], None], **options: object) -> bytes:
    """A workbook by XlsxWriter; `write` gets it and its first sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        write(book, book.add_worksheet())
    return buffer.getvalue()


def package(sheet: str, *, strings: str = "", **others: str) -> bytes:
    """A workbook by hand: the inside of its one sheet and of its shared strings, and more parts by path."""
    parts = {
        "_rels/.rels": relations(a=("officeDocument", "xl/book.xml")),
        "xl/_rels/book.xml.rels": relations(b=("worksheet", "/xl/s.xml"), c=("sharedStrings", "strings.xml")),
        "xl/book.xml": f"""<workbook {MAIN} xmlns:r="{RELATIONS}">
            <sheets><sheet name="x" r:id="b"/></sheets></workbook>""",
        "xl/strings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/s.xml": f"<worksheet {MAIN} xmlns:x='y'>{sheet}</worksheet>",
        **others,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def relations(**targets: tuple[str, str]) -> str:
    """A part of relations: id = (type, path)."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{path}"/>'
        for name, (kind, path) in targets.items()
    )
    return f"<Relationships>{listed}</Relationships>"


def inline(reference: str, text: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(*rows: tuple[str, ...]) -> str:
    """Rows of texts from A1 on."""
    lines = [
        "".join(inline(f"{chr(ord('A') + column)}{number}", cell) for column, cell in enumerate(row))
        for number, row in enumerate(rows, start=1)
    ]
    listed = "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, start=1))
    return f"<sheetData>{listed}</sheetData>"


def refusal(data: bytes, filename: str = "r.xlsx") -> Unreadable:
    """Why the file is refused."""
    with pytest.raises(RosterUnreadable) as refused:
        read_roster(data, filename)
    return refused.value.code
