"""Moments in Beirut."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.moment import Moment

BEIRUT = ZoneInfo("Asia/Beirut")


def at(now: datetime, *owner_ids: int) -> Moment:
    return Moment(now, BEIRUT, frozenset(owner_ids))
