"""What was agreed as a time on the clock stays at that time, whatever becomes of the clocks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.services import event_times, mission_plans, opening_plans, poll_plans, scheduling

RECOMPUTED: tuple[Callable[[AsyncSession, Moment], Awaitable[bool]], ...] = (
    scheduling.recompute,
    event_times.recompute,
    poll_plans.recompute,
    mission_plans.recompute,
    opening_plans.recompute,
)
"""Each noun that keeps wall times: it computes the instants anew, and tells who must know."""


async def keep_wall_times(session: AsyncSession, moment: Moment) -> bool:
    """Compute every instant anew from its wall time and zone. Idempotent. True when anybody was told of a change.

    A process knows the zone's rules, and the cluster's zone, as they were when it started. So what changes is found
    at the start; every minute after that, what another process has set by other rules.
    """
    return any([await recompute(session, moment) for recompute in RECOMPUTED])
