"""What people type is kept whole and safe, and compared as they mean it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.words import clean, fold, shortened, split_list

OVERRIDES = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("hostile", OVERRIDES)
def test_direction_overrides_never_survive(hostile: str) -> None:
    assert clean(f"Rana{hostile} Khoury", 50).text == "Rana Khoury"


@pytest.mark.parametrize(
    "blank", ["", "  ", "\u200b\u200d\ufeff", "\u2800", "\u3164\u3164", "\u0301", "\x00\x07", "\ufe0f"]
)
def test_text_with_nothing_to_see_is_empty(blank: str) -> None:
    assert clean(blank, 50).text == ""


def test_direction_marks_go_at_the_ends_and_stay_inside() -> None:
    assert clean("\u200f\u200e معمل \u200eABC\u200e الأرز \u200f", 50).text == "معمل \u200eABC\u200e الأرز"


def test_spaces_and_line_breaks_collapse_to_one_space() -> None:
    assert clean("  olive \t\u00a0 oil\r\n\u2028and\x85soap ", 50).text == "olive oil and soap"


def test_french_punctuation_stays_with_its_word() -> None:
    for kept in ("Et après\u202f?", "Objet\u00a0: huile", "«\u00a0Gulf Table\u00a0»"):
        assert clean(kept, 50).text == kept
    assert clean("a\u00a0 \u00a0? 5\u00a0jours «\u00a0 b", 50).text == "a ? 5 jours « b"


def test_lines_are_kept_when_asked_with_at_most_one_empty_line() -> None:
    assert clean(" a  b \r\n\r\n\r\n\r\n c\u2028d \n", 50, lines=True).text == "a b\n\nc\nd"


def test_emoji_families_and_persian_joints_stay_whole() -> None:
    for whole in ("👩\u200d🌾 Layal", "می\u200cخواهم"):
        assert clean(whole, 50).text == whole


def test_accents_are_composed() -> None:
    assert clean("Zahle\u0301", 5).text == "Zahlé"


def test_too_long_is_told_by_how_much_and_never_cut() -> None:
    fitting, long = clean("abcde", 5), clean("abcdefg", 5)
    assert (fitting.is_too_long, fitting.excess) == (False, 0)
    assert (long.is_too_long, long.excess, long.text) == (True, 2, "abcdefg")


@given(st.text(alphabet=st.characters()), st.booleans())
def test_cleaning_is_final_and_can_always_be_stored(text: str, lines: bool) -> None:
    once = clean(text, 10_000, lines=lines).text
    assert clean(once, 10_000, lines=lines).text == once
    assert once.encode().decode() == once == unicodedata.normalize("NFC", once)
    assert not set(once) & {*OVERRIDES, "\x00", "\r"}
    assert lines or "\n" not in once


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_shortened_text_always_fits_on_one_line(text: str, limit: int) -> None:
    assert len(shortened(text, limit)) <= limit
    assert "\n" not in shortened(text, limit)


def test_a_cut_is_shown() -> None:
    assert shortened("Conserverie du Littoral", 12) == "Conserverie…"
    assert shortened("Cedar Press", 12) == "Cedar Press"


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("معاصر الأرز", "معاصر الارز"),
        ("إهدن", "اهدن"),
        ("آل خوري", "ال خوري"),
        ("ٱلأرز", "الارز"),
        ("مصطفى", "مصطفي"),
        ("مؤسسة", "موسسه"),
        ("هيئة", "هييه"),
        ("مُـرَبَّـى", "مربي"),
        ("ﺍﻷﺭﺯ", "الأرز"),
        ("کرم", "كرم"),
        ("٢٠٢٦", "2026"),
        ("۰۳", "03"),
        ("Zahlé", "ZAHLE"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("Œuvre", "oeuvre"),
        ("Straße", "STRASSE"),
        ("agri_fresh", "Agri-Fresh"),
        ("R&D", "r d"),
    ],
)
def test_search_forgives_letter_forms_accents_case_and_punctuation(written: str, searched: str) -> None:
    assert fold(written) == fold(searched) != ""


@pytest.mark.parametrize(("one", "other"), [("رز", "زر"), ("Cedar", "Cedars"), ("🍷", "🍇")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_cleaned_text_is_found_by_what_was_typed(text: str) -> None:
    assert fold(clean(text, 10_000).text) in (fold(text), "")


@pytest.mark.parametrize(
    "typed",
    ["wine; snacks", "wine,snacks", "wine / snacks", "wine|snacks", "wine، snacks", "wine؛\n snacks;"],
)
def test_lists_are_split_as_people_type_them(typed: str) -> None:
    assert split_list(typed) == ("wine", "snacks")
