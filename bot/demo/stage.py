"""The stage of the demo: one server for page, phones and pretend Bot API, and the bot beside it."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot import app
from bot.config import Settings
from bot.db import Database
from bot.demo.cast import Cast, Part
from bot.demo.clock import MovableClock, until_opening
from bot.demo.cluster import OWNER, account_of, forget_the_wire, seed
from bot.demo.events import ZONE, who_frees_a_seat
from bot.demo.routes import Backstage, routes
from bot.demo.scenes import Scene, scenes
from bot.demo.waiting import Wait, advance, waiting
from bot.errors import Misconfigured
from bot.jobs.timetable import Timetable
from bot.migrating import migrate
from bot.models.events import Event
from bot.models.people import Person
from bot.models.secrets import RING
from bot.outbox.pace import Pace
from bot.screens.events import AnswerEvent
from bot.simulator.http import create_app
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram
from bot.tasks import cancelled

TOKEN = "7000000001:demo-of-the-qoot-bot-no-secret"  # noqa: S105  the simulator's own
KEY = urlsafe_b64encode(hashlib.sha256(b"the demo's data is invented").digest()).decode()
USERNAME = "qoot_demo_bot"
FIRST_LOOK_SECONDS = 10.0
"""How long the first screens may take to come before the demo is called up all the same."""
STOP_SECONDS = 15.0
RATE = 30.0
"""Messages a second at first, as many as Telegram takes."""


@dataclass(frozen=True)
class Stage:
    """A demo that is up."""

    url: str
    tg: Telegram
    clock: MovableClock
    playing: asyncio.Task[None]
    is_over: asyncio.Event
    """Set when somebody wants to begin again with a clean cluster."""


@asynccontextmanager
async def staged(database_url: str, port: int, *, is_kept: bool = False) -> AsyncIterator[Stage]:
    """Put the demo up on loopback for the length of the block; one that `is_kept` never begins again by itself.

    Raises Misconfigured for a taken port.
    """
    _check_free(port)
    clock = MovableClock(until_opening(datetime.now(UTC), ZONE))
    pace, is_over = Pace(RATE), asyncio.Event()
    tg = Telegram(token=TOKEN, username=USERNAME, first_name="QOOT", now=clock)
    async with AsyncExitStack() as stack:
        database, cast = await stack.enter_async_context(_prepared(database_url, clock))

        async def everybody() -> list[Part]:
            async with database.reading() as session:
                return await cast.everybody(session)

        async def free_a_seat() -> str:
            async with database.reading() as session:
                found = await who_frees_a_seat(session, clock())
            return "" if found is None else _gives_up(tg, *found)

        async def shown() -> list[Scene]:
            async with database.reading() as session:
                return await scenes(session, await cast.everybody(session), clock())

        async def held() -> list[Wait]:
            async with database.reading() as session:
                return await waiting(session, clock())

        start_afresh = None if is_kept else is_over.set
        backstage = Backstage(
            clock, partial(advance, database, clock), pace, everybody, shown, held, free_a_seat, start_afresh
        )
        front = create_app(tg, routes=routes(backstage))
        url = await stack.enter_async_context(listening(tg, port, front))
        tg.webhook.only_port = urlsplit(url).port
        machine = await stack.enter_async_context(
            app.assembled(_settings(database_url, url), is_alone=True, now=clock, pace=pace)
        )
        playing = await stack.enter_async_context(_playing(machine))
        stack.push_async_callback(cancelled, asyncio.create_task(_keep_up(clock, machine.timetable, tg)))
        await _look_first(tg, await everybody(), playing)
        yield Stage(url, tg, clock, playing, is_over)


def _gives_up(tg: Telegram, event: Event, person: Person) -> str:
    """Somebody taps, under the newest message of the bot, that they cannot come. Returns their name."""
    phone = tg.phone(account_of(person))
    if phone.last is None:
        return ""
    phone.tap(phone.last["message_id"], AnswerEvent(event.id, is_going=False).pack())
    return person.name


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise Misconfigured(f"Port {port} cannot be used: choose another one with --port.") from None


def _settings(database_url: str, url: str) -> Settings:
    return Settings(
        bot_token=SecretStr(TOKEN),
        bot_api_url=url,
        database_url=SecretStr(database_url),
        data_key=SecretStr(KEY),
        owner_ids=frozenset({OWNER.id}),
    )


@asynccontextmanager
async def _prepared(database_url: str, clock: MovableClock) -> AsyncIterator[tuple[Database, Cast]]:
    RING.unlock((KEY,))
    await migrate(database_url)
    async with Database(database_url) as database:
        async with database.transaction() as session:
            await seed(session, clock())
            await forget_the_wire(session)
            cast = await Cast.gathered(session, clock())
        yield database, cast


@asynccontextmanager
async def _playing(machine: app.Machine) -> AsyncIterator[asyncio.Task[None]]:
    stopped = asyncio.Event()
    playing = asyncio.create_task(app.run(machine, stopped), name="bot")
    try:
        yield playing
    finally:
        stopped.set()
        await asyncio.wait([playing], timeout=STOP_SECONDS)


async def _keep_up(clock: MovableClock, timetable: Timetable, tg: Telegram) -> None:
    """What is due happens at once when the clock is moved, not only at the timetable's next look; and all pages hear of
    it, whoever moved it."""
    while True:
        await timetable.run_all_due()
        await clock.moved()
        tg.publish({"type": "clock"})


async def _look_first(tg: Telegram, parts: Sequence[Part], playing: asyncio.Task[None]) -> None:
    """Whoever opened the bot before opens it again and reads its screen; whoever had blocked it blocks it."""
    for part in parts:
        first, _, last = part.name.partition(" ")
        tg.phone(part.id, first_name=first, last_name=last or None, language_code=part.language)
    opened = {part.id: part for part in parts if part.has_opened}
    looking = asyncio.create_task(_read_first_screens(tg, opened), name="first look")
    await asyncio.wait([looking, playing], timeout=FIRST_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    await cancelled(looking)


async def _read_first_screens(tg: Telegram, opened: dict[int, Part]) -> None:
    events = tg.subscribe()
    try:
        for number in opened:
            tg.phone(number).start()
        awaited = set(opened)
        while awaited:
            event = await events.get()
            chat_id = event.get("chat_id")
            if event["type"] != "message" or chat_id not in awaited or not event["message"]["from_bot"]:
                continue
            awaited.remove(chat_id)
            tg.phone(chat_id).read()
            if opened[chat_id].has_blocked:
                tg.phone(chat_id).block()
    finally:
        tg.unsubscribe(events)
