"""Texts from people fit a picture, whatever they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.texts import END_OF_ISOLATE, ISOLATE, cleaned, wrapped
from tests.charts.pictures import HOSTILE


def clean(text: str) -> str:
    return cleaned(text, lambda character: character < "\u3000")


def width(text: str) -> float:
    """As if each character were one wide, save the ones that show nothing."""
    return sum(character not in (ISOLATE, END_OF_ISOLATE) for character in text)


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("  one\ntwo\r\n\tthree\u2028four\0", "one two three four"),
        ("1\u202f234 \u00a0personnes", "1\u202f234 \u00a0personnes"),
        ("\u202eevil\u202c \u200fname\u200e", "evil name"),
        ("a\u2069b \u2068c", "ab \u2068c\u2069"),
        ("Fête 🎉👩‍👩‍👧", "Fête"),
        ("北京 Foods", "□□ Foods"),
        ("e\u0301te\u0301", "été"),
        ("z" + "\u0316" * 9, "z\u0316\u0316"),
        ("مُحَمَّدٌ", "مُحَمَّدٌ"),
        ("می\u200cخواهم a\u200db", "می\u200cخواهم ab"),
        ("\ud800 x \ufeff\u200b", "x"),
    ],
)
def test_what_a_picture_cannot_show_is_left_out(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


def test_a_long_text_goes_on_in_the_next_line_and_ends_in_an_ellipsis() -> None:
    text = "Union of fresh produce exporters"
    assert wrapped(text, 40, 1, width) == [text]
    assert wrapped(text, 16, 3, width) == ["Union of fresh", "produce", "exporters"]
    assert wrapped(text, 16, 2, width) == ["Union of fresh", "produce exporte…"]
    assert wrapped("W" * 30, 10, 2, width) == ["W" * 10, "W" * 9 + "…"]
    assert wrapped("", 10, 2, width) == []


def test_the_ellipsis_of_a_name_stands_where_the_name_would_have_gone_on() -> None:
    name = f"{ISOLATE}شركة الأغذية المتحدة{END_OF_ISOLATE}"
    assert wrapped(f"With {name}.", 12, 1, width) == [f"With {ISOLATE}شركة ا…{END_OF_ISOLATE}"]
    assert wrapped(f"With {name}.", 12, 2, width) == [
        f"With {ISOLATE}شركة{END_OF_ISOLATE}",
        f"{ISOLATE}الأغذية الم…{END_OF_ISOLATE}",
    ]


def test_a_letter_keeps_its_marks_when_a_text_is_cut() -> None:
    assert wrapped("ab\u0323cd", 3, 1, width) == ["a…"]


TYPED = st.text(
    st.characters(codec=None) | st.sampled_from("\u2068\u2069 \u0651مa\u200d\ud800")
) | st.sampled_from(HOSTILE)


@given(TYPED, st.integers(2, 30), st.integers(1, 3))
def test_whatever_is_typed_keeps_within_its_lines(typed: str, room: int, most: int) -> None:
    text = clean(typed)
    lines = wrapped(text, room, most, width)
    assert len(lines) <= most
    assert clean(text) == text
    for line in lines:
        assert width(line) <= room
        assert line.count(ISOLATE) == line.count(END_OF_ISOLATE)
    assert bool(text) == bool(lines)
