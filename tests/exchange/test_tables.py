"""Tables that leave: nothing in them runs, and what goes out comes back the same."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange import excel, tables
from bot.exchange.rosters import read_roster
from bot.exchange.tables import Cell, Sheet, guarded, unguarded, write_csv, write_xlsx
from bot.rules.money import Money

DANGEROUS = ["=1+1", "+961 3 123 456", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '=HYPERLINK("x")']


def parts(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def cells(workbook: bytes) -> list[list[tuple[str, ...]]]:
    return [[line.cells for line in lines] for lines in excel.sheets(workbook)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_guarded_in_csv(text: str) -> None:
    [[_], [cell]] = csv.reader(io.StringIO(write_csv(["note"], [[text]]), newline=""))
    assert cell == f"'{text}"


def test_harmless_texts_and_real_numbers_stay_as_they_are() -> None:
    rows: list[list[Cell]] = [["Cedar Press", "معاصر الأرز", "'Ain Zhalta", -5, 1.5, None]]
    assert write_csv(list("abcdef"), rows) == "a,b,c,d,e,f\r\nCedar Press,معاصر الأرز,'Ain Zhalta,-5,1.5,\r\n"


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n0a أ＝")) | st.text())
def test_taking_the_guard_off_gives_back_what_was_put_in(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in [*"=+-@\t\r\n＝＋－＠"]


def test_a_guarded_phone_survives_the_way_out_and_in() -> None:
    out = write_csv(["company", "person", "phone"], [["Cedar Press", "Amina", "+961 3 123 456"]])
    assert "'+961" in out
    assert read_roster(out.encode("utf-8-sig"), "x.csv").rows[0].phone == "+9613123456"


def test_a_workbook_keeps_texts_numbers_and_dates() -> None:
    row: list[Cell] = ["=1+1", "https://cedarpress.example", 12, 0.5, date(2026, 5, 1), None]
    instant = datetime(2026, 5, 1, 18, 30, tzinfo=UTC)
    workbook = write_xlsx([Sheet("Companies", list("abcdefg"), [[*row, instant]])])
    assert cells(workbook) == [
        [
            tuple("abcdefg"),
            ("=1+1", "https://cedarpress.example", "12", "0.5", "2026-05-01", "", "2026-05-01 18:30"),
        ]
    ]


def test_money_is_a_number_in_the_format_of_its_currency() -> None:
    amounts: list[Cell] = [Money.of("1250.50 USD"), Money.of("90000000 LBP"), Money.of("1.005 KWD")]
    written = parts(write_xlsx([Sheet("Won", list("abc"), [amounts])]))
    sheet, styles = written["xl/worksheets/sheet1.xml"], written["xl/styles.xml"]
    assert re.findall(r"<v>(.*?)</v>", sheet) == ["1250.50", "90000000", "1.005"]
    formats = re.findall(r'formatCode="(.*?)"', styles)
    assert [one for one in formats if "$" in one] == [
        "#,##0.00 [$USD]",
        "#,##0 [$LBP]",
        "#,##0.000 [$KWD]",
    ]
    assert write_csv(list("abc"), [amounts]).splitlines()[1] == "1250.50 USD,90000000 LBP,1.005 KWD"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_workbook_becomes_a_formula_or_a_link(text: str) -> None:
    written = parts(write_xlsx([Sheet("x", ["note", text], [[text, f"https://cedar.example/{text}"]])]))
    sheet = written["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_the_header_is_frozen_and_has_filters_and_arabic_runs_from_the_right() -> None:
    written = parts(
        write_xlsx(
            [
                Sheet("الشركات", ["الشركة", "المدينة"], [["معاصر الأرز", "البترون"]], right_to_left=True),
                Sheet("Companies", ["Company"], []),
            ]
        )
    )
    arabic, english = (written[f"xl/worksheets/sheet{n}.xml"] for n in (1, 2))
    assert 'rightToLeft="1"' in arabic
    assert 'rightToLeft="1"' not in english
    assert '<autoFilter ref="A1:B2"/>' in arabic
    assert 'ySplit="1"' in arabic
    assert 'state="frozen"' in arabic


@pytest.mark.parametrize(("is_mirrored", "side"), [(True, "right"), (False, "left")])
def test_a_column_begins_on_one_side_in_whichever_script_its_cells_are(is_mirrored: bool, side: str) -> None:
    rows: list[list[Cell]] = [["معاصر الأرز", date(2026, 11, 23)], ["Cedar Press", 4.5]]
    written = parts(write_xlsx([Sheet("x", ["الشركة", "Since"], rows, right_to_left=is_mirrored)]))
    used = {
        int(look) for look in re.findall(r' s="(\d+)" t="inlineStr"', written["xl/worksheets/sheet1.xml"])
    }
    cell_formats = re.findall(r"<xf .*?(?:/>|</xf>)", written["xl/styles.xml"].partition("<cellXfs")[2])
    assert len(used) == len(("header", "text"))
    assert all(f'horizontal="{side}"' in cell_formats[look] for look in used)


def test_columns_are_as_wide_as_their_texts_within_reason() -> None:
    written = parts(write_xlsx([Sheet("x", ["a", "b", "c"], [["x", "y" * 20, "z" * 900]])]))
    widths = [float(width) for width in re.findall(r' width="([\d.]+)"', written["xl/worksheets/sheet1.xml"])]
    assert [round(width) for width in widths] == [9, 22, 49]


def test_titles_that_excel_refuses_are_made_acceptable_and_kept_apart() -> None:
    titles = ["Companies/People: all [2026]?", "companies people  all  2026 ", "x" * 40, "X" * 40, "''", ""]
    written = parts(write_xlsx([Sheet(title, ["a"], []) for title in titles]))["xl/workbook.xml"]
    names = re.findall(r'<sheet name="([^"]*)"', written)
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)


def test_text_longer_than_a_cell_ends_in_an_ellipsis() -> None:
    written = parts(write_xlsx([Sheet("x", ["a"], [["y" * 40_000]])]))["xl/worksheets/sheet1.xml"]
    assert f"{'y' * 32_766}…<" in written


def test_text_that_cannot_be_encoded_is_still_written() -> None:
    assert cells(write_xlsx([Sheet("x", ["a"], [["a\ud800b"]])])) == [[("a",), ("a?b",)]]


def test_more_rows_than_a_sheet_has_are_refused_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MAX_ROWS", 300)
    assert len(cells(write_xlsx([Sheet("x", ["a"], repeat(["b"], 299))]))[0]) == 300
    with pytest.raises(ValueError, match="at most 300 rows"):
        write_xlsx([Sheet("x", ["a"], repeat(["b"], 300))])


def test_rows_are_taken_one_by_one() -> None:
    def rows() -> Iterator[list[Cell]]:
        for number in range(500):
            yield [f"company {number}", number]

    [lines] = cells(write_xlsx([Sheet("x", ["company", "staff"], rows())]))
    assert lines[-1] == ("company 499", "499")
    assert len(lines) == 501
