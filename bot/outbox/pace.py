"""Pace: how fast messages may leave, over all chats and in one chat.

Telegram allows about 30 messages a second over all chats and one a second in one chat, with short bursts tolerated
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Answers to people go ahead: they
take the next free place of the window at once, and the others, evenly spaced, make room for them.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from bot.outbox.window import TICK, Place, Window

HEADROOM = 0.995
"""The share of the rate we use: 30 messages then span 1.005 s. What comes late on the way the window reckons by itself,
but for half of what is left here."""
CATCH_UP = 0.05
"""Seconds of lateness that even spacing makes up for: more would fill the window at once, and answers would wait."""
GRAIN = 0.004
"""Seconds that even spacing waits at the least: at a thousand a second it lets four go at each waking, which costs less
than one at a time."""
CHAT_GAP = 1.0
FLOOD_CHATS = 3
FLOOD_SECONDS = 5.0
"""So many chats told to wait within so many seconds: it is not them, it is us, and everybody waits."""
FLOOD_MARGIN = 0.25
"""Seconds beyond Telegram's word before we try again: a try that comes too early makes it start anew."""
PROBE_SECONDS = 2.0
"""How long after a flood the first message may take to be accepted before another one is tried."""
SLOWER = 1.1
"""How much slower we go right after a flood."""
SLOWER_SECONDS = 60.0
"""After so many seconds without one we are back at the full rate."""
REMEMBERED_CHATS = 5_000
Places = tuple[Place, ...]
"""What a message takes of the rate: a place for each of its parts."""


class Pace:
    """One budget for everything a bot sends. Times are in seconds of `clock` (monotonic)."""

    def __init__(
        self,
        rate: float,
        *,
        chat_gap: float = CHAT_GAP,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._chat_gap = chat_gap
        self._clock = clock
        self._sleep = sleep
        self._window = Window()
        self.go_at(rate)
        self._next_even = 0.0
        self._urgent = 0
        self._paused_until = 0.0
        self._flooded_at = -SLOWER_SECONDS
        self._flood_seconds = 0.0
        self._is_flooded = False
        self._has_probed = False
        self._chat_until: dict[int, float] = {}
        self._told_to_wait: dict[int, float] = {}
        self._throttled: deque[tuple[float, int, float]] = deque()

    def go_at(self, rate: float) -> None:
        """Send so many messages a second from now on."""
        self.rate = rate
        self.limit = max(1, int(rate))
        self.span = self.limit / (rate * HEADROOM)
        self.gap = 1 / (rate * HEADROOM)
        self._window.slack = (self.span - self.limit / rate) / 2

    async def ready(self, at_most: float) -> bool:
        """Wait, at most so many seconds, until there is a place; it is not taken. False when there is none yet."""
        if wait := self._wait(is_urgent=False):
            await self._sleep(min(wait, at_most))
        return not self._wait(is_urgent=False)

    async def take(
        self, places: int = 1, *, is_urgent: bool = False, at_most: float = float("inf")
    ) -> Places:
        """Wait for places and take them: the moments they are for. Empty, taking no more, when that would last longer
        than `at_most` seconds beyond what the rate itself asks for.
        """
        deadline = self._clock() + at_most + (places - 1) * self.gap
        taken: list[Place] = []
        self._urgent += is_urgent
        try:
            for _place in range(places):
                while wait := self._wait(is_urgent):
                    if self._clock() + wait > deadline:
                        self._window.give_back(taken)
                        return ()
                    await self._sleep(wait if is_urgent else max(wait, GRAIN))
                taken.append(self._note())
        finally:
            self._urgent -= is_urgent
        self._window.leave(taken, self._clock())
        return tuple(taken)

    def answered(self, places: Places, *, tells_way: bool = True) -> None:
        """What took these places is over: as late as that is, as late it may have reached Telegram. `tells_way`: by an
        answer that took as long as any to what is sent."""
        self._window.answered(places, self._clock(), tells_way=tells_way)

    def give_back(self, places: Places) -> None:
        """Nothing is sent for these places."""
        self._window.give_back(places)

    def _note(self) -> Place:
        now = self._clock()
        place = self._window.take(now)
        if self._is_flooded:
            self._has_probed = True
            self._paused_until = now + PROBE_SECONDS
        self._next_even = max(self._next_even, now - CATCH_UP) + self.gap * self._slowness(now)
        return place

    def _wait(self, is_urgent: bool) -> float:
        now = self._clock()
        span = self.span * self._slowness(now)
        wait = max(self._paused_until - now, self._window.wait(now, self.limit, span))
        if not is_urgent:
            wait = max(wait, self._next_even - now)
            if self._urgent and wait <= 0:
                wait = self.gap
        return wait if wait > TICK else 0.0

    def _slowness(self, now: float) -> float:
        passed = min(1.0, (now - self._flooded_at) / SLOWER_SECONDS)
        return SLOWER + (1.0 - SLOWER) * passed

    def chat_wait(self, chat_id: int) -> float:
        """Seconds until the outbox may send to this chat again; 0 when it may now."""
        return max(0.0, self._chat_until.get(chat_id, 0.0) - self._clock())

    def is_chat_throttled(self, chat_id: int) -> bool:
        """Whether Telegram told this chat to wait, as opposed to our own second between two messages."""
        return self._told_to_wait.get(chat_id, 0.0) > self._clock()

    def sent_to(self, chat_id: int) -> None:
        """Something goes to this chat now: the next message of the outbox waits a second."""
        now = self._clock()
        self._chat_until[chat_id] = max(self._chat_until.get(chat_id, 0.0), now + self._chat_gap)
        if len(self._chat_until) > REMEMBERED_CHATS:
            self._chat_until = {chat: until for chat, until in self._chat_until.items() if until > now}
            self._told_to_wait = {chat: until for chat, until in self._told_to_wait.items() if until > now}

    def throttled(self, chat_id: int, seconds: float) -> None:
        """Telegram said 429: this chat waits as told. When several chats hear it together, everybody waits as long as
        the one of them that waits shortest; then one message tries whether it is over, before the others follow.
        """
        now = self._clock()
        self._chat_until[chat_id] = self._told_to_wait[chat_id] = now + seconds
        self._throttled.append((now, chat_id, seconds))
        while self._throttled[0][0] < now - FLOOD_SECONDS:
            self._throttled.popleft()
        together = len({chat for _at, chat, _told in self._throttled}) >= FLOOD_CHATS
        if not (together or self._is_flooded):
            return
        shortest = min(told for _at, _chat, told in self._throttled)
        self._flood_seconds = min(shortest, self._flood_seconds) if self._is_flooded else shortest
        self._paused_until = max(self._paused_until, now + self._flood_seconds + FLOOD_MARGIN)
        self._flooded_at = now
        self._is_flooded, self._has_probed = True, False

    def accepted(self) -> None:
        """Telegram took a message, or refused it for its own sake: a flood, if there was one, is over."""
        if self._has_probed:
            self._is_flooded = self._has_probed = False
            self._paused_until = 0.0
