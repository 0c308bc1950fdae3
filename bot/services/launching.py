"""What is due goes out: counted down, begun, or held back when it is late and staff must say whether it still goes."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Purpose
from bot.moment import Moment
from bot.rules.scheduling import UNDO, is_held
from bot.screens import scheduling as screens
from bot.services import approvals, following, resting, rows
from bot.services.broadcasts import launch, reach
from bot.services.scheduling import set_by_the_clocks
from bot.services.telling import Message, tell_staff


async def launch_due(session: AsyncSession, moment: Moment) -> bool:
    """Begin every broadcast whose moment has come, by the zone's rules as they are now, and count down those that
    begin in seconds. What comes late is held, once, and staff are asked. True when anything was enqueued.

    While the outbox rests, what was set for a time waits: it is late, or not, once staff let it go on. What somebody
    has just sent goes to the outbox, and rests there.
    """
    is_soon = (Broadcast.phase == BroadcastPhase.SCHEDULED) & (Broadcast.send_at <= moment.now + UNDO)
    found = await rows.due(session, select(Broadcast).where(is_soon).order_by(Broadcast.send_at))
    rests = bool(found) and bool(await resting.why(session))
    done = [await _look(session, broadcast, moment, rests=rests) for broadcast in found]
    return any(done)


async def _look(session: AsyncSession, broadcast: Broadcast, moment: Moment, *, rests: bool) -> bool:
    is_told = await set_by_the_clocks(session, broadcast, moment)
    if broadcast.send_at is None:
        return is_told
    if broadcast.send_at > moment.now:
        return await following.count_down(session, broadcast, moment) or is_told
    if rests and broadcast.send_wall is not None:
        return is_told
    if is_held(broadcast.send_at, moment.now, moment.zone):
        await _hold(session, broadcast, moment)
    elif await approvals.has_lapsed(session, broadcast, moment):
        await following.detach(session, broadcast)
    else:
        await launch(session, broadcast, moment)
    return True


async def _hold(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    broadcast.phase = BroadcastPhase.HELD
    await following.detach(session, broadcast)
    await session.flush()
    reached = await reach(session, broadcast)
    screen = partial(screens.held, broadcast, reached, moment, may_act=True)
    what = f"held {broadcast.send_at:%Y%m%d%H%M%S}"
    await tell_staff(session, Message(broadcast.about, what, Purpose.NOTICE, screen), moment)


async def launch_all_due(session: AsyncSession, moment: Moment) -> int:
    """Begin all that is due, however late: whoever calls this has staff decide about its messages. Returns how many."""
    is_due = (Broadcast.phase == BroadcastPhase.SCHEDULED) & (Broadcast.send_at <= moment.now)
    found = await rows.due(session, select(Broadcast).where(is_due).order_by(Broadcast.send_at))
    for broadcast in found:
        await launch(session, broadcast, moment)
    return len(found)
