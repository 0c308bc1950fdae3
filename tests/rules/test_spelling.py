"""A name in the other script, as it is proposed."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from bot.rules.spelling import LONGEST, mark_of, proposed
from bot.rules.transliteration import distance, limit_of
from bot.rules.words import fold, is_in_arabic


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Amina Haddad", "أمينة حداد"),
        ("Jean-Pierre Abi Nader", "جان بيار أبي نادر"),
        ("Zouheir El Hajj", "زهير الحاج"),
        ("Georges Al Khoury", "جورج الخوري"),
        ("Cedar Press SAL", "سيدار برس ش.م.ل"),
        ("أمينة حدّاد", "Amina Haddad"),
        ("علي الموسوي", "Ali Al Moussawi"),
        ("عبدالله الأحمد", "Abdallah El Ahmad"),
        ("رامز قصّار", "Ramaz Kassar"),
        ("Ouadih Ibtissam", "واديه إبتيسام"),
    ],
)
def test_names_are_spelled_in_the_other_script(name: str, other: str) -> None:
    assert proposed(name) == other


@pytest.mark.parametrize("name", ["", "123", "🫒", "…", "x" * (LONGEST + 1), "李小龙"])
def test_where_there_is_nothing_to_spell_nothing_is_proposed(name: str) -> None:
    assert proposed(name) == ""


def test_what_is_proposed_is_in_the_other_script_and_has_a_mark_of_its_own() -> None:
    marks = set()
    for name in ("Amina", "Bruno", "أمينة", "برونو"):
        marks.add(mark_of(proposed(name)))
        assert is_in_arabic(proposed(name)) != is_in_arabic(name)
    assert len(marks) == 4


def test_the_table_holds_names_and_their_own_spellings() -> None:
    table = resources.files("bot.rules").joinpath("spelled_names.csv").read_text(encoding="utf-8")
    far = [
        (row["ar"], latin)
        for row in csv.DictReader(table.splitlines())
        for latin in row["latin"].split("|")
        if " " not in row["ar"]
        and latin not in ("Jacques", "SAL", "SARL", "des", "les", "de", "la", "le")
        and distance(fold(latin).replace(" ", ""), fold(row["ar"])) > limit_of(latin) + 0.35
    ]
    assert far == []
