"""Two records that are one and the same: which row stays where both have one, and what stands in a field then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

NEVER = datetime.min.replace(tzinfo=UTC)


class Side(StrEnum):
    """Whose row it is: the record's that stays, or the one's that goes."""

    KEPT = "kept"
    GONE = "gone"


def stays(
    kept: Mapping[str, Any], gone: Mapping[str, Any], happened: Iterable[str], made: Iterable[str]
) -> Side:
    """Which of two rows about the same thing stays: the one that has come further, so that an answer outdoes an
    invitation and a decision an application; of two that are as far, the one where anything `happened` last, then the
    one that was `made` last; and else the kept record's own.
    """
    happened, made = list(happened), list(made)

    def rank(row: Mapping[str, Any]) -> tuple[int, datetime, datetime]:
        steps = sum(row[column] is not None for column in happened)
        return steps, _newest(row, happened), _newest(row, made)

    return Side.GONE if rank(gone) > rank(kept) else Side.KEPT


def _newest(row: Mapping[str, Any], columns: Iterable[str]) -> datetime:
    return max((row[column] for column in columns if row[column] is not None), default=NEVER)


def filled(stays: Mapping[str, Any], goes: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """What the row that stays takes over from the other: what it lacks itself."""
    return {column: goes[column] for column in columns if stays[column] is None and goes[column] is not None}


@dataclass(frozen=True, slots=True)
class Merged:
    """What stands in a field afterwards, and whether that leaves something out that the other record said."""

    value: Any
    is_taken: bool
    is_lost: bool


def merged(kept: Any, gone: Any) -> Merged:
    """A field of two records. Of several choices those of both count; else what is empty is filled, and what stands
    there stays."""
    if isinstance(kept, list):
        both = _both(kept, gone)
        return Merged(both, is_taken=len(both) > len(kept), is_lost=False)
    if not kept:
        return Merged(gone or kept, is_taken=bool(gone), is_lost=False)
    return Merged(kept, is_taken=False, is_lost=bool(gone) and gone != kept)


def _both(kept: Sequence[Any], gone: Sequence[Any]) -> list[Any]:
    return [*kept, *(one for one in gone if one not in kept)]
