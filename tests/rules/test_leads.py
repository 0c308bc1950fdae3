"""Leads: what is read of what was sent, and what may belong together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.leads import (
    NAME_LIMIT,
    SENT_TOGETHER,
    Noted,
    belongs_to,
    may_belong,
    read,
    together,
)

NOW = datetime(2027, 2, 15, 9, 0, tzinfo=UTC)
CARD, NAMED = Noted(photos=1), Noted(name="Metro")


@pytest.mark.parametrize(
    ("words", "name", "note"),
    [
        ("Metro", "Metro", ""),
        ("Metro\n2 pallets of tahini\nmail them", "Metro", "2 pallets of tahini\nmail them"),
        ("كارفور\nزيت زيتون", "كارفور", "زيت زيتون"),
        ("", "", ""),
    ],
)
def test_the_first_line_is_the_company_and_the_rest_the_note(words: str, name: str, note: str) -> None:
    assert read(words) == (name, note)


def test_a_first_line_that_is_no_name_is_a_note_of_which_nothing_is_lost() -> None:
    words = "He wants two pallets a month, " * 6
    assert len(words) > NAME_LIMIT
    name, note = read(words)
    assert note == words
    assert words.startswith(name.removesuffix("…"))
    assert len(name) < NAME_LIMIT


@pytest.mark.parametrize(
    ("lead", "other", "may"),
    [
        (CARD, NAMED, True),
        (NAMED, CARD, True),
        (CARD, CARD, True),  # both sides of one
        (NAMED, NAMED, False),
        (Noted("Metro", photos=1), CARD, True),
        (Noted("Metro", photos=1), NAMED, False),
        (Noted(note="tall"), Noted(note="short"), False),
    ],
)
def test_a_card_may_be_that_of_a_name_but_never_two_names_one(
    lead: Noted, other: Noted, *, may: bool
) -> None:
    assert may_belong(lead, other) is may


def test_of_what_was_sent_about_the_same_time_the_nearest_is_offered() -> None:
    minutes = [timedelta(minutes=n) for n in (3, 1, 2)]
    others = [(n, CARD, NOW - ago) for n, ago in enumerate(minutes)]
    assert belongs_to(NAMED, NOW, others) == 1
    assert belongs_to(NAMED, NOW, [*others, (9, NAMED, NOW)]) == 1
    assert belongs_to(NAMED, NOW + SENT_TOGETHER + minutes[0], others) is None
    assert belongs_to(NAMED, NOW, []) is None


def test_notes_are_put_below_each_other_once() -> None:
    assert together("tall", "", "blue", "tall") == "tall\nblue"
