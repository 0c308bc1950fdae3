"""A clock that can be moved, to see what happens by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta, tzinfo

FARTHEST = timedelta(days=3650)


OPENS = time(10)
"""What the demo's clock shows when it opens, whatever the hour: at night most messages would wait for the morning."""


def until_opening(now: datetime, zone: tzinfo) -> timedelta:
    """How far it is from `now` to ten in the morning of the same day; negative when that is past."""
    return datetime.combine(now.astimezone(zone).date(), OPENS, zone) - now


class MovableClock:
    """A clock of the demo's own: it began `ahead` of the present moment, and was moved by `shift` since."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self._ahead = ahead
        self.shift = timedelta()
        self._was_moved = asyncio.Event()

    def __call__(self) -> datetime:
        """The demo's moment, in UTC."""
        return datetime.now(UTC) + self._ahead + self.shift

    def can_advance(self, seconds: float) -> bool:
        """Whether it can be moved on by so many seconds: not back, nor ten years ahead."""
        return 0 <= seconds <= (FARTHEST - self.shift).total_seconds()

    def advance(self, seconds: float) -> bool:
        """Move on by so many seconds. False for going back, or ten years ahead: then nothing changes."""
        if not self.can_advance(seconds):
            return False
        self.shift += timedelta(seconds=seconds)
        self._was_moved.set()
        return True

    def reset(self) -> None:
        """Back to where it would be if nobody had moved it."""
        self.shift = timedelta()
        self._was_moved.set()

    async def moved(self) -> None:
        """Wait until somebody moves it. For one listener."""
        await self._was_moved.wait()
        self._was_moved.clear()
