"""Privacy: all that is stored about somebody, and its erasure."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox import store
from bot.models import (
    Base,
    Broadcast,
    Chat,
    Delivery,
    Draft,
    Group,
    InboundUpdate,
    InviteTry,
    JoinRequest,
    Person,
    Staff,
    group_people,
)
from bot.outbox import queue

INTERNAL = {"phone_index", "email_index", "token_hash", "payload"}
"""Columns that say nothing about a person beyond what the others do."""


async def everything_about(session: AsyncSession, telegram_id: int) -> bytes:
    """All that is stored about somebody, as readable JSON (UTF-8)."""
    person = await session.scalar(select(Person).where(Person.telegram_id == telegram_id))
    about = {
        "person": _plain(person) if person is not None else None,
        "company": _plain(person.company) if person is not None else None,
        "groups": await _groups(session, person),
        "chat": await _rows(session, Chat, Chat.id == telegram_id),
        "dialogue": await _rows(session, Draft, Draft.chat_id == telegram_id),
        "requests_to_join": await _rows(session, JoinRequest, JoinRequest.telegram_id == telegram_id),
        "invite_links_tried": await _rows(session, InviteTry, InviteTry.telegram_id == telegram_id),
        "messages_to_you": await _rows(session, Delivery, Delivery.chat_id == telegram_id),
        "your_updates": await _rows(session, InboundUpdate, InboundUpdate.sender_id == telegram_id),
        "staff": await _rows(session, Staff, Staff.telegram_id == telegram_id),
    }
    return json.dumps(about, ensure_ascii=False, indent=2, default=str).encode()


async def _groups(session: AsyncSession, person: Person | None) -> list[str]:
    if person is None:
        return []
    found = await session.scalars(
        select(Group.name).join(group_people).where(group_people.c.person_id == person.id)
    )
    return list(found)


async def _rows(session: AsyncSession, model: type[Base], theirs: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in await session.scalars(select(model).where(theirs))]


def _plain(row: Base) -> dict[str, Any]:
    columns = inspect(type(row)).column_attrs
    return {column.key: getattr(row, column.key) for column in columns if column.key not in INTERNAL}


async def is_known(session: AsyncSession, telegram_id: int) -> bool:
    """Whether anything but the chat itself is stored about somebody."""
    known = select(Person.id).where(Person.telegram_id == telegram_id)
    asked = select(JoinRequest.id).where(JoinRequest.telegram_id == telegram_id)
    return await session.scalar(known.union_all(asked).limit(1)) is not None


async def erase(session: AsyncSession, telegram_id: int, update_id_kept: int) -> None:
    """Forget somebody: profile, dialogue, requests, what came in and what went out. The company's profile stays.

    The rows that others' counts rest on (deliveries of a broadcast, handled updates) stay, without the person.
    """
    await queue.forget(session, telegram_id)
    await store.forget(session, telegram_id, besides=update_id_kept)
    for whose in (Broadcast.author_id, Broadcast.progress_chat_id):
        await session.execute(
            update(Broadcast)
            .where(whose == telegram_id)
            .values({whose: None})
            .execution_options(synchronize_session=False)
        )
    for model, theirs in (
        (Draft, Draft.chat_id == telegram_id),
        (JoinRequest, JoinRequest.telegram_id == telegram_id),
        (InviteTry, InviteTry.telegram_id == telegram_id),
        (Chat, Chat.id == telegram_id),
        (Person, Person.telegram_id == telegram_id),
    ):
        await session.execute(delete(model).where(theirs))
