"""Messages to others, written to the outbox and read from it by tests."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES
from bot.models.broadcasts import Broadcast
from bot.models.chats import Chat
from bot.models.deliveries import Delivery, Letter, Purpose
from bot.models.people import Person
from bot.outbox import broadcasts, queue

UNIQUE = count()


def one_chat(chat_id: int, person_id: int | None = None) -> queue.Recipients:
    """What selects one recipient."""
    return select(literal(chat_id, BigInteger), literal(person_id, BigInteger), literal("en")).where(
        literal(1) == 1
    )


def alike(text: str) -> dict[str, Any]:
    """The contents of a letter that says the same in each language."""
    return {language: {"text": text} for language in LOCALES}


async def write(
    session: AsyncSession,
    text: str,
    chat_id: int,
    purpose: Purpose,
    now: datetime,
    *,
    contents: dict[str, Any] | None = None,
    person_id: int | None = None,
    **more: Any,
) -> bool:
    """Enqueue a message to one chat; False when they were told the same before."""
    letter_id = await queue.write_letter(session, contents or alike(text))
    given = {"about": "test", "what": str(next(UNIQUE)), **more}
    whom = one_chat(chat_id, person_id)
    return await queue.enqueue(session, letter_id, whom, purpose=purpose, now=now, **given) > 0


async def announce(
    session: AsyncSession, broadcast: Broadcast, contents: dict[str, Any], people: list[Person], now: datetime
) -> None:
    """Write a broadcast down for these people."""
    whom = [one_chat(person.telegram_id or 0, person.id) for person in people]
    await broadcasts.write_down(session, broadcast, contents, whom, now)


async def said(session: AsyncSession, *which: ColumnElement[bool]) -> list[tuple[int, str | None]]:
    """The chats of messages, in the order of their ids, and what each would read; None where no words are kept."""
    language = func.coalesce(Person.language, Chat.language, Delivery.language)
    found = await session.execute(
        select(Delivery.chat_id, language, Letter.contents, Delivery.content)
        .outerjoin(Letter, Letter.id == Delivery.letter_id)
        .outerjoin(Person, Person.telegram_id == Delivery.chat_id)
        .outerjoin(Chat, Chat.id == Delivery.chat_id)
        .where(*which)
        .order_by(Delivery.chat_id, Delivery.id)
    )
    return [
        (chat_id, ((contents or {}).get(spoken) or content or {}).get("text"))
        for chat_id, spoken, contents, content in found
    ]
