"""Readers see what a company says in their own language, where the company says it in that."""

from __future__ import annotations

import pytest

from bot.rules.readers import in_full, language_of, line_for, part_for, text_for

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


LINES = """olive oil
Souk el Tayeb
soap"""


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (NEEDS, "fr", "bouteilles et bocaux en verre, étiquettes imprimées"),
        (NEEDS, "en", "glass bottles and jars"),
        ("confitures\nolives\nمربّى، زيتون", "fr", "confitures\nolives"),  # each of the lines in it
        ("sauces, biscuits, juices\nsauces, biscuits, jus", "en", "sauces, biscuits, juices"),
        ("زيت زيتون / olive oil", "en", "olive oil"),  # in one line, too, nothing twice
        ("زيت زيتون / olive oil", "ar", "زيت زيتون"),
        (LINES, "en", LINES),  # what tells no language goes with its neighbours
        (LINES, "fr", "huile d’olive\nSouk el Tayeb\nsavon"),
        ("Souk el Tayeb\nسوق الطيب", "fr", "Souk el Tayeb"),
        ("We press it cold, for three generations.", "ar", "We press it cold, for three generations."),
        ("", "ar", ""),
    ],
)
def test_a_text_of_several_lines_is_read_in_one_language(text: str, language: str, shown: str) -> None:
    assert text_for(text, language) == shown


def test_in_full_the_other_languages_stand_below_the_readers() -> None:
    arabic, french, english = NEEDS.split("\n")
    assert in_full(NEEDS, "en").split("\n") == [english, arabic, french]
    assert in_full("زيتون", "en").split("\n") == ["olives", "زيتون"]
    assert in_full(LINES, "en") == LINES


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("زيت زيتون", "ar"),
        ("huile d'olive", "fr"),
        ("olive oil", "en"),
        ("vins rouges", "fr"),
        ("laboratory analyses", "en"),
        ("the thyme", "en"),
        ("Vous et nous", "fr"),  # of no trade: by the commonest words
        ("snacks", ""),
    ],
)
def test_a_language_is_told_by_letters_and_by_words(text: str, language: str) -> None:
    assert language_of(text) == language
