"""Why an invite link lets nobody in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class LinkProblem(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    TOO_MANY_TRIES = "too_many_tries"


def link_problem(used_at: datetime | None, expires_at: datetime, now: datetime) -> LinkProblem | None:
    """What is wrong with an existing invite at `now`; None when it lets its person in."""
    if used_at is not None:
        return LinkProblem.USED
    return LinkProblem.EXPIRED if expires_at <= now else None
