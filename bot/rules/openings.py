"""Openings: what is open to companies, such as grants and tenders; when they hear of it, and what came of it.

People read "opportunities"; in code these are openings, since the ledger calls an opportunity whatever somebody was
offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.money import Money
from bot.rules.timetable import latest_slot

LINK_LIMIT = 300
TEXT_LIMIT = 1_500
"""Characters of what one says in a language: with the conditions it has to fit into one message."""
NEED_LIMIT = 1_000
"""Characters in which a company says what it proposes."""
WORD_LIMIT = 300
"""Characters of the word with which staff decline it."""
MOST_PROPOSED = 5
"""Proposals of one company that may wait for staff at once."""
MOST_AHEAD = timedelta(days=730)

LIST_DAY, LIST_AT = 1, time(10, 0)
"""What is new is told once a week: on Tuesdays (counted from Monday, 0), at this time in the cluster's zone."""
LIST_LATE = timedelta(days=2)
"""How late a list may still come, after an outage: a list of Thursday night is left to the next Tuesday."""
LIST_MOST = 8
"""Openings that one list names; the rest stand where it leads."""
NO_TIME = timedelta(days=3)
"""What ends earlier than this after the next list is told at once."""
REMINDED_BEFORE = timedelta(days=3)
ASKED_AFTER = timedelta(days=1)
"""When those who were interested are asked whether they applied, counted from the deadline."""
ASKED_UNDATED_AFTER = timedelta(days=30)
"""The same, counted from their interest, where there is no deadline."""
ASKED_AGAIN_AFTER = timedelta(days=60)
"""When those who applied are asked what came of it, counted from the first question."""
ASKED_WITHIN = timedelta(days=30)
"""How late a question may still come, after an outage."""


class OpeningKind(StrEnum):
    """What sort of thing is open."""

    GRANT = "grant"
    FINANCE = "finance"
    CALL = "call"
    TENDER = "tender"
    BUYER = "buyer"
    PARTNER = "partner"


class OpeningPhase(StrEnum):
    """Where an opening stands: proposed by a company, written by staff, posted; the others are final."""

    PROPOSED = "proposed"
    WRITING = "writing"
    POSTED = "posted"
    DECLINED = "declined"
    DISCARDED = "discarded"
    CANCELLED = "cancelled"


class Interest(StrEnum):
    """What a company says to an opening."""

    INTERESTED = "interested"
    NOT_FOR_US = "not_for_us"


class Result(StrEnum):
    """What became of an interest."""

    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    WON = "won"
    NOT_WON = "not_won"


@dataclass(frozen=True, slots=True)
class KindTotals:
    """What came of all openings of a kind: companies that heard of them, were interested, applied and won, and what
    was won in each currency."""

    kind: OpeningKind
    openings: int = 0
    told: int = 0
    interested: int = 0
    applied: int = 0
    won: int = 0
    sums: tuple[Money, ...] = ()


HAVE_APPLIED = frozenset({Result.APPLIED, Result.WON, Result.NOT_WON})


def list_slot(now: datetime, zone: tzinfo) -> datetime:
    """The last time, not after `now` (aware), at which a weekly list was due; in UTC."""
    local = latest_slot(now, LIST_AT, zone).astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - LIST_DAY) % 7)
    return datetime.combine(day, LIST_AT, zone).astimezone(UTC)


def next_list(now: datetime, zone: tzinfo) -> datetime:
    """The first time after `now` at which one is due; in UTC."""
    day = list_slot(now, zone).astimezone(zone).date() + timedelta(days=7)
    return datetime.combine(day, LIST_AT, zone).astimezone(UTC)


def is_told_at_once(deadline_at: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Whether the next weekly list would leave too little time before the deadline."""
    return deadline_at is not None and deadline_at < next_list(now, zone) + NO_TIME
