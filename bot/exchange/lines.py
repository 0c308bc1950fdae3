"""The lines of a roster, how much of them is read, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.roster_plans import Note, NoteKind

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000  # characters
MAX_CELLS = 500_000  # of a sheet, with something in them: 20,000 rows of 25; more would take a minute
MAX_TEXT = 20_000_000  # characters of a sheet: cells that share a text make more of it than the file holds

# Lines with something in them that may stand above the header, itself included: a title, a date
HEADER_WITHIN = 15
NOT_COMPUTED = "\ufff9="
"""What stands for a formula without its result: no text of a person has this character."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something in it: its number as the sheet shows it, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]
    is_torn: bool = False
    """Whether it was not cut into cells like the others, so that nobody knows which is which."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or the one table of a CSV file: its lines, and how many of them are hidden.

    `merged` are the cells, by line and place, that have their text from the merged cell that spans them.
    """

    name: str
    lines: Sequence[Line]
    is_hidden: bool = False
    hidden_lines: int = 0
    is_broken: bool = False
    merged: frozenset[tuple[int, int]] = frozenset()


class Unreadable(StrEnum):
    """Why nothing could be read from a file."""

    EMPTY = "empty"
    NOT_THERE = "not_there"  # Telegram has the file no longer, or could not be reached
    NO_HEADER = "no_header"  # no line near the top has the contract's column names
    NO_COMPANY = "no_company"  # some of the names are there, but not the one column that is required
    NOT_A_TABLE = "not_a_table"
    OTHER_FORMAT = "other_format"  # a spreadsheet, but .xls or .xlsb: to be saved as .xlsx
    PROTECTED = "protected"  # by a password
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"


class CellFault(StrEnum):
    """Why a cell was not taken. Only a line without a company is left out for it. The words: `screens/rosters.py`."""

    MISSING = "missing"  # a company, or the person whom the rest of the row is about
    TOO_LONG = "too_long"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_SIZE = "unknown_size"
    UNKNOWN_SUB_CLUSTER = "unknown_sub_cluster"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_LANGUAGE = "unknown_language"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_WEBSITE = "not_a_website"
    NOT_A_YEAR = "not_a_year"
    SEVERAL_VALUES = "several_values"  # more than can be kept: what comes first counts
    ERROR_VALUE = "error_value"  # #N/A, #REF! and their kin
    NOT_COMPUTED = "not_computed"  # a formula whose result is not in the file
    TORN = "torn"  # the whole line: it is not cut into cells like the others
    GARBLED = "garbled"  # ???? where another program lost the letters
    ROUNDED = "rounded"  # 9.61312E+09: digits were lost
    CONTRADICTS = "contradicts"  # another row says otherwise of the same company or person
    DUPLICATE = "duplicate"  # the same person of the same company stands further up


class RosterUnreadable(Exception):
    """The file as a whole cannot be read; `code` says why."""

    def __init__(self, code: Unreadable) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Problem:
    """A bad cell. `line` counts as the sheet does, from 1; `value` is shortened and safe to show."""

    line: int
    column: str
    value: str
    reason: CellFault
    sheet: str = ""

    @property
    def note(self) -> Note:
        """As a preview says it. Without a company's name the whole line is left out."""
        is_whole = self.column == "company" and self.reason is not CellFault.TOO_LONG
        kind = NoteKind.LEFT_OUT if is_whole else NoteKind.UNREADABLE
        return Note(
            kind=kind,
            line=self.line,
            sheet=self.sheet,
            column=self.column,
            before=self.value,
            fault=self.reason,
        )
