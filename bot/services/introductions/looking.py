"""Looking: one's introductions, and the two of each, locked until the commit where somebody decides about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.introductions import Introduction, Mute
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.introductions import Origin, State
from bot.rules.pages import Page
from bot.services import pages


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


async def locked_people(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, Person]:
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


async def locked_introduction(session: AsyncSession, person: Person, introduction_id: int) -> Introduction:
    """An introduction of theirs with its two people, locked until the commit. Raises NoSuchIntroduction."""
    found = await get(session, person, introduction_id)
    await locked_people(session, (found.asker_id, found.other_id))
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


JUST_NOW = timedelta(minutes=5)
"""A second tap on the same button comes within so long, also when the first one's answer was slow to come."""


async def of_person(session: AsyncSession, person: Person, page: int) -> Page[Introduction]:
    """A page of somebody's introductions: those that wait for their answer, other open ones, then the rest.

    The newest come first each time; one that they are spared is never among them.
    """
    asker_is, other_is = Introduction.asker_id == person.id, Introduction.other_id == person.id
    theirs = or_(asker_is, other_is & Introduction.is_muted.is_(False))
    is_open = Introduction.state == State.OPEN
    is_silent = or_(
        asker_is & Introduction.asker_agreed_at.is_(None), other_is & Introduction.other_agreed_at.is_(None)
    )
    rank = case((is_open & is_silent, 0), (is_open, 1), else_=2)
    newest_first = (Introduction.asked_at.desc(), Introduction.id.desc())
    return await pages.page_of(
        session, select(Introduction).where(theirs).order_by(rank, *newest_first), page
    )


async def asked_just_now(session: AsyncSession, person: Person, moment: Moment) -> Introduction | None:
    """The request that somebody has sent within the last minutes, the newest; None when there is none."""
    return await session.scalar(
        select(Introduction)
        .where(
            Introduction.asker_id == person.id,
            Introduction.origin.in_([Origin.CARD, Origin.SUGGESTION]),
            Introduction.handed_from_id.is_(None),
            Introduction.asked_at > moment.now - JUST_NOW,
        )
        .order_by(Introduction.asked_at.desc(), Introduction.id.desc())
        .limit(1)
    )


async def all_of(session: AsyncSession, person: Person) -> Sequence[Introduction]:
    """All introductions that somebody is one of the two of, those they are spared too."""
    found = await session.scalars(
        select(Introduction).where(
            or_(Introduction.asker_id == person.id, Introduction.other_id == person.id)
        )
    )
    return found.all()
