"""The circuit: whether Telegram answers at all. While it does not, nothing is sent but a probe.

An outage would otherwise use up the tries of everything that waits, and leave each announcement in doubt. One call
without an answer opens the circuit; a probe that is answered, at once or after a pause that grows, closes it. Then one
message goes alone, and the others once that was answered.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

SILENCE_SECONDS = 3.0
"""Calls are under way, and none was answered for so long: that is asked about, before more of them begin."""
SURE_SECONDS = 1.0
"""How long an answer of Telegram vouches for a message that can be risked only once more."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds between the first two probes, and at most: people wait for the end of an outage."""

DOUBLINGS = 10
"""More of them would be cut to the longest pause anyway."""

Probe = Callable[[], Awaitable[bool]]
"""Asks Telegram for something that changes nothing: whether it answers. Never raises, never takes long."""


class Circuit:
    """One process's view of Telegram. Times are in seconds of `clock` (monotonic)."""

    def __init__(self, probe: Probe, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._probe = probe
        self._clock = clock
        self._calls: dict[int, float] = {}
        """Calls under way, the oldest first: when each began."""
        self._begun = 0
        self._heard_at = clock()
        self._is_open = False
        self._is_away = False
        self._failures = 0
        """Failures since a message was answered last: of messages, and of probes."""
        self._probe_at = 0.0
        self._probing: asyncio.Task[bool] | None = None
        self._is_proven = True
        self._first: int | None = None
        """The message that goes alone after an outage."""

    async def lets(self, *, is_last_try: bool = False) -> bool:
        """Whether a message may be sent; asks Telegram first when that is open, and it is time to.

        What is tried for the last time is sent only when Telegram has answered just now.
        """
        if self._is_silent():
            self._open()
        is_sure = not is_last_try or self._heard_at > self._clock() - SURE_SECONDS
        if (self._is_open or not is_sure) and not (self._clock() >= self._probe_at and await self._answers()):
            return False
        return self.is_passable

    @property
    def is_passable(self) -> bool:
        """Whether a message may be sent right now."""
        return not self._is_open and (self._is_proven or self._first is None)

    def begin(self) -> int:
        """A message is sent: the number of its call."""
        self._begun += 1
        self._calls[self._begun] = self._clock()
        if not self._is_proven and self._first is None:
            self._first = self._begun
        return self._begun

    def answered(self, call: int) -> None:
        """Telegram answered a message, whatever it said."""
        self._calls.pop(call, None)
        self._heard_at = self._clock()
        self._is_open, self._is_proven, self._first = False, True, None
        self._failures, self._probe_at = 0, 0.0

    def ended(self, call: int) -> None:
        """A call ended in a way that says nothing of Telegram."""
        self._calls.pop(call, None)
        if self._first == call:
            self._first = None

    async def failed(self, call: int) -> bool:
        """A message had no answer. True when Telegram is away; else it may be the message's own fault."""
        if self._calls.pop(call, None) is not None:  # else it was asked about already
            self._open()
        if self._probing is not None or (self._is_open and self._clock() >= self._probe_at):
            await self._answers()
        return self._is_away

    def _open(self) -> None:
        """Nothing passes until a probe is answered. What is under way was asked about with that, too."""
        self._is_open, self._is_proven, self._first = True, False, None
        self._calls.clear()
        self._fail()

    def _fail(self) -> None:
        self._failures += 1
        pause = FIRST_PAUSE * 2.0 ** min(self._failures - 2, DOUBLINGS) if self._failures > 1 else 0.0
        self._probe_at = self._clock() + min(LONGEST_PAUSE, pause)

    def _is_silent(self) -> bool:
        oldest = next(iter(self._calls.values()), None)
        return oldest is not None and self._clock() - max(oldest, self._heard_at) > SILENCE_SECONDS

    async def _answers(self) -> bool:
        """Ask; whoever asks meanwhile gets the same answer."""
        if self._probing is None:
            self._probing = asyncio.create_task(self._ask(), name="probe")
        return await asyncio.shield(self._probing)

    async def _ask(self) -> bool:
        try:
            is_answered = await self._probe()
        finally:
            self._probing = None
        self._is_away = not is_answered
        if is_answered:
            self._is_open, self._heard_at = False, self._clock()
        else:
            self._is_open, self._is_proven, self._first = True, False, None
            self._fail()
        return is_answered
