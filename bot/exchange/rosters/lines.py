"""A line of a sheet as text, and how much of a sheet is read at all."""

from dataclasses import dataclass

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000  # characters
MAX_CELLS = 500_000  # of a sheet, with something in them: 20,000 rows of 25; more would take a minute
MAX_TEXT = 20_000_000  # characters of a sheet: cells that share a text make more of it than the file holds

# Lines with something in them that may stand above the header, itself included: a title, a date
HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something in it: its number as the sheet shows it, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]
