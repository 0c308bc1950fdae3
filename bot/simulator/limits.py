"""Telegram's sending limits, with the 429 that goes with them."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from bot.simulator.errors import ApiError, too_many_requests

COUNTED = ("send", "copy", "forward", "edit")
UNCOUNTED = frozenset({"sendchataction"})


@dataclass(frozen=True, slots=True)
class Limits:
    """About 30 messages a second over all chats and one a second in one chat; short bursts are tolerated.

    Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. `burst` is how
    many messages an idle chat takes at once. `punish`: each 429 restarts the penalty of `retry_after`
    seconds, as Telegram does to bots that do not listen.
    """

    per_second: int = 30
    per_chat_second: float = 1.0
    burst: int = 5
    retry_after: int = 3
    punish: bool = True


@dataclass(slots=True)
class _Bucket:
    """How many messages one chat may still take; it refills with time."""

    tokens: float
    filled_at: float


@dataclass(slots=True)
class Gate:
    """Counts calls: in a sliding second over all chats, and by a refilling bucket for each chat."""

    limits: Limits
    clock: Callable[[], float] = monotonic
    _recent: deque[float] = field(default_factory=deque)
    _buckets: dict[int, _Bucket] = field(default_factory=dict)
    _closed_until: float = 0.0
    _chats_closed_until: dict[int, float] = field(default_factory=dict)

    def check(self, method: str, chat_id: int | None, messages: int = 1) -> ApiError | None:
        """Count one call of a method (in lower case), which sends so many messages over all chats; the 429 to answer
        with when it is too many. In a chat an album is one."""
        if not method.startswith(COUNTED) or method in UNCOUNTED or chat_id is None:
            return None
        now = self.clock()
        refusal = self._over_all(now) or self._in_chat(chat_id, now)
        if refusal is None:
            self._accept(chat_id, now, messages)
        return refusal

    def _over_all(self, now: float) -> ApiError | None:
        while self._recent and self._recent[0] <= now - 1.0:
            self._recent.popleft()
        if now < self._closed_until:
            if self.limits.punish:
                self._closed_until = now + self.limits.retry_after
            return too_many_requests(max(1, math.ceil(self._closed_until - now)))
        if len(self._recent) < self.limits.per_second:
            return None
        if self.limits.punish:
            self._closed_until = now + self.limits.retry_after
            return too_many_requests(self.limits.retry_after)
        return too_many_requests(1)

    def _in_chat(self, chat_id: int, now: float) -> ApiError | None:
        closed_until = self._chats_closed_until.get(chat_id, 0.0)
        if now < closed_until:
            if self.limits.punish:
                self._chats_closed_until[chat_id] = closed_until = now + self.limits.retry_after
            return too_many_requests(max(1, math.ceil(closed_until - now)))
        bucket = self._buckets.setdefault(chat_id, _Bucket(self.limits.burst, now))
        refill = (now - bucket.filled_at) * self.limits.per_chat_second
        bucket.tokens = min(float(self.limits.burst), bucket.tokens + refill)
        bucket.filled_at = now
        if bucket.tokens >= 1.0:
            return None
        if self.limits.punish:
            self._chats_closed_until[chat_id] = now + self.limits.retry_after
            return too_many_requests(self.limits.retry_after)
        return too_many_requests(max(1, math.ceil((1.0 - bucket.tokens) / self.limits.per_chat_second)))

    def _accept(self, chat_id: int, now: float, messages: int) -> None:
        self._recent.extend([now] * messages)
        self._buckets[chat_id].tokens -= 1.0
