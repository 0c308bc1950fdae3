"""Looking: one's own introductions, open and past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Introduction, Person
from bot.rules.introductions import Origin, State

LISTED = 10
JUST_NOW = timedelta(minutes=5)
"""A second tap on the same button comes within so long, also when the first one's answer was slow to come."""


async def of_person(session: AsyncSession, person: Person) -> Sequence[Introduction]:
    """Somebody's introductions, those that wait for an answer first, then the newest; never one they are spared."""
    found = await session.scalars(
        select(Introduction)
        .where(
            or_(
                Introduction.asker_id == person.id,
                (Introduction.other_id == person.id) & Introduction.is_muted.is_(False),
            )
        )
        .order_by((Introduction.state != State.OPEN), Introduction.asked_at.desc())
        .limit(LISTED)
    )
    return found.all()


async def asked_just_now(session: AsyncSession, person: Person, now: datetime) -> Introduction | None:
    """The request that somebody has sent within the last minutes, the newest; None when there is none."""
    return await session.scalar(
        select(Introduction)
        .where(
            Introduction.asker_id == person.id,
            Introduction.origin.in_([Origin.CARD, Origin.SUGGESTION]),
            Introduction.handed_from_id.is_(None),
            Introduction.asked_at > now - JUST_NOW,
        )
        .order_by(Introduction.asked_at.desc(), Introduction.id.desc())
        .limit(1)
    )


async def ids_of(session: AsyncSession, person: Person) -> Sequence[int]:
    """All introductions that somebody is one of the two of, by id, those they are spared too."""
    found = await session.scalars(
        select(Introduction.id).where(
            or_(Introduction.asker_id == person.id, Introduction.other_id == person.id)
        )
    )
    return found.all()
