"""What the bot has yet to hear: the queue of updates, and long polling on it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.simulator.errors import ApiError, conflict
from bot.simulator.wire import Json

KEPT = timedelta(hours=24)
"""How long an update waits for the bot. Source: https://core.telegram.org/bots/api#getting-updates."""
MOST_AT_ONCE = 100
LONGEST_POLL = 50
BY_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE_ID = 100_000_001

WEBHOOK_IS_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class UpdateQueue:
    """Updates in order. They stay until the bot confirms them, or for a day of simulated time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._waiting: deque[tuple[Json, datetime]] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._poller: asyncio.Future[None] | None = None
        self._listeners: list[Callable[[], None]] = []
        self.allowed: frozenset[str] | None = None

    def put(self, kind: str, payload: Json) -> int | None:
        """Queue an update; None when the bot did not ask for its kind."""
        wanted = kind not in BY_REQUEST_ONLY if not self.allowed else kind in self.allowed
        return self.inject({kind: payload}) if wanted else None

    def inject(self, raw: Json) -> int:
        """Queue anything at all under the next update id, which is returned."""
        update_id = self._next_id
        self._next_id += 1
        self._waiting.append(({"update_id": update_id, **raw}, self._now()))
        self._wake()
        for listener in self._listeners:
            listener()
        return update_id

    def on_put(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever an update is queued."""
        self._listeners.append(listener)

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember which kinds the bot wants from now on; None keeps what was said, [] is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    @property
    def waiting(self) -> list[Json]:
        """What is neither confirmed nor too old, in order."""
        self._expire()
        return [update for update, _ in self._waiting]

    def confirm(self, update_id: int) -> None:
        """Forget one update, as a webhook's 200 does."""
        for entry in self._waiting:
            if entry[0]["update_id"] == update_id:
                self._waiting.remove(entry)
                return

    def drop(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """Answer getUpdates: confirm below the offset, then wait up to `timeout` s for something to tell.

        Raises ApiError 409 when another poll begins meanwhile.
        """
        self.interrupt(conflict(OTHER_POLLER))
        self._confirm_below(offset)
        limit = limit if 1 <= limit <= MOST_AT_ONCE else MOST_AT_ONCE
        if not self._waiting and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL))
        return [update for update, _ in list(self._waiting)[:limit]]

    def interrupt(self, reason: ApiError) -> None:
        """End the poll that waits, if any, with an error."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(reason)

    def _confirm_below(self, offset: int) -> None:
        self._expire()
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        while self._waiting and self._waiting[0][0]["update_id"] < offset:
            self._waiting.popleft()

    async def _wait(self, timeout: float) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            async with asyncio.timeout(timeout):
                await poller
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _expire(self) -> None:
        oldest = self._now() - KEPT
        while self._waiting and self._waiting[0][1] < oldest:
            self._waiting.popleft()
