"""How a sheet is laid out: where its columns are named, which lines are headings, sums and sources, which are rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.exchange.columns import FIRST, LAST, Header, header_of, is_name, with_content
from bot.exchange.lines import HEADER_WITHIN, Line, Table
from bot.exchange.unnamed import header_by_content
from bot.rules import companies
from bot.rules.roster_words import sub_clusters_of
from bot.rules.words import fold

_OLD = re.compile(
    r"\b(?:old|archives?|archived|backup|bak|copy|copie|ancien(?:ne)?s?|vieux|previous|obsolete|deprecated|draft)\b|قديم|أرشيف|ارشيف|سابق",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASIDE = re.compile(
    r"^\W*(?:(?:grand |sub|sous)?-?\s?(?:totals?|totaux|subtotal|count|sum|somme|nombre total|total général)"
    r"(?:\s*[:=(].*|\s*\d.*|\s*|\s+(?:of|number|members?|compan\w+|people|general|général|des?|membres?|entreprises?)\b.*)|"
    r"(?:sources?|notes?|n\.b\.?|remarks?|remarques?|legend|légende|confidential|confidentiel)(?:\s*[:：].*|\s*)|"
    r"(?:last update\w*|updated? (?:on|in|by)|mise? à jour|prepared by|préparé par|page \d+|generated (?:on|by)|"
    r"printed on|exported (?:on|from)|end of (?:list|file)|fin de (?:la )?liste)\b.*|"
    r"(?:المجموع|مجموع|الإجمالي|اجمالي|إجمالي|المصدر|مصدر|ملاحظة|ملاحظات|آخر تحديث|تاريخ التحديث|العدد|سري)"
    r"(?:\s*[:：].*|\s+\d.*|\s*))$",
    re.IGNORECASE | re.DOTALL,
)
_OF_COMPANIES = re.compile(
    r"compan|member|organi[sz]ation|soci[eé]t|entreprise|membre|شرك|مؤسس|أعضاء|اعضاء", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*(?:[\divxIVX]{1,4}|[A-Za-z])\s*[.):–—-]\s*")
_DATA = re.compile(r"@|\d{6,}|https?://|www\.")
_LEGAL = re.compile(r"\b(?:S\.?A\.?R\.?L|S\.?A\.?L|LTD|LLC|INC|CO)\b\.?")
_NUMBER = re.compile(r"[\d\s.,%]{1,8}")
PERSON_NAMES = ("person", FIRST, LAST)
_FEW = 3
"""Rows with more in them than a name that must stand around a line of one cell for it to be a heading."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A row of a table: its line, which names the columns above it have, and under which sub-clusters it stands."""

    line: Line
    header: Header
    section: tuple[str, ...] = ()
    is_first: bool = True
    """Whether it is the line itself, not a further person on it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet as it is to be read. `header` is its first; there may be others further down."""

    table: Table
    header: Header
    rows: Sequence[Laid]
    aside: Sequence[tuple[int, str]]
    """Lines that were taken for headings, sums and remarks, with what they begin with."""
    filled: Sequence[int] = ()
    """Lines whose company stands further up: it is written once, and its people below it."""


def is_old(name: str, others: Collection[str]) -> bool:
    """Whether a sheet is one of former days, by its name: it says so, or others are of later years."""
    if _OLD.search(name):
        return True
    years, latest = _YEAR.findall(name), [year for other in others for year in _YEAR.findall(other)]
    return bool(years) and max(years) < max(latest)


def laid_out(table: Table, known_sub_clusters: Collection[str]) -> Layout | None:
    """A sheet's rows below the names of its columns; None if nothing near its top names any, and what they are is not
    plain by what stands in them.
    """
    header = find_header(table.lines)
    if header is None or len(header.used) == 1:
        # "Members of the cluster" is the title of a list, not the name of its one column
        header = header_by_content(table.lines) or header
    if header is None:
        return None
    below = [line for line in table.lines if line.number > header.last]
    header = _of_companies(with_content(header, below), table.name)
    section = _meant(table.name, known_sub_clusters) if table.name else ()
    aside: list[tuple[int, str]] = []
    rows = list(_rows(below, header, section, known_sub_clusters, aside))
    return Layout(table, header, rows, aside)


def _of_companies(header: Header, sheet: str) -> Header:
    """On a sheet of companies, a column of names alone has theirs."""
    columns = dict(header.columns)
    if "company" in columns or "person" not in columns or not _OF_COMPANIES.search(sheet):
        return header
    columns["company"] = columns.pop("person")
    return replace(header, columns=columns)


def find_header(lines: Sequence[Line]) -> Header | None:
    """Near the top, the line that names most columns, or two that do together; the first of equals."""
    top = lines[:HEADER_WITHIN]
    best: Header | None = None
    for place, line in enumerate(top):
        for header in _headers(line, top[place + 1] if place + 1 < len(top) else None):
            if _worth(header) > (_worth(best) if best else 0):
                best = header
    return best


def _headers(line: Line, following: Line | None) -> Iterator[Header]:
    if any(_DATA.search(cell) for cell in line.cells):
        return
    single = header_of(line.cells, line.number, line.number)
    yield single
    if (
        following is None
        or following.number != line.number + 1
        or any(_DATA.search(cell) for cell in following.cells)
    ):
        return
    second = header_of(following.cells, following.number, following.number)
    both = header_of(_joined(line.cells, following.cells), line.number, following.number)
    # Names over names, as "Contact" over "Name" and "Phone": each line alone must be of names, too
    if _worth(second) >= 2 and _worth(both) > max(_worth(single), _worth(second)):
        yield both


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two lines of names as one. What stands over several columns stands in the first of them."""
    joined, over = [], ""
    for place in range(max(len(upper), len(lower))):
        over = (upper[place] if place < len(upper) else "") or over
        under = lower[place] if place < len(lower) else ""
        joined.append(f"{over} {under}".strip() if under else (upper[place] if place < len(upper) else ""))
    return joined


def _worth(header: Header) -> int:
    """How many columns are named: a company's counts double, for nothing is read without."""
    return sum(len(places) for places in header.columns.values()) + ("company" in header.columns)


def _rows(
    below: Sequence[Line],
    header: Header,
    section: tuple[str, ...],
    known: Collection[str],
    aside: list[tuple[int, str]],
) -> Iterator[Laid]:
    of_sheet, names = section, _names(header)
    full = sum(1 for line in below[:200] if len(_filled(line)) > 1)
    loud = [] if _shouts(below, header) else [line for line in below if _is_loud(_filled(line))]
    for line in below:
        filled = _filled(line)
        if not filled:
            continue
        if _is_aside(filled):
            aside.append((line.number, filled[0]))
            continue
        if (again := _again(line, filled, names)) is not None:
            header = (
                replace(with_content(again, ()), extras=header.extras)
                if again.columns != header.columns
                else header
            )
            continue
        if len(set(filled)) == 1 and full >= _FEW - 1:
            is_loud = len(loud) > 1 and line in loud and not _is_person_alone(line, header)
            heading = _heading(filled[0], known, is_loud=is_loud)
            if heading is not None:
                aside.append((line.number, filled[0]))
                section = heading or of_sheet
                continue
        yield Laid(line, header, section)
        for theirs in header.colleagues:
            if any(place < len(line.cells) and line.cells[place].strip() for place in theirs["person"]):
                of_company = {"company": header.columns["company"]} if "company" in header.columns else {}
                yield Laid(line, replace(header, columns={**of_company, **theirs}), section, is_first=False)


def _is_person_alone(line: Line, header: Header) -> bool:
    """Whether a person stands alone on the line, as below the company's name that is written once."""
    return has_text(line, header, PERSON_NAMES) and not has_text(line, header, ("company",))


def has_text(line: Line, header: Header, columns: Iterable[str]) -> bool:
    """Whether something stands in any of the columns."""
    places = (place for column in columns for place in header.columns.get(column, ()))
    return any(place < len(line.cells) and line.cells[place].strip() for place in places)


def _filled(line: Line) -> list[str]:
    return [cell.strip() for cell in line.cells if any(map(str.isalnum, cell))]


def _is_aside(filled: Sequence[str]) -> bool:
    """A sum, a source, a remark: it begins as those do, and nothing but numbers stands beside it."""
    return bool(_ASIDE.match(filled[0])) and all(_NUMBER.fullmatch(cell) for cell in filled[1:])


def _names(header: Header) -> set[str]:
    return {fold(name) for name in header.names.values()}


def _again(line: Line, filled: Sequence[str], names: Collection[str]) -> Header | None:
    """The names of columns once more, further down: the same, or others of which most are known."""
    if len(filled) < 2 or any(_DATA.search(cell) for cell in filled):
        return None
    same = sum(fold(cell) in names for cell in filled)
    are_all_names = len(filled) > 2 and all(is_name(cell) for cell in filled)
    if same < len(filled) and not are_all_names and (same < 3 or same * 3 < 2 * len(filled)):
        return None
    again = header_of(line.cells, line.number, line.number)
    return again if "company" in again.columns else None


def _shouts(below: Sequence[Line], header: Header) -> bool:
    """Whether companies' names are written in capitals anyway: then capitals are no sign of a heading."""
    place = header.place("company")
    names = [
        line.cells[place]
        for line in below[:200]
        if place is not None and len(line.cells) > place and len(_filled(line)) > 1
    ]
    return sum(name.isupper() for name in names) * 2 > len(names)


def _is_loud(filled: Sequence[str]) -> bool:
    """Whether a line is one text in capitals that is no company's by its legal form."""
    text = _LISTED.sub("", filled[0]) if len(set(filled)) == 1 else ""
    return text.isupper() and len(text) > 3 and not _LEGAL.search(text)


def _heading(text: str, known: Collection[str], *, is_loud: bool) -> tuple[str, ...] | None:
    """The sub-clusters that a line of one cell is a heading of; () for another heading; None for a company's name."""
    bare = _LISTED.sub("", text).strip(" :-–—*")
    ends_open = text.rstrip().endswith(":")
    read = sub_clusters_of(bare, known)
    is_short = len(bare.split()) <= 3 and (bare.isupper() or ends_open)
    if read.keys and not read.unknown and (is_short or _is_named(bare, known)):
        return read.keys
    return () if is_loud or ends_open else None


def _is_named(bare: str, known: Collection[str]) -> bool:
    """Whether the words name a sub-cluster itself ("Wine sector"), not something of it ("Wine Gate")."""
    words = " ".join(word for word in fold(bare).split() if word not in _AROUND)
    return bool(words) and not companies.sub_clusters(words, known).unknown


_AROUND = frozenset(
    fold(
        """cluster subcluster sub sector secteur filiere companies members entreprises membres producers
        producteurs قطاع تجمع اعضاء شركات"""
    ).split()
)


def _meant(name: str, known: Collection[str]) -> tuple[str, ...]:
    """The sub-clusters that a sheet is of, by its name: none for one that says something else, too."""
    words = name.replace("_", " ")
    if len(words.split()) > 4 or not any(map(str.isalpha, words)):
        return ()
    read = sub_clusters_of(words, known)
    return read.keys if not read.unknown else ()
