"""The dispatcher: claims what is due, sends it at the pace, and settles it. One per bot token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from typing import Any


from bot.db import TRANSIENT, Database
from bot.outbox import queue
from bot.outbox.outcomes import Attempt, Later, Outcome, Refused, Sent
from bot.outbox.pace import Pace
from bot.outbox.queue import Claimed

log = logging.getLogger(__name__)

Deliver = Callable[[int, dict[str, Any]], Awaitable[Outcome]]
"""Shows a content in a chat; never raises for what Telegram says."""

IDLE_SECONDS = 0.5
"""How often an idle dispatcher looks: what another process enqueued leaves well within two seconds."""
BATCH_SECONDS = 0.033
"""How much of the pace one claim covers: what a kill leaves in doubt is hardly more than what was on its way."""
IN_FLIGHT = 400
SETTLE_SECONDS = 0.05
LEASE_CHECK_SECONDS = 30.0
PATIENCE_OF_A_REPLY = 3.0
"""Seconds an answer may wait for the pace before it is left to the outbox."""


class Dispatcher:
    """Sends for one bot. `show` sends a turn's answer at once; `run` sends everything else until cancelled."""

    def __init__(
        self, database: Database, deliver: Deliver, pace: Pace, now: Callable[[], datetime], *, is_alone: bool
    ) -> None:
        self.sent = 0
        self._database = database
        self._deliver = deliver
        self._pace = pace
        self._now = now
        self._is_alone = is_alone
        self._batch = max(1, ceil(pace.limit / pace.span * BATCH_SECONDS))
        self._ended: asyncio.Queue[tuple[Attempt, Outcome]] = asyncio.Queue()
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
            if self._flying:
                await asyncio.wait(self._flying, timeout=10)

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopping = True
        self._woken.set()

    async def recover(self) -> int:
        """Judge what a dead process left on its way; to be done before this one sends. Returns how many there were."""
        return await self._recover(is_alone=self._is_alone)

    async def settle_forever(self) -> None:
        """Write outcomes down in small batches until cancelled; then the last ones."""
        try:
            while True:
                await self._settle_batch(await self._ended.get())
                await asyncio.sleep(SETTLE_SECONDS)
        finally:
            while not self._ended.empty():
                await self._settle_batch(self._ended.get_nowait())

    async def show(self, claimed: Claimed) -> Outcome:
        """Send the answer of a turn, ahead of everything else, and leave it to be settled. Returns how it went."""
        chat_id = claimed.attempt.chat_id
        wait = self._pace.chat_wait(chat_id) if self._pace.is_chat_throttled(chat_id) else 0.0
        if wait:
            outcome: Outcome = Later("this chat waits", after=timedelta(seconds=wait), is_a_try=False)
        elif not await self._pace.take(is_urgent=True, at_most=PATIENCE_OF_A_REPLY):
            outcome = Later("everybody waits", after=timedelta(seconds=PATIENCE_OF_A_REPLY), is_a_try=False)
        else:
            outcome = await self._attempt(claimed)
        self._ended.put_nowait((claimed.attempt, outcome))
        return outcome

    async def _dispatch(self) -> None:
        while not self._is_stopping:
            try:
                if not await self._is_anything_due():
                    await self._rest()
                    continue
                await self._pace.take()
                claimed = await self._claim()
                if not claimed:
                    self._pace.give_back()
                    continue
                for position, one in enumerate(claimed):
                    if position:
                        await self._pace.take()
                    await self._launch(one)
            except TRANSIENT as error:
                log.warning("the outbox waits for the database: %s", type(error.orig).__name__)
                await asyncio.sleep(1)

    async def _is_anything_due(self) -> bool:
        async with self._database.reading() as session:
            self._is_resting = await queue.is_resting(session)
            return await queue.is_anything_due(session, is_resting=self._is_resting, now=self._now())

    async def _claim(self) -> list[Claimed]:
        async with self._database.transaction() as session:
            return await queue.claim(session, self._batch, is_resting=self._is_resting, now=self._now())

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        self._woken.clear()

    async def _launch(self, claimed: Claimed) -> None:
        while len(self._flying) >= IN_FLIGHT:
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._send(claimed))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _send(self, claimed: Claimed) -> None:
        attempt = claimed.attempt
        wait = self._pace.chat_wait(attempt.chat_id)
        if attempt.not_after is not None and self._now() > attempt.not_after:
            outcome: Outcome = Refused("too late to be sent")
        elif wait:
            outcome = Later("this chat waits", after=timedelta(seconds=wait), is_a_try=False)
        else:
            outcome = await self._attempt(claimed)
        self._ended.put_nowait((attempt, outcome))

    async def _attempt(self, claimed: Claimed) -> Outcome:
        chat_id = claimed.attempt.chat_id
        self._pace.sent_to(chat_id)
        outcome = await self._deliver(chat_id, claimed.content)
        match outcome:
            case Sent():
                self.sent += 1
            case Later(after=timedelta() as after, is_throttled=True):
                self._pace.throttled(chat_id, after.total_seconds())
        return outcome

    async def _settle_batch(self, first: tuple[Attempt, Outcome]) -> None:
        batch = [first]
        while not self._ended.empty():
            batch.append(self._ended.get_nowait())
        while True:
            try:
                async with self._database.transaction() as session:
                    await queue.settle(session, batch, self._now())
                return
            except TRANSIENT as error:
                log.warning("settling waits for the database: %s", type(error.orig).__name__)
                await asyncio.sleep(0.5)

    async def _watch_leases(self) -> None:
        while True:
            await asyncio.sleep(LEASE_CHECK_SECONDS)
            await self._recover(is_alone=False)

    async def _recover(self, *, is_alone: bool) -> int:
        async with self._database.transaction() as session:
            found = await queue.recover(session, is_alone=is_alone, now=self._now())
        if found:
            log.warning("%d messages were on their way when the program stopped", found)
        return found
