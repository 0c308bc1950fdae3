"""Bare sending: what a message costs that nobody writes down. A process of its own for each way to send:

    BOT_API_URL=… BOT_TOKEN=… python tests/bench/bare.py aiogram|ptb|httpx MESSAGES RATE

Prints JSON: CPU milliseconds for each message, the rate reached, and the memory that it took (MB). It imports nothing
of ours, so that aiogram may have an interpreter of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import perf_counter, process_time

FIRST_ID = 5_000
TEXT = "<b>Market day</b>\n\nThe cluster meets on Thursday."
WARM_UP = 200
CONNECTIONS = 512

Send = Callable[[int], Awaitable[object]]


@asynccontextmanager
async def by_aiogram(url: str, token: str) -> AsyncIterator[Send]:
    """aiogram with its own session, as its documentation has it."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import LinkPreviewOptions

    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=CONNECTIONS)
    preview = LinkPreviewOptions(is_disabled=True)
    async with Bot(token, session=session) as bot:
        yield lambda chat_id: bot.send_message(chat_id, TEXT, parse_mode="HTML", link_preview_options=preview)


@asynccontextmanager
async def by_ptb(url: str, token: str) -> AsyncIterator[Send]:
    """python-telegram-bot with its own transport."""
    from telegram import Bot, LinkPreviewOptions
    from telegram.request import HTTPXRequest

    calls = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=60)
    preview = LinkPreviewOptions(is_disabled=True)
    async with Bot(token, base_url=f"{url}/bot", request=calls) as bot:
        yield lambda chat_id: bot.send_message(chat_id, TEXT, parse_mode="HTML", link_preview_options=preview)


@asynccontextmanager
async def by_httpx(url: str, token: str) -> AsyncIterator[Send]:
    """httpx alone: a POST, and its answer read as JSON."""
    import httpx

    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

        async def send(chat_id: int) -> object:
            body = {
                "chat_id": chat_id,
                "text": TEXT,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            }
            answer = await client.post(f"{url}/bot{token}/sendMessage", json=body)
            return answer.json()["result"]

        yield send


WAYS = {"aiogram": by_aiogram, "ptb": by_ptb, "httpx": by_httpx}


async def main(way: str, messages: int, rate: float) -> dict[str, float]:
    """Send so many messages evenly, to as many chats, and say what that took."""
    async with WAYS[way](os.environ["BOT_API_URL"], os.environ["BOT_TOKEN"]) as send:
        await asyncio.gather(*(send(FIRST_ID + number) for number in range(WARM_UP)))
        memory = most_memory()
        flying: list[asyncio.Future[object]] = []
        began, cpu = perf_counter(), process_time()
        for number in range(messages):
            if (wait := began + number / rate - perf_counter()) > 0:
                await asyncio.sleep(wait)
            flying.append(asyncio.ensure_future(send(FIRST_ID + number)))
            if len(flying) >= rate:
                await asyncio.gather(*flying[: len(flying) // 2])
                del flying[: len(flying) // 2]
        await asyncio.gather(*flying)
        took, used = perf_counter() - began, process_time() - cpu
    return {
        "cpu_ms": used / messages * 1000,
        "rate": messages / took,
        "memory_mb": most_memory() - memory,
    }


def most_memory() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))))
