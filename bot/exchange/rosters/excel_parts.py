"""The parts of an Excel workbook, each streamed through an XML parser into the little that is needed of it.

ECMA-376 (Office Open XML), Part 1: 18.2 workbook, 18.4 shared strings, 18.8 styles.
"""

import re
from collections.abc import Mapping
from typing import IO, TypeVar
from xml.parsers import expat

from bot.exchange.rosters.lines import MAX_CELL
from bot.exchange.rosters.problems import RosterUnreadable, Unreadable

_CHUNK = 1 << 20  # bytes; large, since the parser looks again at a token that chunks cut, once for each chunk
# Formats of dates and times that need no definition (18.8.30), those of other locales included
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_DATE_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Part:
    """What a part is read into. Names come without their namespace's prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, data: str) -> None:
        """A piece of text."""

    def end(self, name: str) -> None:
        """An element ends."""


SomePart = TypeVar("SomePart", bound=Part)


def read_part(stream: IO[bytes], part: SomePart) -> SomePart:
    """`part`, when the whole stream has gone through it. Raises ExpatError for what is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: part.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: part.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return part


def _refuse_doctype(*_: object) -> None:
    # No office program writes one; entities are how XML explodes
    raise RosterUnreadable(Unreadable.NOT_A_TABLE)


class Relations(Part):
    """Which part is which: paths by id, and by the last word of the relation's type."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.by_id[attributes["Id"]] = attributes["Target"]
            self.by_type[attributes["Type"].rpartition("/")[2]] = attributes["Target"]


class Workbook(Part):
    """The ids of the visible sheets, in order, and whether days count from 1904 (old Macs)."""

    def __init__(self) -> None:
        self.visible: list[str] = []
        self.counts_from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            self.visible.extend(value for key, value in attributes.items() if key.rpartition(":")[2] == "id")
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")


class Text:
    """The text inside `t` (and, in cells, `v`) elements, up to one character more than a cell may have."""

    def __init__(self) -> None:
        self._kept = ""
        self._is_inside = self._is_reading_aid = False

    def start(self, name: str) -> None:
        """Listen in `t` and `v`, but not to the reading aids (`rPh`) of Japanese."""
        self._is_reading_aid |= name == "rPh"
        self._is_inside = name in ("t", "v") and not self._is_reading_aid

    def add(self, data: str) -> None:
        """Keep it if it is inside and there is room."""
        if self._is_inside and len(self._kept) <= MAX_CELL:
            self._kept += data

    def end(self, name: str) -> None:
        """Stop listening."""
        self._is_inside = False
        self._is_reading_aid &= name != "rPh"

    def taken(self) -> str:
        """What was kept, with `_x000D_` and the like undone; nothing is kept any more."""
        kept, self._kept = self._kept, ""
        return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), kept)[: MAX_CELL + 1]


class Strings(Part):
    """The texts that cells share."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._text = Text()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text.start(name)

    def text(self, data: str) -> None:
        self._text.add(data)

    def end(self, name: str) -> None:
        self._text.end(name)
        if name == "si":
            self.values.append(self._text.taken())


class Styles(Part):
    """Which cell styles show a number as a date: Excel turns a typed 10-49 into October 1949."""

    def __init__(self) -> None:
        self.are_dates: list[bool] = []
        self._date_formats = set(_DATE_FORMATS)
        self._is_in_cell_styles = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            letters = _NOT_DATE_LETTERS.sub("", attributes.get("formatCode", "")).lower()
            if set(letters) & set("dmyhs") and "general" not in letters:
                self._date_formats.add(int(attributes["numFmtId"]))
        elif name == "cellXfs":
            self._is_in_cell_styles = True
        elif name == "xf" and self._is_in_cell_styles:
            self.are_dates.append(int(attributes.get("numFmtId", "0")) in self._date_formats)

    def end(self, name: str) -> None:
        self._is_in_cell_styles &= name != "cellXfs"
