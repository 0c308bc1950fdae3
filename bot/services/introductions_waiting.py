"""Introductions that nobody answers: a reminder after two days, the end after five."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.introductions import Introduction
from bot.moment import Moment
from bot.rules.introductions import EXPIRES_AFTER, NUDGE_AFTER, Side, State
from bot.services import suggestions
from bot.services.introduction_letters import tell_nudge
from bot.services.introductions import close, locked_people, tell_who_waits

AT_ONCE = 5
"""Introductions that one transaction deals with: about a tenth of a second, which answers may have to wait for."""


async def nudge(session: AsyncSession, moment: Moment) -> bool:
    """Remind some of those who have not answered for two days, once. True when anybody was."""
    silent = await _waiting_since(session, NUDGE_AFTER, moment, Introduction.nudged_at.is_(None))
    for asked in silent:
        asked.nudged_at = moment.now
        for side in Side:
            if not asked.terms.agrees(side) and not asked.is_muted:
                await tell_nudge(session, asked, side, moment)
    return bool(silent)


async def is_any_to_expire(session: AsyncSession, moment: Moment) -> bool:
    """Whether there is anything that nobody answered for five days."""
    silent = select(Introduction.id).where(_waits_since(EXPIRES_AFTER, moment)).limit(1)
    return await session.scalar(silent) is not None


async def expire(
    session: AsyncSession, moment: Moment, everybody: suggestions.Everybody | None = None
) -> bool:
    """End some of what nobody answered for five days; who waits is told, with somebody else to ask.

    True when any ended. A caller that repeats this passes the same `everybody`.
    """
    silent = await _waiting_since(session, EXPIRES_AFTER, moment)
    everybody = everybody or suggestions.Everybody()
    for asked in silent:
        await close(session, asked, State.EXPIRED, None, moment)
        await tell_who_waits(session, asked, None, everybody, moment)
    return bool(silent)


def _waits_since(how_long: timedelta, moment: Moment) -> ColumnElement[bool]:
    return and_(Introduction.state == State.OPEN, Introduction.asked_at <= moment.now - how_long)


async def _waiting_since(
    session: AsyncSession, how_long: timedelta, moment: Moment, *also: ColumnElement[bool]
) -> Sequence[Introduction]:
    """Some of those that still wait once their people, and then they, are locked."""
    waits = (_waits_since(how_long, moment), *also)
    two = (Introduction.asker_id, Introduction.other_id)
    oldest = select(Introduction.id, *two).where(*waits).order_by(Introduction.asked_at).limit(AT_ONCE)
    waiting = (await session.execute(oldest)).all()
    await locked_people(session, [person_id for _id, *both in waiting for person_id in both])
    found = await session.scalars(
        select(Introduction)
        .where(Introduction.id.in_([one.id for one in waiting]), *waits)
        .order_by(Introduction.id)
        .with_for_update(of=Introduction)
        .execution_options(populate_existing=True)
    )
    return found.all()
