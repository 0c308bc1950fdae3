"""The dispatcher: claims what is due, sends it at the pace, and settles it. One per bot token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from bot.db import TRANSIENT, Database, named
from bot.outbox import queue
from bot.outbox.outcomes import Attempt, Doubtful, Later, Outcome, Refused, Sent
from bot.outbox.pace import Pace
from bot.outbox.queue import Claimed
from bot.tasks import ended

log = logging.getLogger(__name__)

Deliver = Callable[[int, dict[str, Any]], Awaitable[Outcome]]
"""Shows a content in a chat; never raises for what Telegram says."""
Follow = Callable[[Claimed, Outcome], Awaitable[None]]
"""What is left to do in a chat after something was shown there."""

IDLE_SECONDS = 0.5
"""How often an idle dispatcher looks: what another process enqueued leaves well within two seconds."""
BATCH_SECONDS = 0.033
"""How much of the pace one claim covers: what a kill leaves in doubt is hardly more than what was on its way."""
IN_FLIGHT = 400
SETTLE_SECONDS = 0.05
LEASE_CHECK_SECONDS = 30.0
PATIENCE = 3.0
"""Seconds that an answer, or what is claimed already, may wait for the pace before it is left to the outbox."""
CALL_SECONDS = 75.0
"""The longest that one message may take, all its calls together; shorter than the lease."""
LAST_CALLS_SECONDS = 10.0
"""How long a stopping dispatcher waits for the calls that are under way."""


class Dispatcher:
    """Sends for one bot. `show` sends a turn's answer at once; `run` sends everything else until stopped."""

    def __init__(
        self,
        database: Database,
        deliver: Deliver,
        follow: Follow,
        pace: Pace,
        now: Callable[[], datetime],
        *,
        is_alone: bool,
    ) -> None:
        self.sent = 0
        self._database = database
        self._deliver = deliver
        self._follow = follow
        self._pace = pace
        self._now = now
        self._is_alone = is_alone
        self._batch = max(1, ceil(pace.limit / pace.span * BATCH_SECONDS))
        self._ended: asyncio.Queue[tuple[Attempt, Outcome] | None] = asyncio.Queue()
        self._flying: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._is_stopping = False
        self._is_resting = False

    def wake(self) -> None:
        """Something was enqueued in this process: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Dispatch until `stop`; what is in flight then is awaited. Call `recover` before anything is shown."""
        leases = asyncio.create_task(self._watch_leases())
        try:
            await self._dispatch()
        finally:
            leases.cancel()
            await ended(self._flying, LAST_CALLS_SECONDS)

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopping = True
        self._woken.set()

    async def recover(self) -> int:
        """Judge what a dead process left on its way, before this one sends anything. Returns how many there were."""
        return await self._recover(is_first=True)

    async def settle(self) -> None:
        """Write outcomes down in small batches, until `end_settling`; then the last ones."""
        batch: list[tuple[Attempt, Outcome]] = []
        is_last = False
        while not is_last:
            item = await self._ended.get()
            if item is not None:
                await asyncio.sleep(0 if self._is_stopping else SETTLE_SECONDS)
            while item is not None:
                batch.append(item)
                item = self._ended.get_nowait() if not self._ended.empty() else _NOTHING_YET
            is_last = item is None
            await self._write_down(batch)
            batch = []

    def end_settling(self) -> None:
        """No more outcomes will come."""
        self._ended.put_nowait(None)
