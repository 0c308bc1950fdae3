"""A clock that can be moved, to see what happens by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

FARTHEST = timedelta(days=3650)


class MovableClock:
    """The present moment, plus what it was moved by."""

    def __init__(self) -> None:
        self.shift = timedelta()
        self._was_moved = asyncio.Event()

    def __call__(self) -> datetime:
        """The demo's moment, in UTC."""
        return datetime.now(UTC) + self.shift

    def advance(self, seconds: float) -> bool:
        """Move on by so many seconds. False for going back, or ten years ahead: then nothing changes."""
        if seconds < 0 or seconds > (FARTHEST - self.shift).total_seconds():
            return False
        self.shift += timedelta(seconds=seconds)
        self._was_moved.set()
        return True

    def reset(self) -> None:
        """Back to the present."""
        self.shift = timedelta()
        self._was_moved.set()

    async def moved(self) -> None:
        """Wait until somebody moves it. For one listener."""
        await self._was_moved.wait()
        self._was_moved.clear()
