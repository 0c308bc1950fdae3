"""Readers see what a company says in their own language, where the company says it in that."""

from __future__ import annotations

import pytest

from bot.rules.readers import language_of, line_for, part_for

NEEDS = """زجاجات وأوعية زجاجية، ملصقات مطبوعة
bouteilles et bocaux en verre, étiquettes imprimées
glass bottles and jars"""


@pytest.mark.parametrize(
    ("part", "language", "shown"),
    [
        ("زجاجات وأوعية زجاجية", "fr", "bouteilles et bocaux en verre"),
        ("زجاجات وأوعية زجاجية", "en", "glass bottles and jars"),
        ("glass bottles and jars", "ar", "زجاجات وأوعية زجاجية"),
        ("زيت وخل", "en", "edible oils, vinegar"),  # two things in one part
        ("ملصقات مطبوعة", "en", "labels"),  # no English line has it: the name of the thing
        ("étiquettes imprimées", "fr", "étiquettes imprimées"),
        ("Kamareddine", "fr", "Kamareddine"),  # of no language: as it stands
        ("شغل اليد", "fr", "شغل اليد"),  # of no trade: as it stands
    ],
)
def test_a_part_is_shown_in_the_readers_language(part: str, language: str, shown: str) -> None:
    assert part_for(part, NEEDS, language) == shown


def test_the_line_of_the_reader_is_taken_and_the_first_put_into_it_where_there_is_none() -> None:
    assert line_for(NEEDS, "fr").startswith("bouteilles")
    assert line_for("مربّى، كبيس", "fr") == "confitures, pickles"
    assert line_for("", "ar") == ""
    assert line_for("حمضيات، ليمون، أفوكادو", "fr") == "agrumes, avocats"


@pytest.mark.parametrize(
    ("text", "language"), [("زيت زيتون", "ar"), ("huile d'olive", "fr"), ("olive oil", "en"), ("snacks", "")]
)
def test_a_language_is_told_by_letters_and_by_the_words_of_the_trade(text: str, language: str) -> None:
    assert language_of(text) == language
