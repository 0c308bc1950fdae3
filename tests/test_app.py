"""The parts together: how a process begins, leads, serves and ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import app, leading
from bot.app import Machine
from bot.config import Settings
from bot.db import Database
from bot.errors import Misconfigured
from bot.inbox import consumer
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.inbox import InboundUpdate
from bot.outbox import dispatcher
from bot.outbox.pace import Pace
from bot.services import directory, memos, resting
from bot.simulator.telegram import Telegram
from bot.web import webhook
from tests.conftest import TEST_KEY
from tests.messages import write
from tests.onlooker import Onlooker
from tests.stories.cast import OWNER, TOKEN, Calls

SECRET = "a-webhook-secret"


def settings(url: str, **more: str) -> Settings:
    given = {"BOT_TOKEN": TOKEN, "DATABASE_URL": url, "DATA_KEY": TEST_KEY, "OWNER_IDS": str(OWNER)}
    return Settings.from_environment(given | more)


@asynccontextmanager
async def assembled(url: str, tg: Telegram, *, is_alone: bool = True, **more: str) -> AsyncIterator[Machine]:
    pace = Pace(1000, chat_gap=0.0)
    chosen = settings(url, **more)
    async with app.assembled(
        chosen, is_alone=is_alone, request=Calls(tg, read_timeout=30.0), pace=pace
    ) as machine:
        yield machine


@pytest.fixture
async def tg() -> AsyncIterator[Telegram]:
    made = Telegram(token=TOKEN, username="qoot_test_bot")
    yield made
    made.close()


async def until(happens: Any) -> None:
    async with asyncio.timeout(10):
        while not happens():
            await asyncio.sleep(0.01)


async def starts_of(database: Database) -> list[float]:
    async with database.reading() as session:
        return list(await memos.get(session, resting.STARTS, []))


async def test_one_process_does_everything_and_ends_cleanly(
    database_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    nour, stopped = tg.phone(7, "Nour", language_code="en"), asyncio.Event()
    nour.start()
    prepared: list[AsyncSession] = []

    async def prepare(session: AsyncSession) -> None:
        prepared.append(session)

    monkeypatch.setattr(directory, "prepare", prepare)
    async with assembled(database_url, tg) as machine:
        running = asyncio.create_task(app.run(machine, stopped))
        await until(lambda: nour.last is not None)
        assert prepared
        assert len(await starts_of(machine.database)) == 1
        stopped.set()
        await asyncio.wait_for(running, 5)
        assert await starts_of(machine.database) == []
        async with machine.database.reading() as session:
            assert await session.scalar(select(Delivery).where(Delivery.status == Status.SENDING)) is None


async def test_it_ends_soon_and_quietly_while_telegram_hangs(
    sqlite_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer and a message to somebody else never arrive. Hosts kill what takes ten seconds to end."""
    assert max(consumer.LAST_TURNS_SECONDS, dispatcher.LAST_CALLS_SECONDS) < app.STOP_SECONDS < 8
    monkeypatch.setattr(consumer, "LAST_TURNS_SECONDS", 0.2)
    monkeypatch.setattr(dispatcher, "LAST_CALLS_SECONDS", 0.2)
    nour, stopped = tg.phone(7, "Nour", language_code="en"), asyncio.Event()
    tg.phone(8, "Rima").start()
    async with assembled(sqlite_migrated_url, tg) as machine:
        running = asyncio.create_task(app.run(machine, stopped))
        await until(lambda: tg.phone(8).last is not None)
        tg.faults.fail("hang", times=None)
        async with machine.database.transaction() as session:
            await write(session, "A decision was taken.", 8, Purpose.DECISION, app.utc_now())
        nour.start()
        await until(lambda: {call.chat_id for call in tg.ledger if call.outcome == "hang"} >= {7, 8})
        stopped.set()
        await asyncio.wait_for(running, 8)
    assert [record.message for record in caplog.records if record.exc_info] == []


async def test_a_part_that_breaks_ends_the_process_and_is_held_against_it(
    sqlite_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise RuntimeError("the dispatcher broke")

    async with assembled(sqlite_migrated_url, tg) as machine:
        monkeypatch.setattr(machine.dispatcher, "run", broken)
        with pytest.raises(RuntimeError, match="the dispatcher broke"):
            await asyncio.wait_for(app.run(machine, asyncio.Event()), 20)
        assert len(await starts_of(machine.database)) == 1


async def test_a_refused_token_while_it_runs_ends_it_with_a_sentence_and_is_no_crash(
    sqlite_migrated_url: str, tg: Telegram
) -> None:
    async with assembled(sqlite_migrated_url, tg) as machine:
        tg.token = "1234567:another"
        with pytest.raises(Misconfigured, match="BOT_TOKEN"):
            await asyncio.wait_for(app.run(machine, asyncio.Event()), 20)
        assert await starts_of(machine.database) == []


async def test_a_file_that_is_deleted_under_it_ends_it_with_a_sentence_and_nobody_is_answered(
    sqlite_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WATCH_SECONDS", 0.3)
    nour = tg.phone(7, "Nour", language_code="en")
    async with assembled(sqlite_migrated_url, tg) as machine:
        running = asyncio.create_task(app.run(machine, asyncio.Event()))
        nour.start()
        await until(lambda: nour.last is not None)
        await until(lambda: machine.consumer.is_idle and not tg.updates.waiting)
        Path(sqlite_migrated_url.removeprefix("sqlite:///")).unlink()
        shown = len(nour.messages)
        nour.send("/help")
        with pytest.raises(Misconfigured, match="was deleted or replaced while it was open"):
            await asyncio.wait_for(running, 10)
    assert [message["from_bot"] for message in nour.messages[shown:]] == [False]
    assert tg.updates.waiting  # the next bot gets what came in meanwhile


async def test_a_refused_token_at_the_start_is_a_sentence_too(sqlite_migrated_url: str, tg: Telegram) -> None:
    tg.token = "1234567:another"
    with pytest.raises(Misconfigured, match="BOT_TOKEN"):
        async with assembled(sqlite_migrated_url, tg):
            pass


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(
    sqlite_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "FIRST_WORD_SECONDS", 0.05)
    monkeypatch.setattr(app, "FIRST_PATIENCE", 0.1)
    tg.faults.fail("hang", method="getMe")
    tg.faults.fail("502", times=None)
    asyncio.get_running_loop().call_later(0.3, tg.faults.clear)
    async with assembled(sqlite_migrated_url, tg) as machine:
        assert machine.bot.username == "qoot_test_bot"


async def test_another_data_key_than_before_is_refused_before_anything_is_read(
    sqlite_migrated_url: str, tg: Telegram
) -> None:
    async with assembled(sqlite_migrated_url, tg):
        pass
    other = Fernet.generate_key().decode()
    with pytest.raises(Misconfigured, match="DATA_KEY"):
        async with assembled(sqlite_migrated_url, tg, DATA_KEY=other):
            pass
    async with assembled(sqlite_migrated_url, tg, DATA_KEY=f"{other},{TEST_KEY}"):
        pass


async def test_a_second_run_on_one_database_is_refused(
    postgres_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "TAKE_OVER_SECONDS", 0.1)
    monkeypatch.setattr(leading, "STAND_BY_SECONDS", 0.05)
    async with (
        Database(postgres_migrated_url) as database,
        database.advisory_lock("leader"),
        assembled(postgres_migrated_url, tg) as machine,
    ):
        with pytest.raises(Misconfigured, match="already"):
            await app.run(machine, asyncio.Event())


async def test_one_worker_leads_and_the_other_takes_over(
    postgres_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "STAND_BY_SECONDS", 0.05)
    led: list[str] = []
    ends = {name: asyncio.Event() for name in ("first", "second")}

    async def work(name: str, database: Database) -> None:
        async with leading.leading(database, ends[name]) as leader:
            if leader is not None:
                led.append(name)
                await ends[name].wait()

    async with Database(postgres_migrated_url) as database:
        first = asyncio.create_task(work("first", database))
        await until(lambda: led == ["first"])
        second = asyncio.create_task(work("second", database))
        await asyncio.sleep(0.2)
        assert led == ["first"]
        ends["first"].set()
        await first
        await until(lambda: led == ["first", "second"])
        ends["second"].set()
        await second


async def test_who_stands_by_and_is_stopped_never_leads(
    postgres_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "STAND_BY_SECONDS", 5)
    stopped = asyncio.Event()
    async with Database(postgres_migrated_url) as database, database.advisory_lock("leader"):
        asyncio.get_running_loop().call_later(0.1, stopped.set)
        async with asyncio.timeout(2), leading.leading(database, stopped) as leader:
            assert leader is None


async def test_a_worker_that_lost_the_lead_stands_by_and_leads_again_and_that_is_no_death(
    postgres_migrated_url: str, tg: Telegram
) -> None:
    stopped, amina = asyncio.Event(), tg.phone(7, "Amina", language_code="en")
    amina.chat.is_started = True
    with Onlooker(postgres_migrated_url) as onlooker:
        async with assembled(postgres_migrated_url, tg, is_alone=False) as machine:
            working = asyncio.create_task(app.worker(machine, stopped))
            for _time in range(3):
                await until(lambda: onlooker.holders(leading.LEADER))
                was = onlooker.another_led()
                onlooker.ends(leading.LEADER)
                await until(lambda was=was: onlooker.term() > was)
            async with machine.database.transaction() as session:
                await write(session, "A decision was taken.", 7, Purpose.DECISION, app.utc_now())
            await until(lambda: amina.last is not None)
            assert len(await starts_of(machine.database)) == 1
            stopped.set()
            await asyncio.wait_for(working, 10)
            assert await starts_of(machine.database) == []


@pytest.mark.parametrize("missing", ["WEBHOOK_URL", "WEBHOOK_SECRET"])
async def test_web_refuses_to_start_without_a_secret(
    postgres_migrated_url: str, tg: Telegram, missing: str
) -> None:
    given = {"WEBHOOK_URL": "http://127.0.0.1:1", "WEBHOOK_SECRET": SECRET} | {missing: ""}
    async with assembled(postgres_migrated_url, tg, is_alone=False, **given) as machine:
        with pytest.raises(Misconfigured, match="WEBHOOK_SECRET"):
            await app.web(machine, asyncio.Event())


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_web_answers_what_comes_in_and_a_worker_sends_what_goes_to_others(
    postgres_migrated_url: str, tg: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "AGAIN_SECONDS", 0.05)
    port, stopped, url = free_port(), asyncio.Event(), postgres_migrated_url
    given = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET, "PORT": str(port)}
    nour = tg.phone(7, "Nour", language_code="en")
    tg.faults.fail("502", method="setWebhook")
    async with (
        assembled(url, tg, is_alone=False, **given) as web,
        assembled(url, tg, is_alone=False) as worker,
    ):
        tasks = [asyncio.create_task(app.web(web, stopped)), asyncio.create_task(app.worker(worker, stopped))]
        nour.start()
        await until(lambda: nour.last is not None)
        async with web.database.transaction() as session:
            await write(session, "A decision was taken.", 7, Purpose.DECISION, app.utc_now())
        await until(lambda: "decision" in nour.last["text"])
        stopped.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 10)
        async with web.database.reading() as session:
            kept = await session.scalars(select(InboundUpdate.status))
            assert [status.value for status in kept] == ["done"]
    assert worker.dispatcher.sent == 1
    assert web.consumer.handled == 1
