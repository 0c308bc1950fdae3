"""A clock that can be moved, to see what happens by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FARTHEST = timedelta(days=3650)


class MovableClock:
    """The present moment, plus what it was moved by."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def __call__(self) -> datetime:
        """The demo's moment, in UTC."""
        return datetime.now(UTC) + self.shift

    def advance(self, seconds: float) -> bool:
        """Move on by so many seconds. False for going back, or ten years ahead: then nothing changes."""
        moved = self.shift + timedelta(seconds=min(max(seconds, -1), FARTHEST.total_seconds() * 2))
        if seconds < 0 or moved > FARTHEST:
            return False
        self.shift = moved
        return True

    def reset(self) -> None:
        """Back to the present."""
        self.shift = timedelta()
