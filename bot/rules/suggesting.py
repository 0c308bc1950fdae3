"""When somebody worth meeting is suggested in a message of its own, and when nobody is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.rules.introductions import RATE_WITHIN
from bot.rules.matching import Ground, Reason
from bot.rules.timetable import latest_slot

SUGGEST_AT = time(10, 0)
SUGGEST_DAY = 2
"""Wednesdays: what is open to companies is listed on Tuesdays."""
OPEN_FOR = timedelta(hours=8)
"""Until so long after that people are looked for; whoever an outage keeps from it waits a week."""
SETTLED_AFTER = timedelta(days=7)
"""Whoever has just joined looks around by themselves first."""
WORTH_WRITING = frozenset({Ground.THEY_OFFER, Ground.YOU_OFFER, Ground.VALUE_CHAIN})
"""What is worth a message that nobody asked for: that both sell to one country is not."""


def slot(at: datetime, zone: tzinfo) -> datetime:
    """The last Wednesday at ten that is not after `at` (aware); in UTC."""
    local = latest_slot(at, SUGGEST_AT, zone).astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - SUGGEST_DAY) % 7)
    return datetime.combine(day, SUGGEST_AT, zone).astimezone(UTC)


def is_time(now: datetime, zone: tzinfo) -> bool:
    """Whether people are looked for now."""
    return now < slot(now, zone) + OPEN_FOR


def may_be_sent(rate: int, lately: int, last_at: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Whether somebody who wants `rate` suggestions a month gets another one, having had so many within a month.

    They are spread over the month: two a month come every other Wednesday.
    """
    if lately >= rate:
        return False
    return last_at is None or slot(now, zone) - slot(last_at, zone) >= RATE_WITHIN / rate


def is_worth_writing(reasons: Iterable[Reason]) -> bool:
    """Whether any of the reasons is worth a message."""
    return any(reason.ground in WORTH_WRITING for reason in reasons)
