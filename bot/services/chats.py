"""Chats: the language somebody chose, and their live screen."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.chats import Chat
from bot.models.people import Person


async def of(session: AsyncSession, chat_id: int) -> Chat:
    """The chat's row, made at the first word."""
    chat = await session.get(Chat, chat_id)
    if chat is None:
        chat = Chat(id=chat_id)
        session.add(chat)
        await session.flush()
    return chat


async def choose_language(session: AsyncSession, chat: Chat, person: Person | None, language: str) -> None:
    """Speak `language` from now on, in this chat and in all that is sent to the person."""
    chat.language = language
    if person is not None:
        person.language = language


async def remember_screen(session: AsyncSession, chat_id: int, message_id: int) -> None:
    """This message is the live screen now."""
    await session.execute(
        update(Chat)
        .where(Chat.id == chat_id)
        .values(screen_id=message_id)
        .execution_options(synchronize_session=False)
    )
