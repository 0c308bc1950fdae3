"""The outbox at the speed that is paid for, beside bare sending that keeps nothing. By hand:

    python -m tests.bench.paid [RECIPIENTS] [SECONDS_AT_30]

For each latency: the bot as it runs for everybody (one process held to one core, SQLite, every message written down
before and after it is sent), sending at 1,000/s, and in the same run aiogram's bare `send_message`, the Telegram
library's and httpx's, each in a process held to the same core. Printed: the messages a second, the CPU milliseconds of
each message by the process's own clock, their ratio to aiogram's (at most 1.2 is wanted), and the memory that sending
took (at most 20 MB). Then the CPU of a message at 30 a second (at most three times that), the idle bot's, and how long
100,000 recipients take to be written down (under 3 s).

aiogram needs an interpreter of its own, since it asks for other versions of what we use:

    python -m venv /tmp/aiogram && /tmp/aiogram/bin/pip install aiogram
    AIOGRAM=/tmp/aiogram/bin/python python -m tests.bench.paid
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy import insert, select

from bot.db import Database
from bot.migrating import migrate
from bot.models.broadcasts import Broadcast, BroadcastText
from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Status
from bot.models.menus import Menu
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.services import broadcasts
from bot.services.menus import Kind
from handlers.menus import digests
from tests.bench.crowd import FIRST_ID
from tests.bench.simulated import Simulated, simulated
from tests.kill.scene import utc_now
from tests.processes import ROOT, TOKEN, BotProcess, bot_process, environment

RATE = 1000
SLOW_RATE = 30
LATENCIES = (50, 120)
EXPANDED = 100_000
TICK = os.sysconf("SC_CLK_TCK")
SETTLED_IN = 4.0
"""Seconds after which a bot that began has nothing more to begin with."""
OTHERS = {"aiogram": 5_000, "ptb": 1_000, "httpx": 1_000}
"""The other ways to send, and how many messages each of them sends: those of httpx take ten times as long."""
LANGUAGES = ("ar", "fr", "en")


@dataclass(frozen=True)
class Cost:
    """What sending took: messages a second from the first that Telegram took to the last, CPU milliseconds each, MB."""

    rate: float
    cpu_ms: float
    memory_mb: float

    def __str__(self) -> str:
        return f"{self.rate:6.0f}/s, {self.cpu_ms:5.2f} ms of CPU a message, {self.memory_mb:+5.1f} MB"


async def main(recipients: int, slow_seconds: int) -> None:
    """Measure all of it."""
    print(f"{recipients} recipients, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    paid = 0.0
    for latency in LATENCIES:
        others = {}
        for way, messages in OTHERS.items():
            others[way] = await bare(way, messages, latency)
            print(f"{latency:4d} ms, {way:>8}: {others[way] or 'not installed: see the docstring'}")
        ours = await outbox(recipients, RATE, latency)
        paid = paid or ours.cpu_ms
        beside = "".join(
            f", {ours.cpu_ms / cost.cpu_ms:.2f} of {way}" for way, cost in others.items() if cost
        )
        print(f"{latency:4d} ms,   outbox: {ours}{beside}; load {os.getloadavg()[0]:.1f}")
    slow = await outbox(slow_seconds * SLOW_RATE, SLOW_RATE, LATENCIES[0])
    print(f"at {SLOW_RATE}/s: {slow}, {slow.cpu_ms / paid:.1f} of that at {RATE}/s")
    print(f"{EXPANDED} recipients are written down in {await expansion():.2f} s")


async def bare(way: str, messages: int, latency: int) -> Cost | None:
    """What sending costs elsewhere; None where that is not installed."""
    interpreter = os.environ.get("AIOGRAM", sys.executable) if way == "aiogram" else sys.executable
    async with simulated("--latency", str(latency), crowd=messages) as tg:
        process = await asyncio.create_subprocess_exec(
            *(interpreter, "tests/bench/bare.py", way, str(messages), str(RATE)),
            cwd=ROOT,
            env=environment({"BOT_API_URL": tg.url, "BOT_TOKEN": TOKEN}),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        hold(process.pid)
        said, _ = await process.communicate()
        return Cost(**json.loads(said)) if process.returncode == 0 else None


async def outbox(recipients: int, rate: int, latency: int) -> Cost:
    """What the whole bot costs that sends a broadcast."""
    async with (
        simulated("--latency", str(latency), crowd=recipients) as tg,
        cluster(recipients) as (database, log, settings),
        bot_process(log, {**settings, "BOT_API_URL": tg.url, "SEND_RATE": str(rate)}) as bot,
    ):
        await bot.start()
        hold(bot.pid)
        await listens(bot)
        before, memory = cpu_seconds(bot.pid), memory_mb(bot)
        await announce(database)
        most = await sent(database, bot)
        used = cpu_seconds(bot.pid) - before
        taken = await accepted(tg)
        await bot.stop()
    assert len(taken) == recipients, f"{len(taken)} of {recipients} came"
    return Cost((recipients - 1) / (taken[-1] - taken[0]), used / recipients * 1000, most - memory)


@asynccontextmanager
async def cluster(people: int) -> AsyncIterator[tuple[Database, Path, dict[str, str]]]:
    """A database with so many members of all languages, whose menus Telegram has; the log and the settings of a bot
    that uses it."""
    key = Fernet.generate_key().decode()
    RING.unlock((key,))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        async with Database(url) as database:
            now = utc_now()
            async with database.transaction() as session:
                company = Company(name="Cedar Press", name_key="cedar press", created_at=now)
                session.add(company)
                await session.flush()
                rows = [
                    {
                        "name": f"Member {number}",
                        "company_id": company.id,
                        "created_at": now,
                        "telegram_id": FIRST_ID + number,
                        "standing": Standing.MEMBER,
                        "language": LANGUAGES[number % len(LANGUAGES)],
                    }
                    for number in range(people)
                ]
                await session.execute(insert(Person), rows)
                await session.execute(insert(Chat), [{"id": row["telegram_id"]} for row in rows])
                taken = {language: digests()[Kind(language, True, None)] for language in LANGUAGES}
                menus = [{"chat_id": row["telegram_id"], "digest": taken[row["language"]]} for row in rows]
                await session.execute(insert(Menu), menus)
            yield database, Path(folder) / "log", {"BOT_TOKEN": TOKEN, "DATABASE_URL": url, "DATA_KEY": key}


async def announce(database: Database) -> float:
    """Begin a broadcast as staff do; the seconds that it took."""
    began = perf_counter()
    async with database.transaction() as session:
        now = utc_now()
        texts = [
            BroadcastText(language=language, html="<b>Market day</b>\n\nThe cluster meets on Thursday.")
            for language in LANGUAGES
        ]
        one = Broadcast(author_id=None, created_at=now, texts=texts)
        session.add(one)
        await session.flush()
        await broadcasts.launch(session, one, Moment(now, ZoneInfo("Asia/Beirut"), frozenset()))
    return perf_counter() - began


async def listens(bot: BotProcess) -> None:
    """Wait until a bot has begun, and has nothing more to begin with."""
    while "is listening" not in bot.log.read_text():
        await asyncio.sleep(0.2)
    await asyncio.sleep(SETTLED_IN)


async def sent(database: Database, bot: BotProcess) -> float:
    """Wait until nothing waits, and nothing is on its way; the most memory (MB) that the bot had meanwhile."""
    left = select(Delivery.id).where(Delivery.status.in_([Status.WAITING, Status.SENDING])).limit(1)
    most = 0.0
    while True:
        await asyncio.sleep(0.5)
        most = max(most, memory_mb(bot))
        async with database.reading() as session:
            if await session.scalar(left) is None:
                return most


async def accepted(tg: Simulated) -> list[float]:
    """When Telegram took each message, in order."""
    calls = await tg.ledger()
    return sorted(
        call["accepted_at"] for call in calls if call["accepted"] and call["method"] == "sendMessage"
    )


async def expansion() -> float:
    """The seconds in which a broadcast to many is written down."""
    async with cluster(EXPANDED) as (database, _log, _settings):
        return await announce(database)


def hold(pid: int) -> None:
    """Hold a process, with the threads that it will begin, to one core; the simulator has the others."""
    os.sched_setaffinity(pid, {max(os.sched_getaffinity(0))})


def cpu_seconds(pid: int) -> float:
    """The CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_mb(bot: BotProcess) -> float:
    """The memory that a process has (resident)."""
    pages = Path(f"/proc/{bot.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    asyncio.run(main(*(given + [20_000, 20][len(given) :])))
