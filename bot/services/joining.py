"""Joining, leaving, coming back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.invites import Invite
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.people import Seat
from bot.services import introductions, invites, people, requests, rsvps, telling


async def join(
    session: AsyncSession, chat: Chat, invite: Invite, name: str, language: str, moment: Moment
) -> Person:
    """Let somebody in on a valid, locked invite, and use it up. They have agreed to the privacy notice.

    A request of theirs that waits for staff is closed.
    """
    await requests.close_of(session, chat.id, moment)
    person = await _expected(session, invite, name, language, moment)
    await _free_account(session, chat.id, person, moment)
    person.telegram_id, person.former_telegram_id = chat.id, None
    _let_in(person, moment)
    person.language = language
    person.joined_at = moment.now
    await invites.use_up(session, invite, chat.id, moment)
    chat.invite_id = None
    await session.flush()
    return person


async def come_back(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody who left is a member again, and has agreed again."""
    _let_in(person, moment)


async def leave(session: AsyncSession, person: Person, moment: Moment) -> None:
    """Somebody leaves: nothing is sent to them any more, and what waits or is open ends; the profile stays.

    Their seats at events ahead are offered to who waits.
    """
    await rsvps.release_all_of(session, person, moment)
    await introductions.locked_people(session, [person.id])
    person.standing, person.left_at = Standing.LEFT, moment.now
    await introductions.close_all_of(session, person, moment)
    await telling.cancel_all_to(session, person, moment)


def _let_in(person: Person, moment: Moment) -> None:
    person.standing, person.left_at = Standing.MEMBER, None
    person.consented_at = moment.now
    person.is_reachable = True


async def _expected(
    session: AsyncSession, invite: Invite, name: str, language: str, moment: Moment
) -> Person:
    if invite.person is not None:
        return invite.person
    company = await session.get_one(Company, invite.company_id)
    person = Person(name=name, seat=Seat.OTHER, language=language, created_at=moment.now, company=company)
    session.add(person)
    await session.flush()
    return person


async def _free_account(session: AsyncSession, telegram_id: int, person: Person, moment: Moment) -> None:
    """An account belongs to one person: the one it belonged to before has left; its owner can still erase them."""
    former = await people.by_telegram_id(session, telegram_id)
    if former is None or former.id == person.id:
        return
    await introductions.locked_people(session, [former.id, person.id])
    await leave(session, former, moment)
    former.telegram_id, former.former_telegram_id = None, telegram_id
    await session.flush()
