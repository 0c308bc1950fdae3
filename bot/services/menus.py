"""Menus: whose chats are offered commands of their own, and what Telegram was told of them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, delete, false, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import DEFAULT
from bot.models.chats import Chat
from bot.models.menus import Menu
from bot.models.people import Person, Standing
from bot.models.staff import Staff
from bot.rules.staff import Role


class Kind(NamedTuple):
    """What the commands that somebody is offered depend on."""

    language: str
    is_member: bool
    role: Role | None


class Insider(NamedTuple):
    """A member or one of the staff, and the digest of what Telegram took last for their chat."""

    chat_id: int
    kind: Kind
    digest: str | None


async def behind(session: AsyncSession, owner_ids: Set[int], digests: Mapping[Kind, str]) -> list[Insider]:
    """Members and staff who have written to the bot, and whose chats have other commands than the `digests` say.

    Staff come first, then who joined last, since they are looking now. Whoever is up to date is not even read: this is
    asked every few seconds, and nearly everybody is, nearly always.
    """
    language = func.coalesce(Person.language, Chat.language, DEFAULT)
    is_member = _is_member()
    role = case((Chat.id.in_(owner_ids), literal(Role.OWNER, Staff.role.type)), else_=Staff.role)
    wanted = case(
        *(
            (
                and_(
                    language == kind.language,
                    is_member == kind.is_member,
                    role.is_not_distinct_from(kind.role),
                ),
                digest,
            )
            for kind, digest in digests.items()
        )
    )
    found = await session.execute(
        _chats(select(Chat.id, language, is_member, role, Menu.digest).select_from(Chat))
        .outerjoin(Menu, Menu.chat_id == Chat.id)
        .where(_is_insider(owner_ids), Menu.digest.is_distinct_from(wanted))
        .order_by(Staff.role.is_(None), Person.joined_at.desc())
    )
    return [Insider(chat_id, Kind(*kind), digest) for chat_id, *kind, digest in found]


async def outsiders(session: AsyncSession, owner_ids: Set[int]) -> list[int]:
    """Chats that may have commands of their own, of people who are neither members nor staff any more."""
    chats = _chats(select(Menu.chat_id).outerjoin(Chat, Chat.id == Menu.chat_id))
    return list(await session.scalars(chats.where(not_(_is_insider(owner_ids)))))


def _chats(chosen: Select[Any]) -> Select[Any]:
    of_staff = chosen.outerjoin(Staff, Staff.telegram_id == Chat.id)
    return of_staff.outerjoin(Person, Person.telegram_id == Chat.id)


def _is_member() -> ColumnElement[bool]:
    return func.coalesce(Person.standing == Standing.MEMBER, false())


def _is_insider(owner_ids: Set[int]) -> ColumnElement[bool]:
    return or_(_is_member(), Staff.role.is_not(None), func.coalesce(Chat.id.in_(owner_ids), false()))


async def note(session: AsyncSession, chat_id: int, digest: str) -> None:
    """Write down what Telegram took; an empty digest before it is asked, so that it can be taken back in any case."""
    await session.merge(Menu(chat_id=chat_id, digest=digest))


async def forget(session: AsyncSession, chat_id: int) -> None:
    """A chat has no commands of its own any more."""
    await session.execute(delete(Menu).where(Menu.chat_id == chat_id))
