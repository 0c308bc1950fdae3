"""The completeness bar says what is missing, the weightiest first."""

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.companies import Kind, Size
from bot.rules.completeness import (
    COMPANY_WEIGHTS,
    PERSON_WEIGHTS,
    CompanyProfile,
    PersonProfile,
    completeness,
)
from bot.rules.people import Seat

AMINA = PersonProfile(seat=Seat.LEAD, phone="+9613123456", email="amina@example.com")
CEDAR_PRESS = CompanyProfile(
    kind=Kind.SME,
    size=Size.SMALL,
    founded_in=1987,
    name_ar="معاصر الأرز",
    city="Batroun",
    website="https://cedarpress.example",
    sub_clusters=("processing",),
    products="olive oil",
    offers="private label bottling",
    needs="glass bottles",
    markets=("AE",),
    certifications=("iso_22000",),
    languages=("ar", "fr"),
    files=("catalogue",),
)


def test_a_full_profile_is_complete() -> None:
    assert completeness(AMINA, CEDAR_PRESS).percent == 100
    assert completeness(AMINA, CEDAR_PRESS).missing == ()


def test_an_empty_profile_misses_what_matching_needs_first() -> None:
    empty = completeness(PersonProfile(), CompanyProfile())
    assert empty.percent == 0
    assert empty.missing[:2] == ("offers", "needs")
    assert set(empty.missing) == {*PERSON_WEIGHTS, *COMPANY_WEIGHTS}


def test_a_university_is_not_asked_for_export_markets() -> None:
    university = CompanyProfile(kind=Kind.KNOWLEDGE_PROVIDER)
    missing = completeness(AMINA, university).missing
    assert "offers" in missing
    assert not {"markets", "certifications", "products", "size", "founded_in"} & set(missing)


def test_a_company_that_exports_nowhere_can_say_so_and_be_complete() -> None:
    at_home = replace(CEDAR_PRESS, markets=())
    assert completeness(AMINA, at_home).missing == ("markets",)
    assert completeness(AMINA, replace(at_home, declined=frozenset({"markets"}))).percent == 100


def test_taking_no_seat_is_an_answer() -> None:
    assert "seat" not in completeness(PersonProfile(seat=Seat.OTHER), CEDAR_PRESS).missing


def test_every_field_that_is_weighed_exists() -> None:
    assert set(PERSON_WEIGHTS) == {f.name for f in fields(PersonProfile)}
    assert set(COMPANY_WEIGHTS) == {f.name for f in fields(CompanyProfile)} - {"declined"}


@given(st.sets(st.sampled_from(sorted(COMPANY_WEIGHTS))), st.sampled_from(sorted(COMPANY_WEIGHTS)))
def test_filling_a_field_never_lowers_the_figure_and_complete_means_nothing_is_missing(
    declined: set[str], another: str
) -> None:
    before = completeness(AMINA, CompanyProfile(kind=Kind.SME, declined=frozenset(declined)))
    after = completeness(AMINA, CompanyProfile(kind=Kind.SME, declined=frozenset({*declined, another})))
    assert before.percent <= after.percent
    assert (after.percent == 100) == (not after.missing)
