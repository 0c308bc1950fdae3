"""Joining, leaving, coming back."""

from __future__ import annotations

from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Chat, Company, Invite, Person, Standing
from bot.outbox import queue
from bot.rules.people import Seat
from bot.services import introductions, invites, people, requests


async def join(
    session: AsyncSession,
    chat: Chat,
    invite: Invite,
    name: str,
    language: str,
    zone: tzinfo,
    now: datetime,
) -> Person:
    """Let somebody in on a valid, locked invite, and use it up. They have agreed to the privacy notice.

    A request of theirs that waits for staff is closed.
    """
    await requests.close_of(session, chat.id, now)
    person = await _expected(session, invite, name, language, now)
    await _free_account(session, chat.id, person, zone, now)
    person.telegram_id, person.former_telegram_id = chat.id, None
    _let_in(person, now)
    person.language = language
    person.joined_at = now
    await invites.use_up(session, invite, chat.id, now)
    chat.invite_id = None
    await session.flush()
    return person


async def come_back(session: AsyncSession, person: Person, now: datetime) -> None:
    """Somebody who left is a member again, and has agreed again."""
    _let_in(person, now)


async def leave(session: AsyncSession, person: Person, zone: tzinfo, now: datetime) -> None:
    """Somebody leaves: nothing is sent to them any more, and what waits or is open ends; the profile stays."""
    await introductions.held(session, [person.id])
    person.standing = Standing.LEFT
    await introductions.close_all_of(session, person, zone, now)
    await queue.cancel_for(session, person.id, now)


def _let_in(person: Person, now: datetime) -> None:
    person.standing = Standing.MEMBER
    person.consented_at = now
    person.is_reachable = True


async def _expected(session: AsyncSession, invite: Invite, name: str, language: str, now: datetime) -> Person:
    if invite.person is not None:
        return invite.person
    company = await session.get_one(Company, invite.company_id)
    person = Person(name=name, seat=Seat.OTHER, language=language, created_at=now, company=company)
    session.add(person)
    await session.flush()
    return person


async def _free_account(
    session: AsyncSession, telegram_id: int, person: Person, zone: tzinfo, now: datetime
) -> None:
    """An account speaks for one person: whom it spoke for before has left, and is still its owner's to erase."""
    former = await people.by_telegram_id(session, telegram_id)
    if former is None or former.id == person.id:
        return
    await introductions.held(session, [former.id, person.id])
    await leave(session, former, zone, now)
    former.telegram_id, former.former_telegram_id = None, telegram_id
    await session.flush()
