"""Codes at the door: what we did not sign, or signed for something else, is none."""

from __future__ import annotations

import base64
import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.rules import deep_links
from bot.rules.codes import (
    SLOT,
    TICKET,
    VENUE,
    Ticket,
    is_like_venue_number,
    is_venue_number,
    read_ticket,
    read_venue_code,
    ticket,
    venue_changes_at,
    venue_code,
    venue_number,
)

OLD, NEW, STRANGE = b"o" * 32, b"n" * 32, b"s" * 32
KEYS = (NEW, OLD)
NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
ALPHABET = string.ascii_letters + string.digits + "-_"
IDS = st.integers(0, 2**32 - 1)
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９")


@given(IDS, IDS)
def test_a_ticket_says_for_which_event_and_whom(event_id: int, person_id: int) -> None:
    assert read_ticket(ticket(event_id, person_id, KEYS), KEYS) == Ticket(event_id, person_id)


def test_a_ticket_stays_the_same_and_only_its_key_reads_it() -> None:
    assert ticket(12, 34, KEYS) == ticket(12, 34, KEYS)
    old = ticket(12, 34, (OLD,))
    assert read_ticket(old, KEYS) == Ticket(12, 34)
    assert read_ticket(old, (NEW,)) is None
    assert read_ticket(ticket(12, 34, (STRANGE,)), KEYS) is None


@given(IDS, IDS, st.integers(0, 31), st.sampled_from(ALPHABET))
def test_one_other_character_makes_it_no_ticket(first: int, second: int, place: int, other: str) -> None:
    code = ticket(first, second, KEYS)
    assume(code[place] != other)
    assert read_ticket(code[:place] + other + code[place + 1 :], KEYS) is None


@given(IDS, IDS, IDS, IDS)
@example(12, 34, 34, 12)
@example(12, 34, 12, 35)
@example(12, 34, 13, 34)
def test_the_tag_of_one_ticket_makes_no_other(
    event_id: int, person_id: int, other: int, another: int
) -> None:
    assume((event_id, person_id) != (other, another))
    tag = base64.urlsafe_b64decode(ticket(event_id, person_id, KEYS))[8:]
    numbers = base64.urlsafe_b64decode(ticket(other, another, KEYS))[:8]
    assert read_ticket(base64.urlsafe_b64encode(numbers + tag).decode(), KEYS) is None


@given(st.text() | st.text(ALPHABET, min_size=32, max_size=32))
@example("")
@example("٣" * 32)
@example("A" * 32)
@example("=" * 32)
@example(ticket(12, 34, KEYS)[:-1])
@example(ticket(12, 34, KEYS) + "=")
@example(ticket(12, 34, KEYS) + "\n")
@example(" " + ticket(12, 34, KEYS))
@example(ticket(12, 34, KEYS) * 2)
def test_what_we_did_not_make_is_neither_ticket_nor_venue_code(code: str) -> None:
    assert read_ticket(code, KEYS) is None
    assert read_venue_code(code, NOON, KEYS) is None


def test_what_was_signed_for_one_thing_is_none_for_the_other() -> None:
    slot = int(NOON.timestamp()) // int(SLOT.total_seconds())
    assert read_venue_code(venue_code(12, NOON, KEYS), NOON, KEYS) == 12
    assert read_venue_code(ticket(12, slot, KEYS), NOON, KEYS) is None
    assert read_ticket(venue_code(12, NOON, KEYS), KEYS) is None


@pytest.mark.parametrize(
    ("later", "is_taken"),
    [
        (timedelta(0), True),
        (timedelta(minutes=19, seconds=59), True),
        (timedelta(minutes=20), False),
        (timedelta(days=1), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_the_venue_s_code_is_taken_in_its_slot_and_the_next(later: timedelta, is_taken: bool) -> None:
    code, number = venue_code(12, NOON, KEYS), venue_number(12, NOON, KEYS)
    assert read_venue_code(code, NOON + later, KEYS) == (12 if is_taken else None)
    assert is_venue_number(number, 12, NOON + later, KEYS) is is_taken


@given(st.integers(0, 10**9))
def test_the_venue_s_code_changes_when_it_says_so(seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)
    changes_at = venue_changes_at(now)
    assert timedelta(0) < changes_at - now <= SLOT
    assert venue_code(12, changes_at - timedelta(microseconds=1), KEYS) == venue_code(12, now, KEYS)
    assert venue_code(12, changes_at, KEYS) != venue_code(12, now, KEYS)


@given(IDS, st.sampled_from(SCRIPTS), st.sampled_from(["", " ", "-", "\u2009", "\u2068"]))
def test_the_number_is_typed_in_any_script(event_id: int, script: str, between: str) -> None:
    number = venue_number(event_id, NOON, KEYS)
    assert len(number) == 6
    typed = f" {number[:3]}{between}{number[3:]} ".translate(str.maketrans("0123456789", script))
    assert is_venue_number(typed, event_id, NOON, KEYS)


def test_a_number_that_begins_with_zero_keeps_it() -> None:
    event_id = next(one for one in range(1000) if venue_number(one, NOON, KEYS).startswith("0"))
    number = venue_number(event_id, NOON, KEYS)
    assert is_venue_number(number, event_id, NOON, KEYS)
    assert not is_venue_number(number[1:], event_id, NOON, KEYS)


@given(st.text(max_size=20))
@example("")
@example("١٢٣")
@example("1234567")
@example("12345a")
@example("²²²²²²")
def test_another_number_is_not_the_venue_s(typed: str) -> None:
    number = venue_number(12, NOON, KEYS)
    assume(number not in typed)
    assert not is_venue_number(typed, 12, NOON, KEYS)


def test_the_number_is_one_event_s_and_one_key_ring_s() -> None:
    number = venue_number(12, NOON, KEYS)
    assert not is_venue_number(number, 13, NOON, KEYS)
    assert not is_venue_number(number, 12, NOON, (STRANGE,))
    assert is_venue_number(venue_number(12, NOON, (OLD,)), 12, NOON, KEYS)


@pytest.mark.parametrize(
    ("kind", "code"), [(TICKET, ticket(12, 34, KEYS)), (VENUE, venue_code(12, NOON, KEYS))]
)
def test_a_code_travels_in_a_deep_link(kind: str, code: str) -> None:
    payload = deep_links.link("qoot_bot", code, kind).partition("?start=")[2]
    assert deep_links.read(payload) == (kind, code)


@pytest.mark.parametrize("digits", SCRIPTS)
def test_six_digits_in_any_script_are_like_a_number_and_nothing_else_is(digits: str) -> None:
    six = "482 913".translate(str.maketrans("0123456789", digits))
    assert is_like_venue_number(six)
    assert not any(
        is_like_venue_number(other) for other in ("", six[:-1], six + digits[0], "six digits", "48291x")
    )
