"""A roster as a non-technical member of staff keeps it: good rows pass, bad cells are named."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.exchange.columns import COLUMNS
from bot.exchange.lines import CellFault, RosterUnreadable, Unreadable
from bot.exchange.rosters import Roster, read_roster
from bot.exchange.tables import Sheet, write_csv, write_xlsx
from bot.rules.companies import Kind, Size
from bot.rules.people import Seat
from bot.rules.words import clean

AMINA = {
    "company": "Cedar Press",
    "company_ar": "معاصر الأرز",
    "kind": "SME",
    "size": "32",
    "sub_clusters": "processing; agri-fresh",
    "city": "Batroun",
    "website": "cedarpress.example",
    "person": "Amina Haddad",
    "role": "Owner",
    "language": "Arabic",
    "phone": "03 123 456",
    "email": "amina@cedarpress.example",
    "groups": "Export; R&D",
}


def roster(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Roster:
    """Read rows as a CSV file."""
    return read_roster(
        write_csv(columns, [[row.get(c, "") for c in columns] for row in rows]).encode(), "r.csv"
    )


def problems(*rows: dict[str, str]) -> list[tuple[int, str, CellFault]]:
    return [(problem.line, problem.column, problem.reason) for problem in roster(*rows).problems]


def test_a_full_row_is_read_into_its_meaning() -> None:
    [row] = roster(AMINA).rows
    assert (row.line, row.company, row.company_ar, row.city) == (2, "Cedar Press", "معاصر الأرز", "Batroun")
    assert (row.kind, row.size, row.role, row.language) == (Kind.SME, Size.SMALL, Seat.LEAD, "ar")
    assert (row.sub_clusters, row.groups) == (("processing", "agri_fresh"), ("Export", "R&D"))
    assert (row.person, row.phone, row.email) == ("Amina Haddad", "+9613123456", "amina@cedarpress.example")
    assert row.website == "https://cedarpress.example"


def test_only_the_company_is_required() -> None:
    [row] = roster({"company": "Cedar Press"}, columns=("company",)).rows
    assert (row.company, row.person, row.kind, row.sub_clusters, row.groups) == (
        "Cedar Press",
        None,
        None,
        (),
        (),
    )


def test_a_company_sends_several_people_on_several_rows() -> None:
    karim = {"company": "CEDAR PRESS", "person": "كريم", "phone": "٧١ ١٢٣ ٤٥٦"}
    read = roster(AMINA, karim)
    assert [row.person for row in read.rows] == ["Amina Haddad", "كريم"]
    assert read.problems == ()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kind", "airline", CellFault.UNKNOWN_KIND),
        ("size", "huge", CellFault.UNKNOWN_SIZE),
        ("sub_clusters", "wine; spaceships", CellFault.UNKNOWN_SUB_CLUSTER),
        ("role", "astronaut", CellFault.UNKNOWN_ROLE),
        ("language", "Armenian", CellFault.UNKNOWN_LANGUAGE),
        ("phone", "12", CellFault.NOT_A_PHONE),
        ("phone", "9.61312E+09", CellFault.ROUNDED),
        ("phone", "03 123 456 / 71 123 456 / 70 123 456", CellFault.SEVERAL_VALUES),
        ("email", "amina@", CellFault.NOT_AN_EMAIL),
        ("email", "a@cedar.example, b@cedar.example, c@cedar.example", CellFault.SEVERAL_VALUES),
        ("city", "#N/A", CellFault.ERROR_VALUE),
        ("city", "Batroun ???", CellFault.GARBLED),
        ("website", "javascript:alert(1)", CellFault.NOT_A_WEBSITE),
        ("company", "", CellFault.MISSING),
        ("company", "—", CellFault.MISSING),
        ("company", "x" * 201, CellFault.TOO_LONG),
        ("company", "ﷺ" * 100, CellFault.TOO_LONG),
        ("person", "", CellFault.MISSING),
        ("person", "x" * 201, CellFault.TOO_LONG),
        ("city", "x" * 121, CellFault.TOO_LONG),
        ("groups", "Export; " + "x" * 121, CellFault.TOO_LONG),
    ],
)
def test_a_bad_cell_is_named_and_only_without_a_company_is_its_row_left_out(
    column: str, value: str, reason: CellFault
) -> None:
    read = roster({**AMINA, column: value}, {"company": "Levant Mills"})
    assert [(p.line, p.column, p.reason) for p in read.problems] == [(2, column, reason)]
    assert [row.company for row in read.rows] == ["Cedar Press", "Levant Mills"][column == "company" :]


def test_every_bad_cell_of_a_row_is_named() -> None:
    assert problems({**AMINA, "phone": "12", "email": "amina@", "size": "huge"}) == [
        (2, "size", CellFault.UNKNOWN_SIZE),
        (2, "phone", CellFault.NOT_A_PHONE),
        (2, "email", CellFault.NOT_AN_EMAIL),
    ]


def test_a_bad_value_is_shown_short_and_harmless() -> None:
    [problem] = roster({**AMINA, "phone": "\u202e<b>" + "9" * 100}).problems
    assert problem.value == "<b>" + "9" * 36 + "…"


def test_columns_we_do_not_know_are_kept_aside_and_named() -> None:
    data = "company;Notes;name_ar;;Notes\nCedar Press;vip;أمينة;stray;again\n".encode()
    read = read_roster(data, "r.csv")
    assert read.extra_columns == ("Notes", "name_ar", "Notes (E)", "D")
    assert dict(read.rows[0].extras) == {
        "Notes": "vip",
        "name_ar": "أمينة",
        "D": "stray",
        "Notes (E)": "again",
    }


@pytest.mark.parametrize(
    "header",
    [
        "Company,Person,Phone,Sub-Clusters",
        "PHONE,sub clusters,COMPANY,person",
        "Company name,Contact person,Mobile,Sector",
        "Société,Nom et prénom,Téléphone,Filières",
        "الشركة,الاسم الكامل,رقم الهاتف,القطاع",
        "Company / الشركة,Name - الاسم,Phone (mobile),Sub_Clusters *",
    ],
)
def test_headers_in_any_order_case_and_language(header: str) -> None:
    values = {"phone": "03123456", "company": "Cedar Press", "person": "Amina", "sub_clusters": "wine"}
    places = {"PHONE,sub clusters,COMPANY,person": ("phone", "sub_clusters", "company", "person")}
    order = places.get(header, ("company", "person", "phone", "sub_clusters"))
    [row] = read_roster(f"{header}\n{','.join(values[c] for c in order)}\n".encode(), "r.csv").rows
    assert (row.company, row.person, row.phone) == ("Cedar Press", "Amina", "+9613123456")
    assert row.sub_clusters == ("wine",)


def test_the_contract_name_wins_over_another_wording_of_the_same_column() -> None:
    read = read_roster(b"Contact,company,person\nsee note,Cedar Press,Amina\n", "r.csv")
    assert read.rows[0].person == "Amina"
    assert read.extra_columns == ("Contact",)


def test_a_title_and_empty_lines_above_the_header_do_not_shift_the_line_numbers() -> None:
    data = b"Members of the cluster 2026\n\n\ncompany,phone\n\nCedar Press,12\n"
    assert [(p.line, p.column) for p in read_roster(data, "r.csv").problems] == [(6, "phone")]


def test_words_for_nothing_are_nothing() -> None:
    [row] = roster({**AMINA, "phone": "N/A", "website": "-", "email": "لا يوجد", "groups": "none"}).rows
    assert (row.phone, row.website, row.email, row.groups) == (None, None, None, ())


@pytest.mark.parametrize(
    "phone", ["'03123456", "'+961 3 123 456", '="03123456"', "=+9613123456", "٠٣١٢٣٤٥٦", "3123456"]
)
def test_phones_as_excel_users_keep_their_zero(phone: str) -> None:
    assert roster({**AMINA, "phone": phone}).rows[0].phone == "+9613123456"


def test_staffs_own_sub_clusters_are_known() -> None:
    data = b"company,sub_clusters\nCedar Press,Olive Oil\n"
    assert read_roster(data, "r.csv").rows[0].sub_clusters == ("processing",)
    assert read_roster(data, "r.csv", ("wine", "olive_oil")).rows[0].sub_clusters == ("olive_oil",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Unreadable.EMPTY),
        (b"  \n\n", Unreadable.EMPTY),
        (b"company,person\n", Unreadable.EMPTY),
        (b"a,b\n1,2\n", Unreadable.NO_HEADER),
        (b"person,phone\nAmina,03123456\n", Unreadable.NO_COMPANY),
        (b"\x00\x01\x02\x03\x04", Unreadable.NOT_A_TABLE),
        (b"x" * (5 * 1024 * 1024 + 1), Unreadable.TOO_LARGE),
        (b"company\n" + b"x\n" * 20_001, Unreadable.TOO_MANY_ROWS),
        (b"company\n" + b"," * 100 + b"x", Unreadable.TOO_MANY_COLUMNS),
        (b"company\n" + (b"x," * 99 + b"x\n") * 5_001, Unreadable.TOO_LARGE),
    ],
)
def test_what_is_no_roster_is_refused_with_its_reason(data: bytes, code: Unreadable) -> None:
    with pytest.raises(RosterUnreadable) as refused:
        read_roster(data, "r.csv")
    assert refused.value.code is code


def test_as_many_rows_as_allowed_are_read() -> None:
    data = b"company\n" + b"".join(b"Company %d\n" % n for n in range(20_000))
    assert len(read_roster(data, "r.csv").rows) == 20_000


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["Cedar Press", "03 123 456", "wine; snacks", "CEO", "120", "a@cedar.example", "=1+1", "'"]
    ),
)


RIGHT = [AMINA.get(column, "") for column in COLUMNS]
ROWS = st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)) | st.builds(
    lambda place, cell: [*RIGHT[:place], cell, *RIGHT[place + 1 :]],
    st.integers(0, len(COLUMNS) - 1),
    CELLS,
)
"""Anything in every cell, or a good row with one cell changed."""


@settings(max_examples=50)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_the_cells_each_row_is_good_or_named(rows: list[list[str]]) -> None:
    for data in (
        write_csv(COLUMNS, rows).encode("utf-8", "replace"),
        write_xlsx([Sheet("x", COLUMNS, rows)]),
    ):
        try:
            read = read_roster(data, "r.csv")
        except RosterUnreadable as refused:
            event(refused.code)
            continue
        good, bad = {row.line for row in read.rows}, {problem.line for problem in read.problems}
        filled = {line for line, row in enumerate(rows, 2) if any(clean(cell, 99).text for cell in row)}
        assert filled <= good | bad <= set(range(2, len(rows) + 2))
        assert all(row.company for row in read.rows)
        assert all(len(problem.value) <= 40 for problem in read.problems)
