"""When a daily job was last due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo


def latest_slot(now: datetime, at: time, zone: tzinfo) -> datetime:
    """The last moment not after `now` (aware) when the wall clock in `zone` showed `at`; in UTC."""
    local = now.astimezone(zone)
    slot = datetime.combine(local.date(), at, zone)
    if slot.astimezone(UTC) > now:
        slot = datetime.combine(local.date() - timedelta(days=1), at, zone)
    return slot.astimezone(UTC)
