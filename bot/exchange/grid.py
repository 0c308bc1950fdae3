"""The cells of a sheet while it is read: only those with something in them are kept, and no more than a roster has."""

from __future__ import annotations

from bot.exchange.lines import (
    HEADER_WITHIN,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    Line,
    RosterUnreadable,
    Unreadable,
)


class Grid:
    """Cells by line and place, and what is said of lines and cells: which are hidden, which are merged downwards."""

    def __init__(self) -> None:
        self._cells: dict[int, dict[int, str]] = {}
        self._merged: list[tuple[int, int, int]] = []
        self._filled_in: set[tuple[int, int]] = set()
        self._hidden: set[int] = set()
        self._filled = self._length = 0

    def keep(self, row: int, column: int, value: str) -> None:
        """Keep a cell with something in it. Raises RosterUnreadable for more than a roster has."""
        if column >= MAX_COLUMNS:
            raise RosterUnreadable(Unreadable.TOO_MANY_COLUMNS)
        self._filled += 1
        self._length += len(value)
        if self._filled > MAX_CELLS or self._length > MAX_TEXT:
            raise RosterUnreadable(Unreadable.TOO_LARGE)
        self._cells.setdefault(row, {})[column] = value
        if len(self._cells) > MAX_ROWS + HEADER_WITHIN:
            raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)

    def merge(self, column: int, top: int, bottom: int) -> None:
        """The cell at the top spans all lines to the bottom."""
        self._merged.append((column, top, bottom))

    def hide(self, row: int) -> None:
        """The line is not shown."""
        self._hidden.add(row)

    def lines(self) -> list[Line]:
        """The lines with something in them; a merged cell's text stands in each line that it spans."""
        self._fill_merged()
        return [
            Line(number, tuple(cells.get(column, "") for column in range(max(cells) + 1)))
            for number, cells in sorted(self._cells.items())
        ]

    @property
    def filled(self) -> int:
        """How many cells were kept."""
        return self._filled

    @property
    def merged(self) -> frozenset[tuple[int, int]]:
        """The cells, by line and place, that `lines` gave the text of the merged cell that spans them."""
        return frozenset(self._filled_in)

    @property
    def hidden_lines(self) -> int:
        """How many of the lines with something in them are hidden."""
        return len(self._hidden & self._cells.keys())

    def _fill_merged(self) -> None:
        if sum(bottom - top for _, top, bottom in self._merged) > MAX_ROWS * MAX_COLUMNS:
            raise RosterUnreadable(Unreadable.NOT_A_TABLE)
        for column, top, bottom in self._merged:
            value = self._cells.get(top, {}).get(column)
            for row in range(top + 1, bottom + 1) if value else ():
                if row in self._cells and column not in self._cells[row]:
                    self._cells[row][column] = value or ""
                    self._filled_in.add((row, column))
