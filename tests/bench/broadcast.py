"""A broadcast under the limit, against a server that punishes, while members tap. By hand:

    python -m tests.bench.broadcast [MEMBERS]

Printed for each latency, the last of which comes with jitter: the ratio of the ideal time at 30 messages a second to
the time it took (0.97 is wanted), the 429s (none but the one that is ordered), the most messages in any one second (at
most 31), and how long a tap waits for its answer and for its screen (p99; 150 ms at 50 ms of latency).
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import func, select

from bot.db import Database
from bot.migrating import migrate
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.screens.navigation import Home
from bot.screens.settings import ShowSettings
from tests.bench.simulated import Simulated, simulated
from tests.kill.scene import utc_now
from tests.messages import alike, announce
from tests.processes import TOKEN, bot_process

RATE = 30
WAYS = ((0, 0), (50, 0), (120, 0), (120, 40))
"""Latencies with their jitters, both in ms."""
TAPPERS = 30
TAPS_A_SECOND = 4
FIRST_ID = 5_000
STUBBORN = 4_999
"""The member whose chat is told to wait for five minutes."""
COUNTED = ("sendMessage", "editMessageText")


async def main(members: int) -> None:
    """Measure at each latency."""
    print(f"{members} members, limit {RATE}/s with punishment, {TAPS_A_SECOND} taps a second meanwhile")
    for latency, jitter in WAYS:
        await measure(latency, jitter, members)


async def measure(latency: int, jitter: int, members: int) -> None:
    """One broadcast at one latency (ms of each round trip), give or take the jitter."""
    key = Fernet.generate_key().decode()
    RING.unlock((key,))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        limits = ("--latency", str(latency), "--jitter", str(jitter), "--rate-limit", str(RATE))
        async with simulated(*limits) as tg, Database(url) as database:
            people = await settle_in(tg, database, members)
            await tg.post(
                "faults",
                fail={"kind": "429", "method": "sendMessage", "chat_id": STUBBORN, "retry_after": 300},
            )
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": tg.url, "DATABASE_URL": url, "DATA_KEY": key}
            async with bot_process(Path(folder) / "log", settings) as bot:
                await bot.start()
                taps = await first_screens(tg)
                before = len(await tg.ledger())
                await broadcast(database, people)
                tapping = asyncio.create_task(tap_on(tg, taps))
                await sent(database)
                tapping.cancel()
                await asyncio.sleep(1)
                report(f"{latency} ± {jitter} ms", members, await tg.ledger(before), taps)
                await bot.stop()


class Taps:
    """When each tap was made, by the id of its callback query, and where."""

    def __init__(self, screens: dict[int, int]) -> None:
        self.screens = screens
        self.made: list[tuple[str, int, float]] = []


async def settle_in(tg: Simulated, database: Database, members: int) -> list[Person]:
    """Members of the cluster with phones; the bot has heard nothing of them."""
    now = utc_now()
    company = Company(name="Cedar Press", name_key="cedar press", created_at=now)
    ids = [STUBBORN, *range(FIRST_ID, FIRST_ID + members - 1)]
    people = [
        Person(
            name=f"Member {number}",
            company=company,
            created_at=now,
            telegram_id=number,
            standing=Standing.MEMBER,
        )
        for number in ids
    ]
    async with database.transaction() as session:
        session.add_all([company, *people])
    for number in ids:
        await tg.post("phones", id=number, first_name=f"Member {number}", language_code="en")
        await tg.post(f"phones/{number}/start")
    await tg.forget_updates()
    return people


async def first_screens(tg: Simulated) -> Taps:
    """Each tapper opens the bot."""
    tappers = range(FIRST_ID, FIRST_ID + TAPPERS)
    for number in tappers:
        await tg.post(f"phones/{number}/start")
    screens: dict[int, int] = {}
    while len(screens) < TAPPERS:
        await asyncio.sleep(0.2)
        for number in tappers:
            shown = [one for one in (await tg.phone(number))["messages"] if one["from_bot"]]
            if shown:
                screens[number] = shown[-1]["message_id"]
    await asyncio.sleep(2)
    return Taps(screens)


async def broadcast(database: Database, people: list[Person]) -> None:
    """Write a broadcast down as the bot does."""
    async with database.transaction() as session:
        now = utc_now()
        one = Broadcast(
            author_id=None, created_at=now, phase=BroadcastPhase.SENDING, started_at=now, watched_from=now
        )
        session.add(one)
        await session.flush()
        await announce(
            session, one, alike("<b>Market day</b>\n\nThe cluster meets on Thursday."), people, now
        )


async def tap_on(tg: Simulated, taps: Taps) -> None:
    """One tapper after the other, on Settings and Home in turn, so that each tap changes the screen."""
    turn = 0
    while True:
        for number, message_id in taps.screens.items():
            data = (Home() if turn % 2 else ShowSettings()).pack()
            made = monotonic()
            query = await tg.post(f"phones/{number}/tap", message_id=message_id, data=data)
            taps.made.append((query["callback_query_id"], number, made))
            await asyncio.sleep(1 / TAPS_A_SECOND)
        turn += 1


async def sent(database: Database) -> None:
    """Wait until the broadcast has reached everybody but the stubborn one; the simulator is left alone meanwhile."""
    left = select(func.count()).where(
        Delivery.purpose == Purpose.BROADCAST, Delivery.status.in_([Status.WAITING, Status.SENDING])
    )
    while True:
        await asyncio.sleep(0.5)
        async with database.reading() as session:
            if await session.scalar(left) == 1:
                return


def is_announcement(call: dict[str, Any]) -> bool:
    """Whether a call brought the broadcast to somebody."""
    return bool(call["accepted"]) and "Market day" in str(call["params"].get("text"))


def report(way: str, members: int, calls: list[dict[str, Any]], taps: Taps) -> None:
    """Print one line of figures."""
    counted = sorted(c["accepted_at"] for c in calls if c["accepted"] and c["method"] in COUNTED)
    announced = sorted(c["accepted_at"] for c in calls if is_announcement(c))
    during = [at for at in counted if announced[0] <= at <= announced[-1]]
    ratio = (len(during) - 1) / RATE / (announced[-1] - announced[0])
    gap, at = max((b - a, a - announced[0]) for a, b in pairwise(during))
    refused = sum(c["outcome"] == "429" for c in calls)
    print(
        f"{way:>11}: {len(announced)} of {members} in {announced[-1] - announced[0]:.2f} s,"
        f" ratio to the ideal {ratio:.3f}, 429s {refused} (1 ordered), most in a second {busiest(counted)},"
        f" longest gap {gap * 1000:.0f} ms after {at:.1f} s; {waits(calls, taps)}; load {os.getloadavg()[0]:.1f}"
    )


def busiest(moments: list[float]) -> int:
    """The most moments in any window of one second."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def waits(calls: list[dict[str, Any]], taps: Taps) -> str:
    """From the tap to its answer and to its screen, in milliseconds: an edit, or a new one below the broadcast."""
    answers = {str(c["params"].get("callback_query_id")): c["accepted_at"] for c in calls if c["accepted"]}
    screens = sorted(
        (c["accepted_at"], c["chat_id"])
        for c in calls
        if c["accepted"] and c["method"] in COUNTED and not is_announcement(c)
    )
    answered = [answers[query] - made for query, _chat, made in taps.made if query in answers]
    shown = [
        min((at for at, chat in screens if chat == number and at > made), default=made + 99) - made
        for query, number, made in taps.made
        if query in answers
    ]
    unanswered = len(taps.made) - len(answered)
    return f"{len(answered)} taps: answer {quantiles(answered)}, screen {quantiles(shown)}, unanswered {unanswered}"


def quantiles(seconds: list[float]) -> str:
    """The median and the 99th percentile."""
    ordered = sorted(seconds)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return f"p50 {middle * 1000:.0f} p99 {late * 1000:.0f} ms"


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 600))
