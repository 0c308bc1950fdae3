"""What changes of an announced event: which facts differ, and of which people hear."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Change(StrEnum):
    """A fact about an event that differs from what it was."""

    START = "start"
    END = "end"
    PLACE = "place"
    ONLINE = "online"
    TITLE = "title"
    TEXT = "text"
    ANSWER_BY = "answer_by"
    SEATS = "seats"
    PER_COMPANY = "per_company"
    PICTURE = "picture"

    @property
    def is_told(self) -> bool:
        """Whether those who answered hear of it: how many seats there are changes nothing for them by itself."""
        return self not in (Change.SEATS, Change.PER_COMPANY, Change.PICTURE)


Facts = Mapping[Change, object]
"""An event as the readers of one language know it."""


def differences(before: Facts, after: Facts) -> tuple[Change, ...]:
    """What differs, in the order in which it is told."""
    return tuple(change for change in Change if before[change] != after[change])
