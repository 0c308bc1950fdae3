"""Broadcasts set for a time, which is kept as the clocks will show it; `launching` begins them."""

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
from bot.rules.scheduling import MOST_AHEAD, UNDO
from bot.rules.staff import Deed
from bot.rules.timetable import is_quiet
from bot.rules.walltime import instant_of, wall_of
from bot.screens import following as screens
from bot.services import rows, staff
from bot.services.broadcasts import locked, ready, unsent
from bot.services.telling import Message, tell_staff
from bot.services.walltime import chosen


class NotAhead(Refusal):
    wording = N_("Choose a moment that lies ahead, within six months.")


class AtNight(Refusal):
    """It would ring phones at night: at the wall time that was chosen, or now (None)."""

    wording = N_("That is at night: phones would ring. Choose a time between 08:00 and 21:00.")

    def __init__(self, wall: datetime | None) -> None:
        super().__init__()
        self.wall = wall


def instant_chosen(wall: datetime, moment: Moment) -> datetime:
    """The instant of a wall time, in the cluster's zone, for which a broadcast can be set. Raises NotAhead; what
    `chosen` does."""
    send_at = chosen(wall, moment.zone)
    if not moment.now < send_at <= moment.now + MOST_AHEAD:
        raise NotAhead
    return send_at


def check_by_day(wall: datetime | None, moment: Moment) -> None:
    """Whether phones may ring at a wall time that can be chosen; None is now. Raises AtNight."""
    if is_quiet(moment.now if wall is None else instant_of(wall, moment.zone), moment.zone):
        raise AtNight(wall)


async def schedule(
    session: AsyncSession, broadcast_id: int, wall: datetime, actor_id: int | None, moment: Moment
) -> Broadcast:
    """Set the wall time, in the cluster's zone, at which it goes out; until then it can be called back.

    Raises what `unsent`, `instant_chosen` and `ready` do.
    """
    broadcast = await unsent(session, broadcast_id)
    send_at = instant_chosen(wall, moment)
    return await _set(session, broadcast, send_at, wall, actor_id, moment)


async def send_soon(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send it after the seconds in which that can be undone. Raises what `unsent` and `ready` do."""
    broadcast = await unsent(session, broadcast_id)
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
    broadcast = await locked(session, broadcast_id, BroadcastPhase.SCHEDULED, BroadcastPhase.HELD)
    broadcast.phase, broadcast.send_at, broadcast.send_wall = BroadcastPhase.COMPOSING, None, None
    staff.audit(session, actor_id, Deed.BROADCAST_CALLED_BACK, moment, broadcast=str(broadcast.id))
    await session.flush()
    return broadcast


async def drop_held(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """What was held back is not sent any more. Raises HasMovedOn when somebody decided otherwise."""
    broadcast = await locked(session, broadcast_id, BroadcastPhase.HELD)
    broadcast.phase, broadcast.ended_at = BroadcastPhase.CANCELLED, moment.now
    staff.audit(session, actor_id, Deed.BROADCAST_CANCELLED, moment, broadcast=str(broadcast.id))
    await session.flush()
    return broadcast


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each scheduled broadcast anew whose wall time stands for another instant than it did, and tell staff.

    The zone's rules have changed then, or the cluster's zone has: 09:00 stays 09:00. A moment that has passed by the
    new rules is simply due. Idempotent. True when staff were told of any.
    """
    scheduled = select(Broadcast).where(Broadcast.phase == BroadcastPhase.SCHEDULED).order_by(Broadcast.id)
    found = await rows.due(session, scheduled)
    return any([await set_by_the_clocks(session, broadcast, moment) for broadcast in found])


async def set_by_the_clocks(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> bool:
    """Set one anew, if its wall time stands for another instant by now. True when it was, and staff were told."""
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
