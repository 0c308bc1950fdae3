"""A CSV file, of whatever program and country, as lines of text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
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

DELIMITERS = (",", ";", "\t", "|")

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line; Excel shows it nowhere
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_LINES_OF_A_CELL = 20
"""As many line breaks as a cell may hold: a quote that closes later was none."""


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
    return _cut_anew(lines, delimiter)


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Lines are records, as a spreadsheet counts them: a break inside quotes begins no new one."""
    declared = _SEPARATOR_LINE.match(text)
    content = text[declared.end() :] if declared else text
    for number, record in enumerate(_records(content, delimiter), start=1):
        filled = [column for column, cell in enumerate(record) if cell.strip()]
        if filled:
            yield Line(number, tuple(record[: filled[-1] + 1]))


def _records(content: str, delimiter: str) -> Iterator[Sequence[str]]:
    if '"' not in content:
        yield from (line.split(delimiter) for line in re.split(r"\r\n|\r|\n", content))
        return
    physical = [found[0] for found in _LINE.finditer(content) if found[0]]
    width = _usual_width(physical, delimiter)
    place = 0
    while place < len(physical):
        record, taken = _record(physical, place, delimiter, width)
        yield record
        place += taken


def _usual_width(physical: Sequence[str], delimiter: str) -> int:
    """How many cells most lines have: those with quotes in them are no witnesses."""
    widths = Counter(line.count(delimiter) + 1 for line in physical[:500] if '"' not in line and line.strip())
    return widths.most_common(1)[0][0] if widths else 0


def _record(physical: Sequence[str], place: int, delimiter: str, width: int) -> tuple[Sequence[str], int]:
    """The record that begins on a line, and of how many lines it is. A quote that swallows lines is a stray one."""
    line = physical[place]
    if line.count('"') % 2 == 0:
        return _parsed(line, delimiter), 1
    joined = line
    for more in range(1, min(_LINES_OF_A_CELL, len(physical) - place)):
        joined += physical[place + more]
        if joined.count('"') % 2 == 0:
            record = _parsed(joined, delimiter)
            # Of as many cells as the others, the last one may be missing; or nobody knows how many they have
            if not width or abs(len(record) - width) <= 1 or len(record) > width:
                return record, more + 1
            break
    return _parsed(line.replace('"', ""), delimiter), 1


def _parsed(line: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error


def _cut_anew(lines: list[Line], delimiter: str) -> list[Line]:
    """Lines that stand as a whole in one cell, as where commas part cells and the program expected semicolons."""
    width = max((len(line.cells) for line in lines[:HEADER_WITHIN]), default=0)
    if width < 2:
        return lines
    return [
        _cut(line, delimiter, width) if len(line.cells) == 1 and delimiter in line.cells[0] else line
        for line in lines
    ]


def _cut(line: Line, delimiter: str, width: int) -> Line:
    cells = list(_parsed(line.cells[0], delimiter))
    if len(cells) > width:
        cells = line.cells[0].split(delimiter)
    place = 0
    while len(cells) > width and place < len(cells) - 1:
        # The comma of "Sons, Ltd" is followed by a space; the one between cells is not
        if cells[place + 1].startswith(" "):
            cells[place : place + 2] = [f"{cells[place]}{delimiter}{cells[place + 1]}"]
        else:
            place += 1
    return Line(line.number, tuple(cells), is_torn=len(cells) > width)
