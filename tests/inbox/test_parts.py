"""What is sent at once and comes as several updates: which belong together, and what they say as one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox import parts
from bot.markup import as_html, units


def a_text(text: str, at: int = 100, **more: Any) -> dict[str, Any]:
    return {"update_id": at, "message": {"date": at, "text": text, **more}}


LONG = "word " * 600


@pytest.mark.parametrize(
    ("raw", "is_long"),
    [
        (a_text(LONG), True),
        (a_text("🫒" * 1001), True),
        (a_text("🫒" * 1000), False),
        (a_text("/search " + LONG), False),
        (a_text(LONG, forward_origin={}), False),
        ({"edited_message": a_text(LONG)["message"]}, False),
        ({"message": {"text": 7}}, False),
        ({"message": "text"}, False),
        ("poison", False),
    ],
)
def test_only_a_long_text_may_go_on(raw: Any, is_long: bool) -> None:
    assert parts.is_long(raw) is is_long


@pytest.mark.parametrize(
    ("earlier", "raw", "goes_on"),
    [
        (a_text(LONG), a_text("the rest"), True),
        (a_text(LONG), a_text("the rest", 102), True),
        (a_text(LONG), a_text("another thing", 103), False),
        (a_text(LONG), a_text("from before", 99), False),
        (a_text("short"), a_text("another"), False),
        (a_text(LONG), a_text("/cancel"), False),
        (a_text(LONG), {"callback_query": {}}, False),
        (a_text(LONG), {"message": {"text": "no date"}}, False),
    ],
)
def test_what_goes_on(earlier: Any, raw: Any, goes_on: bool) -> None:
    assert parts.goes_on(earlier, raw) is goes_on


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["x" * 4096, "xyz"], "x" * 4096 + "xyz"),
        (["🫒" * 2048, "!"], "🫒" * 2048 + "!"),
        (["one\n\ntwo\nthree", "four"], "one\n\ntwo\nthree\n\nfour"),
        (["one\ntwo", "three", "four"], "one\ntwo\nthree four"),
    ],
)
def test_what_was_cut_away_between_parts_is_put_back(texts: list[str], whole: str) -> None:
    assert parts.joined([a_text(text) for text in texts])["message"]["text"] == whole


@given(st.lists(st.tuples(st.text("ab🫒é ", min_size=1, max_size=9), st.booleans()), min_size=1, max_size=4))
def test_formatting_stays_on_the_words_that_it_was_on(given_parts: list[tuple[str, bool]]) -> None:
    raws = [
        a_text(text, entities=[{"type": "bold", "offset": 0, "length": units(text)}] if is_bold else [])
        for text, is_bold in given_parts
    ]
    message = parts.joined(raws)["message"]
    wanted = " ".join(f"<b>{text}</b>" if is_bold else text for text, is_bold in given_parts)
    assert as_html(message["text"], message.get("entities", ())) == wanted


def a_file(number: int, album: str | None = "a", **more: Any) -> dict[str, Any]:
    message = {"date": 100, "message_id": number, "photo": [], **more}
    return {"update_id": number, "message": message | ({"media_group_id": album} if album else {})}


@pytest.mark.parametrize(
    ("raws", "places", "may_go_on"),
    [
        ([a_file(1)], [0], True),
        ([a_file(1), a_file(2)], [0, 1], True),
        ([a_file(2), a_file(1)], [0, 1], True),
        ([a_file(1), a_text("between"), a_file(2), a_file(3, "another's")], [0, 2], True),
        ([a_file(number) for number in range(1, 12)], list(range(10)), False),
        ([a_file(1), *(a_file(1) for _again in range(9))], list(range(10)), True),
        ([a_file(1), {"edited_message": a_file(2)["message"]}], [0], True),
        ([a_file(1, None), a_file(2)], [0], False),
        ([a_text(LONG), a_text("the rest"), a_text("another thing", 103)], [0, 1], False),
        ([a_text(LONG), a_file(2)], [0], False),
        ([a_text(LONG), a_text(LONG)], [0, 1], True),
        ([a_text("short")], [0], False),
        (["poison"], [0], False),
    ],
)
def test_which_are_one(raws: list[Any], places: list[int], may_go_on: bool) -> None:
    assert parts.belonging(raws) == (places, may_go_on)
    assert not may_go_on or parts.may_go_on(raws[0])


def test_an_album_keeps_its_order_whatever_order_it_comes_in() -> None:
    whole = parts.joined([a_file(7, caption="words"), a_file(6), a_file(7, caption="words"), a_file(5)])
    assert whole["update_id"] == 7
    assert [message["message_id"] for message in whole["album"]] == [5, 6, 7]
