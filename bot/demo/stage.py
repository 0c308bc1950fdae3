"""The stage of the demo: one server for the page, the control of the phones and the pretend Bot API; the bot beside it."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot import app
from bot.config import Settings
from bot.db import Database
from bot.demo import cast
from bot.demo.cast import Part
from bot.demo.clock import MovableClock
from bot.errors import Misconfigured
from bot.migrating import migrate
from bot.models import RING
from bot.simulator.http import Front, create_app
from bot.simulator.server import listening
from bot.simulator.telegram import Telegram

PAGE = Path(__file__).parent / "page"
TOKEN = "7000000001:demo-of-the-qoot-bot-no-secret"  # noqa: S105  the simulator's own
KEY = urlsafe_b64encode(hashlib.sha256(b"the demo's data is invented").digest()).decode()
USERNAME = "qoot_demo_bot"


@dataclass(frozen=True)
class Stage:
    """A demo that is up."""

    url: str
    tg: Telegram
    clock: MovableClock
    parts: list[Part]
    playing: asyncio.Task[None]


@asynccontextmanager
async def staged(database_url: str, port: int) -> AsyncIterator[Stage]:
    """Put the demo up on loopback for the length of the block. Raises Misconfigured when the port is taken."""
    clock = MovableClock()
    tg = Telegram(token=TOKEN, username=USERNAME, first_name="QOOT", now=clock)
    parts = await _prepared(database_url, clock)
    for part in parts:
        first, _, last = part.name.partition(" ")
        tg.phone(part.id, first_name=first, last_name=last or None, language_code=part.language)
    stopped = asyncio.Event()
    async with _opened(tg, port, create_app(tg, routes=_routes(parts, clock))) as url:
        settings = Settings(
            bot_token=TOKEN,
            bot_api_url=url,
            database_url=database_url,
            data_key=KEY,
            owner_ids=frozenset({cast.STAFF[0][0]}),
        )
        async with app.assembled(settings, is_alone=True, now=clock) as machine:
            _open_chats(tg, parts)
            playing = asyncio.create_task(app.run(machine, stopped), name="bot")
            try:
                yield Stage(url, tg, clock, parts, playing)
            finally:
                stopped.set()
                await asyncio.wait([playing], timeout=15)


@asynccontextmanager
async def _opened(tg: Telegram, port: int, front: Front) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(listening(tg, port, front))
        except SystemExit:
            raise Misconfigured(f"Port {port} is taken: choose another one with --port.") from None
        yield url


async def _prepared(database_url: str, clock: MovableClock) -> list[Part]:
    RING.unlock((KEY,))
    await migrate(database_url)
    async with Database(database_url) as database, database.transaction() as session:
        await cast.seed(session, clock())
        await cast.forget_the_wire(session)
        return await cast.parts(session, clock())


def _open_chats(tg: Telegram, parts: list[Part]) -> None:
    """Everybody who has joined, and the staff, have opened the bot before."""
    for part in parts:
        if part.part != "visitor" and part.invite is None:
            tg.phone(part.id).start()


def _routes(parts: list[Part], clock: MovableClock) -> list[BaseRoute]:
    async def index(request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def people(request: Request) -> Response:
        return JSONResponse([part.as_json() for part in parts])

    def shown_clock() -> Response:
        return JSONResponse(
            {"now": clock().isoformat(), "zone": "Asia/Beirut", "shifted_seconds": clock.shift.total_seconds()}
        )

    async def read_clock(request: Request) -> Response:
        return shown_clock()

    async def move_clock(request: Request) -> Response:
        asked: Any = await request.json()
        if isinstance(asked, dict) and asked.get("reset"):
            clock.reset()
        elif not isinstance(asked, dict) or not clock.advance(_seconds(asked.get("advance_seconds"))):
            return JSONResponse({"error": "the clock moves forward, up to ten years"}, 400)
        return shown_clock()

    return [
        Route("/", index),
        Route("/demo/people", people),
        Route("/demo/clock", read_clock, methods=["GET"]),
        Route("/demo/clock", move_clock, methods=["POST"]),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else -1.0
