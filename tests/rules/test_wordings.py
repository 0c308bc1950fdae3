"""Who reads which text, and which languages lack one."""

from __future__ import annotations

from bot.rules.audiences import Reach
from bot.rules.wordings import TO_BE_ADDED, Wordings

REACHED = Reach({"ar": 3, "fr": 0, "en": 2})


def test_languages_are_missing_only_where_somebody_reads_them() -> None:
    assert Wordings({"en": "Hello"}, {}).missing(REACHED) == ("ar",)
    assert Wordings({"en": "Hello"}, {"ar": "en"}).missing(REACHED) == ()
    assert Wordings({"en": "Hello"}, {"ar": "fr"}).missing(REACHED) == ("ar",)
    assert Wordings({}, {}).missing(REACHED) == ("ar", "en")


def test_who_has_a_text_of_their_own_reads_no_other() -> None:
    wordings = Wordings({"en": "Hello", "fr": "Bonjour"}, {"ar": "fr", "en": "fr"})
    assert [wordings.read_in(language) for language in ("ar", "fr", "en")] == ["fr", "fr", "en"]
    assert Wordings({"en": "Hello"}, {"ar": "fr"}).read_in("ar") is None


def test_who_comes_to_read_a_language_later_gets_english_or_what_there_is_unless_a_text_is_added() -> None:
    assert Wordings({"fr": "Bonjour", "en": "Hello"}, {}).standing("ar") == "en"
    assert Wordings({"ar": "مرحبا", "fr": "Bonjour"}, {}).standing("en") == "fr"
    assert Wordings({"fr": "Bonjour", "en": "Hello"}, {"ar": "fr"}).standing("ar") == "fr"
    assert Wordings({"en": "Hello"}, {}).standing("en") == "en"
    assert Wordings({"en": "Hello"}, {"ar": TO_BE_ADDED}).standing("ar") is None
    assert Wordings({"en": "Hello"}, {"ar": TO_BE_ADDED}).missing(REACHED) == ("ar",)
    assert Wordings({}, {}).standing("ar") is None


def test_a_thing_is_recognised_by_its_text_in_ones_own_language_or_by_another() -> None:
    wordings = Wordings({"fr": "Bonjour", "en": "Hello"}, {})
    assert [wordings.nearest(language) for language in ("en", "ar")] == ["Hello", "Bonjour"]
    assert Wordings({}, {}).nearest("en") == ""
