"""A sheet of an Excel workbook, streamed: only cells with something in them are kept (ECMA-376-1, 18.3)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.exchange.rosters.excel_parts import Part, Text
from bot.exchange.rosters.lines import (
    HEADER_WITHIN,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    Line,
)
from bot.exchange.rosters.problems import RosterUnreadable, Unreadable

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_EXACT = 1e15  # from here on floats are not exact to the unit, and no phone has that many digits


class SheetCells(Part):
    """The cells of a sheet by line and column, and its merged cells."""

    def __init__(self, strings: Sequence[str], are_dates: Sequence[bool], day_zero: datetime) -> None:
        self._strings, self._are_dates, self._day_zero = strings, are_dates, day_zero
        self._cells: dict[int, dict[int, str]] = {}
        self._merged: list[tuple[int, int, int]] = []
        self._row = self._column = 0
        self._filled = self._length = 0
        self._type, self._style = "n", 0
        self._text = Text()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text.start(name)
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
        elif name == "c":
            reference = attributes.get("r")
            self._column = _place(reference)[0] if reference else self._column + 1
            self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            (column, top), (_, bottom) = _place(first), _place(last or first)
            self._merged.append((column, top, bottom))

    def text(self, data: str) -> None:
        self._text.add(data)

    def end(self, name: str) -> None:
        self._text.end(name)
        if name != "c":
            return
        value = self._value(self._text.taken())
        if value.strip():
            self._keep(value)

    def lines(self) -> list[Line]:
        """The lines with something in them; a merged cell's text stands in each line that it spans."""
        self._fill_merged()
        return [
            Line(number, tuple(cells.get(column, "") for column in range(max(cells) + 1)))
            for number, cells in sorted(self._cells.items())
        ]

    def _keep(self, value: str) -> None:
        if self._column >= MAX_COLUMNS:
            raise RosterUnreadable(Unreadable.TOO_MANY_COLUMNS)
        self._filled += 1
        self._length += len(value)
        if self._filled > MAX_CELLS or self._length > MAX_TEXT:
            raise RosterUnreadable(Unreadable.TOO_LARGE)
        self._cells.setdefault(self._row, {})[self._column] = value
        if len(self._cells) > MAX_ROWS + HEADER_WITHIN:
            raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)

    def _value(self, text: str) -> str:
        match self._type:
            case "s":
                return self._strings[int(text)] if text else ""
            case "b":
                return {"0": "FALSE", "1": "TRUE"}.get(text, text)
            case "n":
                is_date = self._style < len(self._are_dates) and self._are_dates[self._style]
                return self._number(text, is_date=is_date)
            case _:
                return text

    def _number(self, text: str, *, is_date: bool) -> str:
        """A whole number without the ".0" or the exponent of a float; a date as ISO 8601 writes it."""
        try:
            number = float(text)
            if is_date:
                return f"{self._day_zero + timedelta(days=number):%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        except (ValueError, OverflowError):
            return text
        is_whole = number.is_integer() and abs(number) < _MOST_EXACT
        return str(int(number)) if is_whole else f"{number:.15g}"  # 15 digits: as many as Excel shows

    def _fill_merged(self) -> None:
        if sum(bottom - top for _, top, bottom in self._merged) > MAX_ROWS * MAX_COLUMNS:
            raise RosterUnreadable(Unreadable.NOT_A_TABLE)
        for column, top, bottom in self._merged:
            value = self._cells.get(top, {}).get(column)
            for row in range(top + 1, bottom + 1) if value else ():
                if row in self._cells:
                    self._cells[row].setdefault(column, value or "")


def _place(reference: str) -> tuple[int, int]:
    """Column, from 0, and row, from 1, of "B7". Raises ValueError."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(found[2])
