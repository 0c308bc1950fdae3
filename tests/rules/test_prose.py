"""In which language somebody writes to members."""

from __future__ import annotations

import pytest

from bot.rules.prose import taken_for, written_in

SAID = {
    "en": [
        "The export workshop moves to Thursday, 4 p.m., in Zahlé.",
        "Meeting on Thursday",
        "We're moving: come see us at Café Younès, Hamra",
        "Harvest forum",
        "Prices",
        "Don’t forget: registration closes tomorrow",
        "Visit https://qoot.example/fr/les-prix-de-la-foire for prices",
        "QOOT UPDATE: FREE STAND AT SIAL",
        "The Bekaa wines we know from Château Kefraya",
    ],
    "fr": [
        "L’atelier export est déplacé à jeudi, 16\u00a0h, à Zahlé.",
        "Réunion jeudi",
        "Vendanges",
        "Forum des récoltes",
        "Bonjour à tous, le salon SIAL ouvre ses portes",
        "N'oubliez pas l'inscription",
        "REUNION DES MEMBRES LUNDI",
        "Rappel : venez au workshop, in English, on Monday, de la part de nous tous dans le cadre du projet",
    ],
    "ar": [
        "نُقلت ورشة التصدير إلى يوم الخميس، الساعة الرابعة، في زحلة.",
        "منتدى QOOT",
        "أسعار",
    ],
    "": [
        "QOOT",
        "SIAL 2026",
        "🫒🫒",
        "12/3",
        "https://qoot.example",
        "info@qoot.example",
        "Forum",
        "Kefraya",
        "",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(key, text) for key, said in SAID.items() for text in said])
def test_a_text_says_its_language_by_its_letters_words_and_accents(language: str, text: str) -> None:
    assert written_in(text) == language


def test_what_says_nothing_is_for_the_writers_readers_first_and_then_for_those_without() -> None:
    order = ("fr", "ar", "en")
    assert taken_for("SIAL 2026", order, ()) == ("fr", False)
    assert taken_for("SIAL 2026", order, ("fr",)) == ("en", False), "Arabic is told by its letters"
    assert taken_for("SIAL 2026", ("ar", "fr", "en"), ()) == ("fr", False)
    assert taken_for("SIAL 2026", order, order) == ("fr", False)
    assert taken_for("Meeting on Thursday", order, ("en",)) == ("en", True), "it replaces the one there is"
