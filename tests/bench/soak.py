"""Three minutes in which everything goes wrong, and what is left of it. By hand:

    python -m tests.bench.soak [sqlite|postgres] [SECONDS] [SEED]

Two hundred people join through their links and three hundred get a broadcast, while 37 faults strike: of Telegram
(resets, silence, 5xx, 429, garbage, outages), of the processes (kill -9, SIGTERM) and of the database (a lock, ended
connections, a server that restarts). Nobody taps twice: who is not answered waits. On SQLite there is a `run`; on
PostgreSQL, a server of the bench's own, a `web` and two `worker`s. What is wanted: all have joined once the faults are
over, every answer was shown, every message of the broadcast is accounted for, and no copy is a second one but of what
was in doubt.
"""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from sqlalchemy import ColumnElement, Select, func, select

from bot.config import Settings
from bot.db import Database
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.inbox import InboundUpdate
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.services import invites, resting
from bot.simulator.faults import Kind
from bot.simulator.ledger import Call
from bot.simulator.phones import Phone
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from bot.tasks import cancelled
from tests.botapi import the_contract
from tests.conftest import TEST_KEY
from tests.kill.scene import OWNER, Scene, utc_now
from tests.private_postgres import PrivateServer, private_server, programs
from tests.processes import TOKEN, BotProcess, bot_process

GUESTS, MEMBERS = 200, 300
FIRST_GUEST = 50_000
RATE = 30
LATENCY_MS = 60.0
AFTERWARDS = 150.0
"""Seconds in which everything must have come right once the faults are over."""

Strike = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class Soak:
    """The scene, the processes by role, and what can be done to them."""

    tg: Telegram
    database: Database
    file: Path | None
    server: PrivateServer | None
    processes: dict[str, BotProcess]
    chance: random.Random
    ended_by_themselves: Counter[str] = field(default_factory=Counter)
    deaths: list[float] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """What is done to processes and the database is done one after the other."""

    async def fails(self, kind: Kind, times: int) -> None:
        """The next calls of any method fail so."""
        self.tg.faults.fail(kind, times=times, retry_after=2)

    async def fails_for(self, kind: Kind, seconds: float) -> None:
        """Every call fails so for a while."""
        fault = self.tg.faults.fail(kind, times=None, retry_after=2)
        await asyncio.sleep(seconds)
        if fault in self.tg.faults.planned:
            self.tg.faults.planned.remove(fault)

    async def is_away(self, seconds: float) -> None:
        """Nobody listens at Telegram."""
        self.tg.faults.outage = True
        await asyncio.sleep(seconds)
        self.tg.faults.outage = False

    def chosen(self) -> str:
        """The role of one of the processes that run."""
        return self.chance.choice(sorted(role for role, one in self.processes.items() if one.is_running))

    async def watches(self) -> None:
        """What a host does: a process that ends by itself is begun again, and counted."""
        while True:
            await asyncio.sleep(1)
            async with self.turn:
                for role, process in self.processes.items():
                    if not process.is_running:
                        self.ended_by_themselves[role] += 1
                        await process.start()

    async def kills(self) -> None:
        """kill -9 of one process, and a new one; on purpose, which is not held against it."""
        async with self.turn:
            role = self.chosen()
            self.deaths.append(monotonic())
            await self.processes[role].kill()
            await self.processes[role].start()

    async def stops(self) -> None:
        """SIGTERM, and a new one."""
        async with self.turn:
            role = self.chosen()
            await self.processes[role].stop()
            await self.processes[role].start()

    async def locks(self) -> None:
        """Somebody else writes to the file for three seconds."""
        async with self.turn:
            await asyncio.to_thread(self._locks)

    def _locks(self) -> None:
        assert self.file is not None
        with closing(sqlite3.connect(self.file, isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            sleep(3)
            other.execute("ROLLBACK")

    async def ends_connections(self) -> None:
        """The server ends every connection."""
        assert self.server is not None
        async with self.turn:
            with psycopg.connect(self.server.url, autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )

    async def restarts_server(self, how: str) -> None:
        """The database server stops, and begins again."""
        assert self.server is not None
        async with self.turn:
            await asyncio.to_thread(self.server.stop, how)
            await asyncio.sleep(1)
            await asyncio.to_thread(self.server.start)

    def plan(self) -> list[tuple[str, Strike]]:
        """The 37 faults."""
        few = [Kind.RESET_BEFORE, Kind.RESET_AFTER, Kind.SERVER_ERROR, Kind.BAD_GATEWAY, Kind.GATEWAY_TIMEOUT]
        few += [Kind.TOO_MANY, Kind.HTML, Kind.GARBAGE, Kind.HANG, Kind.HANG_AFTER]
        faults: list[tuple[str, Strike]] = [
            (f"{kind} × {times}", partial(self.fails, kind, times)) for kind in few for times in (2, 6)
        ]
        faults += [
            (f"{kind} for 8 s", partial(self.fails_for, kind, 8))
            for kind in (Kind.RESET_BEFORE, Kind.BAD_GATEWAY, Kind.HANG, Kind.TOO_MANY)
        ]
        faults += [("outage for 8 s", partial(self.is_away, 8))] * 2
        faults += [("kill -9", self.kills)] * 4 + [("SIGTERM", self.stops)] * 2
        if self.server is None:
            faults += [("a lock", self.locks)] * 5
        else:
            faults += [("connections end", self.ends_connections)] * 3
            faults += [
                (f"{how} restart", partial(self.restarts_server, how)) for how in ("fast", "immediate")
            ]
        self.chance.shuffle(faults)
        return faults


async def joins(phone: Phone, link: str, after: float) -> float:
    """Somebody comes in through their link, and taps what they are asked, once each. Returns how long it took."""
    await asyncio.sleep(after)
    begun = monotonic()
    phone.start(link)
    for label in ("English", "✅"):
        while (button := found(phone, label)) is None:
            await asyncio.sleep(0.1)
        phone.tap(*button)
    while not any("Welcome" in str(message.get("text")) for message in phone.messages):
        await asyncio.sleep(0.1)
    return monotonic() - begun


def found(phone: Phone, label: str) -> tuple[int, str] | None:
    for message in reversed(phone.messages):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if label in button["text"] and "callback_data" in button:
                    return message["message_id"], button["callback_data"]
    return None


async def strikes(soak: Soak, seconds: float) -> None:
    """One fault after the other, evenly over the time; each by itself, since some last."""
    plan = soak.plan()
    under_way = []
    for name, strike in plan:
        print(f"  {name}", flush=True)
        under_way.append(asyncio.create_task(strike()))
        await asyncio.sleep(seconds / len(plan))
    await asyncio.gather(*under_way)
    soak.tg.faults.clear()
    soak.tg.faults.latency_ms = LATENCY_MS


async def invited(database: Database) -> list[str]:
    moment = Moment(utc_now(), Settings.from_environment({}).zone, frozenset({OWNER}))
    async with database.transaction() as session:
        company = Company(name="Bekaa Wines", name_key="bekaa wines", created_at=moment.now)
        people = [
            Person(name=f"Guest {n}", company=company, language="en", created_at=moment.now)
            for n in range(GUESTS)
        ]
        session.add_all(people)
        await session.flush()
        return [(await invites.make(session, company.id, person.id, moment))[1] for person in people]


async def soaked(soak: Soak, seconds: float) -> bool:
    scene = Scene(soak.tg, soak.database, next(iter(soak.processes.values())), soak.chance)
    members = await scene.members(MEMBERS)
    links = await invited(soak.database)
    for process in soak.processes.values():
        await process.start()
    await scene.broadcast(members, "Announcement to")
    phones = [soak.tg.phone(FIRST_GUEST + n, f"Guest {n}", language_code="en") for n in range(GUESTS)]
    joining = [
        asyncio.create_task(joins(phone, link, soak.chance.uniform(0, seconds * 0.95)))
        for phone, link in zip(phones, links, strict=True)
    ]
    watching = asyncio.create_task(soak.watches())
    await strikes(soak, seconds)
    over = monotonic()
    _done, late = await asyncio.wait(joining, timeout=AFTERWARDS)
    while monotonic() < over + AFTERWARDS and not await scene.is_settled():
        await asyncio.sleep(0.2)
    print(f"  right again {monotonic() - over:.1f} s after the last fault")
    await cancelled(watching)
    for one in late:
        one.cancel()
    return await told(soak, scene, sorted(one.result() for one in _done))


async def told(soak: Soak, scene: Scene, took: Sequence[float]) -> bool:
    async with soak.database.reading() as session:
        is_member = Person.standing == Standing.MEMBER
        joined = await session.scalar(
            select(func.count()).select_from(Person).where(is_member, Person.name.startswith("Guest"))
        )
        is_announced = Delivery.purpose == Purpose.BROADCAST
        ended: dict[Status, int] = dict((await session.execute(_by_status(is_announced))).all())
        others: dict[Status, int] = dict((await session.execute(_by_status(~is_announced))).all())
        updates = dict(
            (
                await session.execute(
                    select(InboundUpdate.status, func.count()).group_by(InboundUpdate.status)
                )
            ).all()
        )
        rests = await resting.why(session)
    copies = {text: many for text, many in scene.copies.items() if text.startswith("Announcement")}
    rows = [one for one in await scene.deliveries() if one.purpose is Purpose.BROADCAST]
    lost = [one.what for one in rows if one.status is Status.SENT and not copies.get(str(one.what))]
    twice = [text for text, many in copies.items() if many > 1]
    repeated = {chat: calls for chat, calls in screens(soak).items() if len(calls) > 1}
    doubted = sum(is_explained(soak, calls) for calls in repeated.values())
    print(f"  joined: {joined} of {GUESTS}; through in their chats: {len(took)}")
    if took:
        print(f"  it took them {took[len(took) // 2]:.1f} s in the middle, {took[-1]:.1f} s at most")
    print(f"  broadcast: {dict(ended)}; arrived: {len(copies)}; on record as sent and lost: {len(lost)}")
    print(
        f"  second copies: {len(twice)} of the broadcast, {len(repeated)} of screens: of {doubted} the first had no "
        "answer, or its process died"
    )
    print(f"  messages to others: {others}; updates: {updates}; resting: {rests or 'no'}")
    print(f"  processes that ended by themselves: {dict(soak.ended_by_themselves) or 'none'}")
    print(f"  departures from the Bot API: {soak.tg.breaches[:3]}")
    is_as_wanted = joined == len(took) == GUESTS and sum(ended.values()) == MEMBERS
    return is_as_wanted and not lost and not twice and doubted == len(repeated)


def screens(soak: Soak) -> dict[tuple[int | None, str], list[Call]]:
    """What arrived of each screen that is sent once, by chat and text."""
    arrived = defaultdict(list)
    for call in soak.tg.ledger:
        if call.is_accepted and call.method == "sendMessage" and (call.chat_id or 0) >= FIRST_GUEST:
            arrived[call.chat_id, str(call.params["text"])].append(call)
    return arrived


def is_explained(soak: Soak, copies: Sequence[Call]) -> bool:
    """Whether nobody could know that the first of these copies arrived: it is shown once more then, and only once."""
    first, *others = copies
    accepted = first.accepted_at or 0.0
    was_unheard = first.outcome != "ok" or any(accepted - 0.1 < at < accepted + 1 for at in soak.deaths)
    return was_unheard and len(others) == 1


def _by_status(which: ColumnElement[bool]) -> Select[Status, int]:
    return select(Delivery.status, func.count()).where(which).group_by(Delivery.status)


@asynccontextmanager
async def prepared(kind: str, folder: Path, chance: random.Random) -> AsyncIterator[Soak]:
    async with AsyncExitStack() as stack:
        tg = Telegram(token=TOKEN, username="qoot_test_bot", contract=the_contract())
        tg.faults.latency_ms = LATENCY_MS
        server = None
        if kind == "postgres":
            there = programs()
            assert there is not None, "the programs of PostgreSQL's server are not installed"
            server = stack.enter_context(private_server(there))
        url = server.url if server else f"sqlite:///{folder / 'qoot.db'}"
        await migrate(url)
        api = await stack.enter_async_context(listening(tg))
        database = await stack.enter_async_context(Database(url))
        port = free_port()
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api,
            "DATABASE_URL": url,
            "DATA_KEY": TEST_KEY,
            "OWNER_IDS": str(OWNER),
            "SEND_RATE": str(RATE),
            "LOG_LEVEL": "INFO",
            "WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK_SECRET": "a-webhook-secret",
            "PORT": str(port),
        }
        roles = {"web": "web", "worker": "worker", "other worker": "worker"} if server else {"run": "run"}
        processes = {
            role: await stack.enter_async_context(
                bot_process(folder / f"{role}.log", settings, is_forked=True, verb=verb)
            )
            for role, verb in roles.items()
        }
        yield Soak(tg, database, folder / "qoot.db" if not server else None, server, processes, chance)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def main(kind: str, seconds: float, seed: int) -> bool:
    RING.unlock((TEST_KEY,))
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"{kind}, {seconds:.0f} s, seed {seed}; logs in {folder}", flush=True)
    async with prepared(kind, folder, random.Random(seed)) as soak:
        return await soaked(soak, seconds)


if __name__ == "__main__":
    logging.getLogger("bot.simulator").setLevel(logging.ERROR)
    given = dict(enumerate(sys.argv[1:]))
    kinds = [given[0]] if 0 in given else ["sqlite", "postgres"]
    went_well = [asyncio.run(main(kind, float(given.get(1, 180)), int(given.get(2, 37)))) for kind in kinds]
    sys.exit(0 if all(went_well) else 1)
