"""Seats, languages, and the seats that a company owes."""

import pytest

from bot.rules.people import Seat, language, seat


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
