"""Looking: one's own introductions, open and past."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Introduction, Person
from bot.rules.introductions import State

LISTED = 10


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


async def ids_of(session: AsyncSession, person: Person) -> Sequence[int]:
    """All introductions that somebody is one of the two of, by id, those they are spared too."""
    found = await session.scalars(
        select(Introduction.id).where(
            or_(Introduction.asker_id == person.id, Introduction.other_id == person.id)
        )
    )
    return found.all()
