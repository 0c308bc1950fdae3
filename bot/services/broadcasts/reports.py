"""How broadcasts went, in counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast, Phase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.outbox.broadcasts import may_go_again, messages_of
from bot.rules.broadcasts import Report, Tally
from bot.rules.pages import Page
from bot.services import pages

REASONS = 5
"""How many different reasons of failure a report lists, the commonest first."""
PENDING = (Status.WAITING, Status.HELD, Status.SENDING)


async def listed(session: AsyncSession, page: int, *, with_drafts: bool) -> Page[Broadcast]:
    """A page of broadcasts: those that will go out, the next one first; then the others, the newest first.

    With those still being composed, or without.
    """
    hidden = [Phase.DISCARDED] if with_drafts else [Phase.DISCARDED, Phase.COMPOSING]
    is_ahead = Broadcast.phase == Phase.SCHEDULED
    order = (case((is_ahead, 0), else_=1), case((is_ahead, Broadcast.send_at)), Broadcast.id.desc())
    query = select(Broadcast).where(Broadcast.phase.not_in(hidden)).order_by(*order)
    return await pages.page_of(session, query, page)


async def tallies(session: AsyncSession, broadcast_ids: Collection[int]) -> dict[int, Tally]:
    """How the messages of each of these stand, with those that ended so long ago that only their number is kept."""
    found = await session.execute(
        select(Delivery.broadcast_id, Delivery.status, func.count())
        .where(Delivery.broadcast_id.in_(broadcast_ids), Delivery.purpose == Purpose.BROADCAST)
        .group_by(Delivery.broadcast_id, Delivery.status)
    )
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for broadcast_id, status, messages in found.all():
        if broadcast_id is not None:
            counted[broadcast_id]["pending" if status in PENDING else status.value] += messages
    kept = await session.execute(
        select(Broadcast.id, Broadcast.counts).where(Broadcast.id.in_(broadcast_ids))
    )
    for broadcast_id, counts in kept.all():
        for ended, messages in counts.items():
            counted[broadcast_id][ended] += messages
    return {broadcast_id: Tally(**counted[broadcast_id]) for broadcast_id in broadcast_ids}


async def report(session: AsyncSession, broadcast_id: int) -> Report:
    """How one broadcast stands, with Telegram's reasons and how many can be sent once more."""
    tally = (await tallies(session, [broadcast_id]))[broadcast_id]
    if not tally.failed and not tally.uncertain:
        return Report(tally)
    reasons = await session.execute(
        select(Delivery.error, func.count())
        .where(messages_of(broadcast_id), Delivery.status == Status.FAILED)
        .group_by(Delivery.error)
        .order_by(func.count().desc(), Delivery.error)
        .limit(REASONS)
    )
    return Report(
        tally,
        reasons=tuple((error, messages) for error, messages in reasons.all()),
        uncertain_again=await _count(session, messages_of(broadcast_id), may_go_again(Status.UNCERTAIN)),
        failed_again=await _count(session, messages_of(broadcast_id), may_go_again(Status.FAILED)),
    )


async def _count(session: AsyncSession, *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(Delivery).where(*which)) or 0
