"""An Excel workbook (.xlsx, .xlsm) as lines of text, read in a way that no file can exhaust.

Readers of spreadsheets hold a sheet as a full rectangle, or a part as a tree: calamine 0.9 ends the *process*
on a workbook of 5 KB with one stray cell in the far corner (it asks for 512 GB, and that cannot be caught).
Here the parts are streamed, empty cells are passed over, and a text that many cells share is held once.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import IO, TypeVar
from xml.parsers import expat

from bot.exchange.grid import Grid
from bot.exchange.lines import (
    MAX_CELL,
    MAX_UNPACKED_BYTES,
    NOT_COMPUTED,
    Line,
    RosterUnreadable,
    Table,
    Unreadable,
)

# The parts of an Excel workbook, each streamed through an XML parser into the little that is needed of it.
#
# ECMA-376 (Office Open XML), Part 1: 18.2 workbook, 18.4 shared strings, 18.8 styles.

_CHUNK = 1 << 20  # bytes; large, since the parser looks again at a token that chunks cut, once for each chunk
_DEEPEST = 32  # elements within each other; a worksheet has a dozen at most
_MOST_ELEMENTS = (
    2_500_000  # of a part: all cells that may be filled, their values, and as many that are only styled
)
_MANY = frozenset(
    (
        "row",
        "c",
        "v",
        "f",
        "is",
        "t",
        "si",
        "r",
        "rPr",
        "xf",
        "table-row",
        "table-cell",
        "covered-table-cell",
        "p",
    )
)
_MOST_OTHERS = 400_000  # elements that no list has many of
_LONGEST_TAG = 300_000  # bytes of a tag with its attributes
# Formats of dates and times that need no definition (18.8.30), those of other locales included
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_DATE_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class PartReader:
    """What a part is read into. Names come without their namespace's prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, data: str) -> None:
        """A piece of text."""

    def end(self, name: str) -> None:
        """An element ends."""


SomePart = TypeVar("SomePart", bound=PartReader)


def read_part(stream: IO[bytes], part: SomePart) -> SomePart:
    """`part`, when the whole stream has gone through it. Raises ExpatError for what is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = elements = others = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, elements, others
        name = name.rpartition(":")[2]
        depth += 1
        elements += 1
        others += name not in _MANY
        if depth > _DEEPEST or others > _MOST_OTHERS:
            raise RosterUnreadable(Unreadable.NOT_A_TABLE)
        if elements > _MOST_ELEMENTS:
            raise RosterUnreadable(Unreadable.TOO_LARGE)
        part.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        part.end(name.rpartition(":")[2])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    begun = 0
    while chunk := stream.read(_CHUNK):
        begun = _begun_tag(chunk, begun)
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return part


def _begun_tag(chunk: bytes, begun: int) -> int:
    """How long a tag is that has begun by the end of the chunk, if `begun` bytes of one stood before it. Raises
    RosterUnreadable for one of megabytes: it would be held whole, with all its attributes.
    """
    pieces = chunk.split(b">")
    if begun + max(map(len, pieces)) <= _LONGEST_TAG:
        opening = pieces[-1].rfind(b"<")
        return (
            len(pieces[-1]) - opening
            if opening >= 0
            else begun + len(chunk)
            if begun and len(pieces) == 1
            else 0
        )
    for piece in pieces:
        opening = piece.rfind(b"<")
        begun = len(piece) - opening if opening >= 0 else begun + len(piece) if begun else 0
        if begun > _LONGEST_TAG:
            raise RosterUnreadable(Unreadable.NOT_A_TABLE)
        if piece is not pieces[-1]:
            begun = 0
    return begun


def _refuse_doctype(*_: object) -> None:
    # No office program writes one; entities are how XML explodes
    raise RosterUnreadable(Unreadable.NOT_A_TABLE)


class Relations(PartReader):
    """Which part is which: paths by id, and by the last word of the relation's type."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}
        self.by_type: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.by_id[attributes["Id"]] = attributes["Target"]
            self.by_type[attributes["Type"].rpartition("/")[2]] = attributes["Target"]


class Workbook(PartReader):
    """The sheets in order (id of the part, name, whether it is hidden), and whether days count from 1904 (old Macs)."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.counts_from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            part = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((part, attributes.get("name", ""), is_hidden))
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


class Strings(PartReader):
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


class Styles(PartReader):
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


# A sheet of an Excel workbook, streamed: only cells with something in them are kept (ECMA-376-1, 18.3).

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_MOST_EXACT = 1e15  # from here on floats are not exact to the unit, and no phone has that many digits


class SheetCells(Grid, PartReader):
    """The cells of a sheet by line and column, and its merged cells."""

    def __init__(self, strings: Sequence[str], are_dates: Sequence[bool], day_zero: datetime) -> None:
        super().__init__()
        self._strings, self._are_dates, self._day_zero = strings, are_dates, day_zero
        self._row = self._column = 0
        self._type, self._style = "n", 0
        self._has_formula = self._is_in_formula = False
        self._formula = ""
        self._text = Text()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text.start(name)
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
            if attributes.get("hidden") in ("1", "true"):
                self.hide(self._row)
        elif name == "c":
            reference = attributes.get("r")
            self._column = _place(reference)[0] if reference else self._column + 1
            self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
            self._has_formula, self._formula = False, ""
        elif name == "f":
            self._has_formula = self._is_in_formula = True
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            (column, top), (_, bottom) = _place(first), _place(last or first)
            self.merge(column, top, bottom)

    def text(self, data: str) -> None:
        self._text.add(data)
        if self._is_in_formula and len(self._formula) <= MAX_CELL:
            self._formula += data

    def end(self, name: str) -> None:
        self._text.end(name)
        self._is_in_formula = False
        if name != "c":
            return
        value = self._value(self._text.taken())
        if self._has_formula and not value and self._type != "str":
            value = self._written()
        if value.strip():
            self.keep(self._row, self._column, value)

    def _value(self, text: str) -> str:
        match self._type:
            case "s":
                return self._strings[int(text)] if text else ""
            case "b":
                return {"0": "FALSE", "1": "TRUE"}.get(text, text)
            case "n":
                is_date = self._style < len(self._are_dates) and self._are_dates[self._style]
                return self._date(text) if is_date else whole_number(text)
            case _:
                return text

    def _written(self) -> str:
        """What a formula without a value says: ="03123456" is how people keep a zero; any other was not computed."""
        literal = _LITERAL.fullmatch(self._formula.strip())
        return literal[1].replace('""', '"')[:MAX_CELL] if literal else NOT_COMPUTED

    def _date(self, text: str) -> str:
        """A date as ISO 8601 writes it."""
        try:
            return f"{self._day_zero + timedelta(days=float(text)):%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        except (ValueError, OverflowError):
            return text


def whole_number(text: str) -> str:
    """A whole number without the ".0" or the exponent of a float."""
    try:
        number = float(text)
    except ValueError:
        return text
    is_whole = number.is_integer() and abs(number) < _MOST_EXACT
    return str(int(number)) if is_whole else f"{number:.15g}"  # 15 digits: as many as Excel shows


def _place(reference: str) -> tuple[int, int]:
    """Column, from 0, and row, from 1, of "B7". Raises ValueError."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(found[2])


ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and also what Excel wraps a password around

# What a broken or forged workbook makes the standard library raise
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    EOFError,
    NotImplementedError,
)
_IS_ENCRYPTED = 0x1  # bit of a zip entry's flags
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)  # so that day 61 is 1 March 1900, as after Excel's 29 February
_DAY_ZERO_OF_MACS = datetime(1904, 1, 1, tzinfo=UTC)


def tables(data: bytes) -> Iterator[Table]:
    """The sheets in order, each with its lines; one that cannot be read is said to be broken, unless it is the only
    one. Raises RosterUnreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check(archive)
            yield from _sheets(archive)
    except BROKEN as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error


def sheets(data: bytes) -> Iterator[Sequence[Line]]:
    """The lines of the visible sheets, in order. Raises RosterUnreadable."""
    return (table.lines for table in tables(data) if not table.is_hidden)


def refuse_ole(data: bytes) -> None:
    """Raise RosterUnreadable for an old .xls, or for a workbook behind a password."""
    is_locked = "EncryptedPackage".encode("utf-16-le") in data
    raise RosterUnreadable(Unreadable.PROTECTED if is_locked else Unreadable.OTHER_FORMAT)


def check(archive: zipfile.ZipFile) -> None:
    """Refuse a bomb by its declared sizes; zipfile never gives out more than an entry declares."""
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise RosterUnreadable(Unreadable.PROTECTED)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)


def _sheets(archive: zipfile.ZipFile) -> Iterator[Table]:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names or "content.xml" in names:  # .xlsb; a document that does not say what it is
        raise RosterUnreadable(Unreadable.OTHER_FORMAT)
    root = _part(archive, "_rels/.rels", Relations()).by_type["officeDocument"].lstrip("/")
    folder, name = posixpath.split(root)
    relations = _part(archive, f"{folder}/_rels/{name}.rels", Relations())

    def path(target: str) -> str:
        return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    strings, styles = Strings(), Styles()
    if "sharedStrings" in relations.by_type:
        _part(archive, path(relations.by_type["sharedStrings"]), strings)
    if "styles" in relations.by_type:
        _part(archive, path(relations.by_type["styles"]), styles)
    workbook = _part(archive, root, Workbook())
    day_zero = _DAY_ZERO_OF_MACS if workbook.counts_from_1904 else _DAY_ZERO
    # A part is read once, however many sheets a forged workbook makes of it; a module or a chart is no part of cells
    listed: dict[str, tuple[str, bool]] = {}
    for part, title, is_hidden in workbook.sheets:
        listed.setdefault(path(relations.by_id[part]) if part in relations.by_id else "", (title, is_hidden))
    for target, (title, is_hidden) in listed.items():
        cells = SheetCells(strings.values, styles.are_dates, day_zero)
        try:
            lines = _part(archive, target, cells).lines()
        except BROKEN:
            if len(listed) == 1:
                raise
            yield Table(title, (), is_hidden, is_broken=True)
        else:
            yield Table(title, lines, is_hidden, cells.hidden_lines, merged=cells.merged)


def _part(archive: zipfile.ZipFile, path: str, part: SomePart) -> SomePart:
    with archive.open(path) as stream:
        return read_part(stream, part)
