"""A town is the same town in any language and spelling."""

from __future__ import annotations

import pytest

from bot.rules.towns import names_of, place_name, town, town_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Tripoli", "طرابلس"),
        ("trablous", "طرابلس"),
        ("SIDON", "صيدا"),
        ("Saïda", "صيدا"),
        ("Jbeil", "جبيل"),
        ("byblos", "جبيل"),
        ("Al-Batroun", "البترون"),
        ("Deir al-Qamar", "دير القمر"),
        ("dubai", "دبي"),
        ("Köln", "كولونيا"),
        ("Nowhere-les-Bains", "Nowhere-les-Bains"),
        ("", ""),
    ],
)
def test_a_town_is_shown_as_its_readers_know_it(typed: str, shown: str) -> None:
    assert town_name(typed, "ar") == shown


def test_each_name_means_one_town_and_each_town_has_one_in_each_language() -> None:
    for known in (town(name) for name in ("Beirut", "زحلة", "Tyr")):
        assert known is not None
        for language in ("ar", "fr", "en"):
            assert all(town(name) == known for name in known.called[language])
    assert "Sour" in names_of("صور")
    assert names_of("Nowhere") == ("Nowhere",)


@pytest.mark.parametrize(
    ("typed", "language", "shown"),
    [
        ("Dubai", "fr", "Dubaï"),
        ("Seaside Arena, Beirut", "ar", "Seaside Arena, بيروت"),
        ("بيال، بيروت", "fr", "بيال، Beyrouth"),
        ("Hall 4 – Cologne", "ar", "Hall 4 – كولونيا"),
        ("Jean-Paul House", "ar", "Jean-Paul House"),
    ],
)
def test_a_place_is_shown_with_its_towns_as_their_readers_know_them(
    typed: str, language: str, shown: str
) -> None:
    assert place_name(typed, language) == shown
