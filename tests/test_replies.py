"""Taps are typed: what a button carries comes back as it went, and nothing else comes back at all."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES, isolate, undirected
from bot.markup import length
from bot.replies import CALLBACK_BYTES, Button, File, Reply, Tap, UnknownTap, grid, laid_out, rows
from bot.screens.navigation import Home
from handlers import FEATURES

KINDS = sorted(Tap.registry.values(), key=lambda kind: kind.prefix)
LONGEST = {
    "language": "ar",
    "substitute": "en",
    "dimension": "sub_cluster",
    "whose": "w" * 6,
    "how": "not_for_us",
    "command": "c" * 61,
}
"""The longest text that each text field holds, where our own screens put it."""


def extremes(kind: type[Tap]) -> Tap:
    """The tap with the longest value in each field."""
    hints = get_type_hints(kind)
    return kind(**{field.name: _longest(field.name, hints[field.name]) for field in dataclasses.fields(kind)})  # type: ignore[arg-type]


def _longest(name: str, hint: Any) -> Any:
    if hint is bool:
        return True
    if hint is int:
        return 2**53
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return max(hint, key=len)
    return LONGEST.get(name, "x" * 16)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tap_fits_and_comes_back(kind: type[Tap]) -> None:
    tap = extremes(kind)
    assert len(tap.pack().encode()) <= CALLBACK_BYTES
    assert Tap.unpack(tap.pack()) == tap


def test_every_tap_that_a_screen_can_show_is_served() -> None:
    served = {kind for feature in FEATURES for kind in feature.taps}
    of_the_conversation = {kind for kind in KINDS if kind.__module__ == "bot.screens.forms"}
    assert served | of_the_conversation == set(KINDS)


@st.composite
def forged(draw: st.DrawFn) -> str:
    """A tap of ours, or nearly: some of its fields are replaced."""
    prefix, *parts = extremes(draw(st.sampled_from(KINDS))).pack().split(":")
    other = st.from_regex(r"[0-9a-z-]{0,3}", fullmatch=True) | st.text(max_size=4)
    return ":".join([prefix, *(draw(st.just(part) | other) for part in parts)])


@given(st.text(max_size=80) | forged())
def test_what_is_no_tap_of_ours_is_refused(data: str) -> None:
    try:
        tap = Tap.unpack(data)
    except UnknownTap:
        return
    assert Tap.unpack(tap.pack()) == tap
    assert f"{data}:".startswith(f"{tap.pack()}:")  # what is as by default need not be said, and may be


@pytest.mark.parametrize(
    "data",
    ["", ":", "bo", "bo:", "bo:1:2", "bo:-", "bo:01", "bo:zzzzzzzzzzzzzzzzzzzz", "ro:٣", "sl:2", "tr:1:king"],
)
def test_a_forged_tap_is_refused(data: str) -> None:
    with pytest.raises(UnknownTap):
        Tap.unpack(data)


def test_arabic_rows_are_mirrored_and_its_lines_marked() -> None:
    reply = Reply("Cedar Press\nB", rows((Button("1", Home()), Button("2", Home()))))
    arabic, english = laid_out(reply, "ar"), laid_out(reply, "en")
    assert [button["label"] for button in arabic["buttons"][0]] == ["2", "1"]
    assert arabic["text"] == "\u200fCedar Press\n\u200fB"
    assert english["text"] == "Cedar Press\nB"
    assert [button["label"] for button in english["buttons"][0]] == ["1", "2"]


def test_a_preview_is_laid_out_for_whom_it_shows() -> None:
    buttons = rows((Button("1", Home()), Button("2", Home())))
    preview = Reply("Cedar Press", buttons, language="ar")
    shown = laid_out(Reply("Cedar Press", buttons, before=(preview,)), "en")
    assert shown["before"] == [laid_out(Reply("Cedar Press", buttons), "ar")]
    assert [button["label"] for button in shown["buttons"][0]] == ["1", "2"]


@pytest.mark.parametrize("language", LOCALES)
def test_what_staff_wrote_is_left_alone(language: str) -> None:
    """Bank details are copied as they are: nothing that cannot be seen goes with them."""
    written = Reply("مرحبا <b>x</b>\nIBAN LB62 0999\n<pre>Cedar\nPress</pre>", is_verbatim=True)
    assert laid_out(written, language)["text"] == written.text


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize(("file", "most"), [(None, 4096), (File("a.txt", b"x"), 1024)])
def test_our_marks_make_no_text_too_long(language: str, file: File | None, most: int) -> None:
    line = f"{isolate('Cedar')}<b>é&lt;</b>\n{isolate('أرز')} أ\n"
    full = line * (most // length(line))
    assert laid_out(Reply(line, file=file), language)["text"].count(isolate("Cedar")) == 1
    assert laid_out(Reply(full, file=file), language)["text"] == undirected(full)
    written = undirected(full)
    written += "x" * (most - length(written))
    assert laid_out(Reply(written, file=file), language)["text"] == written


def test_a_label_that_would_be_cut_beside_another_stands_alone() -> None:
    labels = ["Wine", isolate("Twenty characters ok"), "Twenty-one characters", "Fresh", "Snacks", "Oil"]
    laid = [[button.label for button in row] for row in grid([Button(label) for label in labels], 2)]
    assert laid == [labels[:2], labels[2:3], labels[3:5], labels[5:]]
    assert len(grid([Button(label) for label in ("One", "Two", "Three", "Four")], 3)) == 2
