"""Telegram's HTML: written from what people format, read back as plain text, measured.

What it may hold: https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TEXT_LENGTH = 4096
"""The longest text of a message, in code points without its formatting (https://core.telegram.org/bots/api#sendmessage;
https://core.telegram.org/constructor/config says of what: message_length_max)."""
CAPTION_LENGTH = 1024
"""The longest text under a file."""
RAW_BYTES = 32_768
"""The longest text with its formatting."""

# Outer ones first, where two entities cover the same text
_TAGS = {
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "pre": "pre",
    "code": "code",
    "text_link": "a",
    "text_mention": "a",
    "custom_emoji": "tg-emoji",
    "date_time": "tg-time",
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
}
_RANKS = {kind: rank for rank, kind in enumerate(_TAGS)}
_TAG = re.compile("<[^>]*>")
_PIECE = re.compile("<[^>]*>|[^<]+")
_AROUND_NOTHING = re.compile(r"<([\w-]+)[^>]*></\1>")
_BLANK_LINES_FIRST = re.compile(r"^((?:<[^/>][^>]*>)*)(?:[^\S\n]*\n)+")
# What prints nothing or turns the text around it, and half characters, which cannot be stored; line breaks stay
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class _Span:
    """A stretch of text between a start and an end tag, in UTF-16 units."""

    begin: int
    end: int
    rank: int
    opening: str
    closing: str

    @property
    def order(self) -> tuple[int, int]:
        """Of spans that are open at one place, the outer ones come first."""
        return -self.end, self.rank


def escape(text: str) -> str:
    """Text from people for HTML, in content and in attributes: & < > and the double quote."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def as_html(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """A text with its MessageEntity objects as HTML that gives the same text and formatting when it is sent.

    Entities that Telegram finds by itself (addresses, commands, mentions of user names) need no tag.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    spans = [_span(entity) for entity in entities if entity["type"] in _TAGS]
    pieces: list[str] = []
    nested: list[_Span] = []
    at = 0
    for edge in sorted({edge for span in spans for edge in (span.begin, span.end)}):
        pieces.append(_escaped(units, at, edge))
        at = edge
        # Tags nest: a span that goes on beyond one around it is closed with that, and opened again
        kept = next((i for i, span in enumerate(nested) if span.end <= edge), len(nested))
        pieces += [span.closing for span in reversed(nested[kept:])]
        going_on = [span for span in nested[kept:] if span.end > edge]
        beginning = [span for span in spans if span.begin == edge < span.end]
        opened = sorted(going_on + beginning, key=lambda span: span.order)
        pieces += [span.opening for span in opened]
        nested[kept:] = opened
    return "".join([*pieces, _escaped(units, at, len(units) // 2)])


def _span(entity: Mapping[str, Any]) -> _Span:
    kind = entity["type"]
    tag = _TAGS[kind]
    begin, opening, closing = entity["offset"], f"<{tag}>", f"</{tag}>"
    match kind:
        case "expandable_blockquote":
            opening = "<blockquote expandable>"
        case "pre" if language := entity.get("language"):
            opening, closing = f'<pre><code class="language-{escape(language)}">', "</code></pre>"
        case "text_link":
            opening = f'<a href="{escape(entity["url"])}">'
        case "text_mention":
            opening = f'<a href="tg://user?id={entity["user"]["id"]}">'
        case "custom_emoji":
            opening = f'<tg-emoji emoji-id="{escape(entity["custom_emoji_id"])}">'
        case "date_time":
            shown = entity.get("date_time_format")
            shape = f' format="{escape(shown)}"' if shown else ""
            opening = f'<tg-time unix="{entity["unix_time"]}"{shape}>'
    return _Span(begin, begin + entity["length"], _RANKS[kind], opening, closing)


def _escaped(units: bytes, begin: int, end: int) -> str:
    return escape(units[2 * begin : 2 * end].decode("utf-16-le", "surrogatepass"))


def tidied(wording: str) -> str:
    """HTML without what is invisible or turns other text around; its formatting is kept."""
    return _UNWANTED.sub("", wording)


def cut_after_first_line(wording: str) -> tuple[str, str]:
    """The first line of HTML as plain text, and the rest as HTML: what is open at the cut is opened again after it.

    Empty lines between the two belong to neither. Each part may be "".
    """
    first: list[str] = []
    nested: list[str] = []
    rest = ""
    for found in _PIECE.finditer(wording.lstrip()):
        piece = found.group()
        if piece.startswith("</"):
            nested.pop()
        elif piece.startswith("<"):
            nested.append(piece)
        else:
            line, has_more, below = piece.partition("\n")
            first.append(line)
            if has_more:
                rest = "".join(nested) + below + wording.lstrip()[found.end() :]
                break
    return html.unescape("".join(first)).strip(), _without_blank_beginning(rest)


def _without_blank_beginning(wording: str) -> str:
    """HTML that begins with something to read: no empty line before it, no tags around nothing."""
    while (less := _BLANK_LINES_FIRST.sub(r"\1", _AROUND_NOTHING.sub("", wording))) != wording:
        wording = less
    return wording.rstrip()


def plain(wording: str) -> str:
    """The text of HTML without its formatting."""
    return html.unescape(_TAG.sub("", wording))


def length(wording: str) -> int:
    """How long HTML is as Telegram counts what it takes: in code points, without the formatting."""
    return len(plain(wording))


def units(text: str) -> int:
    """How long a text is as phones count, and as Telegram counts where entities begin and end: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(wording: str, most: int = TEXT_LENGTH) -> bool:
    """Whether HTML, as it is sent, fits into one message, or under a file."""
    return length(wording) <= most and len(wording.encode(errors="surrogatepass")) <= RAW_BYTES
