"""How long 300 people who vote within ten seconds wait for what their tap brings. By hand:

    python -m tests.bench.voting [PEOPLE]

For SQLite and for PostgreSQL (TEST_POSTGRES_URL), against the simulator as a process of its own (50 ms for each call
to Telegram): everybody taps an option of an open poll at a moment of their own within ten seconds, one in ten of them
twice; then, likewise, a button that only shows the settings. Printed: how long from the tap until the answer was
accepted, the median, the 95th percentile (under 1 s is wanted) and the longest; how many answers and ledger rows there
are: as many as people; and the bot's CPU for each person, all that it does meanwhile by itself included, of a vote and
of the plain tap.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from cryptography.fernet import Fernet
from sqlalchemy import func, select

from bot.db import Database
from bot.migrating import migrate
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.models.polls import Poll, PollAnswer, PollQuestion, QuestionText, Voter
from bot.models.secrets import RING
from bot.replies import Tap
from bot.rules.ledger import Act
from bot.rules.polls import PollPhase, QuestionKind
from bot.screens.polls import PickAnswer
from bot.screens.settings import ShowSettings
from tests.bench.inbound import CORES, LATENCY_MS, OURS, a_postgres, begun, cpu_of, join, on_core, settle_in
from tests.bench.simulated import Simulated, simulated
from tests.processes import TOKEN

WITHIN = 10.0
EVERY_TENTH = 10


async def main(people: int) -> None:
    """Measure on each database."""
    key = Fernet.generate_key().decode()
    RING.unlock((key,))
    print(f"{people} people vote within {WITHIN:.0f} s, {LATENCY_MS} ms of latency, one core")
    with tempfile.TemporaryDirectory() as folder, on_core(CORES[:-1] or CORES):
        for name, url in (("SQLite", f"sqlite:///{folder}/qoot.db"), ("PostgreSQL", a_postgres())):
            async with simulated("--latency", str(LATENCY_MS)) as tg:
                settings = {
                    "BOT_TOKEN": TOKEN,
                    "BOT_API_URL": tg.url,
                    "DATA_KEY": key,
                    "SEND_RATE": "1000",
                    "DATABASE_URL": url,
                }
                screens = await settle_in(tg, people)
                await migrate(url)
                await join(url, list(screens))
                poll_id = await an_open_poll(url)
                async with begun(OURS, settings) as process:
                    await has_started(tg)
                    waited, cost = await taps(tg, screens, process, partial(answer, poll_id))
                    _, plain = await taps(tg, screens, process, settings_shown)
                answers, acts = await counted(url)
                waited.sort()
                print(
                    f"{name:>10}: median {waited[len(waited) // 2] * 1000:4.0f} ms,"
                    f" p95 {waited[int(len(waited) * 0.95)] * 1000:4.0f} ms, longest {waited[-1] * 1000:4.0f} ms;"
                    f" {answers} answers, {acts} in the ledger; {cost:.1f} ms of CPU for each,"
                    f" {cost / plain:.1f} times a plain tap ({plain:.1f} ms)"
                )


async def an_open_poll(url: str) -> int:
    """A poll with one question to all members, open for a day."""
    now = datetime.now(UTC)
    async with Database(url) as database, database.transaction() as session:
        poll = Poll(author_id=None, created_at=now, zone="UTC", phase=PollPhase.OPEN, questions=[], texts=[])
        poll.opened_at, poll.closes_at = now, now + timedelta(days=1)
        session.add(poll)
        await session.flush()
        question = PollQuestion(poll_id=poll.id, place=0, kind=QuestionKind.ONE, texts=[])
        question.texts = [QuestionText(language="en", words="Which day?", options=["Tuesday", "Thursday"])]
        session.add(question)
        for person in await session.scalars(select(Person)):
            session.add(Voter(poll_id=poll.id, person_id=person.id, company_id=person.company_id))
        return poll.id


def answer(poll_id: int, n: int) -> Tap:
    """How the n-th person votes."""
    return PickAnswer(poll_id, 0, n % 2)


def settings_shown(_n: int) -> Tap:
    """What costs least."""
    return ShowSettings()


async def has_started(tg: Simulated) -> None:
    """Wait until the bot listens, and what it does at its start is done."""
    while not any(call["method"] == "getUpdates" for call in await tg.ledger()):
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


async def taps(
    tg: Simulated, screens: dict[int, int], process: Process, tap: Callable[[int], Tap]
) -> tuple[list[float], float]:
    """Everybody taps at a moment of their own: how long each waited for the screen after it, in seconds; and the bot's
    CPU for each, in milliseconds."""
    since, tapped, spent = len(await tg.ledger()), {}, cpu_of(process)

    async def act(number: int, n: int) -> None:
        await asyncio.sleep(random.random() * WITHIN)
        tapped[number] = monotonic()
        for _time in range(2 if n % EVERY_TENTH == 0 else 1):
            await tg.post(f"phones/{number}/tap", message_id=screens[number], data=tap(n).pack())

    await asyncio.gather(*(act(number, n) for n, number in enumerate(screens)))
    while True:
        await asyncio.sleep(1)
        shown: dict[int, float] = {}
        for call in await tg.ledger(since):
            if call["accepted"] and call["method"] in ("editMessageText", "sendMessage"):
                shown.setdefault(int(call["chat_id"]), call["accepted_at"])
        if len(shown) >= len(screens):
            cost = (cpu_of(process) - spent) / len(screens) * 1000
            return [shown[number] - tapped[number] for number in screens], cost


async def counted(url: str) -> tuple[int, int]:
    """How many answers there are, and how often the ledger says that somebody answered."""
    async with Database(url) as database, database.reading() as session:
        answers = await session.scalar(select(func.count()).select_from(PollAnswer))
        acts = await session.scalar(select(func.count()).where(Interaction.kind == Act.POLL_ANSWERED))
    return answers or 0, acts or 0


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
