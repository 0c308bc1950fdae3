"""Leader election: one process sends for a bot at a time; the others stand by."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.db import AdvisoryLock, Database
from bot.tasks import cancelled

STAND_BY_SECONDS = 2.0
"""How soon somebody who stands by takes over from a leader that died, and a leader sees that it leads no more."""


class LeadLost(Exception):
    """The connection with the leader's lock broke: another process may be sending by now."""


@asynccontextmanager
async def leading(
    database: Database, stopped: asyncio.Event, *, patience: float = math.inf
) -> AsyncIterator[asyncio.Task[None] | None]:
    """Stand by until this process leads, by advisory lock; None when it is stopped first, or `patience` (s) ends.

    Yields a task that fails with LeadLost.
    """
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        async with database.advisory_lock("leader") as lock:
            if lock is not None:
                watch = asyncio.create_task(_until_lost(lock), name="leader")
                try:
                    yield watch
                finally:
                    await cancelled(watch)
                return
        if stopped.is_set() or asyncio.get_running_loop().time() > deadline:
            yield None
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), STAND_BY_SECONDS)


async def _until_lost(lock: AdvisoryLock) -> None:
    await lock.lost(STAND_BY_SECONDS)
    raise LeadLost
