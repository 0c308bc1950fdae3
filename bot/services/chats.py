"""Chats: who is behind one, and the language somebody chose."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.drafts import Draft
from bot.models.people import Person
from bot.models.staff import Staff
from bot.rules.staff import Role
from bot.services.drafts import Dialogue


class Known(NamedTuple):
    """What is known of whoever is behind a chat. `role` is that of the staff list."""

    chat: Chat
    person: Person | None
    role: Role | None
    dialogue: Dialogue | None


async def known(session: AsyncSession, chat_id: int) -> Known:
    """All that a turn needs to know, in one statement. The chat's row is made at the first word."""
    found = await session.execute(_KNOWN, {"chat": chat_id})
    chat, person, role, form, data = found.unique().one()
    if chat is None:
        chat = Chat(id=chat_id)
        session.add(chat)
    return Known(chat, person, role, Dialogue(form, data) if form is not None else None)


_one = select(bindparam("chat", type_=BigInteger).label("id")).subquery()
_company = joinedload(Person.company, innerjoin=False)
_KNOWN = (
    select(Chat, Person, Staff.role, Draft.form, Draft.data)
    .select_from(_one)
    .outerjoin(Chat, Chat.id == _one.c.id)
    .outerjoin(Person, Person.telegram_id == _one.c.id)
    .outerjoin(Staff, Staff.telegram_id == _one.c.id)
    .outerjoin(Draft, Draft.chat_id == _one.c.id)
    .options(_company, _company.joinedload(Company.sub_clusters))
)


async def choose_language(session: AsyncSession, chat: Chat, person: Person | None, language: str) -> None:
    """Speak `language` from now on, in this chat and in all that is sent to the person."""
    chat.language = language
    if person is not None:
        person.language = language
