"""How soon another process takes over, on PostgreSQL. By hand:

    python -m tests.bench.takeover [TIMES]

A `web` and two `worker`s on a server of the bench's own. As many times each: kill -9 of the worker that leads; kill -9
of the web with answers on their way; every connection ended; the server restarted. Printed is the time from then until
messages leave again, and until all who had tapped are answered; wanted are under two seconds (counted from when the
server is there again), nothing lost, and no copy twice but of what was in doubt.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import monotonic

from sqlalchemy import func, select

from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person
from bot.models.secrets import RING
from bot.services import resting
from bot.simulator.faults import Kind
from bot.simulator.phones import Phone
from tests.bench.soak import Soak, prepared
from tests.conftest import TEST_KEY
from tests.kill.scene import Scene

ASKING = 5
FIRST_ASKING = 90_000
SUPPLY = 400
"""Messages that wait before each incident: the leader is never idle."""
PATIENCE = 30.0


class Bench:
    """What happens, and how long it takes until all goes on."""

    def __init__(self, soak: Soak, scene: Scene, people: list[Person]) -> None:
        self.soak, self.scene, self.people = soak, scene, people
        self.phones = [soak.tg.phone(FIRST_ASKING + n, language_code="en") for n in range(ASKING)]
        self.rounds = 0
        self.leads, self.stands_by = "worker", "other worker"

    async def supplied(self) -> None:
        """There is something to send for the next seconds."""
        self.rounds += 1
        if await self.scene.count(Status.WAITING) < SUPPLY // 2:
            await self.scene.broadcast(self.people, f"Announcement {self.rounds} to")
        await self.until(lambda: self.sent_after(monotonic() - 0.3) > 0)

    def sent_after(self, since: float) -> int:
        """How many messages of broadcasts Telegram took after a moment."""
        return sum(
            (call.accepted_at or 0) > since
            for call in self.soak.tg.ledger[-400:]
            if "Announcement" in str(call.params.get("text", ""))
        )

    async def until(self, happens: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not happens():
                await asyncio.sleep(0.01)

    async def sends_again(self) -> float:
        """Seconds from now until the next message leaves."""
        since = monotonic()
        await self.until(lambda: self.sent_after(since) > 0)
        return monotonic() - since

    def asks(self) -> dict[int, int]:
        """Everybody asks for help. Returns how many answers each has had before."""
        before = {phone.id: answers(self.soak, phone) for phone in self.phones}
        for phone in self.phones:
            phone.send("/help")
        return before

    async def answered(self, before: dict[int, int]) -> float:
        """Seconds from now until everybody has an answer more."""
        since = monotonic()
        await self.until(lambda: all(answers(self.soak, phone) > before[phone.id] for phone in self.phones))
        return monotonic() - since

    async def leader_dies(self) -> float:
        """kill -9 of the leader; the other one goes on."""
        await self.soak.processes[self.leads].kill()
        took = await self.sends_again()
        await self.soak.processes[self.leads].start()
        self.leads, self.stands_by = self.stands_by, self.leads
        await asyncio.sleep(4)  # until it stands by, too
        return took

    async def web_dies(self) -> float:
        """kill -9 of the web, whose calls to Telegram hang."""
        for phone in self.phones:
            self.soak.tg.faults.fail(Kind.HANG, method="sendMessage", chat_id=phone.id)
        before = self.asks()
        await self.until(lambda: not self.soak.tg.faults.planned)
        await asyncio.sleep(0.3)
        await self.soak.processes["web"].kill()
        took = await self.answered(before)
        await self.soak.processes["web"].start()
        await self.asked_anew()
        return took

    async def connections_end(self) -> float:
        """Every connection is ended, while people ask."""
        before = self.asks()
        await self.soak.ends_connections()
        return max(await asyncio.gather(self.sends_again(), self.answered(before)))

    async def server_restarts(self) -> float:
        """The server is restarted, while people ask; counted from when it is there again."""
        assert self.soak.server is not None
        before = self.asks()
        await asyncio.to_thread(self.soak.server.stop, "fast")
        await asyncio.to_thread(self.soak.server.start)
        return max(await asyncio.gather(self.sends_again(), self.answered(before)))

    async def asked_anew(self) -> None:
        """Until the web answers again."""
        await asyncio.sleep(3)
        await self.answered(self.asks())


def answers(soak: Soak, phone: Phone) -> int:
    """How many messages of the bot somebody has got."""
    return sum(
        call.is_accepted and call.method == "sendMessage" and call.chat_id == phone.id
        for call in soak.tg.ledger
    )


async def main(times: int) -> None:
    RING.unlock((TEST_KEY,))
    folder = Path(tempfile.mkdtemp(prefix="takeover-"))
    print(f"logs in {folder}", flush=True)
    async with prepared("postgres", folder, random.Random(1)) as soak:
        scene = Scene(soak.tg, soak.database, soak.processes["worker"], soak.chance)
        bench = Bench(soak, scene, await scene.members(SUPPLY))
        for role in ("worker", "web"):
            await soak.processes[role].start()
        await asyncio.sleep(3)
        await soak.processes["other worker"].start()
        for phone in bench.phones:
            phone.start()
        await bench.until(lambda: all(answers(soak, phone) for phone in bench.phones))
        incidents: tuple[Callable[[], Awaitable[float]], ...] = (
            bench.leader_dies,
            bench.web_dies,
            bench.connections_end,
            bench.server_restarts,
        )
        for incident in incidents:
            took = []
            for _time in range(times):
                await bench.supplied()
                took.append(await incident())
            print(
                f"{incident.__name__:16} × {times}: {median(took):.2f} s in the middle, {max(took):.2f} s at most",
                flush=True,
            )
        async with asyncio.timeout(120):
            while not await scene.is_settled():
                await asyncio.sleep(0.5)
        await told(soak, scene)


async def told(soak: Soak, scene: Scene) -> None:
    async with soak.database.reading() as session:
        by_status = select(Delivery.status, func.count()).where(Delivery.purpose == Purpose.BROADCAST)
        ended = dict((await session.execute(by_status.group_by(Delivery.status))).all())
        rests = await resting.why(session)
    copies = Counter({text: n for text, n in scene.copies.items() if "Announcement" in text})
    sent = [one for one in await scene.deliveries() if one.purpose is Purpose.BROADCAST]
    lost = sum(one.status is Status.SENT and not copies[str(one.what)] for one in sent)
    print(f"broadcasts: {ended}; lost: {lost}; twice: {sum(n > 1 for n in copies.values())}")
    alive = [role for role, one in soak.processes.items() if one.is_running]
    print(f"still running: {', '.join(alive)}; resting: {rests or 'no'}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
