"""Countries are understood in three languages and by their nicknames."""

import pytest
from babel import Locale

from bot.rules.countries import HOME, MARKETS, country


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KSA", "SA"),
        ("السعودية", "SA"),
        ("المملكة العربية السعودية", "SA"),
        ("arabie saoudite", "SA"),
        ("UAE", "AE"),
        ("U.A.E.", "AE"),
        ("الامارات", "AE"),
        ("الإمارات العربية المتحدة", "AE"),
        ("Émirats arabes unis", "AE"),
        ("usa", "US"),
        ("U.S.A.", "US"),
        ("Etats-unis", "US"),
        ("États-Unis", "US"),
        ("أميركا", "US"),
        ("the Netherlands", "NL"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("cote d'ivoire", "CI"),
        ("ساحل العاج", "CI"),
        ("بريطانيا", "GB"),
        ("FR", "FR"),
        ("عُمان", "OM"),
        ("سورية", "SY"),
        ("Liban", "LB"),
        ("no", None),
        ("NO", None),
        ("N/A", None),
        ("Norway", "NO"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_its_names(typed: str, code: str | None) -> None:
    assert country(typed) == code


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_market_is_understood_by_the_name_that_its_button_shows(language: str) -> None:
    names = Locale.parse(language).territories
    assert [country(str(names[code])) for code in MARKETS] == list(MARKETS)


def test_markets_are_countries_abroad_listed_once_the_usual_ones_first() -> None:
    assert len(set(MARKETS)) == len(MARKETS)
    assert HOME not in MARKETS
    assert set(MARKETS[:8]) == {"AE", "SA", "QA", "KW", "IQ", "JO", "EG", "SY"}
