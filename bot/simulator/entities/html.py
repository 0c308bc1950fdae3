"""Telegram's HTML, read as tdlib reads it.

Source: do_parse_html in https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp: its tags, its
leniency, its words and its byte offsets.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

from bot.simulator.entities.arrange import in_order
from bot.simulator.entities.kinds import date_format, linked
from bot.simulator.entities.units import Entity, utf16_length, utf16_slice
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.links import WrongLink

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
CLASSES = {"code": "language-", "span": "tg-"}
TAGS = frozenset(STYLES) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
MARKUP = re.compile(r"[<&]")
CHARACTER = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAG_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v\0=>/\"']*")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
INTEGER = re.compile(r"-?[0-9]+")
SPACE = re.compile(r"[ \t\r\n\v\0]*")
NAME_ENDS = frozenset("> \t\r\n\v\0")
SURROGATE = re.compile("[\ud800-\udfff]")
LONE_SURROGATE = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    moment: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities; ApiError 400 with Telegram's words where the markup is wrong."""
    if not MARKUP.search(source):
        return source, []
    return _Parser(source).parse()


def decoded(source: str, at: int) -> tuple[str, int] | None:
    """The character that a reference at an ampersand stands for and where it ends, None for plain text."""
    match = CHARACTER.match(source, at)
    if match is None:
        return None
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    length = len(match.group().rstrip(";"))
    return (chr(code), match.end()) if 0 < code < 0x10FFFF and length < 10 else None


class _Parser:
    """One pass over the source, with a stack of the tags that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        """The whole source."""
        while self.at < len(self.source):
            match = MARKUP.search(self.source, self.at)
            begins = match.start() if match else len(self.source)
            self._text(self.source[self.at : begins])
            self.at = begins
            if match and match.group() == "&":
                self._reference()
            elif match:
                self._tag()
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        text = "".join(self.pieces)
        if SURROGATE.search(text):
            raise _wrong(LONE_SURROGATE)
        return text, in_order(self.entities)

    def _text(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.offset += utf16_length(text)

    def _reference(self) -> None:
        found = decoded(self.source, self.at)
        text, self.at = found or ("&", self.at + 1)
        self._text(text)

    def _tag(self) -> None:
        begins = self.at
        self.at += 1
        if self._peek() == "/":
            self._end_tag(begins)
        else:
            self._start_tag(begins)

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        assert match is not None
        self.at = match.end()
        return match.group()

    def _byte(self, index: int) -> int:
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def _start_tag(self, begins: int) -> None:
        tag = self._take(TAG_NAME).lower()
        if not self._peek():
            raise _wrong(f"Unclosed start tag at byte offset {self._byte(begins)}")
        if tag not in TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {self._byte(begins)}')
        argument, moment = "", 0
        while self._take(SPACE) is not None and self._peek() != ">":
            name, value = self._attribute(tag, begins)
            argument = _argument(tag, name, value, argument)
            if (tag, name) == ("tg-time", "unix"):
                number = INTEGER.match(value or "")
                moment = _int32(int(number.group())) if number else 0
        self.at += 1
        if tag == "span" and argument != "spoiler":
            text = f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begins)}'
            raise _wrong(text)
        self.open.append(_Open(tag, argument, self.offset, moment))

    def _attribute(self, tag: str, begins: int) -> tuple[str, str | None]:
        name = self._take(ATTRIBUTE_NAME)
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._byte(begins)}'
        if not name:
            raise _wrong(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begins)}')
        self._take(SPACE)
        if not self._peek():
            raise _wrong(unclosed)
        if self._peek() != "=":
            return name, None
        self.at += 1
        self._take(SPACE)
        if not self._peek():
            raise _wrong(unclosed)
        value = self._quoted() if self._peek() in "'\"" else self._name_token()
        if not self._peek():
            raise _wrong(f"Unclosed start tag at byte offset {self._byte(begins)}")
        return name, value

    def _name_token(self) -> str:
        begins = self.at
        token = self._take(NAME_TOKEN).lower()
        following = self._peek()
        if following and following not in NAME_ENDS:
            raise _wrong(f"Unexpected end of name token at byte offset {self._byte(begins)}")
        return token

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        pieces: list[str] = []
        while self._peek() not in ("", quote):
            found = decoded(self.source, self.at) if self._peek() == "&" else None
            piece, self.at = found or (self._peek(), self.at + 1)
            pieces.append(piece)
        self.at = min(self.at + 1, len(self.source))
        return "".join(pieces)

    def _end_tag(self, begins: int) -> None:
        if not self.open:
            raise _wrong(f"Unexpected end tag at byte offset {self._byte(begins)}")
        self.at += 1
        tag = self._take(TAG_NAME).lower()
        self._take(SPACE)
        if self._peek() != ">":
            raise _wrong(f"Unclosed end tag at byte offset {self._byte(begins)}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            where = self._byte(begins)
            raise _wrong(
                f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"offset": opened.offset, "length": self.offset - opened.offset}
        if opened.tag in STYLES:
            self.entities.append({"type": STYLES[opened.tag], **entity})
        elif opened.tag == "a":
            self._close_link(opened, entity)
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument else "blockquote"
            self.entities.append({"type": kind, **entity})
        elif opened.tag == "tg-emoji":
            if not re.fullmatch(r"[1-9][0-9]{0,18}", opened.argument):
                raise _wrong("Invalid custom emoji identifier specified")
            self.entities.append({"type": "custom_emoji", **entity, "custom_emoji_id": opened.argument})
        elif opened.tag == "tg-time":
            self._close_time(opened, entity)
        else:
            self._close_code(opened, entity)

    def _close_time(self, opened: _Open, entity: Entity) -> None:
        shown = date_format(opened.argument)
        if shown is None:
            raise _wrong("Invalid date format used")
        if opened.moment > 0:
            moment = {"unix_time": opened.moment, "date_time_format": shown}
            self.entities.append({"type": "date_time", **entity, **moment})

    def _close_link(self, opened: _Open, entity: Entity) -> None:
        url = opened.argument or utf16_slice("".join(self.pieces), entity["offset"], entity["length"])
        with suppress(WrongLink):
            self.entities.append({**entity, **linked(url)})

    def _close_code(self, opened: _Open, entity: Entity) -> None:
        last = self.entities[-1] if self.entities else {}
        is_same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if opened.tag == "pre" and is_same and last["type"] == "code" and last.get("language"):
            last["type"] = "pre"
        elif opened.tag == "code" and is_same and last["type"] == "pre" and opened.argument:
            last["language"] = opened.argument
        elif opened.argument:
            self.entities.append({"type": opened.tag, **entity, "language": opened.argument})
        else:
            self.entities.append({"type": opened.tag, **entity})


def _argument(tag: str, name: str, value: str | None, before: str) -> str:
    """What a tag's attributes say about it so far, "" for nothing; the last one counts."""
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    if value is None:
        return before
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "format")):
        return value
    prefix = CLASSES.get(tag)
    return value.removeprefix(prefix) if prefix and name == "class" and value.startswith(prefix) else before


def _int32(number: int) -> int:
    """A number as tdlib reads it into 32 bits: a greater one wraps around."""
    return (number + 2**31) % 2**32 - 2**31


def _wrong(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
