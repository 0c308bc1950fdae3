"""A CSV file, of whatever program and country, as lines of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from bot.exchange.lines import (
    HEADER_WITHIN,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Line,
    RosterUnreadable,
    Unreadable,
)

DELIMITERS = (",", ";", "\t")

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line; Excel shows it nowhere
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_WORDS = re.compile(r"[^\W\d_]+")
_ARABIC, _LATIN = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[A-Za-z\u00c0-\u024f]")


def decoded(data: bytes) -> str:
    """The text of a file of unknown encoding: UTF-8, UTF-16, or Windows' Arabic or Western code page.

    Raises RosterUnreadable for what is no text.
    """
    try:
        text = _by_mark(data) or _by_nulls(data) or _utf_8(data) or _code_page(data)
    except UnicodeDecodeError as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error
    if "\x00" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    return text


def first_lines(text: str, delimiter: str) -> list[Line]:
    """The lines in which the header must stand, if the delimiter is the right one."""
    return list(islice(_lines(text, delimiter), HEADER_WITHIN))


def all_lines(text: str, delimiter: str) -> list[Line]:
    """All lines with something in them. Raises RosterUnreadable for too many of them."""
    lines = list(islice(_lines(text, delimiter), MAX_ROWS + HEADER_WITHIN + 1))
    if len(lines) > MAX_ROWS + HEADER_WITHIN:
        raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)
    if any(len(line.cells) > MAX_COLUMNS for line in lines):
        raise RosterUnreadable(Unreadable.TOO_MANY_COLUMNS)
    if sum(len(line.cells) for line in lines) > MAX_CELLS:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    return lines


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Lines are records, as a spreadsheet counts them: a break inside quotes begins no new one."""
    declared = _SEPARATOR_LINE.match(text)
    content = text[declared.end() :] if declared else text
    records = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        for number, record in enumerate(records, start=1):
            filled = [column for column, cell in enumerate(record) if cell.strip()]
            if filled:
                yield Line(number, tuple(record[: filled[-1] + 1]))
    except csv.Error as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding)
    return None


def _by_nulls(data: bytes) -> str | None:
    """UTF-16 without its mark: commas and line ends have a null byte, on the side that tells the order."""
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    if max(even, odd) * 20 < min(len(data) // 2, 1000):
        return None
    return data.decode("utf-16-le" if odd > even else "utf-16-be")


def _utf_8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _code_page(data: bytes) -> str:
    """Windows-1256 and -1252 share the small French letters; the wrong one mixes two scripts inside words."""
    arabic = data.decode("cp1256")
    words = _WORDS.findall(arabic)
    mixed = sum(1 for word in words if _ARABIC.search(word) and _LATIN.search(word))
    purely_arabic = sum(1 for word in words if _ARABIC.search(word) and not _LATIN.search(word))
    return arabic if purely_arabic > mixed else data.decode("cp1252", errors="replace")
