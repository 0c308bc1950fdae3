"""Whole turns a second, and what each costs, while as many updates wait as there are people. By hand:

    python -m tests.bench.inbound [PEOPLE]

Every second of them types a command, the others tap a button; each sees an answer. Printed for SQLite and for
PostgreSQL (TEST_POSTGRES_URL): turns a second (at least 200 are wanted on SQLite) and the CPU of each (at most three
times that of python-telegram-bot's bare polling echo, which runs first against the same simulator). What is measured
has one core, everything else the others; each call to Telegram takes 50 ms.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

import psycopg
from cryptography.fernet import Fernet

from bot.db import Database
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.replies import Tap
from bot.screens.navigation import Home
from bot.screens.settings import ShowSettings
from tests.bench.simulated import Simulated, simulated
from tests.conftest import POSTGRES
from tests.kill.scene import utc_now
from tests.processes import ROOT, TOKEN, environment

LATENCY_MS = 50
FIRST_ID = 5_000
CORES = sorted(os.sched_getaffinity(0))
ANSWERS = ("sendMessage", "editMessageText")
TICKS = os.sysconf("SC_CLK_TCK")
OURS, ECHO = ("-m", "bot", "run"), ("-m", "tests.bench.echo")
SCRATCH = "qoot_bench_inbound"
AT_ONCE = 50
ECHOED = 200
"""The echo takes one update after the other, and is no quicker than the latency lets it: fewer tell its cost too."""

Gesture = Callable[[int], Awaitable[object]]


@dataclass(frozen=True)
class Figures:
    """Turns a second, and milliseconds of CPU for each."""

    rate: float
    cost: float


async def main(people: int) -> None:
    """Measure the echo, then ours on each database."""
    key = Fernet.generate_key().decode()
    RING.unlock((key,))
    print(f"{people} waiting updates of {people} people, {LATENCY_MS} ms of latency, one core")
    with tempfile.TemporaryDirectory() as folder, on_core(CORES[:-1] or CORES):
        async with simulated("--latency", str(LATENCY_MS)) as tg:
            screens = await settle_in(tg, people)
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": tg.url, "DATA_KEY": key, "SEND_RATE": "1000"}

            async def talk(number: int) -> None:
                await tg.post(f"phones/{number}/send", text="hello")

            async def tap_or_type(tap: Tap, number: int) -> None:
                if number % 2:
                    await tg.post(f"phones/{number}/start")
                else:
                    await tg.post(f"phones/{number}/tap", message_id=screens[number], data=tap.pack())

            bare = await measured(tg, ECHO, settings, talk, list(screens)[:ECHOED])
            print(f"{'echo':>10}: {bare.rate:5.0f} turns/s, {bare.cost:5.2f} ms of CPU each")
            databases = (
                ("SQLite", f"sqlite:///{folder}/qoot.db", ShowSettings()),
                (
                    "PostgreSQL",
                    a_postgres(),
                    Home(),
                ),  # another screen: an edit that changes nothing is refused
            )
            for name, url, tap in databases:
                await migrate(url)
                await join(url, list(screens))
                act = partial(tap_or_type, tap)
                ours = await measured(tg, OURS, {**settings, "DATABASE_URL": url}, act, list(screens))
                print(
                    f"{name:>10}: {ours.rate:5.0f} turns/s, {ours.cost:5.2f} ms of CPU each,"
                    f" {ours.cost / bare.cost:.1f} times the echo"
                )


@contextmanager
def on_core(cores: list[int]) -> Iterator[None]:
    """What is begun within the block runs on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def a_postgres() -> str:
    """An empty database, made anew."""
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {SCRATCH}")
    return POSTGRES.rsplit("/", 1)[0] + f"/{SCRATCH}"


async def settle_in(tg: Simulated, people: int) -> dict[int, int]:
    """Phones, each with a message of the bot's to tap on: its id by theirs."""
    screens: dict[int, int] = {}

    async def open_chat(number: int) -> None:
        await tg.post("phones", id=number, first_name=f"Member {number}", language_code="en")
        await tg.post(f"phones/{number}/start")
        message = await tg.call("sendMessage", chat_id=number, text="The market opens on Thursday.")
        screens[number] = message["message_id"]

    await each(range(FIRST_ID, FIRST_ID + people), open_chat)
    await tg.forget_updates()
    return screens


async def each(numbers: Iterable[int], gesture: Gesture) -> None:
    """A gesture of each, several at a time."""
    waiting = list(numbers)
    for first in range(0, len(waiting), AT_ONCE):
        await asyncio.gather(*(gesture(number) for number in waiting[first : first + AT_ONCE]))


async def join(url: str, numbers: list[int]) -> None:
    """Each is a member."""
    now = utc_now()
    company = Company(name="Cedar Press", name_key="cedar press", created_at=now)
    async with Database(url) as database, database.transaction() as session:
        session.add(company)
        session.add_all(
            Person(
                name=f"Member {number}",
                company=company,
                created_at=now,
                telegram_id=number,
                standing=Standing.MEMBER,
                joined_at=now,
            )
            for number in numbers
        )


async def measured(
    tg: Simulated, program: tuple[str, ...], settings: Mapping[str, str], act: Gesture, numbers: list[int]
) -> Figures:
    """All act while the program is stopped; from when it goes on until the last has seen the answer."""
    before = len(await tg.ledger())
    async with begun(program, settings) as process:
        while not any(call["method"] == "getUpdates" for call in await tg.ledger(before)):
            await asyncio.sleep(0.2)
        await asyncio.sleep(2)  # what it does at its start is done
        process.send_signal(signal.SIGSTOP)
        await each(numbers, act)
        since, spent = len(await tg.ledger()), cpu_of(process)
        begins = monotonic()
        process.send_signal(signal.SIGCONT)
        ends = await answered(tg, since, len(numbers))
        await asyncio.sleep(1)  # what remains to be written down is part of it
        cost = (cpu_of(process) - spent) / len(numbers) * 1000
    await tg.forget_updates()
    return Figures(len(numbers) / (ends - begins), cost)


@asynccontextmanager
async def begun(program: tuple[str, ...], settings: Mapping[str, str]) -> AsyncIterator[Process]:
    """The program on the last core, with nothing else there; it does not outlive the block."""
    with on_core(CORES[-1:]), Path(tempfile.gettempdir(), f"{SCRATCH}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, cwd=ROOT, env=environment(settings), stderr=log
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        await process.wait()


def cpu_of(process: Process) -> float:
    """Seconds of CPU that a process has taken, all its threads together."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def answered(tg: Simulated, since: int, count: int) -> float:
    """When the last of `count` answers was accepted, on the monotonic clock."""
    while True:
        await asyncio.sleep(1)
        calls = await tg.ledger(since)
        moments: list[float] = [
            one["accepted_at"] for one in calls if one["accepted"] and one["method"] in ANSWERS
        ]
        if len(moments) >= count:
            return max(moments)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
