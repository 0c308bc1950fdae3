"""Broadcasts set for a time: kept as the clocks will show it, and begun when they do."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import partial

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Purpose
from bot.moment import Moment
from bot.rules.broadcasts import MOST_AHEAD, UNDO
from bot.rules.staff import Deed
from bot.rules.walltime import instant_of, wall_of
from bot.screens import following as screens
from bot.services import rows, staff
from bot.services.broadcasts import draft, launch, locked, ready
from bot.services.telling import Message, tell_staff
from bot.services.walltime import chosen


class NotAhead(Refusal):
    wording = N_("Choose a moment that lies ahead, within six months.")


async def schedule(
    session: AsyncSession, broadcast_id: int, wall: datetime, actor_id: int | None, moment: Moment
) -> Broadcast:
    """Set the wall time, in the cluster's zone, at which it goes out; until then it can be called back.

    Raises NotAhead; what `draft`, `chosen` and `ready` do.
    """
    broadcast = await draft(session, broadcast_id)
    send_at = chosen(wall, moment.zone)
    if not moment.now < send_at <= moment.now + MOST_AHEAD:
        raise NotAhead
    return await _set(session, broadcast, send_at, wall, actor_id, moment)


async def send_soon(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send it after the seconds in which that can be undone. Raises what `draft` and `ready` do."""
    broadcast = await draft(session, broadcast_id)
    return await _set(session, broadcast, moment.now + UNDO, None, actor_id, moment)


async def _set(
    session: AsyncSession,
    broadcast: Broadcast,
    send_at: datetime,
    wall: datetime | None,
    actor_id: int | None,
    moment: Moment,
) -> Broadcast:
    await ready(session, broadcast)
    broadcast.phase, broadcast.send_at, broadcast.send_wall = BroadcastPhase.SCHEDULED, send_at, wall
    staff.audit(session, actor_id, Deed.BROADCAST_SCHEDULED, moment, broadcast=str(broadcast.id))
    await session.flush()
    return broadcast


async def call_back(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Not yet: back to composing. Raises HasMovedOn when it has started."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.SCHEDULED)
    broadcast.phase, broadcast.send_at, broadcast.send_wall = BroadcastPhase.COMPOSING, None, None
    staff.audit(session, actor_id, Deed.BROADCAST_CALLED_BACK, moment, broadcast=str(broadcast.id))
    await session.flush()
    return broadcast


async def launch_due(session: AsyncSession, moment: Moment) -> int:
    """Start every broadcast whose moment has come, by the zone's rules as they are now. Returns how many."""
    is_due = (Broadcast.phase == BroadcastPhase.SCHEDULED) & (Broadcast.send_at <= moment.now)
    found = await rows.due(session, select(Broadcast).where(is_due).order_by(Broadcast.send_at))
    started = 0
    for broadcast in found:
        await _set_by_the_clocks(session, broadcast, moment)
        if broadcast.send_at is not None and broadcast.send_at <= moment.now:
            await launch(session, broadcast, moment)
            started += 1
    return started


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each scheduled broadcast anew whose wall time stands for another instant than it did, and tell staff.

    The zone's rules have changed then, or the cluster's zone has: 09:00 stays 09:00. A moment that has passed by the
    new rules is simply due. Idempotent. True when staff were told of any.
    """
    scheduled = select(Broadcast).where(Broadcast.phase == BroadcastPhase.SCHEDULED).order_by(Broadcast.id)
    found = await rows.due(session, scheduled)
    return any([await _set_by_the_clocks(session, broadcast, moment) for broadcast in found])


async def _set_by_the_clocks(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    """True when it was set anew and staff were told."""
    was, zone = broadcast.send_at, moment.zone
    if was is None:
        return False
    if broadcast.send_wall is None:
        broadcast.send_wall = _wall_meant(was, zone)
    wall = broadcast.send_wall
    if wall is None or (send_at := instant_of(wall, zone)) == was:
        return False
    broadcast.send_at = send_at
    await session.flush()
    screen = partial(screens.set_by_the_clocks, broadcast, wall, was, moment)
    # The rules may change to and fro: each time is another message
    what = f"set anew {moment.now:%Y%m%d%H%M%S}"
    return await tell_staff(session, Message(broadcast.about, what, Purpose.NOTICE, screen), moment) > 0


async def bring_forward(session: AsyncSession, was: datetime, moment: Moment) -> None:
    """The clock was set back from `was` to now: what was to be sent within seconds still is. A time that was set by the
    clock comes when the clock shows it."""
    soon = and_(Broadcast.send_wall.is_(None), Broadcast.send_at <= was + UNDO)
    await session.execute(
        update(Broadcast)
        .where(Broadcast.phase == BroadcastPhase.SCHEDULED, soon, Broadcast.send_at > moment.now + UNDO)
        .values(send_at=moment.now + UNDO)
        .execution_options(synchronize_session=False)
    )


def _wall_meant(send_at: datetime, zone: tzinfo) -> datetime | None:
    """The wall time of a broadcast that was set before they were kept; None for what no wall time stands for: the
    seconds in which sending can be undone, the second of two 23:30.
    """
    wall = wall_of(send_at, zone)
    is_minute = not wall.second and not wall.microsecond
    return wall if is_minute and instant_of(wall, zone) == send_at else None
