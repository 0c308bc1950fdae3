"""Rows of the outbox, written and read by tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import BigInteger, Select, literal, select

from bot.db import Database
from bot.i18n import LOCALES
from bot.models import Company, Delivery, Letter, Person, Purpose, Standing
from bot.outbox import queue, settling
from bot.outbox.outcomes import Outcome
from bot.outbox.queue import Claimed

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


UNIQUE = count()


async def write(
    database: Database,
    text: str = "hello",
    chat_id: int = 7,
    purpose: Purpose = Purpose.NOTICE,
    *,
    contents: dict[str, Any] | None = None,
    person_id: int | None = None,
    **more: Any,
) -> bool:
    """Enqueue a message, by itself or for a broadcast; False when they were told the same before."""
    async with database.transaction() as session:
        letter = contents or {language: {"text": text} for language in LOCALES}
        given = {"about": "test", "what": str(next(UNIQUE)), "now": NOW, **more}
        return await queue.enqueue(
            session,
            await queue.write_letter(session, letter),
            one_chat(chat_id, person_id),
            purpose=purpose,
            **given,
        ) > 0


def one_chat(chat_id: int, person_id: int | None = None) -> Select[Any]:
    """What selects one recipient."""
    return select(literal(chat_id, BigInteger), literal(person_id, BigInteger), literal("en")).where(
        literal(1) == 1
    )


async def said(database: Database) -> list[str | None]:
    """What the messages say, the oldest first, as readers of English get it; nothing for those that keep no words."""
    async with database.reading() as session:
        found = await session.execute(
            select(Letter.contents, Delivery.content)
            .select_from(Delivery)
            .outerjoin(Letter, Letter.id == Delivery.letter_id)
            .order_by(Delivery.id)
        )
        return [((letter or {}).get("en") or content or {}).get("text") for letter, content in found]


async def reply(database: Database, text: str = "a screen", chat_id: int = 7, **content: Any) -> Claimed:
    """The answer of a turn, `sending`."""
    async with database.transaction() as session:
        return await queue.begin_reply(session, chat_id, {"text": text, **content}, language="en", now=NOW)


async def claimed(
    database: Database, most: int = 100, *, is_resting: bool = False, now: datetime = NOW
) -> list[Claimed]:
    """What the dispatcher would get."""
    async with database.transaction() as session:
        return await queue.claim(session, most, is_resting=is_resting, now=now)


async def ended(database: Database, one: Claimed, outcome: Outcome, now: datetime = NOW) -> None:
    """Settle one attempt."""
    async with database.transaction() as session:
        await settling.settle(session, [(one.attempt, outcome)], now)


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
