"""What each language makes of messages, plurals, dates, numbers and names."""

import asyncio
import datetime as dt
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import (
    LOCALES,
    N_,
    _,
    ago,
    as_written,
    compiled,
    country_name,
    current,
    date,
    date_time,
    directed,
    duration,
    guess,
    in_a_list,
    is_locale,
    isolate,
    language_name,
    list_of,
    name,
    ngettext,
    npgettext,
    number,
    percent,
    pgettext,
    short_date,
    speaking,
    time,
    undirected,
    within,
)
from bot.i18n.catalogs import PLURAL_FORMS
from bot.markup import as_html, escape
from bot.simulator.entities import parsed
from bot.simulator.entities.units import utf16_length, utf16_slice

BEIRUT = ZoneInfo("Asia/Beirut")
AN_EVENING = dt.datetime(2026, 11, 5, 14, 30, tzinfo=dt.UTC)
FSI, PDI, LRM, RLM = "\u2068", "\u2069", "\u200e", "\u200f"

BOXES = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: {plurals}\\n"

msgid "a box"
msgid_plural "{{n}} boxes"
{forms}
"""


def form_chosen(locale: str, n: int) -> int:
    """Which plural form the header of a locale picks for n."""
    count = 6 if locale == "ar" else 2
    forms = "\n".join(f'msgstr[{i}] "{i}"' for i in range(count))
    po = BytesIO(BOXES.format(plurals=PLURAL_FORMS[locale], forms=forms).encode())
    return int(compiled(read_po(po, locale=locale)).ngettext("a box", "{n} boxes", n))


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("ar", "ar"),
        ("ar-LB", "ar"),
        ("fr", "fr"),
        ("fr_CA", "fr"),
        ("FR-fr", "fr"),
        ("en-US", "en"),
        ("de", "en"),
        ("arz", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_phone_s_language_is_guessed_by_its_language_part(code: str | None, locale: str) -> None:
    assert guess(code) == locale


def test_english_is_spoken_until_somebody_says_otherwise() -> None:
    assert current() == "en"
    with speaking("ar"):
        assert current() == "ar"
        with speaking("fr"):
            assert current() == "fr"
        assert current() == "ar"
    assert current() == "en"


def test_a_language_the_bot_does_not_speak_is_refused() -> None:
    assert not is_locale("de")
    with pytest.raises(ValueError, match="de"), speaking("de"):
        pass


async def test_two_conversations_at_once_keep_their_languages() -> None:
    async def hears(locale: str) -> str:
        with speaking(locale):
            await asyncio.sleep(0)
            return current()

    assert await asyncio.gather(*map(hears, LOCALES)) == list(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_translated_is_said_in_english(locale: str) -> None:
    with speaking(locale):
        assert _("never written anywhere") == "never written anywhere"
        assert pgettext("nowhere", "never written") == "never written"
        assert ngettext("a thing never named", "{n} things never named", 2) == "{n} things never named"
        assert npgettext("nowhere", "one never", "many never", 1) == "one never"


def test_the_empty_message_is_not_the_catalog_s_header() -> None:
    with speaking("ar"):
        assert _("") == ""


def test_a_marked_message_passes_unchanged() -> None:
    with speaking("ar"):
        assert N_("This event has already begun.") == "This event has already begun."


@pytest.mark.parametrize(("n", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (11, 4), (100, 5), (103, 3)])
def test_arabic_has_six_plural_forms(n: int, form: int) -> None:
    assert form_chosen("ar", n) == form


@pytest.mark.parametrize(("n", "french", "english"), [(0, 0, 1), (1, 0, 0), (2, 1, 1), (100, 1, 1)])
def test_nothing_is_singular_in_french_and_plural_in_english(n: int, french: int, english: int) -> None:
    with speaking("en"):
        assert ngettext("0", "1", n) == str(english)
    assert form_chosen("fr", n) == french


def test_arabic_months_are_the_levantine_ones() -> None:
    with speaking("ar"):
        months = [date(dt.date(2026, month, 1)).split()[2] for month in (1, 2, 4, 7, 8)]
        assert months == ["كانون", "شباط", "نيسان", "تموز", "آب"]
        assert date(dt.date(2026, 11, 5)) == "الخميس، 5 تشرين الثاني 2026"


def test_a_moment_is_weekday_date_and_time_in_beirut() -> None:
    told = {}
    for locale in LOCALES:
        with speaking(locale):
            told[locale] = date_time(AN_EVENING, BEIRUT)
    assert told == {
        "ar": "الخميس، 5 تشرين الثاني 2026، 4:30 م",
        "fr": "jeudi 5 novembre 2026 à 16:30",
        "en": "Thursday, 5 November 2026, 16:30",
    }


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    with speaking("fr"):
        assert [date(dt.date(2026, 11, day)) for day in (1, 11, 21)] == [
            "dimanche 1er novembre 2026",
            "mercredi 11 novembre 2026",
            "samedi 21 novembre 2026",
        ]
        assert short_date(dt.date(2026, 12, 1)) == "mar. 1er déc."
    assert date(dt.date(2026, 11, 1)) == "Sunday, 1 November 2026"


def test_a_day_on_a_button_is_short_in_every_language() -> None:
    short = {}
    for locale in LOCALES:
        with speaking(locale):
            short[locale] = short_date(dt.date(2026, 12, 10))
    assert short == {"ar": "الخميس 10/12", "fr": "jeu. 10 déc.", "en": "Thu 10 Dec"}


def test_just_before_midnight_utc_is_tomorrow_in_beirut() -> None:
    late = dt.datetime(2026, 7, 31, 22, 15, tzinfo=dt.UTC)
    assert date_time(late, BEIRUT) == "Saturday, 1 August 2026, 01:15"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        date_time(AN_EVENING.replace(tzinfo=None), BEIRUT)


def test_french_writes_the_evening_in_24_hours() -> None:
    with speaking("fr"):
        assert time(dt.time(21, 5)) == "21:05"
    with speaking("ar"):
        assert time(dt.time(21, 5)) == "9:05 م"


def test_eleven_days_are_not_two_weeks() -> None:
    told = {}
    for locale in LOCALES:
        with speaking(locale):
            told[locale] = duration(dt.timedelta(days=11))
    assert told == {"ar": "11 يومًا", "fr": "11\u00a0jours", "en": "11 days"}


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (dt.timedelta(days=400), "400 days"),
        (dt.timedelta(days=1), "1 day"),
        (dt.timedelta(hours=36), "36 hours"),
        (dt.timedelta(hours=1), "1 hour"),
        (dt.timedelta(minutes=90), "90 minutes"),
        (dt.timedelta(seconds=30), "30 seconds"),
        (dt.timedelta(0), "0 seconds"),
    ],
)
def test_a_duration_is_told_in_the_unit_that_keeps_it_honest(length: dt.timedelta, told: str) -> None:
    assert duration(length) == told


def test_ago_knows_past_and_future() -> None:
    assert ago(dt.timedelta(days=3)) == "3 days ago"
    assert ago(dt.timedelta(days=-3)) == "in 3 days"
    with speaking("ar"):
        assert ago(dt.timedelta(days=2)) == "قبل يومين"
        assert ago(dt.timedelta(days=-2)) == "بعد يومين"


def test_arabic_numbers_are_not_written_as_in_lebanon_s_locale() -> None:
    with speaking("ar"):
        assert number(1234.5) == "1,234.5"
    with speaking("fr"):
        assert number(1234.5) == "1\u202f234,5"


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_with_a_sign_are_isolated(locale: str) -> None:
    with speaking(locale):
        assert number(-5) == f"{FSI}-5{PDI}"
        assert number(5) == "5"
        assert percent(0.456).startswith(f"{FSI}46")
        assert percent(0.456).endswith(f"%{PDI}")


def test_a_list_is_one_enumeration() -> None:
    assert list_of(["wine", "snacks", "agri-fresh"]) == "wine, snacks and agri-fresh"
    assert list_of(["yes", "no"], style="or") == "yes or no"
    assert list_of([]) == ""
    with speaking("ar"):
        assert list_of(["نبيذ", "سكاكر"]) == "نبيذ وسكاكر"


def test_a_list_has_one_capital() -> None:
    labels = ["Téléphone", "E-mail", "PME", "Site web"]
    with speaking("fr"):
        assert in_a_list(labels) == ["Téléphone", "e-mail", "PME", "site web"]
        assert in_a_list(["Petite", "Grande"]) == ["Petite", "grande"]
        assert in_a_list(()) == []
        assert [within(one) for one in ("Direction ou gérance", "R&D", "PME")] == [
            "direction ou gérance",
            "R&D",
            "PME",
        ]
    with speaking("en"):
        assert in_a_list(["Phone", "E-mail", "SME", "HR"]) == ["Phone", "e-mail", "SME", "HR"]
        assert in_a_list(["French", "Arabic"]) == ["French", "Arabic"], (
            "names of languages are names in English"
        )
        assert [within(one) for one in ("Owner or manager", "R&D")] == ["owner or manager", "R&D"]
    with speaking("ar"):
        assert in_a_list(["هاتف", "بريد"]) == ["هاتف", "بريد"]


def test_countries_and_languages_are_named_in_the_language_spoken() -> None:
    with speaking("ar"):
        assert (country_name("LB"), language_name("fr")) == ("لبنان", "الفرنسية")
    with speaking("fr"):
        assert (country_name("LB"), language_name("ar")) == ("Liban", "arabe")
    with pytest.raises(KeyError):
        country_name("ZZZ")


def test_an_isolate_loses_the_direction_controls_inside() -> None:
    assert isolate(f"Ann{PDI}a\u202e{FSI}") == f"{FSI}Anna{PDI}"
    assert isolate("\u202e") == ""


@given(st.text())
def test_isolating_twice_is_isolating_once(text: str) -> None:
    assert isolate(isolate(text)) == isolate(text)


def test_a_name_in_a_sentence_is_escaped_and_isolated() -> None:
    assert name('<b>A & "B"') == f"{FSI}&lt;b&gt;A &amp; &quot;B&quot;{PDI}"
    assert escape("l'eau") == "l'eau"


def test_each_arabic_line_starts_from_the_right() -> None:
    with speaking("ar"):
        assert directed("Anna تود لقاءك\n\nنعم؟") == f"{RLM}Anna تود لقاءك\n\n{RLM}نعم؟"
    with speaking("fr"):
        assert directed(f"{name('أمينة')}, Owner\nBruno") == f"{LRM}{name('أمينة')}, Owner\nBruno"
        assert directed("Anna\nBruno") == "Anna\nBruno"


def test_what_somebody_wrote_runs_its_own_way_among_words_of_ours() -> None:
    own = as_written("Bonjour à tous\n\n12\nأهلًا")
    assert as_written(own) == own == f"{LRM}Bonjour à tous\n\n12\n{RLM}أهلًا"
    with speaking("ar"):
        assert directed(f"دعوة\n{own}") == f"{RLM}دعوة\n{LRM}Bonjour à tous\n\n{RLM}12\n{RLM}أهلًا"
        assert directed("<blockquote>أهلًا</blockquote>") == f"<blockquote>{RLM}أهلًا</blockquote>"
    with speaking("fr"):
        quoted = f"<blockquote>{as_written('أهلًا')}</blockquote>"
        assert directed(quoted) == quoted == f"<blockquote>{RLM}أهلًا</blockquote>"


def test_a_mark_stands_before_code_and_never_within() -> None:
    with speaking("ar"):
        assert directed("<code>LB62\n0999</code>\nCedar") == f"{RLM}<code>LB62\n0999</code>\n{RLM}Cedar"


COPIED = [{"type": "code"}, {"type": "pre"}, {"type": "text_link", "url": "https://qoot.example/"}]
LINES = st.lists(st.sampled_from(["Cedar", "أرز", "🌾", "12", " ", "\n", "&<"]), max_size=20)


@given(LINES, st.sampled_from(COPIED), st.data())
def test_nothing_of_ours_is_copied(parts: list[str], about: dict[str, str], data: st.DataObject) -> None:
    """Code and links hold what was written, wherever they begin and whatever lines they span."""
    text = "".join(parts)
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(parts))] * 2)))
    offset, length = utf16_length("".join(parts[:begin])), utf16_length("".join(parts[begin:end]))
    html = as_html(text, [{**about, "offset": offset, "length": length}] if length else [])
    for locale in LOCALES:
        with speaking(locale):
            shown = directed(html)
        assert undirected(shown) == html
        sent, entities = parsed(f".{shown}.", "HTML", None)
        for entity in entities:
            assert utf16_slice(sent, entity["offset"], entity["length"]) == "".join(parts[begin:end])


@given(LINES)
def test_each_line_of_ours_starts_from_the_right(parts: list[str]) -> None:
    html = escape("".join(parts))
    with speaking("ar"):
        assert all(line.startswith(RLM) for line in directed(html).split("\n") if line)


@given(st.text())
def test_laying_a_text_out_twice_changes_nothing(text: str) -> None:
    for locale in LOCALES:
        with speaking(locale):
            assert directed(directed(text)) == directed(text)
