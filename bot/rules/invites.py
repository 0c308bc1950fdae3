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


class Invited(StrEnum):
    """How far somebody has come who is to join."""

    NOT_YET = "not yet"  # nobody has made a link for them
    SENT = "sent"  # a link that they have not opened
    OPENED = "opened"  # they opened a link, and have not agreed
    EXPIRED = "expired"  # their newest link lets nobody in any more, unopened
    JOINED = "joined"
