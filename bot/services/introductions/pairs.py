"""The two of an introduction, held until the commit: whoever decides about them looks at them as they are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models import Introduction, Mute, Person, Standing


class NoSuchIntroduction(Refusal):
    """It is gone, or was never theirs."""

    wording = N_("This introduction does not exist any more.")


class NotThere(Refusal):
    """Somebody who left, hides from the directory, or never was a member. All of them read the same."""

    wording = N_("This person cannot be asked through the bot at the moment.")


def is_available(person: Person) -> bool:
    """Whether somebody is a member, with their consent, whom the bot can reach."""
    is_member = person.standing is Standing.MEMBER and person.consented_at is not None
    return is_member and person.telegram_id is not None and person.is_reachable


async def held(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, Person]:
    """People as they stand, whom nobody else changes until the commit; who is gone is missing.

    Always by ascending id, and before any introduction: so no two transactions wait for each other.
    """
    found = await session.scalars(
        select(Person)
        .where(Person.id.in_(sorted(set(person_ids))))
        .order_by(Person.id)
        .with_for_update(key_share=True, of=Person)
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in found}


async def held_introduction(session: AsyncSession, person: Person, introduction_id: int) -> Introduction:
    """An introduction of theirs with its two people, held until the commit. Raises NoSuchIntroduction."""
    found = await get(session, person, introduction_id)
    await held(session, (found.asker_id, found.other_id))
    locked = await session.scalar(
        select(Introduction)
        .where(Introduction.id == introduction_id)
        .with_for_update(of=Introduction)
        .execution_options(populate_existing=True)
    )
    if locked is None:
        raise NoSuchIntroduction
    return locked


async def get(session: AsyncSession, person: Person, introduction_id: int) -> Introduction:
    """An introduction of theirs. Raises NoSuchIntroduction, also for one that they must not know of."""
    found = await session.get(Introduction, introduction_id)
    if found is None or found.side_of(person.id) is None:
        raise NoSuchIntroduction
    if found.is_muted and found.other_id == person.id:
        raise NoSuchIntroduction
    return found


async def between(session: AsyncSession, one_id: int, other_id: int) -> list[Introduction]:
    """All introductions of a pair, the newest first."""
    low, high = sorted((one_id, other_id))
    found = await session.scalars(
        select(Introduction)
        .where(Introduction.low_id == low, Introduction.high_id == high)
        .order_by(Introduction.id.desc())
    )
    return list(found)


async def is_muted(session: AsyncSession, asker_id: int, other_id: int) -> bool:
    """Whether the other does not want to be asked by the asker."""
    query = select(Mute.id).where(Mute.person_id == other_id, Mute.muted_id == asker_id)
    return await session.scalar(query) is not None
