"""A broadcast while one call in eight goes wrong. By hand:

    python -m tests.bench.faults [RECIPIENTS] [SEED]

Of every hundred calls twelve are struck at random, by all that Telegram and the way to it can do: 429, 5xx, a page
instead of an answer, half an answer, a connection reset before or after the message was taken. Half of the recipients
get the broadcast, which is never repeated by itself, the others a reminder, which is once at most. Printed: how the
messages ended, and what is wanted to be none: messages that are lost (on record as sent, and never there; or neither
ended nor waiting), copies that are not on record, and a third copy of anything.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bot.migrating import migrate
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.secrets import RING
from bot.simulator.faults import Fault, Faults, Kind
from tests.conftest import TEST_KEY
from tests.kill.scene import Scene, played

RATE = 200
SHARE = 0.12
LATENCY_MS = 50.0
PATIENCE = 300.0
STRIKING = tuple(
    kind for kind in Kind if kind not in (Kind.LATENCY, Kind.BLOCKED, Kind.HANG, Kind.HANG_AFTER)
)
"""What is over at once: silence is the kill tests' and the soak's."""


class Striking(Faults):
    """Strikes so many of the messages, each time in another way."""

    chance = random.Random()

    def take(self, method: str, chat_id: int | None) -> tuple[Fault | None, float]:
        """Also a probe, which is a message to nobody, may be struck."""
        fault, latency = super().take(method, chat_id)
        if method == "sendmessage" and self.chance.random() < SHARE:
            fault = Fault(self.chance.choice(STRIKING))
        return fault, latency


async def main(recipients: int, seed: int) -> None:
    """Send to all of them, and count."""
    RING.unlock((TEST_KEY,))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        async with played(url, Path(folder), seed=seed, rate=RATE, is_forked=False) as scene:
            people = await scene.members(recipients)
            Striking.chance = scene.chance
            scene.tg.faults = Striking(latency_ms=LATENCY_MS)
            await scene.broadcast(people[::2], "Announcement to")
            await scene.message(people[1::2], "Reminder to", Purpose.REMINDER)
            await scene.bot.start()
            async with asyncio.timeout(PATIENCE):
                while await left(scene):
                    await asyncio.sleep(0.5)
            await asyncio.sleep(1)
            report(scene, await scene.deliveries())
            await scene.bot.stop()


async def left(scene: Scene) -> int:
    """How many have not ended."""
    return await scene.count(Status.WAITING, Status.SENDING)


def report(scene: Scene, deliveries: list[Delivery]) -> None:
    """Print how it went."""
    copies = scene.copies
    struck = Counter(call.outcome for call in scene.tg.ledger if call.outcome != "ok")
    ours = [one for one in deliveries if one.purpose in (Purpose.BROADCAST, Purpose.REMINDER)]
    print(f"{len(ours)} messages; struck: {dict(struck)}")
    for purpose in (Purpose.BROADCAST, Purpose.REMINDER):
        print(purpose, dict(Counter(str(one.status) for one in ours if one.purpose is purpose)))
    open_ones = (Status.WAITING, Status.SENDING)
    lost = sum(
        one.status in open_ones or (one.status is Status.SENT and not copies[one.what or ""]) for one in ours
    )
    unrecorded = sum(copies[one.what or ""] > 1 + one.doubts for one in ours)
    repeated = sum(copies[one.what or ""] > 1 for one in ours if one.purpose is Purpose.BROADCAST)
    third = sum(copies[one.what or ""] > 2 for one in ours)
    print(f"wanted 0: lost {lost}, not on record {unrecorded}, repeated broadcasts {repeated}, third {third}")


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    asyncio.run(main(*(given + [2_000, 1][len(given) :])))
