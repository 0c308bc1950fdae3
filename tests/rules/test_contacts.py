"""Contact details in every way that people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.contacts import email_address, phone_number, shown_phone, website


@pytest.mark.parametrize(
    "typed",
    [
        "03 123 456",
        "03/123456",
        "3123456",
        "٠٣ ١٢٣ ٤٥٦",
        "۰۳۱۲۳۴۵۶",
        "9613123456",
        "00961 3 123 456",
        "+961 (3) 123-456",
        "tel:+961-3-123456",
        "\u200e+961 3 123 456\u202c",
        "＋961 3 123456",
    ],
)
def test_a_lebanese_number_is_known_in_any_digits_and_punctuation(typed: str) -> None:
    assert phone_number(typed) == "+9613123456"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+33 6 12 34 56 78", "+33612345678"),
        ("971501234567", "+971501234567"),
        ("33612345678", "+33612345678"),
    ],
)
def test_a_foreign_number_needs_its_country_code_but_not_the_plus(typed: str, number: str) -> None:
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "12345",
        "9.61312E+09",
        "1-800-FLOWERS",
        "03 123 456 ext 12",
        "03123456 / 71123456",
        "+++",
        "03 123 456" + "0" * 40,
        "call Rana",
        "0612345678",
        "+999 123456789",
    ],
)
def test_what_is_no_number_is_none(junk: str) -> None:
    assert phone_number(junk) is None


def test_numbers_are_shown_with_their_country_code() -> None:
    assert shown_phone("+9613123456") == "+961 3 123 456"
    assert shown_phone("+33612345678") == "+33 6 12 34 56 78"


@given(st.from_regex(r"\A(0?3|70|71|81)[0-9]{6}\Z"))
def test_what_is_shown_is_read_back_as_the_same_number(typed: str) -> None:
    number = phone_number(typed)
    assert number is not None
    assert phone_number(shown_phone(number)) == number


@given(st.text())
def test_nothing_typed_breaks_the_readers(typed: str) -> None:
    for read in (phone_number, email_address, website):
        form = read(typed)
        assert form is None or read(form) == form


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Rana.K@Example.COM ", "Rana.K@example.com"),
        ("mailto:rana@example.com", "rana@example.com"),
        ("<rana@example.com>;", "rana@example.com"),
        ("rana@cedarpress.example", "rana@cedarpress.example"),
        ("رنا@مثال.لبنان", "رنا@مثال.لبنان"),
    ],
)
def test_addresses_are_normalised(typed: str, address: str) -> None:
    assert email_address(typed) == address


@pytest.mark.parametrize(
    "junk", ["", "rana", "rana@", "rana@host", "a b@example.com", "rana@[127.0.0.1]", "Rana <r@example.com>"]
)
def test_what_is_no_address_is_none(junk: str) -> None:
    assert email_address(junk) is None


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("cedarpress.example", "https://cedarpress.example"),
        ("www.CedarPress.example/", "https://www.cedarpress.example"),
        ("HTTP://cedarpress.example/Shop?x=1", "http://cedarpress.example/Shop?x=1"),
        ("https://instagram.com/cedarpress", "https://instagram.com/cedarpress"),
        ("معاصر.لبنان", "https://معاصر.لبنان"),
    ],
)
def test_sites_get_a_scheme_and_a_lower_case_host(typed: str, site: str) -> None:
    assert website(typed) == site


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "none",
        "www.cedar",
        "javascript:alert(1)",
        "JaVaScRiPt://cedar.example/%0aalert(1)",
        "ftp://cedar.example",
        "data:text/html,x",
        "https://user:pass@cedar.example",
        "rana@cedar.example",
        "https://127.0.0.1/",
        "https://[::1]/",
        "http://2130706433/",
        "http://localhost",
        "https://cedar.example/a b",
        "https://cedar.example:99999",
        "https://ced ar.example",
        "https://-cedar.example",
        "cedar..example",
        'https://cedar.example/"onload=',
        "https://cedar.example\\@evil.example",
        "https://" + "a" * 200 + ".example",
    ],
)
def test_what_is_no_public_site_is_none(junk: str) -> None:
    assert website(junk) is None
