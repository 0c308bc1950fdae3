"""Buttons with links, as staff type them."""

from __future__ import annotations

import pytest

from bot.rules.links import ADDRESS_LIMIT, LABEL_LIMIT, BadLine, Fault, address_of, as_typed, read_links


@pytest.mark.parametrize("between", [" – ", " - ", " — ", ": ", " ", " → ", " | ", "\u00a0: "])
def test_a_line_is_what_the_button_says_and_where_it_leads(between: str) -> None:
    assert read_links(f"Register now{between}https://qoot.example/a?b=1&c=2#d") == (
        ("Register now", "https://qoot.example/a?b=1&c=2#d"),
    )


def test_several_lines_are_several_buttons_in_their_order_and_can_be_typed_again() -> None:
    typed = "سجّل الآن – https://qoot.example/ar\n\n  Programme : www.qoot.example/p.pdf \n"
    links = (("سجّل الآن", "https://qoot.example/ar"), ("Programme", "https://www.qoot.example/p.pdf"))
    assert read_links(typed) == links
    assert read_links(as_typed(links)) == links
    assert read_links(" \n") == ()


def test_an_address_is_understood_as_people_say_it() -> None:
    assert read_links("Programme - qoot.example/programme\nVoir : Qoot.example") == (
        ("Programme", "https://qoot.example/programme"),
        ("Voir", "https://Qoot.example"),
    )
    assert read_links("Écrire – info@qoot.example") == BadLine(
        1, "Écrire – info@qoot.example", Fault.NO_ADDRESS
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Register", Fault.NO_ADDRESS),
        ("https://qoot.example/a Register", Fault.NO_ADDRESS),
        ("https://qoot.example/a", Fault.NO_LABEL),
        ("– https://qoot.example/a", Fault.NO_LABEL),
        ("x" * (LABEL_LIMIT + 1) + " – https://qoot.example", Fault.LONG_LABEL),
        ("Call – tel:+9611000000", Fault.BAD_ADDRESS),
        ("Run – javascript:alert(1)", Fault.BAD_ADDRESS),
        ("Open – tg://resolve?domain=x", Fault.BAD_ADDRESS),
        ("In – https://rima:secret@qoot.example/", Fault.BAD_ADDRESS),
        ("In – https://", Fault.BAD_ADDRESS),
        ("In – https://localhost/a", Fault.BAD_ADDRESS),
        ("In – https://qoot.example:0/", Fault.BAD_ADDRESS),
        ("In – https://[::1/", Fault.BAD_ADDRESS),
        ("In – https://qoot.example/" + "x" * ADDRESS_LIMIT, Fault.BAD_ADDRESS),
    ],
)
def test_a_line_that_is_no_button_is_named_with_its_number(line: str, fault: Fault) -> None:
    assert read_links(f"Fine – https://qoot.example\n{line}") == BadLine(2, line, fault)


def test_a_seventh_is_one_too_many() -> None:
    lines = [f"{n} – https://qoot.example/{n}" for n in range(7)]
    assert len(read_links("\n".join(lines[:6]))) == 6  # type: ignore[arg-type]  # all are fine
    assert read_links("\n".join(lines)) == BadLine(7, lines[6], Fault.TOO_MANY)


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert address_of("HTTPS://Qoot.Example/A%20b") == "HTTPS://Qoot.Example/A%20b"
    assert address_of("http://xn--mgbcd4a2b0d2b.example") == "http://xn--mgbcd4a2b0d2b.example"
    assert address_of("https://قوت.مثال/معرض") == "https://قوت.مثال/معرض"
