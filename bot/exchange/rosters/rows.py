"""A line of a roster read cell by cell: what it says of a company and a person, and what is wrong with it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.exchange.rosters.columns import PERSON_COLUMNS, Header
from bot.exchange.rosters.lines import MAX_CELL, CellFault, Line, Problem
from bot.exchange.tables import unguarded
from bot.rules import companies, contacts, people
from bot.rules.words import clean, fold, shortened, split_list

GROUP_LIMIT = 120
_SHOWN = 40  # characters of a bad value

# What staff write where there is nothing to say
_NOTHING = frozenset(
    map(fold, ("n/a", "na", "none", "nil", "null", "aucun", "néant", "لا يوجد", "غير متوفر"))
)
_NAMES = ("company", "person")  # there, "Na" may be one
_FREE_TEXTS = (*_NAMES, "company_ar", "city")  # of one line; elsewhere a new line parts values

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One good line: a company, and a person of it if it names one. Empty is None, or () for lists."""

    line: int
    company: str
    company_ar: str | None = None
    kind: companies.Kind | None = None
    size: companies.Size | None = None
    sub_clusters: tuple[str, ...] = ()
    city: str | None = None
    website: str | None = None
    person: str | None = None
    role: people.Seat | None = None
    language: str | None = None
    phone: str | None = None
    email: str | None = None
    groups: tuple[str, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A line while it is read: its texts by column, and the problems found so far."""

    line: int
    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def blame(self, column: str, reason: CellFault) -> None:
        self.problems.append(
            Problem(self.line, column, shortened(self.texts.get(column, ""), _SHOWN), reason)
        )

    def text(self, column: str, limit: int) -> str | None:
        """A free text of at most so many characters (and of twice as many when folded: the key's room)."""
        text = self.texts.get(column)
        if text and (len(text) > limit or len(fold(text)) > 2 * limit):
            self.blame(column, CellFault.TOO_LONG)
            return None
        return text

    def value(self, column: str, read: Callable[[str], Value | None], reason: CellFault) -> Value | None:
        """What the cell means to `read`; None where it is empty or bad."""
        text = self.texts.get(column)
        if not text:
            return None
        value = read(text)
        if value is None:
            parts = split_list(text)
            are_several = len(parts) > 1 and all(read(part) is not None for part in parts)
            self.blame(column, CellFault.SEVERAL_VALUES if are_several else reason)
        return value

    def groups(self) -> tuple[str, ...]:
        """The names of the groups, each once however it is spelled."""
        names = {fold(name): name for name in reversed(split_list(self.texts.get("groups", "")))}
        if any(len(name) > GROUP_LIMIT or len(key) > 2 * GROUP_LIMIT for key, name in names.items()):
            self.blame("groups", CellFault.TOO_LONG)
        return tuple(reversed(names.values()))

    def sub_clusters(self, known: Collection[str]) -> tuple[str, ...]:
        read = companies.sub_clusters(self.texts.get("sub_clusters", ""), known)
        if read.unknown:
            self.blame("sub_clusters", CellFault.UNKNOWN_SUB_CLUSTER)
        return read.keys


def read_row(line: Line, header: Header, known_sub_clusters: Collection[str]) -> tuple[RosterRow, Reading]:
    """The row, its bad cells left out, and the reading with its problems."""
    texts = {
        column: text
        for column, index in header.columns.items()
        if index < len(line.cells) and (text := _text(column, line.cells[index]))
    }
    reading = Reading(line.number, texts)
    row = _row(reading, known_sub_clusters, _extras(line, header))
    _check_presence(reading)
    for column, text in {**texts, **row.extras}.items():
        if len(text) > MAX_CELL and not any(problem.column == column for problem in reading.problems):
            reading.problems.append(Problem(line.number, column, shortened(text, _SHOWN), CellFault.TOO_LONG))
    return row, reading


def _row(reading: Reading, known: Collection[str], extras: Mapping[str, str]) -> RosterRow:
    return RosterRow(
        line=reading.line,
        company=reading.text("company", companies.NAME_LIMIT) or "",
        company_ar=reading.text("company_ar", companies.NAME_LIMIT),
        kind=reading.value("kind", companies.kind, CellFault.UNKNOWN_KIND),
        size=reading.value("size", companies.size, CellFault.UNKNOWN_SIZE),
        sub_clusters=reading.sub_clusters(known),
        city=reading.text("city", companies.CITY_LIMIT),
        website=reading.value("website", contacts.website, CellFault.NOT_A_WEBSITE),
        person=reading.text("person", people.NAME_LIMIT),
        role=reading.value("role", people.seat, CellFault.UNKNOWN_ROLE),
        language=reading.value("language", people.language, CellFault.UNKNOWN_LANGUAGE),
        phone=reading.value("phone", contacts.phone_number, CellFault.NOT_A_PHONE),
        email=reading.value("email", contacts.email_address, CellFault.NOT_AN_EMAIL),
        groups=reading.groups(),
        extras=extras,
    )


def _check_presence(reading: Reading) -> None:
    if not reading.texts.get("company"):
        reading.blame("company", CellFault.MISSING)
    if not reading.texts.get("person") and any(reading.texts.get(column) for column in PERSON_COLUMNS):
        reading.blame("person", CellFault.MISSING)


def _text(column: str, cell: str) -> str:
    """The cell cleaned; what Excel users write to keep a phone's zero or to say "nothing" is taken away."""
    text = clean(unguarded(cell), MAX_CELL, lines=column not in _FREE_TEXTS).text
    if column == "phone":
        text = text.strip("='\" ")
    folded = fold(text)
    says_nothing = not folded or (folded in _NOTHING and column not in _NAMES)
    return "" if says_nothing else text


def _extras(line: Line, header: Header) -> dict[str, str]:
    ours = set(header.columns.values())
    others = ((index, _text("", cell)) for index, cell in enumerate(line.cells) if index not in ours)
    return {header.extra_name(index): text for index, text in others if text}
