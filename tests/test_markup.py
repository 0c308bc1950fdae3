"""What people format comes out as it went in, whatever their words and links hold; and it is measured."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot

from bot.markup import as_html, cut_after_first_line, escape, fits, length, plain, tidied
from bot.simulator.entities import parsed
from bot.simulator.entities.arrange import arranged
from bot.simulator.entities.units import utf16_length
from handlers.incoming import parse

PLAIN_KINDS = (
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "blockquote",
    "expandable_blockquote",
)
EVERY_KIND: list[dict[str, Any]] = [
    *({"type": kind} for kind in PLAIN_KINDS),
    {"type": "pre"},
    {"type": "pre", "language": 'c"++'},
    {"type": "text_link", "url": 'https://qoot.example/?a="1"&lt=2&quot=3'},
    {"type": "text_mention", "user": {"id": 501, "is_bot": False, "first_name": ""}},
    {"type": "custom_emoji", "custom_emoji_id": "5368"},
    {"type": "date_time", "unix_time": 1793610000, "date_time_format": ""},
    {"type": "date_time", "unix_time": 1793610000, "date_time_format": "wDT"},
]
MARKUP = st.sampled_from(
    ["&", "&lt", "&quot=", "&amp;", "&#60;", '"', "'", "<", ">", "</b>", "=", "\n", "🌾", "خ"]
)
TEXTS = st.lists(MARKUP | st.characters(exclude_categories=("Cs",)), max_size=30).map("".join)
URLS = st.lists(
    MARKUP.filter(str.strip) | st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=9
).map(lambda parts: "https://qoot.example/" + "".join(parts))


@st.composite
def formatted(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A text with entities of every kind at random places, in the order that Telegram gives them."""
    text = draw(TEXTS)
    edges = st.integers(0, len(text))
    entities = []
    for about, one, other in draw(st.lists(st.tuples(st.sampled_from(EVERY_KIND), edges, edges), max_size=6)):
        begin, end = (utf16_length(text[:edge]) for edge in sorted((one, other)))
        if begin < end:
            more = {"url": draw(URLS)} if "url" in about else {}
            entities.append({**about, **more, "offset": begin, "length": end - begin})
    return text, arranged(entities)


def end(entity: dict[str, Any]) -> int:
    return int(entity["offset"] + entity["length"])


def nested(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that do not cross one before them: of two with a common character Telegram sends one within the other."""
    kept: list[dict[str, Any]] = []
    for entity in entities:
        if not any(one["offset"] < entity["offset"] < end(one) < end(entity) for one in kept):
            kept.append(entity)
    return kept


def coverage(entities: list[dict[str, Any]]) -> dict[int, list[str]]:
    """How each UTF-16 unit is formatted."""
    found: dict[int, list[str]] = {}
    for entity in entities:
        about = {key: value for key, value in entity.items() if key not in {"offset", "length"}}
        for at in range(entity["offset"], end(entity)):
            found.setdefault(at, []).append(repr(sorted(about.items())))
    return {at: sorted(kinds) for at, kinds in found.items()}


@given(formatted())
def test_html_says_what_the_entities_said(written: tuple[str, list[dict[str, Any]]]) -> None:
    text, entities = written[0], nested(written[1])
    assert parsed(as_html(text, entities), "HTML", None) == parsed(text, "", entities)


@given(formatted())
def test_entities_that_cross_format_the_same_characters(written: tuple[str, list[dict[str, Any]]]) -> None:
    text, entities = written
    sent, kept = parsed(as_html(text, entities), "HTML", None)
    expected, given_so = parsed(text, "", entities)
    assert sent == expected
    assert coverage(kept) == coverage(given_so)


@given(formatted())
def test_the_plain_text_of_html_is_the_text(written: tuple[str, list[dict[str, Any]]]) -> None:
    text, entities = written
    assert plain(as_html(text, entities)) == text
    assert length(as_html(text, entities)) == len(text)


@given(st.text())
def test_html_of_text_without_formatting_is_the_text_escaped(text: str) -> None:
    assert as_html(text, ()) == escape(text)


@pytest.mark.parametrize("about", EVERY_KIND, ids=lambda about: "-".join(map(str, about.values()))[:40])
async def test_every_kind_comes_in_as_html(about: dict[str, Any], offline: Bot) -> None:
    """Through the library's objects too."""
    text = '🌾 <so> & "so"'
    entity = {**about, "offset": 3, "length": 4}
    raw = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 5, "type": "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "Amina"},
            "text": text,
            "entities": [entity, {"type": "of_next_year", "offset": 0, "length": 2}],
        },
    }
    incoming = parse(raw, offline)
    assert incoming is not None
    assert parsed(incoming.html, "HTML", None) == (text, [entity])


@pytest.fixture
def offline() -> Bot:
    return Bot("1:a")


def test_what_telegram_finds_by_itself_gets_no_tag() -> None:
    assert as_html("@qoot #a", [{"type": "mention", "offset": 0, "length": 5}]) == "@qoot #a"


def test_an_entity_that_goes_on_beyond_the_one_around_it_is_opened_again() -> None:
    crossing = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert as_html("abc", crossing) == "<b>a<i>b</i></b><i>c</i>"


def test_length_is_counted_as_telegram_counts() -> None:
    assert length('<a href="https://a.example/?b&amp;c">😀 &lt;b&gt;</a>') == 5
    assert fits("<b>" + "&amp;" * 4096 + "</b>")
    assert fits("😀" * 4096)
    assert not fits("😀" * 4097)
    assert not fits("<b><i>a</i></b>" * 4096)


def test_what_turns_text_around_goes_and_the_formatting_stays() -> None:
    assert tidied("<b>a\u202eb</b>\n\u2067c\x00\td\ud83d") == "<b>ab</b>\nc\td"


@pytest.mark.parametrize(
    ("wording", "first", "rest"),
    [
        ("Forum", "Forum", ""),
        ("Forum\n\nCome &amp; <b>taste</b>", "Forum", "Come &amp; <b>taste</b>"),
        ("<b>Oil &amp; wine</b>\nCome", "Oil & wine", "Come"),
        ("<b>Forum\nCome</b> all", "Forum", "<b>Come</b> all"),
        ("<b>Forum\n\n</b>Come", "Forum", "Come"),
        ("A <i><b>B\nC</b> D</i>", "A B", "<i><b>C</b> D</i>"),
        (
            '<a href="https://qoot.example/?a=1&amp;b=2">F\nG</a>',
            "F",
            '<a href="https://qoot.example/?a=1&amp;b=2">G</a>',
        ),
        (
            '<pre><code class="language-py">if:\n  pass</code></pre>',
            "if:",
            '<pre><code class="language-py">  pass</code></pre>',
        ),
        ("ملتقى\n<tg-spoiler>سرّ</tg-spoiler>", "ملتقى", "<tg-spoiler>سرّ</tg-spoiler>"),
        ("Forum\n\n ", "Forum", ""),
        ("", "", ""),
    ],
)
def test_the_first_line_is_cut_off_and_the_formatting_goes_on(wording: str, first: str, rest: str) -> None:
    assert cut_after_first_line(wording) == (first, rest)


@given(formatted())
def test_what_is_cut_apart_says_the_same_and_its_tags_nest(
    written: tuple[str, list[dict[str, Any]]],
) -> None:
    text, entities = written
    first, rest = cut_after_first_line(tidied(as_html(text, entities)))
    assert "\n" not in first
    assert "".join((first + plain(rest)).split()) == "".join(tidied(text).split())
    assert parsed(rest, "HTML", None)[0].split() == plain(rest).split()
