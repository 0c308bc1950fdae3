"""Looking: one's own introductions, open and past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Introduction, Person
from bot.moment import Moment
from bot.rules.introductions import Origin, State
from bot.rules.pages import Page
from bot.services import pages

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
