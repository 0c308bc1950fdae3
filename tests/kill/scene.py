"""A cluster on a pretend Telegram over HTTP, and a bot that can be killed at any moment."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.inbox import Handling, InboundUpdate
from bot.models.people import Person, Standing
from bot.services import resting
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from tests.botapi import the_contract
from tests.conftest import TEST_KEY
from tests.messages import write
from tests.processes import PATIENCE, TOKEN, BotProcess, bot_process

OWNER = 9_000_001
FIRST_ID = 5_000
LATENCY_MS = 120.0


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Scene:
    """The simulator, the database as an onlooker sees it, and the bot's process."""

    tg: Telegram
    database: Database
    bot: BotProcess
    chance: random.Random

    async def members(self, count: int) -> list[Person]:
        """Members with phones of their own; the bot has heard nothing from them."""
        now = utc_now()
        company = Company(name="Cedar Press", name_key="cedar press", created_at=now)
        people = [
            Person(
                name=f"Member {number}",
                company=company,
                created_at=now,
                telegram_id=FIRST_ID + number,
                standing=Standing.MEMBER,
                joined_at=now,
            )
            for number in range(count)
        ]
        async with self.database.transaction() as session:
            session.add_all([company, *people])
        for person in people:
            assert person.telegram_id is not None
            self.tg.phone(person.telegram_id, person.name, language_code="en").start()
        self.tg.updates.drop()
        return people

    async def broadcast(self, people: list[Person], words: str) -> None:
        """A broadcast that is being sent, with a text of its own for each, which is its key too."""
        async with self.database.transaction() as session:
            now = utc_now()
            broadcast = Broadcast(
                author_id=OWNER,
                created_at=now,
                phase=BroadcastPhase.SENDING,
                started_at=now,
                watched_from=now,
            )
            session.add(broadcast)
            await session.flush()
            for person in people:
                assert person.telegram_id is not None
                await write(
                    session,
                    f"{words} {person.id}",
                    person.telegram_id,
                    Purpose.BROADCAST,
                    now,
                    person_id=person.id,
                    broadcast_id=broadcast.id,
                    what=f"{words} {person.id}",
                )

    async def message(self, people: list[Person], words: str, purpose: Purpose) -> None:
        """A message of another kind, with a text of its own for each, which is its key too."""
        async with self.database.transaction() as session:
            for person in people:
                assert person.telegram_id is not None
                text = f"{words} {person.id}"
                await write(
                    session, text, person.telegram_id, purpose, utc_now(), person_id=person.id, what=text
                )

    async def kill_and_restart(self) -> None:
        """kill -9, and begin again. That somebody kills it on purpose is not held against it."""
        await self.bot.kill()
        async with self.database.transaction() as session:
            await resting.go_on(session)
        await self.bot.start()

    @property
    def copies(self) -> Counter[str]:
        """How often each text reached somebody: Telegram's side of the truth."""
        return Counter(
            str(call.params["text"])
            for call in self.tg.ledger
            if call.method == "sendMessage" and call.is_accepted
        )

    async def deliveries(self) -> list[Delivery]:
        """Our side of the truth."""
        async with self.database.reading() as session:
            return list(await session.scalars(select(Delivery).order_by(Delivery.id)))

    async def count(self, *statuses: Status) -> int:
        """How many messages stand so."""
        async with self.database.reading() as session:
            query = select(func.count()).select_from(Delivery).where(Delivery.status.in_(statuses))
            return int(await session.scalar(query) or 0)

    async def updates(self, status: Handling) -> int:
        """How many updates stand so."""
        async with self.database.reading() as session:
            query = select(func.count()).select_from(InboundUpdate).where(InboundUpdate.status == status)
            return int(await session.scalar(query) or 0)

    async def is_settled(self) -> bool:
        """Whether nothing waits and nothing is on its way."""
        return not self.tg.updates.waiting and not (
            await self.count(Status.WAITING, Status.SENDING) + await self.updates(Handling.WAITING)
        )

    async def until(self, happens: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
        """Wait until something is so. The process must live meanwhile."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = happens()
                is_cheap = isinstance(found, bool)
                if found if is_cheap else await found:
                    return
                assert self.bot.is_running, self.bot.log.read_text()[-3000:]
                await asyncio.sleep(0.01 if is_cheap else 0.1)


@asynccontextmanager
async def played(
    url: str, folder: Path, *, seed: int, rate: int, is_forked: bool = True
) -> AsyncIterator[Scene]:
    """A scene on a migrated database at `url`; its log must not hold the token in the end."""
    tg = Telegram(token=TOKEN, username="qoot_test_bot", contract=the_contract())
    tg.faults.latency_ms = LATENCY_MS
    log = folder / "log"
    async with listening(tg) as api, Database(url) as database:
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api,
            "DATABASE_URL": url,
            "DATA_KEY": TEST_KEY,
            "OWNER_IDS": str(OWNER),
            "SEND_RATE": str(rate),
            "LOG_LEVEL": "DEBUG",
        }
        async with bot_process(log, settings, is_forked=is_forked) as bot:
            yield Scene(tg, database, bot, random.Random(seed))
    assert tg.breaches == []
    written = log.read_text()
    assert "is listening" in written
    assert TOKEN not in written
    assert TOKEN.partition(":")[2] not in written
