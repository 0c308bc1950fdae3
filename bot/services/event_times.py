"""When events are: the instants of what the clocks will show, computed anew when the rules of a zone change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.models.events import Event
from bot.moment import Moment
from bot.rules.events import EventPhase
from bot.rules.walltime import instant_of
from bot.screens import event_times as screens
from bot.services import rows
from bot.services.telling import Message, tell_staff

MOST_MOVED = timedelta(days=1)
"""No government moves clocks further than that: what ended longer ago is over by any rules."""


def set_by_the_clocks(event: Event) -> None:
    """Compute the instants of an event's times, by the rules that its zone has now."""
    event.starts_at, event.ends_at, event.answer_by_at = (
        instant_of(wall, event.tz) if wall is not None else None
        for wall in (event.starts, event.ends, event.answer_by)
    )


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each event anew whose times stand for other instants than they did: the rules of its zone have changed, and
    18:00 stays 18:00.

    Staff are told of an event that was announced and is not over. One that begins in the past by the new rules has
    begun. Idempotent. True when staff were told of any.
    """
    is_kept = Event.phase.in_([EventPhase.PLANNING, EventPhase.ANNOUNCED])
    is_recent = or_(Event.ends_at.is_(None), Event.ends_at > moment.now - MOST_MOVED)
    found = await rows.due(session, select(Event).where(is_kept, is_recent).order_by(Event.id))
    return any([await _set_anew(session, event, moment) for event in found])


async def _set_anew(session: AsyncSession, event: Event, moment: Moment) -> bool:
    """True when it was set anew and staff were told."""
    was = _instants(event)
    set_by_the_clocks(event)
    has_moved = any(before not in (None, at) for before, at in zip(was, _instants(event), strict=True))
    is_over = event.ends_at is not None and event.ends_at <= moment.now
    if not has_moved or is_over or event.phase is not EventPhase.ANNOUNCED:
        return False
    await session.flush()
    # The rules may change to and fro: each time is another message
    what = f"set anew {moment.now:%Y%m%d%H%M%S}"
    screen = partial(screens.set_by_the_clocks, event, was)
    return await tell_staff(session, Message(event.about, what, Purpose.NOTICE, screen), moment) > 0


def _instants(event: Event) -> Sequence[datetime | None]:
    return event.starts_at, event.ends_at, event.answer_by_at
