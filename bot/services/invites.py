"""Invites: made, listed, tried and redeemed. A token has 128 bits and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.chats import Chat
from bot.models.invites import Invite, InviteTry
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules.deep_links import LONGEST_PAYLOAD
from bot.rules.invites import LinkProblem, link_problem

TOKEN_BYTES = 16
LASTS = timedelta(days=30)
TRIES = 5
TRIES_IN = timedelta(hours=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _new(
    company_id: int, person_id: int | None, moment: Moment, made_by: int | None = None
) -> tuple[Invite, str]:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invite = Invite(
        token_hash=_hash(token),
        company_id=company_id,
        person_id=person_id,
        made_by=made_by,
        created_at=moment.now,
        expires_at=moment.now + LASTS,
    )
    return invite, token


async def make(
    session: AsyncSession,
    company_id: int,
    person_id: int | None,
    moment: Moment,
    made_by: int | None = None,
) -> tuple[Invite, str]:
    """A new invite and its token, which is known here and nowhere else. `made_by` is the account that makes it.

    Earlier links of the person stay good: they may be on their way already, and cannot be shown again. The
    first one used ends the others (`use_up`).
    """
    invite, token = _new(company_id, person_id, moment, made_by)
    session.add(invite)
    await session.flush()
    await session.refresh(invite, ["company", "person"])
    return invite, token


async def make_for_expected(session: AsyncSession, moment: Moment) -> list[tuple[Person, str]]:
    """A fresh token for every person who has not joined yet, by company and name."""
    return await make_for(session, Person.standing == Standing.EXPECTED, None, moment)


async def make_for(
    session: AsyncSession, whom: ColumnElement[bool], made_by: int | None, moment: Moment
) -> list[tuple[Person, str]]:
    """A fresh token for each of the people that a condition means, by company and name."""
    found = await session.scalars(select(Person).where(whom))
    ordered = sorted(found, key=lambda person: (person.company.name_key, person.name, person.id))
    made = [(person, *_new(person.company_id, person.id, moment, made_by)) for person in ordered]
    session.add_all([invite for _person, invite, _token in made])
    await session.flush()
    return [(person, token) for person, _invite, token in made]


def note_opened(invite: Invite, moment: Moment) -> None:
    """Somebody opened the link: staff see the first time."""
    invite.opened_at = invite.opened_at or moment.now


async def end_unused(session: AsyncSession, moment: Moment) -> None:
    """End all personal links that nobody has used: they went astray."""
    await session.execute(
        update(Invite)
        .where(Invite.person_id.is_not(None), Invite.used_at.is_(None), Invite.expires_at > moment.now)
        .values(expires_at=moment.now)
        .execution_options(synchronize_session=False)
    )


async def use_up(session: AsyncSession, invite: Invite, telegram_id: int, moment: Moment) -> None:
    """The invite let somebody in; with it all other links of its person are used."""
    invite.used_at, invite.used_by = moment.now, telegram_id
    if invite.person_id is not None:
        await session.execute(
            update(Invite)
            .where(Invite.person_id == invite.person_id, Invite.used_at.is_(None))
            .values(used_at=moment.now, used_by=telegram_id)
            .execution_options(synchronize_session=False)
        )


async def try_token(
    session: AsyncSession, token: str, telegram_id: int, moment: Moment
) -> Invite | LinkProblem:
    """The invite behind a token, or why it lets nobody in. Fruitless tries are counted: five an hour."""
    tries = await session.scalar(
        select(func.count())
        .select_from(InviteTry)
        .where(InviteTry.telegram_id == telegram_id, InviteTry.tried_at > moment.now - TRIES_IN)
    )
    if (tries or 0) >= TRIES:
        return LinkProblem.TOO_MANY_TRIES
    invite = await _by_token(session, token)
    found = _usable(invite, moment)
    if isinstance(found, LinkProblem):
        session.add(InviteTry(telegram_id=telegram_id, tried_at=moment.now))
    return found


async def _by_token(session: AsyncSession, token: str) -> Invite | None:
    if not token or len(token) > LONGEST_PAYLOAD:
        return None
    return await session.scalar(select(Invite).where(Invite.token_hash == _hash(token)))


def _usable(invite: Invite | None, moment: Moment) -> Invite | LinkProblem:
    if invite is None:
        return LinkProblem.UNKNOWN
    if invite.company.ended_at is not None or (invite.person is not None and invite.person.is_ended):
        return LinkProblem.EXPIRED
    return link_problem(invite.used_at, invite.expires_at, moment.now) or invite


async def pending(session: AsyncSession, chat: Chat, moment: Moment) -> Invite | LinkProblem | None:
    """The invite that somebody came with, locked; or what became of it; None when they came without."""
    if chat.invite_id is None:
        return None
    invite = await session.scalar(
        select(Invite)
        .where(Invite.id == chat.invite_id)
        .with_for_update(of=Invite)
        .execution_options(populate_existing=True)
    )
    return _usable(invite, moment)


async def purge_tries(session: AsyncSession, moment: Moment) -> None:
    """Forget fruitless tries that no longer count."""
    await session.execute(delete(InviteTry).where(InviteTry.tried_at <= moment.now - TRIES_IN))
