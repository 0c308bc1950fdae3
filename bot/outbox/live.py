"""The live screen: the one message of a chat that taps edit, and that a new screen takes the place of.

Also which message is the newest: what is tapped above it is answered below it, where people look.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Boolean, Integer, Table, bindparam, case, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.chats import Chat


def is_live(chat: Chat, message_id: int | None) -> bool:
    """Whether this message is the chat's live screen."""
    return message_id is not None and chat.screen_id == message_id


def is_newest(chat: Chat, message_id: int) -> bool:
    """Whether no message that was sent later stands below this one: so that people look at it."""
    return chat.newest_id is None or message_id >= chat.newest_id


def leave(chat: Chat, message_id: int | None) -> None:
    """This message stays as it is: what is shown next comes below it."""
    if is_live(chat, message_id):
        chat.screen_id = None


def edited(chat: Chat, message_id: int) -> dict[str, Any]:
    """An answer that is shown in this message, which is the live screen from now on: for its content."""
    if chat.screen_id != message_id:
        chat.screen_id = message_id
    return {"is_screen": True, "edits": message_id}


def renewed(chat: Chat) -> dict[str, Any]:
    """An answer that is a new screen and takes the former one's place: for its content."""
    return {"is_screen": True, "replaces": chat.screen_id}


async def remember(session: AsyncSession, shown: Iterable[tuple[int, int, bool]]) -> None:
    """New messages came into chats: the chat, the message, and whether it is its live screen now."""
    # In the order of chats: processes that write at the same time must not wait for each other in turn
    rows = [dict(zip(("chat", "message", "is_screen"), one, strict=True)) for one in sorted(shown)]
    if rows:
        await session.execute(_REMEMBERING, rows)


async def let_go(session: AsyncSession, chat_id: int | None, message_id: int) -> None:
    """This message edits itself from now on, and is nobody's screen."""
    await session.execute(
        update(Chat).where(Chat.id == chat_id, Chat.screen_id == message_id).values(screen_id=None)
    )


async def forget_all(session: AsyncSession) -> None:
    """No message that was shown is there any more."""
    await session.execute(update(Chat).values(screen_id=None))


_chats = cast(Table, Chat.__table__)
_message = bindparam("message", type_=Integer)
_REMEMBERING = (
    update(_chats)
    .where(_chats.c.id == bindparam("chat"))
    .values(
        screen_id=case((bindparam("is_screen", type_=Boolean), _message), else_=_chats.c.screen_id),
        newest_id=case((_chats.c.newest_id > _message, _chats.c.newest_id), else_=_message),
    )
)
