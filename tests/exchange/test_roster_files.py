"""Rosters in the files that programs really write."""

from datetime import date
from typing import Any

import pytest

from bot.exchange.lines import CellFault, Unreadable
from bot.exchange.rosters import Roster, read_roster
from tests.exchange.workbooks import package, refusal, workbook

CSV = "company;company_ar;city;person\nÉpicerie Zahlé;بقالة زحلة;Zahlé;Hélène Khoury\n"


def first(read: Roster) -> tuple[str, str | None, str | None, str | None]:
    row = read.rows[0]
    return row.company, row.company_ar, row.city, row.person


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-16-le-bom"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_unicode_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    text = ("\ufeff" if encoding.endswith("bom") else "") + CSV.replace(";", delimiter)
    read = read_roster(text.encode(encoding.removesuffix("-bom")), "r.csv")
    assert first(read) == ("Épicerie Zahlé", "بقالة زحلة", "Zahlé", "Hélène Khoury")


def test_csv_from_an_arabic_windows() -> None:
    text = "الشركة,المدينة,الاسم\nمعاصر الأرز,زحلة,Hélène Khoury\n"
    assert first(read_roster(text.encode("cp1256"), "r.csv")) == (
        "معاصر الأرز",
        None,
        "زحلة",
        "Hélène Khoury",
    )


def test_csv_from_a_french_windows() -> None:
    text = "Société;Ville;Nom\nÉpicerie ÉTOILE;ZAHLÉ;Hélène Khoury\n"
    assert first(read_roster(text.encode("cp1252"), "r.csv")) == (
        "Épicerie ÉTOILE",
        None,
        "ZAHLÉ",
        "Hélène Khoury",
    )


def test_excels_own_separator_line_is_no_line() -> None:
    read = read_roster(b"sep=;\r\ncompany;phone\r\nCedar Press;12\r\n", "r.csv")
    assert {problem.line for problem in read.problems} == {2}


def test_a_line_break_inside_quotes_begins_no_new_line() -> None:
    read = read_roster(b'company,groups,size\nCedar Press,"Export\nR&D",5\nLevant Mills,,huge\n', "r.csv")
    assert read.rows[0].groups == ("Export", "R&D")
    assert [problem.line for problem in read.problems] == [3]


def test_a_web_page_named_as_a_spreadsheet_is_refused() -> None:
    assert (
        refusal(b"<html><table><tr><td>company</td></tr></table></html>", "r.xls") is Unreadable.OTHER_FORMAT
    )


def test_numbers_that_excel_made_of_phones_and_sizes_are_read() -> None:
    def write(book: Any, page: Any) -> None:
        page.write_row(0, 0, ["company", "person", "phone", "size"])
        page.write_row(1, 0, ["Cedar Press", "Amina", 9613123456.0, 120])
        page.write_row(2, 0, ["Levant Mills", "Karim", 3123456, 8.0])

    rows = read_roster(workbook(write), "r.xlsx").rows
    assert [row.phone for row in rows] == ["+9613123456", "+9613123456"]
    assert [row.size for row in rows] == ["medium", "micro"]


@pytest.mark.parametrize("form", ["dd/mm/yyyy", "[$-409]mmm-yy", "d-mmm"])
@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_a_size_that_excel_turned_into_a_date_is_a_problem_not_a_large_company(
    form: str, options: dict[str, object]
) -> None:
    def write(book: Any, page: Any) -> None:
        page.write_row(0, 0, ["company", "size"])
        page.write(1, 0, "Cedar Press")
        page.write_datetime(1, 1, date(2049, 10, 1), book.add_format({"num_format": form}))

    [problem] = read_roster(workbook(write, **options), "r.xlsx").problems
    assert (problem.reason, problem.value) == (CellFault.UNKNOWN_SIZE, "2049-10-01")


def test_results_of_formulas_and_errors_are_read_as_they_are_shown() -> None:
    def write(book: Any, page: Any) -> None:
        page.write_row(0, 0, ["company", "person", "phone", "city"])
        page.write_formula(1, 0, '="Cedar"&" Press"', None, "Cedar Press")
        page.write(1, 1, "Amina")
        page.write_formula(1, 2, "=+9613123456", None, 9613123456)
        page.write_formula(2, 0, '=T("Mills")', None, "Mills")
        page.write_formula(2, 2, "=1/0", None, "#DIV/0!")

    read = read_roster(workbook(write), "r.xlsx")
    assert (read.rows[0].company, read.rows[0].phone) == ("Cedar Press", "+9613123456")
    assert [(p.line, p.column, p.value) for p in read.problems] == [(3, "phone", "#DIV/0!")]


def test_a_company_cell_merged_over_its_people_counts_for_each() -> None:
    def write(book: Any, page: Any) -> None:
        page.merge_range("A1:C1", "Members of the cluster")
        page.write_row(1, 0, ["company", "person", "kind"])
        for row, person in enumerate(["Amina", "Karim", "Hélène"], start=2):
            page.write_row(row, 1, [person, "SME"])
        page.write_row(5, 0, ["Levant Mills", "Nadim"])
        page.merge_range("A3:A5", "Cedar Press")

    rows = read_roster(workbook(write), "r.xlsx").rows
    assert [(row.line, row.company) for row in rows] == [
        (3, "Cedar Press"),
        (4, "Cedar Press"),
        (5, "Cedar Press"),
        (6, "Levant Mills"),
    ]


def test_the_sheet_with_the_roster_is_found_and_hidden_ones_are_not_read() -> None:
    def write(book: Any, page: Any) -> None:
        page.write(0, 0, "How to fill in this file")
        hidden = book.add_worksheet()
        hidden.write_row(0, 0, ["company", "person", "phone", "email", "city"])
        hidden.write(1, 0, "Old Company")
        hidden.hide()
        last = book.add_worksheet("الأعضاء")
        last.write_row(0, 0, ["الشركة", "المدينة"])
        last.write_row(1, 0, ["معاصر الأرز", "البترون"])

    assert [row.company for row in read_roster(workbook(write), "r.xlsx").rows] == ["معاصر الأرز"]


def test_shared_and_rich_texts_are_read_without_reading_aids() -> None:
    strings = """<si><t>company</t></si><si><r><t>Cedar </t></r>
        <r><rPr/><t xml:space="preserve">Press_x000D_</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>"""
    cells = """<sheetData><row r="1"><c t="s"><v>0</v></c></row>
        <row r="2"><c t="s"><v>1</v></c></row></sheetData>"""
    assert read_roster(package(cells, strings=strings), "r.xlsx").rows[0].company == "Cedar Press"


def test_prefixed_elements_and_cells_without_references_are_read() -> None:
    cells = """<x:sheetData><x:row><x:c t="str"><x:v>company</x:v></x:c>
        <x:c t="str"><x:v>city</x:v></x:c></x:row><x:row><x:c t="str"><x:v>Cedar Press</x:v></x:c>
        <x:c t="str"><x:v>Batroun</x:v></x:c></x:row></x:sheetData>"""
    row = read_roster(package(cells), "r.xlsx").rows[0]
    assert (row.line, row.company, row.city) == (2, "Cedar Press", "Batroun")
