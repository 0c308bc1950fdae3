"""A company's name that is written once, with its people on the lines below it: the empty cells are filled from above.

Only where that is plain. Headings, sums, names of columns and empty lines end what stands above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.exchange.columns import COMPANY_COLUMNS
from bot.exchange.layouts import PERSON_NAMES, Laid, Layout, has_text
from bot.exchange.lines import Line

_RARE = 20
"""One line in so many, or fewer, is no way of writing a list: there somebody forgot a name."""


def filled_down(layout: Layout) -> Layout:
    """The layout with the companies' names on their people's lines, too."""
    rows = [*layout.rows]
    if not _are_once(layout):
        return replace(layout, filled=_merged(layout))
    filled: list[int] = []
    above: Laid | None = None
    for index, laid in enumerate(rows):
        if above is not None and _continues(laid, above):
            rows[index] = laid = _with_company(laid, above)
            if laid.is_first:
                filled.append(laid.line.number)
        above = laid if has_text(laid.line, laid.header, ("company",)) and not laid.line.is_torn else None
    if len(filled) * _RARE < len(rows):
        return replace(layout, filled=_merged(layout))
    return replace(layout, rows=rows, filled=tuple(sorted({*_merged(layout), *filled})))


def _merged(layout: Layout) -> tuple[int, ...]:
    """The lines whose company's name stands in a merged cell that begins further up."""
    return tuple(
        laid.line.number
        for laid in layout.rows
        if laid.is_first and (laid.line.number, laid.header.place("company")) in layout.table.merged
    )


def _are_once(layout: Layout) -> bool:
    """Whether no name is written on two lines one after the other: else each line has its own, or lacks it."""
    merged, above = set(_merged(layout)), ""
    for laid in layout.rows:
        here = _company(laid)
        if here and here == above and laid.is_first and laid.line.number not in merged:
            return False
        above = here
    return True


def _continues(laid: Laid, above: Laid) -> bool:
    """Whether a line has a person and says nothing else of a company than the line right above it."""
    return (
        laid.line.number in (above.line.number, above.line.number + 1)
        and laid.header.place("company") == above.header.place("company")
        and has_text(laid.line, laid.header, PERSON_NAMES)
        and not has_text(laid.line, laid.header, ("company",))
        and all(
            not (said := _text(laid, place)) or said == _text(above, place)
            for column in COMPANY_COLUMNS
            for place in laid.header.columns.get(column, ())
        )
        and not laid.line.is_torn
    )


def _company(laid: Laid) -> str:
    place = laid.header.place("company")
    return "" if place is None else _text(laid, place)


def _text(laid: Laid, place: int) -> str:
    return laid.line.cells[place].strip() if place < len(laid.line.cells) else ""


def _with_company(laid: Laid, above: Laid) -> Laid:
    places: Sequence[int] = laid.header.columns["company"]
    cells = [*laid.line.cells, *[""] * (max(places) + 1 - len(laid.line.cells))]
    cells[places[0]] = _company(above)
    return replace(laid, line=Line(laid.line.number, tuple(cells)))
