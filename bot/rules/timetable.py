"""When things happen by themselves: daily jobs, and never in quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo


def latest_slot(now: datetime, at: time, zone: tzinfo) -> datetime:
    """The last moment not after `now` (aware) when the wall clock in `zone` showed `at`; in UTC."""
    local = now.astimezone(zone)
    slot = datetime.combine(local.date(), at, zone)
    if slot.astimezone(UTC) > now:
        slot = datetime.combine(local.date() - timedelta(days=1), at, zone)
    return slot.astimezone(UTC)


AHEAD = timedelta(days=1)


def believed(done: datetime, slot: datetime, now: datetime) -> datetime:
    """The slot that was dealt with last, by what is on record. One far ahead was noted while the clock was wrong: then
    nothing was missed, up to the `slot` of now."""
    return slot if done > now + AHEAD else done


BEGIN = time(21, 0)
END = time(8, 0)


def is_quiet(moment: datetime, zone: tzinfo, begin: time = BEGIN, end: time = END) -> bool:
    """Whether the wall clock in `zone` stands within quiet hours (which may pass midnight)."""
    clock = moment.astimezone(zone).time()
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def after_quiet(moment: datetime, zone: tzinfo, begin: time = BEGIN, end: time = END) -> datetime:
    """`moment` itself, or the end of the quiet hours that it falls into; in UTC."""
    if not is_quiet(moment, zone, begin, end):
        return moment.astimezone(UTC)
    local = moment.astimezone(zone)
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(UTC)
