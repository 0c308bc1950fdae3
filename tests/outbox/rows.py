"""Rows of the outbox, written and read by tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.db import Database
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose
from bot.models.people import Person, Standing
from bot.outbox import claiming, queue, settling
from bot.outbox.attempts import Result
from bot.outbox.queue import Claimed
from tests import messages

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def write(
    database: Database, text: str = "hello", chat_id: int = 7, purpose: Purpose = Purpose.NOTICE, **more: Any
) -> bool:
    """Enqueue a message; False when they were told the same before."""
    async with database.transaction() as session:
        return await messages.write(session, text, chat_id, purpose, NOW, **more)


async def said(database: Database) -> list[str | None]:
    """What the messages say, by chat; nothing for those that keep no words."""
    async with database.reading() as session:
        return [text for _chat, text in await messages.said(session)]


async def reply(database: Database, text: str = "a screen", chat_id: int = 7, **content: Any) -> Claimed:
    """The answer of a turn, `sending`."""
    async with database.transaction() as session:
        (begun,) = await queue.begin_replies(session, [(chat_id, {"text": text, **content}, "en")], NOW)
        return begun


async def claimed(
    database: Database, most: int = 100, *, is_resting: bool = False, now: datetime = NOW
) -> list[Claimed]:
    """What the dispatcher would get."""
    async with database.transaction() as session:
        return await claiming.claim(session, most, is_resting=is_resting, now=now)


async def ended(database: Database, one: Claimed, result: Result, now: datetime = NOW) -> None:
    """Settle one attempt."""
    async with database.transaction() as session:
        await settling.settle(session, [(one.attempt, result)], now)


async def rows(database: Database) -> list[Delivery]:
    """All deliveries, oldest first."""
    async with database.reading() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.id)))


async def only(database: Database) -> Delivery:
    """The one delivery there is."""
    (row,) = await rows(database)
    return row


async def member(database: Database, telegram_id: int = 7) -> None:
    """A member with this account."""
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key=f"cedar press {telegram_id}", created_at=NOW)
        person = Person(name="Amina", company=company, created_at=NOW, telegram_id=telegram_id)
        person.standing = Standing.MEMBER
        session.add_all([company, person])
