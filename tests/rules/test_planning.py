"""What is asked while an event is planned, and how what is typed is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules import when
from bot.rules.planning import (
    Detail,
    answer_bys,
    count_of,
    days_to_offer,
    ends_meant,
    https_link,
    map_link,
    next_to_ask,
    place_and_link,
)
from tests.moments import BEIRUT

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STARTS = datetime.fromisoformat("2026-11-26 18:00")


def at(written: str) -> datetime:
    """A wall time of the day on which it begins (26) or another day of November."""
    return datetime.fromisoformat(f"2026-11-{written}")


def test_each_detail_is_asked_once_and_in_order() -> None:
    asked: list[str] = []
    while (detail := next_to_ask(asked, has_seats=True)) is not None:
        asked.append(detail)
    assert asked == ["texts", "start", "end", "place", "seats", "per_company", "audience", "answer_by"]


def test_without_a_limit_nobody_asks_for_one_of_companies() -> None:
    assert next_to_ask(
        [Detail.TEXTS, Detail.START, Detail.END, Detail.PLACE, Detail.SEATS], has_seats=False
    ) == (Detail.AUDIENCE)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("40", 40),
        ("٤٠", 40),
        ("۴۰ نفر", 40),
        ("٤٠ مقعدًا", 40),
        ("40 places", 40),
        ("1,200", 1200),
        ("1 200 places", 1200),
        ("1.200", 1200),
        ("١٬٢٠٠", 1200),
        ("100000", 100_000),
        ("100001", None),
        ("0", None),
        ("-5", None),
        ("20-30", None),
        ("20 or 30", None),
        ("2.5", None),
        ("many", None),
        ("9" * 40, None),
    ],
)
def test_a_number_of_seats_is_read_in_any_digits(typed: str, number: int | None) -> None:
    assert count_of(typed) == number


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("20:00", ["26 20:00"]),
        ("8 pm", ["26 20:00"]),
        ("٨ مساءً", ["26 20:00"]),
        ("20h", ["26 20:00"]),
        ("20 heures", ["26 20:00"]),
        ("8", ["26 20:00"]),
        ("3 hours", ["26 21:00"]),
        ("90 minutes", ["26 19:30"]),
        ("ساعتين", ["26 20:00"]),
        ("٣ ساعات", ["26 21:00"]),
        ("ثلاث ساعات", ["26 21:00"]),
        ("ساعة ونصف", ["26 19:30"]),
        ("minuit", ["27 00:00"]),
        ("Friday 5 am", ["27 05:00"]),
    ],
)
def test_an_end_is_a_time_or_a_length(typed: str, ends: list[str]) -> None:
    assert ends_meant(typed, STARTS, BEIRUT) == when.Understood(at(ends[0]))


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("3h", ["26 21:00", "27 03:00"]),
        ("3 heures", ["26 21:00", "27 03:00"]),
        ("1h30", ["26 19:30", "27 01:30"]),
        ("١h٣٠", ["26 19:30", "27 01:30"]),
        ("17:00", ["27 17:00"]),
        ("13 hours", ["27 07:00"]),
        ("28/11 12:00", ["28 12:00"]),
    ],
)
def test_an_end_that_may_be_another_or_is_far_is_asked_about(typed: str, ends: list[str]) -> None:
    assert ends_meant(typed, STARTS, BEIRUT) == when.Ambiguous(tuple(map(at, ends)))


def test_an_end_before_the_beginning_lies_behind_and_words_are_no_end() -> None:
    assert isinstance(ends_meant("26/11 17:00", STARTS, BEIRUT), when.Past)
    assert ends_meant("soon", STARTS, BEIRUT) == when.NotUnderstood()
    assert isinstance(ends_meant("30/2 18:00", STARTS, BEIRUT), when.NoSuchDay)


@pytest.mark.parametrize(
    ("typed", "place", "link"),
    [
        ("Sursock Hall", "Sursock Hall", ""),
        ("Sursock Hall,\nAchrafieh", "Sursock Hall, Achrafieh", ""),
        ("Sursock Hall\nhttps://maps.app.goo.gl/a1", "Sursock Hall", "https://maps.app.goo.gl/a1"),
        ("https://maps.app.goo.gl/a1 قاعة سرسق", "قاعة سرسق", "https://maps.app.goo.gl/a1"),
        ("https://maps.app.goo.gl/a1", "", "https://maps.app.goo.gl/a1"),
        ("Hall http://maps.example.com", "Hall http://maps.example.com", ""),
        (",;", "", ""),
    ],
)
def test_a_place_may_come_with_a_link_to_a_map(typed: str, place: str, link: str) -> None:
    assert place_and_link(typed) == (place, link)


@pytest.mark.parametrize(
    "link",
    [
        "http://a.example.com",
        "javascript:alert(1)",
        "https://",
        "https://localhost/x",
        "https://user@bank.example.com",
        'https://a.example.com/"x',
        "https://a.example.com/<b>",
        "https://a.example.com/ b",
        "https://a.example.com:port/",
        "https://[a",
        "https://a.example.com/" + "x" * 500,
    ],
)
def test_what_is_no_safe_link_is_none(link: str) -> None:
    assert https_link(link) == ""


def test_a_link_is_kept_as_it_is() -> None:
    link = "https://us02web.zoom.us/j/123?pwd=a%20b&x=1#c"
    assert https_link(f" {link} ") == link


def test_a_spot_is_shown_on_a_map() -> None:
    assert map_link(33.8938, -35.50180001) == "https://maps.google.com/?q=33.893800,-35.501800"


def test_answers_are_wanted_while_that_lies_ahead_by_the_clocks_there() -> None:
    assert answer_bys(STARTS, NOW, BEIRUT) == [at("25 18:00"), at("23 18:00")]
    assert answer_bys(STARTS, NOW + timedelta(days=1), BEIRUT) == [at("25 18:00")]
    after_the_clock_change = datetime.fromisoformat("2027-03-29 09:00")
    assert answer_bys(after_the_clock_change, NOW, BEIRUT)[1] == datetime.fromisoformat("2027-03-26 09:00")


def test_days_are_offered_from_tomorrow_on_page_by_page() -> None:
    first, second = days_to_offer(NOW, BEIRUT, 0), days_to_offer(NOW, BEIRUT, 1)
    assert first[0].isoformat() == "2026-11-24"
    assert second[0] - first[-1] == timedelta(days=1)
