"""The dispatcher: sends what is due, shows answers at once, and writes down how each attempt ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Purpose, Status
from bot.outbox import dispatcher as dispatching
from bot.outbox import settling
from bot.outbox.attempts import Gone, Later, Refused, Result
from bot.outbox.pace import Pace
from bot.rules.broadcasts import STOOD_STILL
from bot.services import resting
from tests.outbox.rows import NOW, claimed, only, reply, rows, write
from tests.outbox.sending import Telegram, built, running, until

Answer = Callable[[int, dict[str, Any]], Awaitable[Result]]


async def test_what_is_due_is_sent_and_on_record(database: Database) -> None:
    telegram = Telegram()
    await write(database, "one", chat_id=7)
    await write(database, "two", chat_id=8, purpose=Purpose.BROADCAST)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 2))
    assert {row.status for row in await rows(database)} == {Status.SENT}
    assert sorted(telegram.texts) == ["one", "two"]
    assert len(telegram.followed) == 2


async def have_ended(database: Database, count: int) -> bool:
    return sum(row.settled_at is not None for row in await rows(database)) == count


async def test_what_is_written_while_it_is_idle_leaves_at_once_when_it_is_woken(database: Database) -> None:
    telegram = Telegram()
    async with running(database, telegram) as dispatcher:
        await asyncio.sleep(0.05)
        await write(database, "now")
        dispatcher.wake()
        async with asyncio.timeout(dispatching.IDLE_SECONDS / 2):
            while not telegram.shown:
                await asyncio.sleep(0.005)


async def test_a_row_is_marked_as_on_its_way_before_the_call_begins(database: Database) -> None:
    telegram = Telegram()
    telegram.gate.clear()
    await write(database)
    async with running(database, telegram):
        async with asyncio.timeout(5):
            while not telegram.shown:
                await asyncio.sleep(0.01)
        assert (await only(database)).status is Status.SENDING
        telegram.gate.set()
    assert (await only(database)).status is Status.SENT


async def test_a_clean_stop_waits_for_what_is_on_its_way_and_begins_nothing_more(database: Database) -> None:
    telegram = Telegram()
    telegram.gate.clear()
    for chat in range(3):
        await write(database, chat_id=chat + 1)
    slow = Pace(1, chat_gap=0.0)
    async with running(database, telegram, slow):
        async with asyncio.timeout(5):
            while not telegram.shown:
                await asyncio.sleep(0.01)
        asyncio.get_running_loop().call_later(0.1, telegram.gate.set)
    statuses = [row.status for row in await rows(database)]
    assert statuses.count(Status.SENT) == len(telegram.shown)
    assert Status.SENDING not in statuses


async def test_nothing_is_claimed_while_too_much_is_on_its_way(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "IN_FLIGHT", 1)
    telegram = Telegram()
    telegram.gate.clear()
    for chat in (1, 2):
        await write(database, chat_id=chat)
    async with running(database, telegram, Pace(30, chat_gap=0.0)):
        await until(lambda: _is_any(database, Status.SENDING))
        await asyncio.sleep(0.2)
        assert [row.status for row in await rows(database)] == [Status.SENDING, Status.WAITING]
        telegram.gate.set()
        await until(lambda: _is_all_sent(database))


async def _is_any(database: Database, status: Status) -> bool:
    return status in {row.status for row in await rows(database)}


async def _is_all_sent(database: Database) -> bool:
    return {row.status for row in await rows(database)} == {Status.SENT}


async def test_calls_overlap_so_that_latency_costs_no_rate(database: Database) -> None:
    telegram = Telegram()
    telegram.gate.clear()
    for chat in range(20):
        await write(database, chat_id=chat + 1)
    async with running(database, telegram):
        async with asyncio.timeout(5):
            while len(telegram.shown) < 20:
                await asyncio.sleep(0.01)
        telegram.gate.set()


async def test_two_messages_for_one_chat_are_a_second_apart(database: Database) -> None:
    telegram = Telegram()
    for text in ("one", "two"):
        await write(database, text)
    async with running(database, telegram, Pace(1000)):
        await until(lambda: have_ended(database, 1))
        await asyncio.sleep(0.05)
    waiting = [row for row in await rows(database) if row.status is Status.WAITING]
    assert telegram.texts == ["one"]
    assert (len(waiting), waiting[0].tries) == (1, 0)
    assert NOW < waiting[0].not_before <= NOW + timedelta(seconds=1)


async def test_one_chat_that_must_wait_delays_nobody_else(database: Database) -> None:
    telegram = Telegram()
    telegram.answers[7] = Later("429", after=timedelta(seconds=300), is_throttled=True)
    for chat in range(1, 11):
        await write(database, chat_id=chat)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 9))
    (waiting,) = [row for row in await rows(database) if row.status is Status.WAITING]
    assert (waiting.chat_id, waiting.not_before) == (7, NOW + timedelta(seconds=300))


async def test_what_is_too_late_is_not_sent(database: Database) -> None:
    telegram = Telegram()
    await write(database, not_after=NOW - timedelta(seconds=1), not_before=NOW - timedelta(hours=1))
    async with running(database, telegram):
        await until(lambda: have_ended(database, 1))
    assert (await only(database)).status is Status.FAILED
    assert telegram.shown == []


async def test_while_the_outbox_rests_broadcasts_wait_and_decisions_go(database: Database) -> None:
    telegram = Telegram()
    async with database.transaction() as session:
        await resting.rest(session, "crashes")
    await write(database, "broadcast", purpose=Purpose.BROADCAST)
    await write(database, "decision", chat_id=8, purpose=Purpose.DECISION)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 1))
    assert telegram.texts == ["decision"]


async def test_who_is_gone_is_unreachable_and_what_is_refused_failed(database: Database) -> None:
    telegram = Telegram()
    telegram.answers |= {7: Gone("blocked"), 8: Refused("too long")}
    for chat in (7, 8):
        await write(database, chat_id=chat)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 2))
    assert [row.status for row in await rows(database)] == [Status.UNREACHABLE, Status.FAILED]


async def test_a_bug_in_sending_leaves_doubt_and_the_others_go_on(database: Database) -> None:
    telegram = Telegram()
    telegram.answers[7] = KeyError("text")
    await write(database, chat_id=7, purpose=Purpose.BROADCAST)
    await write(database, chat_id=8, purpose=Purpose.BROADCAST)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 2))
    assert {row.chat_id: row.status for row in await rows(database)} == {7: Status.UNCERTAIN, 8: Status.SENT}


async def test_a_call_that_never_ends_is_given_up_as_doubtful(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "CALL_SECONDS", 0.1)
    telegram = Telegram()
    telegram.gate.clear()
    await write(database, purpose=Purpose.BROADCAST)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 1))
    assert (await only(database)).status is Status.UNCERTAIN


async def test_what_was_claimed_before_a_flood_goes_back_and_is_not_in_doubt(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "PATIENCE", 0.1)
    telegram = Telegram()
    for chat in range(1, 41):
        telegram.answers[chat] = Later("429", after=timedelta(seconds=30), is_throttled=True)
        await write(database, chat_id=chat)
    async with running(database, telegram):
        await asyncio.sleep(0.5)
    waiting = await rows(database)
    assert len(telegram.shown) < 40
    assert {(row.status, row.doubts, row.tries) for row in waiting} == {(Status.WAITING, 0, 0)}


async def test_recovery_judges_what_was_left_behind(database: Database) -> None:
    await write(database, purpose=Purpose.BROADCAST)
    await claimed(database)
    assert await built(database, Telegram()).recover() == 1
    assert (await only(database)).status is Status.UNCERTAIN


async def test_a_broadcast_that_stood_still_for_long_waits_for_staff_when_the_program_starts(
    database: Database,
) -> None:
    """One of its messages was on its way two hours ago, the other waits."""
    long_ago = NOW - timedelta(hours=2)
    async with database.transaction() as session:
        sending = {"phase": BroadcastPhase.SENDING, "watched_from": long_ago}
        broadcast = Broadcast(author_id=None, created_at=long_ago, **sending)
        session.add(broadcast)
        await session.flush()
        broadcast_id = broadcast.id
    for chat_id in (7, 8):
        await write(database, purpose=Purpose.BROADCAST, broadcast_id=broadcast_id, chat_id=chat_id)
    await claimed(database, 1)
    assert await built(database, Telegram()).recover() == 1
    assert [row.status for row in await rows(database)] == [Status.UNCERTAIN, Status.PAUSED]
    async with database.reading() as session:
        held = await session.get_one(Broadcast, broadcast_id)
        assert (held.phase, held.paused_because) == (BroadcastPhase.PAUSED, STOOD_STILL)


async def test_a_lost_database_delays_and_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = Telegram()
    troubles = [OperationalError("", {}, Exception()) for _ in range(2)]
    settle, claim = settling.settle, dispatching.claiming.claim

    async def failing_settle(*arguments: Any) -> None:
        if troubles:
            raise troubles.pop()
        await settle(*arguments)

    async def failing_claim(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(dispatching.claiming, "claim", claim)
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(settling, "settle", failing_settle)
    monkeypatch.setattr(dispatching.claiming, "claim", failing_claim)
    await write(database)
    async with running(database, telegram):
        await until(lambda: have_ended(database, 1))
    assert (await only(database)).status is Status.SENT
    assert len(telegram.shown) == 1
    assert troubles == []


async def test_one_outcome_that_cannot_be_written_keeps_no_other_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = settling.settle

    async def picky(session: Any, ended: Any, now: Any) -> None:
        if any(attempt.chat_id == 7 for attempt, _outcome in ended):
            raise ValueError("cannot be written")
        await settle(session, ended, now)

    monkeypatch.setattr(settling, "settle", picky)
    for chat in (7, 8):
        await write(database, chat_id=chat)
    async with running(database, Telegram()):
        with suppress(TimeoutError):
            await until(lambda: have_ended(database, 1))
    assert {row.chat_id: row.status for row in await rows(database)} == {7: Status.SENDING, 8: Status.SENT}


class BrokenCommit(Database):
    """The next commits arrive, or do not, and nobody is told which."""

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.outcomes: list[bool] = []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        trouble = OperationalError("", {}, ConnectionResetError())
        async with super().transaction() as session:
            yield session
            if outcome is False:
                raise trouble
        if outcome is True:
            raise trouble


@pytest.mark.parametrize("arrives", [True, False])
async def test_what_was_claimed_when_the_connection_broke_is_sent_once_and_is_not_in_doubt(
    database_url: str, arrives: bool
) -> None:
    telegram = Telegram()
    async with BrokenCommit(database_url) as database:
        await write(database, purpose=Purpose.REMINDER)
        database.outcomes = [arrives]
        async with running(database, telegram):
            await until(lambda: have_ended(database, 1))
        row = await only(database)
    assert (row.status, row.doubts, telegram.texts) == (Status.SENT, 0, ["hello"])


@pytest.mark.parametrize("arrives", [True, False])
async def test_an_answer_whose_commit_broke_is_given_back_to_the_outbox(
    database_url: str, arrives: bool
) -> None:
    telegram = Telegram()
    async with Database(database_url) as database:
        begun = await reply(database)
        if not arrives:
            async with database.transaction() as session:
                await session.execute(delete(Delivery))
        async with running(database, telegram) as dispatcher:
            dispatcher.give_back([begun])
            await until(lambda: is_over(database))
    assert telegram.texts == (["a screen"] if arrives else [])


async def is_over(database: Database) -> bool:
    return not await rows(database)
