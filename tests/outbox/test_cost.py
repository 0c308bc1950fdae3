"""What sending costs the database: what ended is written down, and what comes next is claimed, in one transaction."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import event

from bot.db import Database
from bot.models.deliveries import Purpose, Status
from bot.outbox import queue, settling
from bot.outbox.attempts import Result
from bot.outbox.dispatcher import batch_at
from bot.outbox.pace import Pace
from tests.messages import one_chat
from tests.outbox.rows import NOW, rows, write
from tests.outbox.sending import Telegram, running, until

MESSAGES = 40
RATE = 100
BATCHES = MESSAGES // batch_at(RATE)


class Slow(Telegram):
    """Answers after a while, as Telegram does."""

    async def deliver(self, chat_id: int, content: dict[str, Any]) -> Result:
        await asyncio.sleep(0.03)
        return await super().deliver(chat_id, content)


async def all_sent(database: Database) -> bool:
    return {row.status for row in await rows(database)} == {Status.SENT}


async def test_several_messages_share_a_transaction_and_a_letter_is_read_once(database: Database) -> None:
    counted: list[str] = []
    telegram, pace = Slow(), Pace(RATE, chat_gap=0.0)
    async with database.transaction() as session:
        letter_id = await queue.write_letter(session, {"en": {"text": "for all"}})
        for chat_id in range(MESSAGES):
            await queue.enqueue(
                session,
                letter_id,
                one_chat(chat_id),
                about="test",
                what="x",
                purpose=Purpose.REMINDER,
                now=NOW,
            )
    writer = database._writer.sync_engine
    event.listen(writer, "before_cursor_execute", lambda _c, _u, said, *_more: counted.append(said))
    async with running(database, telegram, pace):
        await until(lambda: all_sent(database))
    assert len(telegram.shown) == MESSAGES
    claims = sum(said.startswith("UPDATE deliveries") and "RETURNING" in said for said in counted)
    settlements = sum(said.startswith("UPDATE deliveries") and "RETURNING" not in said for said in counted)
    readings = sum(said.startswith("SELECT letters.id, letters.contents") for said in counted)
    assert claims <= BATCHES + 1
    assert settlements <= 2 * claims
    # On PostgreSQL others may write it anew at any moment
    assert readings == (1 if database.is_sqlite else claims - 1)


async def test_a_letter_that_is_reworded_while_it_is_being_sent_is_read_anew(database: Database) -> None:
    telegram = Telegram()
    for chat_id in range(MESSAGES):
        await write(database, "before", chat_id=chat_id, about="a", what=f"b{chat_id}")
    async with running(database, telegram, Pace(RATE, chat_gap=0.0)):
        async with asyncio.timeout(10):
            while len(telegram.shown) < MESSAGES // 4:
                await asyncio.sleep(0.005)
        async with database.transaction() as session:
            for chat_id in range(MESSAGES):
                await queue.reword(session, "a", f"b{chat_id}", {"en": {"text": "after"}}, None)
        await until(lambda: all_sent(database))
    assert set(telegram.texts[: MESSAGES // 4]) == {"before"}
    assert telegram.texts[-1] == "after"


async def test_what_cannot_be_written_down_keeps_no_claim_back(database: Database, monkeypatch: Any) -> None:
    settle = settling.settle

    async def picky(session: Any, ended: Any, now: Any) -> None:
        if any(attempt.chat_id == 7 for attempt, _result in ended):
            raise ValueError("cannot be written")
        await settle(session, ended, now)

    monkeypatch.setattr(settling, "settle", picky)
    telegram = Slow()
    for chat_id in range(MESSAGES):
        await write(database, chat_id=chat_id)

    async def all_but_one() -> bool:
        return sorted(row.status for row in await rows(database)).count(Status.SENT) == MESSAGES - 1

    async with running(database, telegram, Pace(RATE, chat_gap=0.0)):
        await until(all_but_one)
    assert {row.chat_id for row in await rows(database) if row.status is Status.SENDING} == {7}
