"""A dispatcher at work, and a Telegram that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.db import Database
from bot.outbox.attempts import Result, Sent
from bot.outbox.circuit import Circuit
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.pace import Pace
from bot.outbox.queue import Claimed
from tests.outbox.rows import NOW


class Telegram:
    """Takes messages, and answers as told; `shown` is what arrived."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, dict[str, Any]]] = []
        self.followed: list[Result] = []
        self.answers: dict[int, Result | Exception] = {}
        self.answers_all: Result | None = None
        self.is_away = False
        self.probes = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def deliver(self, chat_id: int, content: dict[str, Any]) -> Result:
        self.shown.append((chat_id, content))
        await self.gate.wait()
        answer = self.answers_all or self.answers.get(chat_id, Sent(len(self.shown)))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def probe(self) -> bool:
        self.probes += 1
        return not self.is_away

    async def follow(self, claimed: Claimed, result: Result) -> None:
        self.followed.append(result)

    @property
    def texts(self) -> list[str]:
        return [content.get("text", "") for _chat, content in self.shown]


def built(database: Database, telegram: Telegram, pace: Pace | None = None) -> Dispatcher:
    pace = pace or Pace(1000, chat_gap=0.0)
    circuit = Circuit(telegram.probe)
    return Dispatcher(database, telegram.deliver, telegram.follow, pace, circuit, lambda: NOW, is_alone=True)


@asynccontextmanager
async def running(
    database: Database, telegram: Telegram, pace: Pace | None = None
) -> AsyncIterator[Dispatcher]:
    dispatcher = built(database, telegram, pace)
    tasks = [asyncio.create_task(dispatcher.run()), asyncio.create_task(dispatcher.settle())]
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await tasks[0]
        dispatcher.end_settling()
        await tasks[1]


async def until(happens: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await happens():
            await asyncio.sleep(0.01)
