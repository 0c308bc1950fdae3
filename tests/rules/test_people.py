"""Seats, languages, and the seats that a company owes."""

import pytest

from bot.rules.companies import Kind, Size
from bot.rules.people import Seat, language, name_for, places_of, seat


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("lead", Seat.LEAD),
        ("CEO", Seat.LEAD),
        ("Owner / General Manager", Seat.LEAD),
        ("Gérante", Seat.LEAD),
        ("المدير العام", Seat.LEAD),
        ("صاحبة المؤسسة", Seat.LEAD),
        ("Sales Manager", Seat.COMMERCIAL),
        ("directrice commerciale", Seat.COMMERCIAL),
        ("مسؤولة المبيعات", Seat.COMMERCIAL),
        ("Responsable Export", Seat.EXPORT),
        ("مسؤول التصدير", Seat.EXPORT),
        ("Achats", Seat.PROCUREMENT),
        ("R&D", Seat.TECHNICAL),
        ("Œnologue", Seat.TECHNICAL),
        ("مديرة الجودة", Seat.TECHNICAL),
        ("Communication / HR", Seat.COMMUNICATION),
        ("منسّقة", Seat.LIAISON),
        ("comptable", Seat.OTHER),
        ("Owner / Accountant", None),
        ("astronaut", None),
        ("", None),
    ],
)
def test_seats_by_the_titles_people_use(title: str, meant: Seat | None) -> None:
    assert seat(title) == meant


@pytest.mark.parametrize(
    ("worded", "meant"),
    [
        ("Arabic", "ar"),
        ("عربي", "ar"),
        ("العربيّة", "ar"),
        ("AR", "ar"),
        ("ar_LB", "ar"),
        ("français", "fr"),
        ("FRANCAIS", "fr"),
        ("fr-CA", "fr"),
        ("الفرنسية", "fr"),
        ("English", "en"),
        ("إنكليزي", "en"),
        ("en_GB", "en"),
        ("armenian", None),
        ("Arabic / French", None),
        ("", None),
    ],
)
def test_languages_by_their_names_and_codes(worded: str, meant: str | None) -> None:
    assert language(worded) == meant


def test_a_small_company_ought_to_fill_a_lead_and_a_commercial() -> None:
    assert dict(places_of(Kind.SME, Size.SMALL)) == {
        frozenset({Seat.LEAD}): 2,
        frozenset({Seat.COMMERCIAL}): 1,
    }


def test_a_medium_company_fills_one_place_with_commercial_or_export() -> None:
    places = places_of(Kind.ENTERPRISE, Size.MEDIUM)
    assert places[frozenset({Seat.COMMERCIAL, Seat.EXPORT})] == 1
    assert sum(places.values()) == 4


def test_a_large_company_ought_to_fill_five_places_and_no_commercial_one() -> None:
    places = places_of(Kind.MULTINATIONAL, Size.LARGE)
    assert (len(places), sum(places.values())) == (5, 6)
    assert not any(Seat.COMMERCIAL in place for place in places)


@pytest.mark.parametrize("kind", [Kind.KNOWLEDGE_PROVIDER, Kind.SUPPORT_INSTITUTION, Kind.INVESTOR])
@pytest.mark.parametrize("size", [None, *Size])
def test_institutions_and_investors_ought_to_fill_a_lead_and_a_liaison_whatever_their_size(
    kind: Kind, size: Size | None
) -> None:
    assert dict(places_of(kind, size)) == {frozenset({Seat.LEAD}): 2, frozenset({Seat.LIAISON}): 1}


@pytest.mark.parametrize("kind", [None, *Kind])
@pytest.mark.parametrize("size", [None, *Size])
def test_every_company_ought_to_fill_a_lead_first_and_nobody_ought_to_fill_other(
    kind: Kind | None, size: Size | None
) -> None:
    places = places_of(kind, size)
    assert next(iter(places)) == frozenset({Seat.LEAD})
    assert not any(Seat.OTHER in place for place in places)


@pytest.mark.parametrize(
    ("name", "other", "language", "read"),
    [
        ("Amina Haddad", "أمينة حدّاد", "ar", "أمينة حدّاد"),
        ("Amina Haddad", "أمينة حدّاد", "fr", "Amina Haddad"),
        ("أمينة حدّاد", "Amina Haddad", "en", "Amina Haddad"),
        ("أمينة حدّاد", "Amina Haddad", "ar", "أمينة حدّاد"),
        ("Amina Haddad", "", "ar", "Amina Haddad"),
        ("أمينة حدّاد", "", "fr", "أمينة حدّاد"),
        ("Amina Haddad", "Amina H.", "ar", "Amina Haddad"),
    ],
)
def test_a_name_is_read_in_the_readers_script_where_it_is_known(
    name: str, other: str, language: str, read: str
) -> None:
    assert name_for(name, other, language) == read
