"""When a second person must look at a broadcast before it goes out, and who that can be."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

MOST = 100_000
"""More people than any broadcast has."""
USUAL = (50, 100, 200, 500)
"""Numbers of people that are offered to owners."""


class ApprovalState(StrEnum):
    """What came of asking for an approval."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def is_needed(people: int, above: int | None) -> bool:
    """Whether a broadcast to so many needs a second approver, who is needed above a number, or never (None)."""
    return above is not None and people > above


def approvers(editors: Collection[int], writers: Collection[int | None]) -> frozenset[int]:
    """Who of those that may send broadcasts can approve one: nobody who wrote it or asked for it."""
    return frozenset(editors) - frozenset(writers)
