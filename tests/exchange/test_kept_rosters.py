"""Rosters as secretaries keep them: every person comes in, what is plain is read, and what is not is named."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from bot.exchange.cells import emails_in, groups_in, phones_in, website_in
from bot.exchange.lines import CellFault, RosterUnreadable, Unreadable
from bot.exchange.rosters import Roster, read_roster
from bot.exchange.tables import Sheet, write_xlsx
from bot.rules.companies import Kind, Size
from bot.rules.people import Seat
from bot.rules.roster_words import kind_of, languages_of, size_of, sub_clusters_of
from bot.rules.titles import seat_of
from tests.exchange.workbooks import RELATIONS, package, refusal, sheet, workbook

TITLES = Path(__file__).parents[1] / "rules" / "titles.txt"
HELD_OUT = Path(__file__).parents[1] / "rules" / "titles_held_out.txt"
FRENCH = """Société;Nom complet;Fonction;Téléphone;Ville;Effectif
Société Générale d'Huiles;Élise Tannous;Gérante;03/123456;Zahlé;1 200
Domaine Valbelle;François Haddad;Œnologue;71 234 567;Jbeïl;45
"""
ARABIC = """الشركة;الاسم;المنصب;المدينة
معاصر الأرز;أمينة حداد;المديرة العامة;البترون
مطاحن البقاع;كريم عون;مدير التصدير;زحلة
"""


def read(*rows: tuple[str, ...], name: str = "r.csv") -> Roster:
    """Read rows of a CSV file, the first of which names the columns."""
    return read_roster("\n".join("\t".join(row) for row in rows).encode(), name)


def book(**sheets: list[tuple[str, ...]]) -> Roster:
    """Read a workbook of several sheets, each with its names of columns first."""
    made = [Sheet(title.replace("_", " "), rows[0], rows[1:]) for title, rows in sheets.items()]
    return read_roster(write_xlsx(made), "r.xlsx")


def people(roster: Roster) -> list[tuple[str, str | None]]:
    return [(row.company, row.person) for row in roster.rows]


def faults(roster: Roster) -> list[tuple[int, str, CellFault]]:
    return [(problem.line, problem.column, problem.reason) for problem in roster.problems]


def titled(file: Path) -> list[tuple[str, str]]:
    """Titles with the seat that a reader would give them."""
    found, meant = [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            meant = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((line, meant))
    return found


def test_of_a_hundred_titles_in_three_languages_hardly_one_is_misunderstood() -> None:
    listed = titled(TITLES)
    wrong = [title for title, meant in listed if (seat_of(title) or "none") != meant]
    assert len(listed) > 400
    assert len(wrong) * 100 <= len(listed), wrong


def test_of_a_hundred_titles_that_the_word_lists_were_not_made_from_ninety_five_are_understood() -> None:
    listed = titled(HELD_OUT)
    wrong = [title for title, meant in listed if (seat_of(title) or "none") != meant]
    assert len(listed) > 100
    assert not {title for title, _ in listed} & {title for title, _ in titled(TITLES)}
    assert len(wrong) * 20 <= len(listed), wrong


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Comercial Manager", Seat.COMMERCIAL),
        ("Qualty Manager", Seat.TECHNICAL),
        ("General Manger", Seat.LEAD),
        ("Acountant", Seat.OTHER),
        ("Fund manager", None),
        ("Mr", None),
    ],
)
def test_a_slip_of_the_hand_is_understood_and_what_is_unknown_is_not_guessed(
    title: str, meant: Seat | None
) -> None:
    assert seat_of(title) == meant


def test_everybody_comes_in_whatever_their_title_and_it_is_kept_as_written() -> None:
    roster = read(("Company", "Person", "Position"), ("Cedar", "Sami", "Xylothek"), ("Cedar", "Nour", "CEO"))
    assert [(row.person, row.role, row.title) for row in roster.rows] == [
        ("Sami", None, "Xylothek"),
        ("Nour", Seat.LEAD, "CEO"),
    ]
    assert roster.rows[0].unknown == (("role", "Xylothek"),)


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("Large enterprise", Kind.ENTERPRISE),
        ("Micro-enterprise", Kind.SME),
        ("Start-up", Kind.SME),
        ("Winery", Kind.ENTERPRISE),
        ("SAL", Kind.ENTERPRISE),
        ("Ministry of Agriculture", Kind.SUPPORT_INSTITUTION),
        ("International organization", Kind.SUPPORT_INSTITUTION),
        ("Faculty of Agriculture", Kind.KNOWLEDGE_PROVIDER),
        ("غرفة التجارة والصناعة", Kind.SUPPORT_INSTITUTION),
        ("مصنع", Kind.ENTERPRISE),
        ("Wonderland", None),
    ],
)
def test_kinds_are_understood(worded: str, meant: Kind | None) -> None:
    assert kind_of(worded) == meant


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("~30", Size.SMALL),
        ("Small (<50)", Size.SMALL),
        ("SMALL (10-49)", Size.SMALL),
        ("20 + 5 seasonal", Size.SMALL),
        ("20 full time", Size.SMALL),
        ("20/25", Size.SMALL),
        ("Medium Enterprise", Size.MEDIUM),
        ("+250", Size.LARGE),
        ("٤٥ موظف", Size.SMALL),
        ("200-500", None),
        ("Family business", None),
        ("2049-10-01", None),
    ],
)
def test_sizes_are_understood(worded: str, meant: Size | None) -> None:
    assert size_of(worded) == meant


def test_sub_clusters_and_languages_are_understood() -> None:
    assert sub_clusters_of("wine and snacks").keys == ("wine", "snacks")
    assert sub_clusters_of("Wine cluster").keys == ("wine",)
    assert sub_clusters_of("Vin et Spiritueux").keys == ("wine",)
    assert sub_clusters_of("Olive oil").keys == ("processing",)
    assert sub_clusters_of("Olive oil", ("wine", "olive_oil")).keys == ("olive_oil",)
    assert sub_clusters_of("1").unknown == ("1",)
    assert languages_of("Arabic & English") == ("ar", "en")
    assert languages_of("عربي - فرنسي") == ("ar", "fr")
    assert languages_of("English (UK)") == ("en",)
    assert languages_of("Armenian") == ()


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("03 123 456 / 01 456 789", ["+9613123456", "+9611456789"]),
        ("03123456 - 70123456", ["+9613123456", "+96170123456"]),
        ("+961-71-234567;+961-1-234567", ["+96171234567", "+9611234567"]),
        ("03 123456 او 71 234567", ["+9613123456", "+96171234567"]),
        ("Tel: 03 123456 (WhatsApp)", ["+9613123456"]),
        ("01 456 789 ext. 12", ["+9611456789"]),
        ("71 234 567 ::: 08 800 123", ["+96171234567", "+9618800123"]),
        ("O3 123456", ["+9613123456"]),
        ("\u202a+961 (0)3 123456\u202c", ["+9613123456"]),
        ("9.61312E+09", []),
        ("1234", []),
    ],
)
def test_phones_in_a_cell(cell: str, numbers: list[str]) -> None:
    assert list(phones_in(cell)) == numbers


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@cedar.example / b@cedar.example", ["a@cedar.example", "b@cedar.example"]),
        ("Sami <a@cedar.example>", ["a@cedar.example"]),
        ("a @cedar.com (personal)", ["a@cedar.com"]),
        ("a@cedar,com", ["a@cedar.com"]),
        ("a＠cedar.com", ["a@cedar.com"]),
        ("a@cedar", []),
    ],
)
def test_emails_in_a_cell(cell: str, addresses: list[str]) -> None:
    assert list(emails_in(cell)) == addresses


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("http:/cedar.com", "http://cedar.com"),
        ("http//cedar.com", "http://cedar.com"),
        ("https:// www.cedar.com", "https://www.cedar.com"),
        ("www.cedar,com", "https://www.cedar.com"),
        ("www.cedar.com / www.cedar.net", "https://www.cedar.com"),
        ("Facebook: Cedar Foods", None),
        ("info@cedar.com", None),
    ],
)
def test_a_website_in_a_cell(cell: str, address: str | None) -> None:
    assert website_in(cell) == address


def test_groups_are_parted_where_one_ends_and_not_within_a_name() -> None:
    assert groups_in("Export/Import committee") == ("Export/Import committee",)
    assert groups_in("Food safety, quality & standards") == ("Food safety, quality & standards",)
    assert groups_in("لجنة التصدير، لجنة الجودة") == ("لجنة التصدير", "لجنة الجودة")
    assert groups_in("QOOT ::: * myContacts") == ("QOOT",)


def test_an_error_a_formula_without_result_and_lost_letters_are_empty_and_named() -> None:
    formula = "<c r='C3'><f>A1</f></c>"
    cells = sheet(("Company", "Name in Arabic", "City"), ("Valbelle", "???? ?????", "#N/A"), ("Cedar",))
    roster = read_roster(
        package(cells.replace("</row></sheetData>", f"{formula}</row></sheetData>")), "r.xlsx"
    )
    assert [(row.company, row.company_ar, row.city) for row in roster.rows] == [
        ("Valbelle", None, None),
        ("Cedar", None, None),
    ]
    assert set(faults(roster)) == {
        (2, "company_ar", CellFault.GARBLED),
        (2, "city", CellFault.ERROR_VALUE),
        (3, "city", CellFault.NOT_COMPUTED),
    }


def test_a_company_that_is_an_error_is_no_company() -> None:
    roster = read(("Company", "Person"), ("#REF!", "Rami"), ("Cedar", "Sami"))
    assert people(roster) == [("Cedar", "Sami")]
    assert faults(roster) == [(2, "company", CellFault.ERROR_VALUE)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("Société", "Nom", "Prénom"), ("Valbelle", "Haddad", "Claire")),
        (("Company", "First Name", "Last Name"), ("Valbelle", "Claire", "Haddad")),
        (("Company name", "Given name", "Surname"), ("Valbelle", "Claire", "Haddad")),
        (("الشركة", "الاسم", "الشهرة"), ("Valbelle", "Claire", "Haddad")),
        (("Organisation", "Title", "Full Name"), ("Valbelle", "Ms.", "Claire Haddad")),
        (("Name", "Contact person"), ("Valbelle", "Mme Claire Haddad")),
        (("Member", "Name of representative"), ("Valbelle", "Claire Haddad")),
    ],
)
def test_names_are_put_together_from_their_columns(header: tuple[str, ...], row: tuple[str, ...]) -> None:
    assert people(read(header, row, row[:1])) == [("Valbelle", "Claire Haddad"), ("Valbelle", None)]


def test_a_form_of_address_is_no_role_and_the_position_is() -> None:
    header = ("Company", "Title", "Full Name", "Position", "Nb of employees", "Mobile No.")
    roster = read(header, ("Valbelle", "Ms.", "Claire Haddad", "Export Manager", "45", "71 234 567"))
    [row] = roster.rows
    assert (row.role, row.title, row.size, row.phone) == (
        Seat.EXPORT,
        "Export Manager",
        Size.SMALL,
        "+96171234567",
    )
    assert ("Nb of employees", "size") in roster.columns


def test_of_two_phones_the_mobile_counts_and_the_other_is_kept() -> None:
    header = ("Company", "Person", "Tel", "Mobile", "Email", "Email 2")
    [row] = read(header, ("Cedar", "Sami", "06/740123", "03/123456", "info@cedar.com", "sami@cedar.com")).rows
    assert (row.phone, row.other_phone) == ("+9613123456", "+9616740123")
    assert (row.email, row.other_email) == ("info@cedar.com", "sami@cedar.com")


def test_what_google_exports_is_understood() -> None:
    header = (
        *("First Name", "Middle Name", "Last Name", "Organization Name", "Organization Title"),
        *("E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value", "Labels"),
    )
    row = (
        "Sami",
        "",
        "Khoury",
        "Cedar",
        "CEO",
        "* Work",
        "sami@cedar.com",
        "Mobile",
        "03 123 456",
        "* myContacts",
    )
    [sami] = read(header, row).rows
    assert (sami.company, sami.person, sami.role, sami.phone, sami.email, sami.groups) == (
        "Cedar",
        "Sami Khoury",
        Seat.LEAD,
        "+9613123456",
        "sami@cedar.com",
        (),
    )


def test_a_column_whose_name_says_nothing_is_known_by_what_stands_in_it() -> None:
    rows = [
        ("Cedar", "Sami", "sami@cedar.com", "03 123 456"),
        ("Wadi", "Nour", "nour@wadi.com", "71 123 456"),
    ]
    roster = read(("Company", "Person", "Col3", ""), *rows)
    assert [(row.email, row.phone) for row in roster.rows] == [
        ("sami@cedar.com", "+9613123456"),
        ("nour@wadi.com", "+96171123456"),
    ]


def test_each_row_keeps_the_sub_cluster_of_its_sheet_and_old_sheets_are_left() -> None:
    header = ("Company", "Person")
    roster = book(Wine=[header, ("Valbelle", "Claire")], Snacks=[header, ("Bekaa", "Rami")])
    assert [(row.company, row.sub_clusters, row.sheet) for row in roster.rows] == [
        ("Valbelle", ("wine",), "Wine"),
        ("Bekaa", ("snacks",), "Snacks"),
    ]
    roster = book(**{"2022_(old)": [header, ("Valbelle", "Old")], "2024": [header, ("Valbelle", "New")]})
    assert people(roster) == [("Valbelle", "New")]
    assert roster.left == (("2022 (old)", "old"),)


def test_hidden_sheets_are_left_and_hidden_rows_are_read_and_said() -> None:
    def write(made: Any, page: Any) -> None:
        page.write_column(0, 0, ["Company", "Cedar", "Valbelle"])
        page.set_row(2, None, None, {"hidden": True})
        other = made.add_worksheet("Lists")
        other.write_column(0, 0, ["Company", "Nobody"])
        other.hide()

    roster = read_roster(workbook(write), "r.xlsx")
    assert [row.company for row in roster.rows] == ["Cedar", "Valbelle"]
    assert (roster.hidden, roster.left) == (1, (("Lists", "hidden"),))


def test_a_sheet_that_is_a_module_or_broken_leaves_the_others_alone() -> None:
    listed = "<sheet name='x' r:id='b'/><sheet name='Module1' r:id=''/>"
    name = f"<workbook xmlns:r='{RELATIONS}'><sheets>{listed}</sheets></workbook>"
    roster = read_roster(package(sheet(("company",), ("Cedar",)), **{"xl/book.xml": name}), "r.xlsx")
    assert (people(roster), roster.left) == ([("Cedar", None)], (("Module1", "broken"),))


def test_headings_sums_and_sources_are_no_companies_and_are_said() -> None:
    roster = read(
        ("Company", "Person", "Phone"),
        ("WINE",),
        ("Valbelle", "Claire", "71234567"),
        ("SNACKS",),
        ("Bekaa", "Rami", "70345678"),
        ("Company", "Person", "Phone"),
        ("Cedar", "Sami", "03123456"),
        ("Total: 3 members",),
        ("Source: secretariat, March 2024",),
    )
    assert [(row.company, row.sub_clusters) for row in roster.rows] == [
        ("Valbelle", ("wine",)),
        ("Bekaa", ("snacks",)),
        ("Cedar", ("snacks",)),
    ]
    assert [line for line, _ in roster.aside] == [2, 4, 8, 9]


def test_a_company_alone_on_its_line_is_one() -> None:
    rows = [("Valbelle", "Claire"), ("Wine Gate", ""), ("Ixsir", ""), ("Bekaa", "Rami"), ("Cedar", "Sami")]
    assert len(read(("Company", "Person"), *rows).rows) == 5


def test_two_lines_of_names_are_read_as_one() -> None:
    roster = read(
        ("Members 2026",), ("", "Contact", ""), ("Company", "Name", "Mobile"), ("Cedar", "Sami", "03123456")
    )
    assert (people(roster), roster.rows[0].phone) == ([("Cedar", "Sami")], "+9613123456")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_french_is_read_whatever_saved_it(encoding: str, line_end: str) -> None:
    data = FRENCH.replace("\n", line_end).encode(encoding, "replace")
    roster = read_roster(data, "r.csv")
    assert [row.city for row in roster.rows] == ["Zahlé", "Jbeïl"]
    assert [row.person for row in roster.rows] == ["Élise Tannous", "François Haddad"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256", "cp720", "iso8859_6"])
def test_arabic_is_read_whatever_saved_it(encoding: str) -> None:
    roster = read_roster(ARABIC.encode(encoding), "r.csv")
    assert [(row.company, row.role) for row in roster.rows] == [
        ("معاصر الأرز", Seat.LEAD),
        ("مطاحن البقاع", Seat.EXPORT),
    ]


def test_one_bad_byte_spoils_one_letter_and_text_that_was_saved_twice_is_mended() -> None:
    data = (FRENCH + ARABIC.partition("\n")[2]).encode().replace("Jbeïl".encode(), b"Jbe\xefl")
    assert [row.city for row in read_roster(data, "r.csv").rows][:2] == ["Zahlé", "Jbeïl"]
    twice = "Société;Ville\nHélène & Fils;Zahlé\n".encode().decode("cp1252").encode()
    assert [(row.company, row.city) for row in read_roster(twice, "r.csv").rows] == [
        ("Hélène & Fils", "Zahlé")
    ]


def test_a_stray_quote_swallows_nothing() -> None:
    data = b'company,person,phone\n"Cedar Oils,Sami,03123456\nValbelle,Claire,71234567\nBekaa,Rami,70345678\n'
    assert people(read_roster(data, "r.csv")) == [
        ("Cedar Oils", "Sami"),
        ("Valbelle", "Claire"),
        ("Bekaa", "Rami"),
    ]
    kept = b'company,person\n"Cedar\nOils",Sami\nValbelle,Claire\n'
    assert people(read_roster(kept, "r.csv")) == [("Cedar Oils", "Sami"), ("Valbelle", "Claire")]


def test_lines_that_stand_in_one_cell_are_cut_and_where_nobody_knows_how_left_out() -> None:
    data = b"""company,kind,city,person
Cedar,SME,Batroun,Sami
"Bekaa ""Snacks"", Sons & Co,SME,Zahle,Rami"
"Wadi,Nour,SME,Zahle,Rima"
"""
    roster = read_roster(data, "r.csv")
    assert people(roster) == [("Cedar", "Sami"), ('Bekaa "Snacks", Sons & Co', "Rami")]
    assert faults(roster) == [(4, "company", CellFault.TORN)]


@pytest.mark.parametrize("name", ["r.xls", "r.xlsx", "r.csv"])
@pytest.mark.parametrize("delimiter", [";", "|", "\t", ","])
def test_a_csv_file_under_any_name_is_read_as_what_it_is(name: str, delimiter: str) -> None:
    data = FRENCH.replace(";", delimiter).encode("cp1252")
    assert [row.company for row in read_roster(data, name).rows][1:] == ["Domaine Valbelle"]


def test_elements_nested_without_end_are_refused_at_once() -> None:
    deep = "<a>" * 3_000_000
    began = time.process_time()
    assert refusal(package("", **{"xl/s.xml": f"<worksheet>{deep}"})) is Unreadable.NOT_A_TABLE
    assert time.process_time() - began < 5


def test_blanks_marks_and_lines_of_nothing_count_for_nothing() -> None:
    cells = sheet(
        (" Company ", " Person\u00a0"), ("\u200bCedar\u00a0Oils ", "  Sami   Khoury"), ("",), ("\u200e",)
    )
    assert people(read_roster(package(cells), "r.xlsx")) == [("Cedar Oils", "Sami Khoury")]


UNNAMED = [
    ("Members of the cluster",),
    ("1", "Cedar Oils", "Sami Khoury", "CEO", "sami@cedar.com", "03 123 456"),
    ("2", "Wadi Nour SARL", "Nour Haddad", "Export Manager", "nour@wadi.com", "71 123 456"),
    ("3", "Bekaa Snacks", "Rami Aoun", "Accountant", "rami@bekaa.com", "70 345 678"),
]


def test_columns_that_nobody_named_are_known_by_what_stands_in_them() -> None:
    roster = read(*UNNAMED)
    assert [(row.company, row.person, row.title, row.email, row.phone) for row in roster.rows] == [
        ("Cedar Oils", "Sami Khoury", "CEO", "sami@cedar.com", "+9613123456"),
        ("Wadi Nour SARL", "Nour Haddad", "Export Manager", "nour@wadi.com", "+96171123456"),
        ("Bekaa Snacks", "Rami Aoun", "Accountant", "rami@bekaa.com", "+96170345678"),
    ]
    assert {("B", "company"), ("C", "person"), ("F", "phone")} <= set(roster.columns)
    assert roster.extra_columns == ("A",)


def test_names_of_columns_that_nobody_knows_are_no_member() -> None:
    roster = read(("Nr", "Firma", "Zuständig", "Aufgabe", "Elektropost", "Fernsprecher"), *UNNAMED[1:])
    assert [row.company for row in roster.rows] == ["Cedar Oils", "Wadi Nour SARL", "Bekaa Snacks"]
    assert ("Firma", "company") in roster.columns


@pytest.mark.parametrize(
    "rows",
    [
        [row[1:3] + row[4:] for row in UNNAMED[1:3]],
        [row[1:4] for row in UNNAMED],
        [(row[2].split()[0], *row[2:]) for row in UNNAMED[1:]],
        [(f"Label {place}", f"Grey {place}", *row[2:]) for place, row in enumerate(UNNAMED[1:])],
    ],
    ids=["two lines", "no phones nor e-mails", "no company", "one of two is the company"],
)
def test_a_list_without_names_of_columns_is_refused_when_they_are_not_plain(
    rows: list[tuple[str, ...]],
) -> None:
    with pytest.raises(RosterUnreadable) as refused:
        read(*rows)
    assert refused.value.code is Unreadable.NO_HEADER


def test_a_company_is_written_once_with_its_people_below() -> None:
    rows = [
        ("Cedar", "Batroun", "Sami"),
        ("", "", "Rima"),
        ("Valbelle", "Zahle", "Claire"),
        ("", "", "Élise"),
        ("", "", ""),
        ("", "", "Alone"),
        ("", "Tyre", "Elsewhere"),
        ("Bekaa", "", "Rami"),
        ("Total", "", ""),
        ("", "", "Below"),
        ("SNACKS", "", ""),
        ("", "", "Under"),
    ]
    roster = read(("Company", "City", "Person"), *rows)
    assert people(roster) == [
        ("Cedar", "Sami"),
        ("Cedar", "Rima"),
        ("Valbelle", "Claire"),
        ("Valbelle", "Élise"),
        ("Bekaa", "Rami"),
    ]
    assert [line for line, _, _ in faults(roster)] == [7, 8, 11, 13]
    assert (roster.filled, roster.reading()["filled"]) == ((3, 5), 2)


@pytest.mark.parametrize(
    "rows",
    [
        [("Cedar", "Sami"), ("Cedar", "Rima"), ("", "Nobody's"), ("Bekaa", "Rami")],
        [*((f"Company {number}", f"Person {number}") for number in range(40)), ("", "Nobody's")],
    ],
    ids=["elsewhere it is written on each line", "one line of many"],
)
def test_a_company_that_was_forgotten_is_not_the_one_above(rows: list[tuple[str, str]]) -> None:
    roster = read(("Company", "Person"), *rows)
    assert "Nobody's" not in [row.person for row in roster.rows]
    assert (roster.filled, [fault for _, _, fault in faults(roster)]) == ((), [CellFault.MISSING])


def test_a_merged_cell_is_the_company_of_all_its_lines() -> None:
    def write(made: Any, page: Any) -> None:
        page.write_row(0, 0, ["Company", "Person"])
        page.merge_range(1, 0, 2, 0, "Cedar")
        page.write_column(1, 1, ["Sami", "Rima", "Claire"])
        page.write(3, 0, "Valbelle")

    roster = read_roster(workbook(write), "r.xlsx")
    assert people(roster) == [("Cedar", "Sami"), ("Cedar", "Rima"), ("Valbelle", "Claire")]
    assert roster.filled == (3,)


def test_companies_and_contacts_may_stand_on_sheets_apart() -> None:
    roster = book(
        Companies=[("Name", "Type", "City"), ("Cedar", "SME", "Batroun")],
        Contacts=[("Name", "Company", "Position"), ("Sami", "Cedar", "CEO")],
    )
    assert people(roster) == [("Cedar", None), ("Cedar", "Sami")]
    assert (roster.rows[0].kind, roster.rows[0].city, roster.rows[1].role) == (Kind.SME, "Batroun", Seat.LEAD)


def test_a_company_is_no_sum_for_its_name() -> None:
    rows = [("Total Foods", "Sami"), ("Source Organic", "Nour"), ("Notes & Co", "Rami"), ("Total", "3")]
    assert [row.company for row in read(("Company", "Person"), *rows).rows] == [
        "Total Foods",
        "Source Organic",
        "Notes & Co",
    ]


def test_names_in_two_scripts_are_told_apart_by_their_columns() -> None:
    header = ("Name (Arabic)", "Name (English)", "Company (Arabic)", "Company (English)")
    [row] = read(header, ("سامي خوري", "Sami Khoury", "زيوت الأرز", "Cedar Oils")).rows
    assert (row.person, row.company, row.company_ar) == ("Sami Khoury", "Cedar Oils", "زيوت الأرز")


def test_a_tag_of_megabytes_is_refused_before_it_is_held() -> None:
    attributes = " ".join(f"a{number}=''" for number in range(300_000))
    began = time.process_time()
    assert refusal(package("", **{"xl/s.xml": f"<worksheet {attributes}/>"})) is Unreadable.NOT_A_TABLE
    assert time.process_time() - began < 5


def test_two_people_on_a_line_are_two() -> None:
    header = ("Organization", "City", "Contact 1", "Mobile 1", "Contact 2", "Mobile 2", "Email 2")
    roster = read(
        header, ("Cedar", "Batroun", "Sami", "03123456", "Rima", "71123456", "rima@cedar.com"), ("Wadi",)
    )
    assert [(row.company, row.person, row.phone, row.email) for row in roster.rows] == [
        ("Cedar", "Sami", "+9613123456", None),
        ("Cedar", "Rima", "+96171123456", "rima@cedar.com"),
        ("Wadi", None, None, None),
    ]


def test_an_unknown_heading_ends_the_section_above_it() -> None:
    roster = read(
        ("Company", "Person"), ("WINE",), ("Valbelle", "Claire"), ("MOUNT LEBANON",), ("Ziad Foods", "Ziad")
    )
    assert [row.sub_clusters for row in roster.rows] == [("wine",), ()]
