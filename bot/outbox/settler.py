"""The settler: writes down how attempts ended, in small batches of its own or together with the next claim."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, named
from bot.outbox import settling
from bot.outbox.attempts import Attempt, Result

log = logging.getLogger(__name__)

SETTLE_SECONDS = 0.05
"""How long the first of a batch waits for others."""
LINGER_SECONDS = 0.25
"""How long what nobody waits for may wait for a claim to go along with."""
AWAY_SECONDS = 0.3
"""How long to wait before a database that was away is asked again."""


@dataclass(frozen=True)
class Ended:
    """An attempt that is over; `written` is set once that is written down."""

    attempt: Attempt
    result: Result
    written: asyncio.Event = field(default_factory=asyncio.Event)


class Unwritable(Exception):
    """How one of several attempts ended cannot be written down."""


class Settler:
    """One process's. `on_written` hears which attempts are settled."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], on_written: Callable[[Sequence[Ended]], None]
    ) -> None:
        self.expects_claim = False
        """Whether the dispatcher will claim in a moment: what ends until then can go along with that."""
        self._database = database
        self._now = now
        self._on_written = on_written
        self._ended: list[Ended] = []
        self._apart: list[Ended] = []
        """Among these is one that cannot be written down: no claim is to fail for it."""
        self._are_any = asyncio.Event()
        self._must_hurry = asyncio.Event()
        self._is_closing = False

    def note(self, attempt: Attempt, result: Result, *, is_awaited: bool = True) -> asyncio.Event:
        """An attempt is over. The event is set once that is written down; that nobody waits for it leaves time."""
        ended = Ended(attempt, result)
        self._ended.append(ended)
        self._are_any.set()
        if is_awaited:
            self._must_hurry.set()
        return ended.written

    def close(self) -> None:
        """No more will end."""
        self._is_closing = True
        self._are_any.set()
        self._must_hurry.set()

    async def run(self) -> None:
        """Write down what ends until it is closed, then the rest."""
        self._is_closing = False
        while self._ended or self._apart or not self._is_closing:
            await self._are_any.wait()
            if not self._is_closing:
                await asyncio.sleep(SETTLE_SECONDS)
            if self._apart or not await self._went_along():
                batch, self._apart = [*self._apart, *self._taken()], []
                await self._write_down(batch)
                self._done(batch)

    async def along(self, claim: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """Write down what has ended by now, and claim, in one transaction. Raises what the database does; when only
        something else cannot be written down, nothing is claimed."""
        batch = self._taken()
        try:
            async with self._database.transaction() as session:
                await self._settle(session, batch)
                await claim(session)
        except Unwritable:
            self._apart += batch
            self._are_any.set()
        except BaseException:
            self._ended[:0] = batch
            self._are_any.set()
            raise
        else:
            self._done(batch)

    async def _went_along(self) -> bool:
        """Whether all that waited when it began to wait went along with a claim. What nobody waits for is patient."""
        first = self._ended[0] if self._ended else None
        if first is not None and self.expects_claim:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._must_hurry.wait(), LINGER_SECONDS)
        return first is None or first.written.is_set()

    def _taken(self) -> list[Ended]:
        taken, self._ended = self._ended, []
        if not self._is_closing:
            self._are_any.clear()
            self._must_hurry.clear()
        return taken

    def _done(self, batch: Sequence[Ended]) -> None:
        for one in batch:
            one.written.set()
        self._on_written(batch)

    async def _settle(self, session: AsyncSession, batch: Sequence[Ended]) -> None:
        try:
            if batch:
                ended = [(one.attempt, one.result) for one in batch]
                await settling.settle(session, ended, self._now())
        except TRANSIENT:
            raise
        except Exception as error:
            raise Unwritable from error

    async def _write_down(self, batch: Sequence[Ended]) -> None:
        while batch:
            try:
                async with self._database.transaction() as session:
                    await self._settle(session, batch)
                return
            except TRANSIENT as error:
                log.warning("settling waits for the database: %s", named(error))
                await asyncio.sleep(AWAY_SECONDS)
            except Unwritable:
                if len(batch) == 1:
                    # It stays `sending`, and is judged as doubtful once its lease is over
                    log.exception("delivery %d could not be settled", batch[0].attempt.id)
                    return
                for one in batch:
                    await self._write_down([one])
                return
