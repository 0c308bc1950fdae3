"""The line to Telegram at a thousand messages a second and 120 ms of latency. By hand:

    python -m tests.bench.line [MESSAGES]

Printed: CPU time for each message, and how much longer than asked it took, for our line and for the library's default.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from time import perf_counter, process_time

from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.outbox.line import CONNECTIONS, AiohttpRequest, open_bot
from bot.outbox.pace import Pace
from bot.outbox.telegram import deliver
from tests.bench.simulated import Simulated, simulated
from tests.processes import TOKEN

RATE = 1000
LATENCY_MS = 120
CHATS = 50
FIRST_ID = 5_000


async def main(messages: int) -> None:
    """Measure both, one after the other, against one simulator."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with simulated("--latency", str(LATENCY_MS)) as tg:
        for number in range(FIRST_ID, FIRST_ID + CHATS):
            await tg.post("phones", id=number, first_name="Member", language_code="en")
            await tg.post(f"phones/{number}/start")
        print(f"{messages} messages, asked for {RATE}/s at {LATENCY_MS} ms")
        await measure("our line (aiohttp)", AiohttpRequest(), tg, messages)
        default = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=60)
        await measure("the library's default (httpx)", default, tg, messages)


async def measure(name: str, calls: BaseRequest, tg: Simulated, messages: int) -> None:
    """Send so many messages, evenly, through `calls`."""
    pace = Pace(RATE, chat_gap=0.0)
    bot = open_bot(TOKEN, tg.url, calls, HTTPXRequest())
    async with bot:
        await asyncio.gather(*(deliver(bot, FIRST_ID, {"text": "warming up"}) for _ in range(100)))
        began, cpu = perf_counter(), process_time()
        flying: set[asyncio.Task[object]] = set()
        for number in range(messages):
            await pace.take()
            content = {"text": f"<b>Market day</b>\n\nThe cluster meets on Thursday. {number}"}
            flying.add(asyncio.create_task(deliver(bot, FIRST_ID + number % CHATS, content)))
        outcomes = await asyncio.gather(*flying)
        took, used = perf_counter() - began, process_time() - cpu
    failed = sum(type(outcome).__name__ != "Sent" for outcome in outcomes)
    ideal = messages / RATE + LATENCY_MS / 1000
    print(
        f"{name}: {used / messages * 1000:.2f} ms of CPU a message,"
        f" {took / ideal:.2f} of the ideal time, {failed} failed"
    )


if __name__ == "__main__":
    try:
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))
    except TelegramError as error:
        sys.exit(f"the simulator does not answer: {error}")
