"""Menus: whose chats are offered commands of their own, and what Telegram was told of them."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import DEFAULT
from bot.models.chats import Chat
from bot.models.menus import Menu
from bot.models.people import Person, Standing
from bot.models.staff import Staff
from bot.rules.staff import Role


class Insider(NamedTuple):
    """Who a member or of the staff is, as far as their commands depend on it."""

    chat_id: int
    is_member: bool
    role: Role | None
    language: str


async def insiders(session: AsyncSession, owner_ids: Set[int]) -> list[Insider]:
    """Members and staff who have written to the bot: staff first, then who joined last, since they are looking now."""
    spoken = func.coalesce(Person.language, Chat.language, DEFAULT)
    found = await session.execute(
        select(Chat.id, Person.standing, Staff.role, spoken)
        .outerjoin(Person, Person.telegram_id == Chat.id)
        .outerjoin(Staff, Staff.telegram_id == Chat.id)
        .where(or_(Person.standing == Standing.MEMBER, Staff.role.is_not(None), Chat.id.in_(owner_ids)))
        .order_by(Staff.role.is_(None), Person.joined_at.desc())
    )
    return [
        Insider(chat_id, standing is Standing.MEMBER, Role.OWNER if chat_id in owner_ids else role, language)
        for chat_id, standing, role, language in found
    ]


async def taken(session: AsyncSession) -> dict[int, str]:
    """The digest of what Telegram took last for each chat that may have commands of its own."""
    found = await session.execute(select(Menu.chat_id, Menu.digest))
    return dict(found.all())


async def note(session: AsyncSession, chat_id: int, digest: str) -> None:
    """Write down what Telegram took; an empty digest before it is asked, so that it can be taken back in any case."""
    await session.merge(Menu(chat_id=chat_id, digest=digest))


async def forget(session: AsyncSession, chat_id: int) -> None:
    """A chat has no commands of its own any more."""
    await session.execute(delete(Menu).where(Menu.chat_id == chat_id))
