"""My data: how a sheet is laid out, and why a column is left out of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table

from bot.models.base import Base, Instant
from bot.screens import my_data_values as values
from bot.screens.my_data_nouns import Reader, Row


@dataclass(frozen=True)
class Part:
    """A column that is shown, what it is called (the field's name where nothing is said), and how its values are read
    (by the type of the column, where nothing is said). With `is_said_empty` an empty text means something."""

    column: str
    label: str = ""
    read: Reader | None = None
    is_said_empty: bool = False


@dataclass(frozen=True)
class Sheet:
    """How rows of a table are shown: `head` is what each is recognised by, `under` stands below it without labels, and
    `parts` below that with theirs. `left_out` are the columns that say nothing to a person, and why."""

    table: Table
    title: str
    head: tuple[Part, ...] = ()
    under: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Part, ...]:
        return (*self.head, *self.under, *self.parts)

    def when(self, row: Row) -> datetime:
        """The time by which a row is put in order: the first that stands above its parts. What has none yet, or never,
        comes as the newest."""
        above = (part.column for part in (*self.head, *self.under) if part.column in self.table.columns)
        times = (row.get(column) for column in above if isinstance(self.table.columns[column].type, Instant))
        return next((time for time in times if time is not None), NOT_YET)

    def reader(self, part: Part) -> Reader:
        """How the values of a part are said. Raises LookupError for a column that nothing says it of."""
        return part.read or values.by_type(self.table.columns[part.column])


NOT_YET = datetime.max.replace(tzinfo=UTC)
ID = "the number of the row"
OWN = "it is the reader's own record"
OWN_COMPANY = "it is the reader's own company"
INNER = "the program's own"
FILES = "Telegram's file"
ASIDE = MappingProxyType({"id": ID, "person_id": OWN, "company_id": OWN_COMPANY})


def sheet(table: str, title: str, **more: Any) -> Sheet:
    """How the rows of a table of this name are shown."""
    return Sheet(Base.metadata.tables[table], title, **more)
