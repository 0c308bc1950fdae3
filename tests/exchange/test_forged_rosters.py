"""Rosters made to do harm, or by accident like them: refused with a reason, at no cost."""

import io
import struct
import tracemalloc
import zipfile
from typing import Any

import pytest

from bot.exchange import excel
from bot.exchange.lines import RosterUnreadable, Unreadable
from bot.exchange.rosters import read_roster
from tests.exchange.workbooks import MAIN, RELATIONS, inline, package, refusal, sheet, workbook


def test_styled_but_empty_cells_far_away_do_not_count() -> None:
    cells = sheet(("company",), ("Cedar Press",)).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="3"/></row></sheetData>'
    )
    assert len(read_roster(package(cells), "r.xlsx").rows) == 1


def test_a_stray_text_in_the_last_line_is_named_by_its_line() -> None:
    cells = sheet(("company", "city"), ("Cedar Press",)).replace(
        "</sheetData>", f'<row r="1048576">{inline("B1048576", "oops")}</row></sheetData>'
    )
    assert [(p.line, p.column) for p in read_roster(package(cells), "r.xlsx").problems] == [
        (1048576, "company")
    ]


def test_a_cell_in_the_far_corner_costs_no_memory() -> None:
    def write(book: Any, page: Any) -> None:
        page.write(0, 0, "company")
        page.write(1_048_575, 16_383, "x")

    assert refusal(workbook(write)) is Unreadable.TOO_MANY_COLUMNS


def test_too_many_rows_are_refused() -> None:
    rows = "".join(f'<row><c t="str"><v>{number}</v></c></row>' for number in range(20_016))
    assert refusal(package(f"<sheetData>{rows}</sheetData>")) is Unreadable.TOO_MANY_ROWS


def test_more_cells_than_can_be_looked_at_are_refused() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    assert refusal(package(f"<sheetData>{row * 5_001}</sheetData>")) is Unreadable.TOO_LARGE


def test_a_long_text_that_many_cells_share_is_held_once_and_not_without_end() -> None:
    cells = ("<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>") * 500
    bomb = package(f"<sheetData>{cells}</sheetData>", strings=f"<si><t>{'x' * 1_000_000}</t></si>")
    tracemalloc.start()
    try:
        assert refusal(bomb) is Unreadable.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()


def test_a_part_that_many_sheets_share_is_read_once() -> None:
    listed = "<sheet name='x' r:id='b'/>" * 1_000
    book = f"<workbook {MAIN} xmlns:r='{RELATIONS}'><sheets>{listed}</sheets></workbook>"
    forged = package(sheet(("company",), ("Cedar Press",)), **{"xl/book.xml": book})
    assert len(list(excel.sheets(forged))) == 1


def test_a_bomb_is_refused_by_the_size_it_declares() -> None:
    assert refusal(package("", **{"xl/bomb.xml": " " * (50 * 1024 * 1024)})) is Unreadable.TOO_LARGE


def test_a_bomb_that_lies_about_its_size_is_cut_off_where_it_said_it_ends() -> None:
    bomb = sheet(("company",), ("Cedar Press",)) + " " * 40_000_000
    honest = package(bomb)
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/s.xml").file_size
    lying = honest.replace(struct.pack("<I", size), struct.pack("<I", 300))
    tracemalloc.start()
    try:
        assert refusal(lying) is Unreadable.NOT_A_TABLE
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        "<worksheet><sheetData><row r='x'/></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r='1A'/></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData></worksheet>",
        "<worksheet><mergeCells>" + "<mergeCell ref='A1:A1048576'/>" * 3 + "</mergeCells></worksheet>",
        "<worksheet>",
        "not xml",
    ],
)
def test_forged_sheets_are_refused(part: str) -> None:
    assert refusal(package("", **{"xl/s.xml": part})) is Unreadable.NOT_A_TABLE


def test_other_spreadsheets_are_told_from_what_is_none() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100
    assert refusal(ole, "r.xls") is Unreadable.OTHER_FORMAT
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")) is Unreadable.PROTECTED
    assert refusal(package("", **{"content.xml": "<x/>"}), "r.ods") is Unreadable.OTHER_FORMAT
    assert refusal(package("", **{"xl/workbook.bin": "x"}), "r.xlsb") is Unreadable.OTHER_FORMAT
    assert refusal(b"PK\x03\x04 and then nothing") is Unreadable.NOT_A_TABLE
    assert refusal(b"\x89PNG\r\n\x1a\n\x00\x00", "photo.png") is Unreadable.NOT_A_TABLE


def test_a_workbook_that_breaks_off_is_refused() -> None:
    whole = package(sheet(("company",), ("Cedar Press",)))
    assert {refusal(whole[:length]) for length in range(60, len(whole) - 30, 97)} == {Unreadable.NOT_A_TABLE}


def test_flipped_bytes_never_break_the_reader() -> None:
    whole = bytearray(package(sheet(("company",), ("Cedar Press",))))
    found: set[tuple[str, ...] | None] = set()
    for place in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            read = read_roster(bytes(broken), "r.xlsx")
        except RosterUnreadable:
            found.add(None)
        else:
            found.add(tuple(row.company for row in read.rows))
    assert found == {None, ("Cedar Press",)}


def test_other_compressions_are_refused_since_they_ask_for_memory_of_their_own() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(buffer.getvalue()) is Unreadable.NOT_A_TABLE


def test_an_empty_workbook_is_empty() -> None:
    assert refusal(workbook(lambda book, page: None)) is Unreadable.EMPTY
