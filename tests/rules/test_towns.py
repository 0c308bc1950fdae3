"""A town is the same town in any language and spelling."""

from __future__ import annotations

import pytest

from bot.rules.towns import names_of, town, town_name


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
        ("Marseille", "Marseille"),
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
    assert names_of("Marseille") == ("Marseille",)
