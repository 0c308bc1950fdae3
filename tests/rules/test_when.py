"""Days and times as people type them, in three languages: understood, asked about, or refused, never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES, date_time, speaking
from bot.i18n import date as said_day
from bot.rules.when import (
    LONGEST,
    Ambiguous,
    Meant,
    NoSuchDay,
    NotUnderstood,
    Outcome,
    Past,
    Span,
    Understood,
    WrongWeekday,
    read,
    read_span,
)
from bot.rules.when_grammar import MOST_TOKENS, statements
from bot.screens.when import spoken_example

BEIRUT = ZoneInfo("Asia/Beirut")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""11:00 in Beirut."""


def reading(words: str, *, needs_time: bool = False) -> Outcome[Meant]:
    return read(words, MONDAY, BEIRUT, needs_time=needs_time)


def wall(iso: str) -> Meant:
    return datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5/12", "2026-12-05"),
        ("5-12", "2026-12-05"),
        ("5.12.2026", "2026-12-05"),
        ("5/12/26", "2026-12-05"),
        ("2026-12-05", "2026-12-05"),
        ("2026-12-05T18:00", "2026-12-05T18:00"),
        ("5/12 18:00", "2026-12-05T18:00"),
        ("18:00 5/12", "2026-12-05T18:00"),
        ("5/12 - 18:00", "2026-12-05T18:00"),
        ("5 12 2026", "2026-12-05"),
        ("25/11 14:30", "2026-11-25T14:30"),
        ("25.11.2026, 09:05", "2026-11-25T09:05"),
        ("٢٥/١١ ١٤:٣٠", "2026-11-25T14:30"),
        ("۲۵/۱۱ ۱۴:۳۰", "2026-11-25T14:30"),
        ("  14h30 ", "2026-11-23T14:30"),
        ("10:59", "2026-11-24T10:59"),
        ("5/1 08:00", "2027-01-05T08:00"),
    ],
)
def test_digits_are_read_with_the_day_first(typed: str, meant: str) -> None:
    assert reading(typed) == Understood(wall(meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5 ديسمبر", "2026-12-05"),
        ("٥ كانون الأول", "2026-12-05"),
        ("5 كانون اول", "2026-12-05"),
        ("٥ ك١", "2026-12-05"),
        ("الخامس من كانون الأول", "2026-12-05"),
        ("الخامس والعشرين من كانون الأول", "2026-12-25"),
        ("٥ شهر ١٢", "2026-12-05"),
        ("5 دجنبر", "2026-12-05"),
        ("السبت ٥ كانون الأول ٢٠٢٦ الساعة ٦ مساءً", "2026-12-05T18:00"),
        ("السبت الواقع في ٥ كانون الأول ٢٠٢٦", "2026-12-05"),
        ("بكرا الساعة ٦ مساءً", "2026-11-24T18:00"),
        ("بكرة المسا عالساعة ستة ونص", "2026-11-24T18:30"),
        ("بعد غد", "2026-11-25"),
        ("بعد بكرا", "2026-11-25"),
        ("بعد ٣ أيام", "2026-11-26"),
        ("بعد يومين", "2026-11-25"),
        ("بعد أسبوع", "2026-11-30"),
        ("بعد ساعتين", "2026-11-23T13:00"),
        ("بعد ساعة ونص", "2026-11-23T12:30"),
        ("بكرا عال ١٨", "2026-11-24T18:00"),
        ("هالخميس الساعة ٤ بعد الظهر", "2026-11-26T16:00"),
        ("نهار الخميس ٤ بعد الضهر", "2026-11-26T16:00"),
        ("الخميس ١٨:٠٠", "2026-11-26T18:00"),
        ("مساء الخميس الساعة ٧", "2026-11-26T19:00"),
        ("الرابعة والنصف عصراً", "2026-11-23T16:30"),
        ("السادسة إلا ربعاً مساءً", "2026-11-23T17:45"),
        ("غداً الثامنة والربع صباحاً", "2026-11-24T08:15"),
        ("٤ بعد الظهر الخميس", "2026-11-26T16:00"),
        ("بكرا الظهر", "2026-11-24T12:00"),
        ("الخميس الساعة ١ ظهراً", "2026-11-26T13:00"),
        ("أول خميس من كانون الأول", "2026-12-03"),
        ("الخميس الأخير من شهر كانون الأول الساعة ٦ مساء", "2026-12-31T18:00"),
        ("الليلة الساعة ٩", "2026-11-23T21:00"),
        ("اليوم بالليل الساعة ١٠", "2026-11-23T22:00"),
    ],
)
def test_arabic_is_read_as_written_and_as_spoken(typed: str, meant: str) -> None:
    assert reading(typed) == Understood(wall(meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jeudi 18h", "2026-11-26T18:00"),
        ("jeudi à 18 h 30", "2026-11-26T18:30"),
        ("ce jeudi à 18 heures", "2026-11-26T18:00"),
        ("le 5 décembre", "2026-12-05"),
        ("le 5 decembre a 18h", "2026-12-05T18:00"),
        ("1er décembre", "2026-12-01"),
        ("samedi 5 déc. à 20h", "2026-12-05T20:00"),
        ("demain midi", "2026-11-24T12:00"),
        ("après-demain", "2026-11-25"),
        ("apres demain 18h", "2026-11-25T18:00"),
        ("dans 3 jours", "2026-11-26"),
        ("dans une semaine", "2026-11-30"),
        ("dans une heure et demie", "2026-11-23T12:30"),
        ("dans deux semaines à 18h", "2026-12-07T18:00"),
        ("aujourd’hui à 20h", "2026-11-23T20:00"),
        ("ce soir à 8h", "2026-11-23T20:00"),
        ("demain soir à 7h et demie", "2026-11-24T19:30"),
        ("18h jeudi", "2026-11-26T18:00"),
        ("jeudi 4 heures de l'après-midi", "2026-11-26T16:00"),
        ("demain dix-huit heures trente", "2026-11-24T18:30"),
        ("demain à 8 heures moins le quart du soir", "2026-11-24T19:45"),
        ("le 27", "2026-11-27"),
        ("le 20 du mois prochain", "2026-12-20"),
        ("jeudi en huit à 18h", "2026-12-03T18:00"),
        ("premier lundi de décembre", "2026-12-07"),
        ("jeudi de la semaine prochaine", "2026-12-03"),
    ],
)
def test_french_is_read_with_accents_and_without(typed: str, meant: str) -> None:
    assert reading(typed) == Understood(wall(meant))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("next Monday 6pm", "2026-11-30T18:00"),
        ("tomorrow at noon", "2026-11-24T12:00"),
        ("Dec 5th, 6:30 pm", "2026-12-05T18:30"),
        ("December 5 2026 10:30 p.m.", "2026-12-05T22:30"),
        ("the fifth of December at 07:00 PM", "2026-12-05T19:00"),
        ("Saturday, 5 December", "2026-12-05"),
        ("5 Dec 27", "2027-12-05"),
        ("in two weeks", "2026-12-07"),
        ("in 3 days at 18:00", "2026-11-26T18:00"),
        ("in half an hour", "2026-11-23T11:30"),
        ("in 2 hours", "2026-11-23T13:00"),
        ("in 2 and a half hours", "2026-11-23T13:30"),
        ("28/11 11.00 am", "2026-11-28T11:00"),
        ("28/11/2026 11.05", "2026-11-28T11:05"),
        ("this Thursday at half past six in the evening", "2026-11-26T18:30"),
        ("6pm on Thursday", "2026-11-26T18:00"),
        ("the first Friday of July", "2027-07-02"),
        ("last Thursday of next month 6pm", "2026-12-31T18:00"),
        ("second Monday of December 2027", "2027-12-13"),
        ("quarter to seven tomorrow evening", "2026-11-24T18:45"),
        ("Thursday next week", "2026-12-03"),
        ("the day after tomorrow", "2026-11-25"),
        ("today 6", "2026-11-23T18:00"),
        ("midnight", "2026-11-24T00:00"),
        ("25 Dec 8.30pm", "2026-12-25T20:30"),
        ("tomorrow 730pm", "2026-11-24T19:30"),
    ],
)
def test_english_is_read(typed: str, meant: str) -> None:
    assert reading(typed) == Understood(wall(meant))


def test_the_languages_mix() -> None:
    assert reading("Thursday ٦ مساءً") == Understood(wall("2026-11-26T18:00"))
    assert reading("demain 6pm") == Understood(wall("2026-11-24T18:00"))


MONTHS = (
    ("كانون الثاني", "يناير", "جانفي", "janvier", "january"),
    ("شباط", "فبراير", "فيفري", "février", "february"),
    ("آذار", "مارس", "اذار", "mars", "march"),
    ("نيسان", "أبريل", "أفريل", "avril", "april"),
    ("أيار", "مايو", "ماي", "mai", "may"),
    ("حزيران", "يونيو", "جوان", "juin", "june"),
    ("تموز", "يوليو", "جويلية", "juillet", "july"),
    ("آب", "أغسطس", "أوت", "août", "august"),
    ("أيلول", "سبتمبر", "ايلول", "septembre", "september"),
    ("تشرين الأول", "أكتوبر", "تشرين اول", "octobre", "october"),
    ("تشرين الثاني", "نوفمبر", "تشرين ثاني", "novembre", "november"),
    ("كانون الأول", "ديسمبر", "كانون الاول", "décembre", "december"),
)


@pytest.mark.parametrize(("number", "names"), [*enumerate(MONTHS, start=1)])
def test_a_month_has_its_levantine_egyptian_maghrebi_french_and_english_names(
    number: int, names: tuple[str, ...]
) -> None:
    for name in names:
        assert reading(f"7 {name} 2027") == Understood(date(2027, number, 7)), name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("6", ["2026-11-23T18:00", "2026-11-24T06:00"]),
        ("الساعة ٦", ["2026-11-23T18:00", "2026-11-24T06:00"]),
        ("6h", ["2026-11-23T18:00", "2026-11-24T06:00"]),
        ("demain 6:30", ["2026-11-24T06:30", "2026-11-24T18:30"]),
        ("9:05", ["2026-11-23T21:05", "2026-11-24T09:05"]),
        ("Monday 18:00", ["2026-11-23T18:00", "2026-11-30T18:00"]),
        ("next Thursday 6pm", ["2026-11-26T18:00", "2026-12-03T18:00"]),
        ("الخميس القادم ٤ بعد الظهر", ["2026-11-26T16:00", "2026-12-03T16:00"]),
        ("jeudi prochain à 18 h 30", ["2026-11-26T18:30", "2026-12-03T18:30"]),
        (
            "الخميس الجاي الساعة ٦",
            ["2026-11-26T06:00", "2026-11-26T18:00", "2026-12-03T06:00", "2026-12-03T18:00"],
        ),
        ("tomorrow at midnight", ["2026-11-24T00:00", "2026-11-25T00:00"]),
        ("tomorrow 12 at night", ["2026-11-24T00:00", "2026-11-25T00:00"]),
        ("dans 15 jours à 18h", ["2026-12-07T18:00", "2026-12-08T18:00"]),
        ("الأحد من الأسبوع القادم ١٨:٠٠", ["2026-11-29T18:00", "2026-12-06T18:00"]),
        ("mar 5 18:00", ["2027-03-05T18:00"]),
        ("Thursday 18", ["2026-11-26T18:00"]),
        ("Thursday 5.12", ["2026-11-26T05:12", "2026-11-26T17:12"]),
    ],
)
def test_what_leaves_it_open_is_asked_about(typed: str, meant: list[str]) -> None:
    assert reading(typed, needs_time=True) == Ambiguous(tuple(wall(iso) for iso in meant))


def test_a_weekday_typed_on_that_weekday_is_today_or_in_a_week() -> None:
    assert reading("Monday") == Ambiguous((date(2026, 11, 23), date(2026, 11, 30)))
    assert reading("Monday 09:00") == Understood(wall("2026-11-30T09:00")), "today's has passed"
    assert reading("lundi prochain") == Understood(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31/2", (31, 2, 2027)),
        ("31 شباط", (31, 2, 2027)),
        ("29 février", (29, 2, 2027)),
        ("31/11 18:00", (31, 11, 2026)),
        ("4/22", (4, 22, 2026)),
        ("32/11 10:00", (32, 11, 2026)),
        ("le 31", (31, 11, 2026)),
    ],
)
def test_a_day_that_no_calendar_has_is_said_to_be_none(typed: str, day: tuple[int, int, int]) -> None:
    assert reading(typed) == NoSuchDay(*day)


def test_a_leap_day_is_one_in_its_year() -> None:
    assert reading("29/2/2028") == Understood(date(2028, 2, 29))


@pytest.mark.parametrize(
    "typed", ["Thursday 5/12 18:00", "jeudi 5 décembre 18h", "الخميس ٥ كانون الأول ١٨:٠٠"]
)
def test_a_weekday_that_contradicts_its_date_is_said_with_both(typed: str) -> None:
    days = [wall(f"2026-12-{day}T18:00") for day in ("03", "05", "10")]
    assert reading(typed) == WrongWeekday(date(2026, 12, 5), 3, tuple(days))


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("22/11/2026 10:00", "2026-11-22T10:00"),
        ("yesterday", "2026-11-22"),
        ("hier à 18h", "2026-11-22T18:00"),
        ("مبارح", "2026-11-22"),
        ("today at 10:30", "2026-11-23T10:30"),
        ("22/11", "2026-11-22"),
        ("5/5/89", "1989-05-05"),
        ("Thursday 7/11/2026 18:00", "2026-11-12T18:00"),
        ("last Thursday", "2026-11-19"),
    ],
)
def test_what_lies_behind_is_past(typed: str, at: str) -> None:
    assert reading(typed) == Past(wall(at))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "soon",
        "قريباً",
        "bientôt",
        "not Thursday",
        "after Thursday 18:00",
        "قبل الخميس",
        "Thursday or Friday",
        "25/11 24:00",
        "25/11 14:60",
        "1/1/1 1:1",
        "²/1 10:00",
        "the first Friday",
        "the fifth Friday of February",
        "الأحد الثاني",
        "next week",
        "December",
        "Thursday 18:00 am",
        "5/12 6/12",
        "18:00 19:00",
        "le 17 02",
        "3-7-07-08",
        "4pm CET",
        "+961 3 123 456",
    ],
)
def test_one_word_that_is_not_known_and_nothing_is_understood(typed: str) -> None:
    assert reading(typed) == NotUnderstood()


def test_a_reading_without_a_time_is_left_out_where_a_time_is_needed() -> None:
    assert date(2026, 12, 6) in reading("6").readings  # type: ignore[union-attr]
    assert date(2026, 12, 6) not in reading("6", needs_time=True).readings  # type: ignore[union-attr]
    assert reading("5/12", needs_time=True) == Understood(date(2026, 12, 5)), "then the day is all there is"


def spanning(words: str) -> Outcome[Span]:
    return read_span(words, MONDAY, BEIRUT)


def span(start: str, end: str) -> Span:
    return Span(datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("18:00-20:00", "2026-11-23T18:00", "2026-11-23T20:00"),
        ("5/12 18:00 – 20:00", "2026-12-05T18:00", "2026-12-05T20:00"),
        ("من ٤ إلى ٦ بعد الظهر", "2026-11-23T16:00", "2026-11-23T18:00"),
        ("الخميس من الساعة ٤ للساعة ٦ المسا", "2026-11-26T16:00", "2026-11-26T18:00"),
        ("jeudi de 18h à 20h30", "2026-11-26T18:00", "2026-11-26T20:30"),
        ("20h à minuit demain", "2026-11-24T20:00", "2026-11-25T00:00"),
        ("Thursday 4-6pm", "2026-11-26T16:00", "2026-11-26T18:00"),
        ("tomorrow from 10 am to 2 pm", "2026-11-24T10:00", "2026-11-24T14:00"),
        ("tomorrow 11 to 1 pm", "2026-11-24T11:00", "2026-11-24T13:00"),
        ("tomorrow 22:00-02:00", "2026-11-24T22:00", "2026-11-25T02:00"),
        ("tomorrow 08:00-22:00", "2026-11-24T08:00", "2026-11-24T22:00"),
    ],
)
def test_a_time_with_its_end_is_read(typed: str, start: str, end: str) -> None:
    assert spanning(typed) == Understood(span(start, end))
    assert reading(typed) == NotUnderstood(), "one moment is something else"


def test_a_time_with_its_end_is_asked_about_and_refused_like_one_moment() -> None:
    assert spanning("tomorrow 9 to 5") == Ambiguous(
        (span("2026-11-24T09:00", "2026-11-24T17:00"), span("2026-11-24T21:00", "2026-11-25T05:00"))
    )
    assert isinstance(spanning("Thursday 5/12 from 18:00 to 20:00"), WrongWeekday)
    assert spanning("31/2 18:00-20:00") == NoSuchDay(31, 2, 2027)
    assert isinstance(spanning("22/11 18:00-20:00"), Past)
    for typed in ("5/12", "18:00", "from Thursday", "from 18:00", "to 20:00", "in 2 hours to 18:00"):
        assert spanning(typed) == NotUnderstood(), typed


def test_now_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert read("today", late, BEIRUT) == Understood(date(2026, 11, 24))
    assert read("today", late, UTC) == Understood(date(2026, 11, 23))


NOON = datetime.fromisoformat("2026-11-23T12:00")
moments = st.datetimes(NOON, NOON + timedelta(days=5_000)).map(lambda at: at.replace(second=0, microsecond=0))
digits = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


@given(moments, st.sampled_from(LOCALES))
def test_what_the_bot_prints_it_reads_back(at: datetime, locale: str) -> None:
    with speaking(locale):
        assert reading(date_time(at.replace(tzinfo=UTC), UTC)) == Understood(at)
        assert reading(said_day(at.date())) == Understood(at.date())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_example_that_is_shown_is_understood(locale: str) -> None:
    with speaking(locale):
        assert reading(spoken_example()) == Understood(wall("2026-11-26T18:00"))


@given(moments, st.sampled_from(LOCALES), st.sampled_from(digits))
def test_digits_of_any_script_are_the_same(at: datetime, locale: str, script: str) -> None:
    with speaking(locale):
        printed = date_time(at.replace(tzinfo=UTC), UTC)
    assert reading(printed.translate(str.maketrans("0123456789", script))) == reading(printed)


WORDS = """5 12 06 2026 730 / - . : , h pm jeudi Thursday الخميس القادم next à الساعة le mar sept 5th و ونص بعد غد midi
    half past to in dans week month شهر كانون الأول"""


@given(
    st.text(max_size=2 * LONGEST)
    | st.lists(st.sampled_from(WORDS.split()), max_size=MOST_TOKENS).map(" ".join)
)
def test_whatever_is_typed_there_is_an_answer_that_lies_ahead(typed: str) -> None:
    local = NOON - timedelta(hours=1)
    match reading(typed):
        case Understood(at=at):
            ahead = [at]
        case Ambiguous(readings=readings) | WrongWeekday(readings=readings):
            ahead = [*readings]
            assert ahead
        case _:
            ahead = []
    assert all(at > local if isinstance(at, datetime) else at >= local.date() for at in ahead)
    match spanning(typed):
        case Understood(at=found):
            spans = [found]
        case Ambiguous(readings=found) | WrongWeekday(readings=found):
            spans = [*found]
        case _:
            spans = []
    assert all(local < one.start < one.end <= one.start + timedelta(days=1) for one in spans)


@pytest.mark.parametrize(
    "typed", ["5 " * 49, "sept " * 19, "mar 5 " * 8, "le " * 30, "a a a a 5 " * 9, "والنصف" * 16]
)
def test_a_hostile_text_makes_little_work(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    plain = statements.__globals__["_phrases"]

    def counted(encoded: str, at: int) -> object:
        nonlocal tried
        tried += 1
        return plain(encoded, at)

    monkeypatch.setitem(statements.__globals__, "_phrases", counted)
    assert isinstance(reading(typed), NotUnderstood | Ambiguous)
    assert tried < 2_000


def test_counting_starts_from_the_minute() -> None:
    now = MONDAY + timedelta(seconds=30)
    assert read("in 2 hours", now, BEIRUT) == Understood(wall("2026-11-23T13:00"))
