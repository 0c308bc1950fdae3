"""How much of a broadcast still leaves after somebody tapped "Cancel". By hand:

    python -m tests.bench.stopping [RECIPIENTS]

Printed for each speed and latency: how long the tap waited for its answer; how many messages came to Telegram after the
tap and after the answer, and the last of them how long after (1 s is allowed): what was on its way, and no more.
"""

from __future__ import annotations

import asyncio
import sys
from time import monotonic
from typing import Any

from bot.screens.broadcasts import CancelSending
from tests.bench.crowd import FIRST_ID
from tests.bench.paid import announce, cluster, listens
from tests.bench.simulated import Simulated, simulated
from tests.processes import bot_process

OWNER = FIRST_ID
SPEEDS = (30, 1000)
LATENCIES = (50, 120)
BEGUN = 60
"""Messages after which it is cancelled."""
REST_SECONDS = 3.0
TEXT = "Market day"


async def main(recipients: int) -> None:
    """Measure at each speed and latency."""
    for speed in SPEEDS:
        for latency in LATENCIES:
            print(f"{speed:5d}/s, {latency:4d} ms: {await measure(recipients, speed, latency)}")


async def measure(recipients: int, speed: int, latency: int) -> str:
    """One broadcast that is cancelled when some of it has gone."""
    async with (
        simulated("--latency", str(latency), crowd=recipients) as tg,
        cluster(recipients) as (database, log, settings),
        bot_process(
            log,
            {**settings, "BOT_API_URL": tg.url, "SEND_RATE": str(speed), "OWNER_IDS": str(OWNER)},
        ) as bot,
    ):
        await bot.start()
        await listens(bot)
        screen = await home(tg)
        since = len(await tg.ledger())
        await announce(database)
        while len(announced(await tg.ledger(since))) < BEGUN:
            await asyncio.sleep(0.05)
        data = CancelSending(1, is_sure=True).pack()
        tapped = monotonic()
        query = await tg.post(f"phones/{OWNER}/tap", message_id=screen, data=data)
        await asyncio.sleep(REST_SECONDS)
        calls = await tg.ledger(since)
        await bot.stop()
    answers = [
        c["accepted_at"] for c in calls if c["params"].get("callback_query_id") == query["callback_query_id"]
    ]
    came = announced(calls)
    late = [at for at in came if at > tapped]
    after = [at for at in came if at > answers[0]]
    last = f", the last {(max(late) - tapped) * 1000:.0f} ms after the tap" if late else ""
    return (
        f"answered after {(answers[0] - tapped) * 1000:.0f} ms; {len(came)} of {recipients} came,"
        f" {len(late)} after the tap, {len(after)} after the answer{last}"
    )


async def home(tg: Simulated) -> int:
    """The owner opens the bot; the number of the message that shows it."""
    await tg.post(f"phones/{OWNER}/start")
    while True:
        await asyncio.sleep(0.2)
        shown = [one for one in (await tg.phone(OWNER))["messages"] if one["from_bot"]]
        if shown:
            return int(shown[-1]["message_id"])


def announced(calls: list[dict[str, Any]]) -> list[float]:
    """When Telegram took each message of the broadcast."""
    return [c["accepted_at"] for c in calls if c["accepted"] and TEXT in str(c["params"].get("text"))]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
