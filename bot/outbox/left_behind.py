"""What a process that died left on its way: found, and judged as doubtful."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime
from time import monotonic

from bot.db import TRANSIENT, Database, named
from bot.outbox import broadcasts, settling
from bot.tasks import cancelled

log = logging.getLogger(__name__)

LEASE_CHECK_SECONDS = 30.0
LOOK_SECONDS = 0.3
"""How often a leader looks whether the processes are there that have something on its way."""
MISSING_SECONDS = 0.7
"""Who is not there for so long is dead; a process whose connection broke is there again well before that."""
GRACE_SECONDS = 3.0
"""After the database was away for all, each process is given so long to show that it lives."""


class LeftBehind:
    """Looks for one dispatcher; `under_way` are the deliveries that it has on its way itself."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        under_way: Collection[int],
        on_found: Callable[[], None],
    ) -> None:
        self._database = database
        self._now = now
        self._under_way = under_way
        self._on_found = on_found

    async def judge_at_start(self, *, is_alone: bool) -> int:
        """The same for a process that has just started: a broadcast that stood still for long waits for staff, too."""
        async with self._database.transaction() as session:
            held = await broadcasts.hold_what_stood_still(session, self._now())
        if held:
            log.warning("%d broadcasts stood still for more than an hour, and wait for staff", held)
        return await self.judge(is_alone=is_alone)

    async def judge(self, *, is_alone: bool) -> int:
        """Judge what has been left behind, before anything is sent. Returns how many messages there were."""
        async with self._database.transaction() as session:
            found = await settling.recover(
                session, is_alone=is_alone, besides=self._under_way, now=self._now()
            )
        if found:
            log.warning("%d messages were on their way when the program stopped", found)
        return found

    async def watch(self) -> None:
        """Go on looking until cancelled: by leases, and on PostgreSQL by who lives."""
        watches = [asyncio.create_task(self._watch_leases())]
        if not self._database.is_sqlite:
            watches.append(asyncio.create_task(self._watch_processes()))
        try:
            await asyncio.gather(*watches)
        finally:
            await cancelled(*watches)

    async def _watch_leases(self) -> None:
        while True:
            await asyncio.sleep(LEASE_CHECK_SECONDS)
            try:
                await self.judge(is_alone=False)
            except TRANSIENT as error:
                log.warning("the leases wait for the database: %s", named(error))

    async def _watch_processes(self) -> None:
        """What a process that died had on its way is judged within a second or two."""
        missing: dict[int, float] = {}
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                async with self._database.reading() as session:
                    absent = await settling.absent(session) - {self._database.holder}
                missing = {one: missing.get(one, monotonic()) for one in absent}
                dead = [one for one, since in missing.items() if monotonic() - since >= MISSING_SECONDS]
                if dead:
                    await self._judge_dead(dead)
            except TRANSIENT as error:
                log.warning("nobody can show that they live: %s", named(error))
                missing.clear()
                await asyncio.sleep(GRACE_SECONDS)

    async def _judge_dead(self, dead: Collection[int]) -> None:
        async with self._database.transaction() as session:
            found = await settling.recover_from(session, dead, self._now())
        log.warning("%d messages were on their way when another process died", found)
        self._on_found()
