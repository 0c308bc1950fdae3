"""A list whose columns nobody named: what they are is told by what stands in them, where that is plain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.exchange.columns import Header, held, is_company, letters, sample, share
from bot.exchange.lines import Line
from bot.rules.given_names import is_given_name
from bot.rules.titles import seat_of
from bot.rules.towns import town
from bot.rules.words import fold, shortened

_FEWEST = 3
"""Lines, and cells of a line, from which on one can tell a list."""
_MOST = 0.6
"""So large a part of a column must be of a kind for the column to be."""
_MOST_COMPANIES = 0.3
"""So large a part of companies' names has a legal form."""


def header_by_content(lines: Sequence[Line]) -> Header | None:
    """What the columns are by what stands in them: a person's, a company's, and one that can only be one thing, such
    as phones. None if any of these is not plain.
    """
    full = [line for line in lines if sum(1 for cell in line.cells if cell.strip()) >= _FEWEST]
    if len(full) < _FEWEST:
        return None
    samples = {place: sample(full, place) for place in range(max(len(line.cells) for line in full))}
    columns: dict[str, tuple[int, ...]] = {}
    for place, cells in samples.items():
        if (meant := _held(cells)) and (meant in ("phone", "email") or meant not in columns):
            columns[meant] = (*columns.get(meant, ()), place)
    if not {"phone", "email"} & columns.keys():
        return None
    free = {
        place: cells
        for place, cells in samples.items()
        if _are_words(cells) and place not in {taken for places in columns.values() for taken in places}
    }
    for column, fits in _TOLD_BY_WORDS:
        told = [place for place, cells in free.items() if share(cells, fits) >= _MOST]
        if told:
            columns[column] = (max(told, key=lambda place: share(free[place], fits)),)
        for place in told:
            del free[place]
    company = _company(free)
    if company is None or "person" not in columns:
        return None
    columns["company"] = (company,)
    first = full[0]
    is_named = not _fits(first, columns)
    above = first.number if is_named else first.number - 1
    names = {place: _name(first, place) if is_named else letters(place) for place in samples}
    used = {taken for places in columns.values() for taken in places}
    extras = {place: name for place, name in names.items() if place not in used and samples[place]}
    in_order = dict(sorted(columns.items(), key=lambda pair: pair[1]))
    return Header(above, above, in_order, names, extras)


def _held(cells: Sequence[str]) -> str | None:
    """What a column holds. "Bekaa Snacks" names a company: of sub-clusters and kinds there are few, again and again."""
    meant = held(cells)
    return None if meant in ("sub_clusters", "kind") and len(set(cells)) * 2 > len(cells) else meant


def _company(free: dict[int, list[str]]) -> int | None:
    """The column of companies: by their legal forms, or since no other is left."""
    formal = [place for place, cells in free.items() if share(cells, is_company) >= _MOST_COMPANIES]
    plain = formal or list(free)
    return plain[0] if len(plain) == 1 else None


def _fits(line: Line, columns: dict[str, tuple[int, ...]]) -> bool:
    """Whether the first line is one of the list, not of names that nobody knows: its phones are phones."""
    told = [
        (column, line.cells[place])
        for column in ("phone", "email")
        for place in columns.get(column, ())
        if place < len(line.cells) and line.cells[place].strip()
    ]
    return not told or any(held([cell, cell]) == column for column, cell in told)


def _name(line: Line, place: int) -> str:
    return (shortened(line.cells[place], 80) if place < len(line.cells) else "") or letters(place)


def _are_words(cells: Sequence[str]) -> bool:
    return share(cells, lambda cell: any(map(str.isalpha, cell))) >= _MOST


def _is_person(cell: str) -> bool:
    return any(is_given_name(word) for word in fold(cell).split()[:3]) and not is_company(cell)


_TOLD_BY_WORDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("person", _is_person),
    ("title", seat_of),
    ("city", town),
)
