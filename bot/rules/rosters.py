"""A roster's rows, and whether a cell of one changes what is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.rules.companies import Kind, Size
from bot.rules.people import Seat

# What a column is called, and the attribute of the record that it is about. A column more is a line here, a field of
# `RosterRow`, its names in `exchange/columns.py` and how its cells are read in `exchange/cells.py`
COMPANY_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "company": "name",
        "company_ar": "name_ar",
        "kind": "kind",
        "size": "size",
        "sub_clusters": "sub_clusters",
        "city": "city",
        "website": "website",
        "founded_in": "founded_in",
    }
)
PERSON_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        "person": "name",
        "role": "seat",
        "title": "title",
        "language": "language",
        "phone": "phone",
        "other_phone": "other_phone",
        "email": "email",
        "other_email": "other_email",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """A line that names a company, and a person of it if it names one. Empty is None, or () for lists.

    `unknown` are the words that nobody knows yet, each with its column; `written` is what cells say in words of their
    own, by column. `sheet` is empty where the file has but one.
    """

    line: int
    company: str
    sheet: str = ""
    company_ar: str | None = None
    kind: Kind | None = None
    size: Size | None = None
    sub_clusters: tuple[str, ...] = ()
    city: str | None = None
    website: str | None = None
    founded_in: int | None = None
    person: str | None = None
    role: Seat | None = None
    title: str | None = None
    language: str | None = None
    phone: str | None = None
    other_phone: str | None = None
    email: str | None = None
    other_email: str | None = None
    groups: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it: what is empty is left out."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> RosterRow:
        """The inverse of `plain`."""
        lists = {name: tuple(plain[name]) for name in ("sub_clusters", "groups") if name in plain}
        unknown = tuple((column, word) for column, word in plain.get("unknown", ()))
        kinds: dict[str, type[StrEnum]] = {"kind": Kind, "size": Size, "role": Seat}
        read = {name: kind(plain[name]) for name, kind in kinds.items() if name in plain}
        return cls(**{**plain, **lists, **read, "unknown": unknown})


FIELDS = tuple(one.name for one in fields(RosterRow))


class CellEffect(StrEnum):
    """What a cell of a roster does to a record."""

    NOTHING = "nothing"
    TAKEN = "taken"
    KEPT_OFF = "kept off"


def effect_of(present: object, said: object, *, is_theirs: bool) -> CellEffect:
    """What becomes of a cell that says `said` where `present` is on record.

    An empty cell says nothing. Once a record is its people's own (`is_theirs`: somebody has joined, and may
    have changed it since), a roster only fills what is empty; before that, its word counts.
    """
    if not said or said == present:
        return CellEffect.NOTHING
    return CellEffect.KEPT_OFF if present and is_theirs else CellEffect.TAKEN
