"""Pages: a list that is longer than a screen, shown part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

PAGE = 8
"""Rows on a page, unless a list says otherwise: what a phone shows without scrolling."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list: of how many, and which page of which last one, counting from 0."""

    items: Sequence[T]
    total: int
    number: int
    size: int = PAGE

    @property
    def last(self) -> int:
        return last_page(self.total, self.size)

    @property
    def first(self) -> int:
        """How many items stand before this page."""
        return self.number * self.size

    def of(self, items: Sequence[U]) -> Page[U]:
        """The same page with what its items stand for."""
        return Page(items, self.total, self.number, self.size)


def last_page(total: int, size: int = PAGE) -> int:
    """The number of the last page of so many items."""
    return max(0, (total - 1) // size)


def nearest(number: int, total: int, size: int = PAGE) -> int:
    """The page of this number, or the nearest one that there is."""
    return min(max(number, 0), last_page(total, size))


def page_of(items: Sequence[T], number: int, size: int = PAGE) -> Page[T]:
    """A page of a list; the nearest one when there is none of that number."""
    number = nearest(number, len(items), size)
    return Page(items[number * size : (number + 1) * size], len(items), number, size)
