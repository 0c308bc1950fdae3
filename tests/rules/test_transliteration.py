"""A name is found whatever script it is typed in, and no other one for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.given_names import is_given_name, same_names
from bot.rules.transliteration import FAR, beginnings, distance, limit_of, spellings
from bot.rules.words import fold

PAIRS = [
    *(("Haddad", "حدّاد"), ("Khoury", "خوري"), ("Youssef", "يوسف"), ("Raymond", "ريمون")),
    *(("Bechara", "بشارة"), ("Melhem", "ملحم"), ("Zeineddine", "زينالدين"), ("Abdallah", "عبدالله")),
    *(("Abinader", "ابينادر"), ("Georges", "جورج"), ("Boutros", "بطرس"), ("Zgheib", "زغيب")),
    *(
        ("Ghassan", "غسان"),
        ("Chidiac", "شدياق"),
        ("Robert", "روبير"),
        ("Maxime", "مكسيم"),
        ("Dickson", "ديكسون"),
    ),
    *(("Darniqa", "درنيقة"), ("Tchaikovsky", "تشايكوفسكي"), ("3asal", "عسل"), ("7alloum", "حلوم")),
]
ARABIC = [fold(arabic) for _, arabic in PAIRS]


@pytest.mark.parametrize(("latin", "arabic"), PAIRS)
def test_each_spelling_finds_the_other_and_no_other_name(latin: str, arabic: str) -> None:
    assert set(spellings(fold(latin), ARABIC)) == {fold(arabic)}
    assert fold(latin) in spellings(fold(arabic), [fold(other) for other, _ in PAIRS])
    assert not set(beginnings(fold(latin))).isdisjoint(beginnings(fold(arabic)))


@pytest.mark.parametrize(("latin", "arabic"), [("Karim", "سليم"), ("Nadim", "نديمة"), ("Rita", "رشا")])
def test_a_name_is_no_spelling_of_another_one(latin: str, arabic: str) -> None:
    assert distance(fold(latin), fold(arabic)) > 0.2


def test_names_in_one_script_are_not_compared() -> None:
    assert spellings("haddad", ["hadad"]) == {}
    assert spellings("123", ["حداد"]) == {}


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=12),
    st.text(alphabet="ابتجحدرسعفقكلمنهوي", max_size=12),
)
def test_a_distance_is_no_less_than_nothing_and_what_is_beyond_the_limit_is_far(
    latin: str, arabic: str
) -> None:
    exact = distance(latin, arabic)
    assert 0 <= exact <= FAR
    within = distance(latin, arabic, 0.5)
    assert within in (exact, FAR)
    assert (within == FAR) == (exact > 0.5)
    assert limit_of(latin) >= 0.4


def test_families_call_one_name_by_several() -> None:
    assert {"youssef", "جوزيف", "يوسف"} <= same_names("joseph")
    assert same_names("haddad") == frozenset()
    assert is_given_name("ملحم")
