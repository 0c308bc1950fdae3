"""kill -9 in the middle of sending: nothing is silently lost, and nothing repeats by itself."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person
from bot.outbox.dispatcher import batch_at
from tests.kill.scene import LATENCY_MS, Scene, played

KILLS = int(os.environ.get("KILL_RUNS", "20"))
"""Over both databases together; 200 by hand."""
RATE = 40
MEMBERS = 30
MOST_IN_DOUBT = ceil(RATE * LATENCY_MS / 1000) + 2 * batch_at(RATE) + 1
"""After a kill, on average: what was on its way, what was claimed to go next, and what had ended and was to be written
down with the next claim."""


async def test_kills_at_random_moments_lose_nothing_and_repeat_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with played(database_url, tmp_path, seed=KILLS, rate=RATE) as scene:
        people = await scene.members(MEMBERS)
        await scene.bot.start()
        for link in range(KILLS // 2):
            await enqueue(scene, people, link)
            accepted = len(scene.tg.ledger) + scene.chance.randrange(1, MEMBERS)
            await scene.until(lambda enough=accepted: len(scene.tg.ledger) >= enough)
            await scene.kill_and_restart()
            if link % 10 == 9:
                await scene.until(scene.is_settled)
        await scene.until(scene.is_settled)
        deliveries = await scene.deliveries()
        check(scene, deliveries, (KILLS // 2) * MEMBERS)


async def enqueue(scene: Scene, people: list[Person], link: int) -> None:
    deciding, reminding, announcing = people[:6], people[6:12], people[12:]
    await scene.broadcast(announcing, f"Announcement {link} to")
    await scene.message(reminding, f"Reminder {link} to", Purpose.REMINDER)
    await scene.message(deciding, f"Decision {link} to", Purpose.DECISION)


def check(scene: Scene, deliveries: list[Delivery], expected: int) -> None:
    copies = scene.copies
    ours = [
        one for one in deliveries if one.purpose in (Purpose.BROADCAST, Purpose.REMINDER, Purpose.DECISION)
    ]
    assert len(ours) == expected
    for one in ours:
        assert one.what is not None
        arrived = copies[one.what]
        most = 1 if one.purpose is Purpose.BROADCAST else 2
        assert one.status in (Status.SENT, Status.UNCERTAIN), one
        assert arrived <= most, f"{one.what!r} came {arrived} times"
        assert arrived or one.status is Status.UNCERTAIN, f"{one.what!r} is lost"
        assert arrived < 2 or one.doubts, f"a second copy of {one.what!r} is not on record"
    doubts = sum(one.doubts for one in ours)
    assert doubts, "no kill struck while something was on its way"
    assert doubts <= (KILLS // 2) * MOST_IN_DOUBT, f"{doubts} in doubt after {KILLS // 2} kills"
