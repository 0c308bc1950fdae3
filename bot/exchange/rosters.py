"""Rosters in: who the members are and whom they send, from the Excel or CSV file that staff keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any, TypeVar

from bot.exchange import delimited, excel
from bot.exchange.lines import (
    HEADER_WITHIN,
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    CellFault,
    Line,
    Problem,
    RosterUnreadable,
    Unreadable,
)
from bot.exchange.tables import unguarded
from bot.rules import companies, contacts, people
from bot.rules.companies import DEFAULT_SUB_CLUSTERS
from bot.rules.rosters import RosterRow
from bot.rules.words import by_wording, clean, fold, shortened, split_list

COMPANY_COLUMNS = ("company", "company_ar", "kind", "size", "sub_clusters", "city", "website")
PERSON_COLUMNS = ("person", "role", "title", "language", "phone", "other_phone", "email", "other_email")
COLUMNS = (*COMPANY_COLUMNS, *PERSON_COLUMNS, "groups")

# Commas and new lines part the wordings: English, then French, then Arabic
_WORDINGS: Mapping[str, str] = {
    "company": """company name, member company, organisation, organization, institution, firm
        société, nom de la société, entreprise, nom de l'entreprise, raison sociale
        الشركة، شركة، اسم الشركة، المؤسسة، اسم المؤسسة""",
    "company_ar": """company arabic, company in arabic, company name arabic, company name ar,
        arabic company name
        société ar, société arabe, nom arabe de la société, entreprise ar
        اسم الشركة بالعربية، الشركة بالعربية، اسم المؤسسة بالعربية، الاسم العربي للشركة""",
    "kind": """type, category, company type, member type, company kind
        catégorie, genre, type d'entreprise, type de membre
        النوع، نوع، الفئة، نوع الشركة، نوع العضوية، نوع المؤسسة""",
    "size": """company size, staff, employees, number of employees, headcount
        taille, effectif, effectifs, nombre d'employés, nombre de salariés
        الحجم، حجم الشركة، حجم المؤسسة، عدد الموظفين، عدد العاملين""",
    "sub_clusters": """sub cluster, subcluster, sector, sectors
        sous cluster, sous clusters, secteur, secteurs, filière, filières
        القطاع، القطاعات، التجمع الفرعي، التجمعات الفرعية، العنقود الفرعي، العناقيد الفرعية""",
    "city": """town, location, ville, localité, commune, المدينة، مدينة، البلدة، المنطقة""",
    "website": """web, site, web site, url, homepage, site web, site internet
        الموقع، الموقع الإلكتروني، الموقع الالكتروني""",
    "person": """name, full name, contact, contact person, contact name, person name, representative
        nom, nom complet, nom et prénom, prénom et nom, personne, personne de contact, représentant
        الاسم، الاسم الكامل، الاسم الثلاثي، الشخص، اسم الشخص، الشخص المسؤول، جهة الاتصال، الممثل""",
    "role": """position, function, title, job title, seat
        rôle, fonction, poste, titre
        الدور، المنصب، الوظيفة، الصفة، المسمى الوظيفي""",
    "title": "",
    "other_phone": "phone 2, second phone, other phone",
    "other_email": "email 2, second email, other email",
    "language": "lang, preferred language, langue, langue préférée, اللغة، لغة، اللغة المفضلة",
    "phone": """phone number, mobile, mobile number, mobile phone, tel, telephone, cell, gsm, whatsapp
        téléphone, numéro de téléphone, portable, tél
        الهاتف، هاتف، رقم الهاتف، الخليوي، الخلوي، رقم الخليوي، رقم الخلوي، الموبايل، الجوال، واتساب""",
    "email": """mail, e-mail, email address, e-mail address, courriel, adresse e-mail, adresse email
        البريد، البريد الإلكتروني، البريد الالكتروني، الإيميل، ايميل""",
    "groups": """group, committee, committees, groupe, groupes, comité, comités
        المجموعة، المجموعات، اللجنة، اللجان""",
}
_NAME_LIMIT = 80  # characters: what is longer is no column's name
# "Company / الشركة", "Phone (mobile)", "Tel: ": a header in two languages, or with a remark
_PARTS = re.compile(r"[()\[\]/|\n:*]| [-–—] ")


@dataclass(frozen=True, slots=True)
class Header:
    """The header line: its number, the contract's columns by name, all others with the name they have."""

    line: int
    columns: Mapping[str, int]
    extras: Mapping[int, str]

    def extra_name(self, index: int) -> str:
        """The name of a column that is not of the contract: its own, or else the sheet's letters for it."""
        return self.extras.get(index) or _letters(index)


def find_header(lines: Sequence[Line]) -> Header | None:
    """The line near the top with most of the contract's names, the first of equals; None if none has any."""
    headers = [_header(line) for line in lines[:HEADER_WITHIN]]
    best = max(headers, key=lambda header: len(header.columns), default=None)
    return best if best and best.columns else None


def _header(line: Line) -> Header:
    """Exact names claim their columns before other wordings do, and those before parts of a header."""
    columns: dict[str, int] = {}
    for read in (_contract_name, _wording, _wording_of_a_part):
        for index, cell in enumerate(line.cells):
            name = read(cell) if len(cell) <= _NAME_LIMIT else None
            if name and name not in columns and index not in columns.values():
                columns[name] = index
    others = ((index, shortened(cell, _NAME_LIMIT)) for index, cell in enumerate(line.cells))
    extras = {index: cell for index, cell in others if cell and index not in columns.values()}
    return Header(line.number, columns, dict(_told_apart(extras)))


def _contract_name(cell: str) -> str | None:
    name = fold(cell).replace(" ", "_")
    return name if name in COLUMNS else None


def _wording(cell: str) -> str | None:
    return _COLUMN_OF.get(fold(cell).replace(" ", ""))


def _wording_of_a_part(cell: str) -> str | None:
    return next((column for part in _PARTS.split(cell) if (column := _wording(part))), None)


def _told_apart(extras: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Two columns of one name keep both their values: the later one gets its letters."""
    seen = set(COLUMNS)
    for index, name in extras.items():
        yield index, f"{name} ({_letters(index)})" if name in seen else name
        seen.add(name)


def _letters(index: int) -> str:
    """As sheets name columns: A, B, … Z, AA."""
    return (_letters(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


_COLUMN_OF = {wording.replace(" ", ""): column for wording, column in by_wording(_WORDINGS).items()}


GROUP_LIMIT = 120
_SHOWN = 40  # characters of a bad value

# What staff write where there is nothing to say
_NOTHING = frozenset(
    map(fold, ("n/a", "na", "none", "nil", "null", "aucun", "néant", "لا يوجد", "غير متوفر"))
)
_NAMES = ("company", "person")  # there, "Na" may be one
_FREE_TEXTS = (*_NAMES, "company_ar", "city")  # of one line; elsewhere a new line parts values

_ABOUT_WORDS = (
    CellFault.UNKNOWN_KIND,
    CellFault.UNKNOWN_SIZE,
    CellFault.UNKNOWN_ROLE,
    CellFault.UNKNOWN_LANGUAGE,
)
Value = TypeVar("Value")


@dataclass(slots=True)
class Reading:
    """A line while it is read: its texts by column, and the problems found so far."""

    line: int
    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)

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
            if reason in _ABOUT_WORDS:
                self.unknown.append((column, shortened(text, 120)))
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
        title=reading.text("title", people.NAME_LIMIT),
        other_phone=reading.value("other_phone", contacts.phone_number, CellFault.NOT_A_PHONE),
        other_email=reading.value("other_email", contacts.email_address, CellFault.NOT_AN_EMAIL),
        groups=reading.groups(),
        unknown=tuple(reading.unknown),
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


_NAMES_OF_TEXT = ("", ".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows in the order of the list, every cell that was not understood, and what was taken for what.

    `columns` are headers with the column that each was taken for; `extra_columns` those without use; `left` sheets that
    were not read, each with why.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    extra_columns: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "rows": [row.plain() for row in self.rows],
            "problems": [asdict(one) for one in self.problems],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Roster:
        """The rows and the problems of `plain`."""
        problems = (Problem(**{**one, "reason": CellFault(one["reason"])}) for one in plain["problems"])
        return cls(tuple(RosterRow.from_plain(row) for row in plain["rows"]), tuple(problems))

    def reading(self) -> dict[str, Any]:
        """What the report begins with, as JSON can hold it."""
        return {
            "columns": [list(pair) for pair in self.columns],
            "extra_columns": list(self.extra_columns),
            "left": [list(pair) for pair in self.left],
            "rows": len(self.rows),
        }


def read_roster(data: bytes, filename: str, sub_clusters: Collection[str] = DEFAULT_SUB_CLUSTERS) -> Roster:
    """Read an Excel workbook or a CSV file; one bad cell makes its row bad, and nobody else's.

    `sub_clusters` are the slugs that exist. What the file is, its content says; `filename` only tells a CSV
    from other text. Raises RosterUnreadable. Takes seconds for the largest files: call it in a thread.
    """
    lines, header = _table(data, filename)
    if "company" not in header.columns:
        raise RosterUnreadable(Unreadable.NO_COMPANY)
    below = [line for line in lines if line.number > header.line]
    if len(below) > MAX_ROWS:
        raise RosterUnreadable(Unreadable.TOO_MANY_ROWS)
    if not below:
        raise RosterUnreadable(Unreadable.EMPTY)
    read = [read_row(line, header, sub_clusters) for line in below]
    extras = dict.fromkeys((*header.extras.values(), *(name for row, _ in read for name in row.extras)))
    return Roster(
        rows=tuple(row for row, _ in read if row.company),
        problems=tuple(problem for _, reading in read for problem in reading.problems),
        extra_columns=tuple(extras),
    )


def _table(data: bytes, filename: str) -> tuple[list[Line], Header]:
    """The sheet whose header has most of the contract's columns, the first of equals."""
    if len(data) > MAX_BYTES:
        raise RosterUnreadable(Unreadable.TOO_LARGE)
    if not data.strip():
        raise RosterUnreadable(Unreadable.EMPTY)
    if data.startswith(excel.OLE_MAGIC):
        excel.refuse_ole(data)
    tables = list(excel.sheets(data)) if data.startswith(excel.ZIP_MAGIC) else [_delimited(data, filename)]
    found = [(lines, header) for lines in tables if (header := find_header(lines))]
    if not any(tables):
        raise RosterUnreadable(Unreadable.EMPTY)
    if not found:
        raise RosterUnreadable(Unreadable.NO_HEADER)
    return max(found, key=lambda table: len(table[1].columns))


def _delimited(data: bytes, filename: str) -> list[Line]:
    """The lines of a CSV file, cut by the delimiter that finds most of the contract's columns."""
    if PurePath(filename).suffix.lower() not in _NAMES_OF_TEXT:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    text = delimited.decoded(data)

    def columns_found(delimiter: str) -> int:
        header = find_header(delimited.first_lines(text, delimiter))
        return len(header.columns) if header else 0

    return delimited.all_lines(text, max(delimited.DELIMITERS, key=columns_found))
