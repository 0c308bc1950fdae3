"""Money as people type it: read, asked about, said back; never a float, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES, money, speaking
from bot.rules.money import DECIMALS, MOST, Money, labelled, readings, totals


@st.composite
def amounts(draw: st.DrawFn) -> Money:
    currency = draw(st.sampled_from(sorted(DECIMALS)))
    places = DECIMALS[currency]
    units = draw(st.integers(1, 10**6) | st.integers(1, int(MOST) * 10**places - 1))
    return Money(Decimal(units).scaleb(-places), currency)


@given(amounts())
def test_plain_text_keeps_it_exactly(sum_of_money: Money) -> None:
    assert Money.of(sum_of_money.plain) == sum_of_money


@given(amounts(), st.sampled_from(LOCALES))
def test_what_is_said_back_is_understood_when_it_is_typed(sum_of_money: Money, language: str) -> None:
    with speaking(language):
        said = money(sum_of_money.amount, sum_of_money.currency)
    found = readings(said)
    assert sum_of_money in found, (said, found)
    is_fraction_possible = DECIMALS[sum_of_money.currency] == 3
    assert len(found) == 1 or is_fraction_possible or "£" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25.000 $", "25000.00 USD"),
        ("25,000$", "25000.00 USD"),
        ("$25k", "25000.00 USD"),
        ("25k USD", "25000.00 USD"),
        ("25K usd", "25000.00 USD"),
        ("US$ 25,000", "25000.00 USD"),
        ("USD25000", "25000.00 USD"),
        ("٢٥٠٠٠ دولار", "25000.00 USD"),
        ("٢٥٬٠٠٠ دولار أميركي", "25000.00 USD"),
        ("٢٥ ألف دولار", "25000.00 USD"),
        ("25 آلاف دولار", "25000.00 USD"),
        ("1,250.50 EUR", "1250.50 EUR"),
        ("1.250,50 €", "1250.50 EUR"),
        ("1.250.000 €", "1250000.00 EUR"),
        ("1'250'000.5 CHF", "1250000.50 CHF"),
        ("25 000 €", "25000.00 EUR"),
        ("25\u202f000,50\u00a0€", "25000.50 EUR"),
        ("25 k€", "25000.00 EUR"),
        ("2,5 M€", "2500000.00 EUR"),
        ("un million d'euros", "1000000.00 EUR"),
        ("3 millions de dollars", "3000000.00 USD"),
        ("مليون ليرة", "1000000 LBP"),
        ("2 مليون ليرة لبنانية", "2000000 LBP"),
        ("مليونين ل.ل.", "2000000 LBP"),
        ("90,000,000 L.L.", "90000000 LBP"),
        ("500.000 LL", "500000 LBP"),
        ("LBP 500000.00", "500000 LBP"),
        ("1.5 billion lira", "1500000000 LBP"),
        ("12.5 KWD", "12.500 KWD"),
        ("0.250 KD", "0.250 KWD"),
        ("1.250,500 دينار كويتي", "1250.500 KWD"),
        ("40 ألف ريال سعودي", "40000.00 SAR"),
    ],
)
def test_an_amount_is_understood(typed: str, meant: str) -> None:
    assert [one.plain for one in readings(typed)] == [meant]


@pytest.mark.parametrize(
    ("typed", "open_to"),
    [
        ("25000", ["25000.00 USD", "25000 LBP", "25000.00 EUR"]),
        ("25k", ["25000.00 USD", "25000 LBP", "25000.00 EUR"]),
        ("1.250 KWD", ["1250.000 KWD", "1.250 KWD"]),
        ("1.250 million $", ["1250000000.00 USD", "1250000.00 USD"]),
        ("100 £", ["100.00 GBP", "100 LBP"]),
        ("100 ريال", ["100.00 SAR", "100.00 QAR", "100.000 OMR"]),
    ],
)
def test_what_may_mean_several_things_is_asked_about(typed: str, open_to: list[str]) -> None:
    assert [one.plain for one in readings(typed)] == open_to


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dollars",
        "0 $",
        "-5 $",
        "10-20 $",
        "10 $ 20 €",
        "12.3456 $",
        "1,25,000 $",
        "1.2.3 $",
        "5 $ or so",
        "5 $ €",
        "NaN USD",
        "1e5 USD",
        "9" * 30 + " $",
        "five dollars",
        "25.50 LBP",
        "25 000 00 €",
    ],
)
def test_anything_else_is_no_amount(typed: str) -> None:
    assert readings(typed) == ()


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_amount_or_none(typed: str) -> None:
    assert all(one.amount > 0 for one in readings(typed))


@pytest.mark.parametrize("amount", [1.5, 2, "3"])
def test_a_float_is_no_amount(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount, "USD")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "currency"), [("-1", "USD"), ("1.005", "USD"), ("1", "XXX"), ("1e14", "USD")]
)
def test_no_amount_is_negative_finer_than_its_currency_or_beyond_measure(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Money(Decimal(amount), currency)


def test_currencies_are_never_added_up() -> None:
    given_out = [Money.of("0.10 USD"), Money.of("0.20 USD"), Money.of("5 LBP")]
    assert [one.plain for one in totals(given_out)] == ["5 LBP", "0.30 USD"]


@pytest.mark.parametrize(
    ("typed", "label", "amount"),
    [
        ("Stand: 3.500 €", "Stand", " 3.500 €"),
        ("Stand 3.500 €", "Stand", "3.500 €"),
        ("stand de 12 m² 25k USD", "stand de 12 m²", "25k USD"),
        ("الجناح ٣٥٠٠ دولار", "الجناح", "٣٥٠٠ دولار"),
        ("3 500 € pour le stand", "pour le stand", "3 500 €"),
        ("3500 €", "", "3500 €"),
        ("a stand", "", "a stand"),
    ],
)
def test_what_an_amount_is_for_is_told_from_the_amount(typed: str, label: str, amount: str) -> None:
    assert labelled(typed) == (label, amount)
