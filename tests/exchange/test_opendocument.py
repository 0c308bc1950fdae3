"""OpenDocument spreadsheets (.ods) are read as workbooks are, and forged ones are refused."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from bot.exchange.lines import CellFault, Unreadable
from bot.exchange.rosters import read_roster
from tests.exchange.workbooks import refusal

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "draw")
)


def document(*tables: str, styles: str = "", kind: str = "spreadsheet", **others: str) -> bytes:
    """A document of these tables, and more parts by path."""
    body = f"<office:body><office:{kind}>{''.join(tables)}</office:{kind}></office:body>"
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content = f"<office:document-content {NAMES}>{automatic}{body}</office:document-content>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET, zipfile.ZIP_STORED)
        for path, part in {"content.xml": content, **others}.items():
            archive.writestr(path, part)
    return buffer.getvalue()


def table(name: str, *rows: str, of: str = "") -> str:
    return f'<table:table table:name="{name}" {of}>{"".join(rows)}</table:table>'


def row(*cells: str, of: str = "") -> str:
    listed = (cell if cell.startswith("<") else text(cell) for cell in cells)
    return f"<table:table-row {of}>{''.join(listed)}</table:table-row>"


def text(words: str, of: str = "") -> str:
    return f'<table:table-cell {of} office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


HEADER = row("Company", "Person", "Phone", "Founded", "City")


def test_a_document_is_read_as_a_workbook_is() -> None:
    note = "<office:annotation><text:p>a remark</text:p></office:annotation>"
    kept = table(
        "Members",
        HEADER,
        row(
            text("Cedar<text:s/>Oils", of='table:number-rows-spanned="2"'),
            "Sami",
            '<table:table-cell office:value-type="float" office:value="3123456"><text:p>3,123,456</text:p>'
            "</table:table-cell>",
            '<table:table-cell office:value-type="date" office:date-value="1987-03-01"/>',
            f'<table:table-cell office:value-type="string">{note}<text:p>Batroun</text:p></table:table-cell>',
        ),
        row("<table:covered-table-cell/>", "Rima", of='table:visibility="collapse"'),
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row>',
        row("Wadi", '<table:table-cell table:number-columns-repeated="3"/>', text("#N/A")),
        row("Bekaa", '<table:table-cell table:formula="of:=[.A1]"/>'),
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>',
    )
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    lists = table("Lists", HEADER, row("Nobody"), of='table:style-name="h"')
    roster = read_roster(document(kept, lists, styles=hidden), "r.ods")
    assert [(one.line, one.company, one.person, one.phone, one.city) for one in roster.rows] == [
        (2, "Cedar Oils", "Sami", "+9613123456", "Batroun"),
        (3, "Cedar Oils", "Rima", None, None),
        (7, "Wadi", None, None, None),
        (8, "Bekaa", None, None, None),
    ]
    assert (roster.rows[0].founded_in, roster.left, roster.hidden, roster.filled) == (
        1987,
        (("Lists", "hidden"),),
        1,
        (3,),
    )
    assert [(one.line, one.reason) for one in roster.problems] == [
        (7, CellFault.ERROR_VALUE),
        (8, CellFault.NOT_COMPUTED),
    ]


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (document(table("x", row("x", of='table:number-rows-repeated="1048576"'))), Unreadable.TOO_MANY_ROWS),
        (
            document(table("x", row(text("x", of='table:number-columns-repeated="16384"')))),
            Unreadable.TOO_MANY_COLUMNS,
        ),
        (document(table("x", row("x", of='table:number-rows-repeated="x"'))), Unreadable.NOT_A_TABLE),
        (document(*[table("x")] * 300), Unreadable.TOO_LARGE),
        (document("<text:p>Letter</text:p>", kind="text"), Unreadable.OTHER_FORMAT),
        (document("<a>" * 3_000_000), Unreadable.NOT_A_TABLE),
        (document(**{"META-INF/manifest.xml": "<m:encryption-data/>"}), Unreadable.PROTECTED),
        (document(**{"encrypted-package": "x"}), Unreadable.PROTECTED),
        (
            document(table("x", row(text("x", of='table:number-rows-spanned="1048576"') * 3))),
            Unreadable.NOT_A_TABLE,
        ),
    ],
    ids=["rows", "columns", "no number", "sheets", "letter", "deep", "protected", "wrapped", "merged"],
)
def test_forged_documents_are_refused_at_once(forged: bytes, why: Unreadable) -> None:
    began = time.process_time()
    assert refusal(forged, "r.ods") is why
    assert time.process_time() - began < 5
