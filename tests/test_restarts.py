"""The database server restarts while people join and a broadcast goes out: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from bot import app
from bot.config import Settings
from bot.db import Database
from bot.migrating import migrate
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.inbox import Handling, InboundUpdate
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.outbox.pace import Pace
from bot.services import invites, memos, resting
from bot.simulator.telegram import Telegram
from tests.botapi import the_contract
from tests.conftest import TEST_KEY
from tests.messages import write
from tests.private_postgres import PrivateServer, private_server, programs
from tests.stories.cast import OWNER, TOKEN, Calls

GUESTS, MEMBERS = 60, 60
FIRST_GUEST, FIRST_MEMBER = 1_000, 2_000
RATE = 60.0


@pytest.fixture
async def server() -> AsyncIterator[PrivateServer]:
    found = programs()
    if found is None:
        pytest.skip(
            "the server's programs, pg_ctl and initdb, are not installed, or nobody here may run them"
        )
    with private_server(found) as running:
        yield running


async def test_a_restart_of_the_server_loses_nothing_and_doubles_nothing(
    server: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.consumer.STUMBLE_SECONDS", 0.1)
    await migrate(server.url)
    tg, stopped = Telegram(token=TOKEN, username="qoot_test_bot", contract=the_contract()), asyncio.Event()
    tg.faults.latency_ms = 60.0
    async with assembled(server.url, tg) as machine:
        links = await invited(machine.database)
        await begin_broadcast(machine.database, tg)
        working = asyncio.create_task(app.worker(machine, stopped))
        async with app.listening(machine), app.receiving(machine):
            phones = [tg.phone(FIRST_GUEST + n, f"Guest {n}", language_code="en") for n in range(GUESTS)]
            for phone, link in zip(phones, links, strict=True):
                phone.start(link)
            for how in ("fast", "immediate"):
                enough = sum(copies(tg).values()) + 20
                await until(lambda enough=enough: sum(copies(tg).values()) >= enough, working)
                await asyncio.to_thread(server.stop, how)
                await asyncio.to_thread(server.start)
            await until(lambda: sum(copies(tg).values()) == MEMBERS, working)
            await until(lambda: all(phone.last is not None for phone in phones), working)
            await until_settled(machine.database)
            async with machine.database.reading() as session:
                assert len(await memos.get(session, resting.STARTS, [])) == 1
            stopped.set()
            await asyncio.wait_for(working, 20)
        async with machine.database.reading() as session:
            ended = Counter(
                (await session.execute(select(Delivery.status, Delivery.doubts).where(BROADCAST))).all()
            )
            updates = Counter(await session.scalars(select(InboundUpdate.status)))
    assert ended == {(Status.SENT, 0): MEMBERS}
    assert updates == {Handling.DONE: GUESTS}
    assert set(copies(tg).values()) == {1}
    assert {sum(message["from_bot"] for message in phone.messages) for phone in phones} == {1}
    tg.close()


BROADCAST = Delivery.purpose == Purpose.BROADCAST


@asynccontextmanager
async def assembled(url: str, tg: Telegram) -> AsyncIterator[app.Machine]:
    given = {"BOT_TOKEN": TOKEN, "DATABASE_URL": url, "DATA_KEY": TEST_KEY, "OWNER_IDS": str(OWNER)}
    settings = Settings.from_environment(given)
    line, pace = Calls(tg, read_timeout=30.0), Pace(RATE, chat_gap=0.0)
    async with app.assembled(settings, is_alone=False, request=line, pace=pace) as machine:
        yield machine


async def invited(database: Database) -> list[str]:
    """Invite links of as many people as are to come."""
    moment = Moment(app.utc_now(), Settings.from_environment({}).zone, frozenset({OWNER}))
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=moment.now)
        people = [Person(name=f"Guest {n}", company=company, created_at=moment.now) for n in range(GUESTS)]
        session.add_all(people)
        await session.flush()
        return [(await invites.make(session, company.id, person.id, moment))[1] for person in people]


async def begin_broadcast(database: Database, tg: Telegram) -> None:
    now = app.utc_now()
    async with database.transaction() as session:
        company = Company(name="Bekaa Wines", name_key="bekaa wines", created_at=now)
        begun = Broadcast(
            author_id=OWNER,
            created_at=now,
            phase=BroadcastPhase.SENDING,
            started_at=now,
            watched_from=now,
        )
        session.add_all([company, begun])
        await session.flush()
        for chat in range(FIRST_MEMBER, FIRST_MEMBER + MEMBERS):
            tg.phone(chat, language_code="en").chat.is_started = True
            person = Person(name=f"Member {chat}", company=company, created_at=now, telegram_id=chat)
            person.standing = Standing.MEMBER
            session.add(person)
            await session.flush()
            text = f"Announcement to {chat}"
            await write(
                session,
                text,
                chat,
                Purpose.BROADCAST,
                now,
                person_id=person.id,
                broadcast_id=begun.id,
                what=text,
            )


def copies(tg: Telegram) -> Counter[str]:
    """How often each message of the broadcast arrived."""
    return Counter(
        str(call.params["text"])
        for call in tg.ledger
        if call.is_accepted and "Announcement" in str(call.params.get("text", ""))
    )


async def until(happens: Callable[[], bool], working: asyncio.Task[None]) -> None:
    async with asyncio.timeout(30):
        while not happens():
            assert not working.done(), working.exception()
            await asyncio.sleep(0.01)


async def until_settled(database: Database) -> None:
    open_ones = select(Delivery.id).where(Delivery.status.in_((Status.WAITING, Status.SENDING))).exists()
    async with asyncio.timeout(30):
        while True:
            async with database.reading() as session:
                if not await session.scalar(select(open_ones)):
                    return
            await asyncio.sleep(0.05)
