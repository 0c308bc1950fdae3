"""A clock of its own: whoever sleeps is woken in order, and no real time passes."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable
from itertools import count

YIELDS = 20
"""Turns of the event loop in which everybody who is awake gets as far as they can."""


class VirtualClock:
    """Give `read` and `sleep` to whatever needs a clock, and `run` what sleeps on it."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def read(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        await woken

    async def run(self, *work: Awaitable[object]) -> None:
        """Let time pass until all of `work` is done."""
        together = asyncio.gather(*work)
        while not together.done():
            for _ in range(YIELDS):
                await asyncio.sleep(0)
            if self._sleepers and not together.done():
                at, _order, woken = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                if not woken.done():
                    woken.set_result(None)
        await together
