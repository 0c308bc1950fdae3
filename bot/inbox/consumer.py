"""The consumer: hands each waiting update to the conversation, one at a time for each person, people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, lock_until_commit
from bot.inbox import store
from bot.models import Handling
from bot.outbox import queue
from bot.outbox.queue import Claimed

log = logging.getLogger(__name__)

AT_ONCE = 64
"""People who are served side by side. Their turns queue for the database; their answers overlap."""
IDLE_SECONDS = 1.0
"""How often an idle consumer looks for what another process wrote down."""
ELSEWHERE_SECONDS = 0.05


class TakenElsewhere(Exception):
    """Another process is taking a turn of this person."""


@dataclass(frozen=True)
class Answer:
    """What a turn shows in its chat: content as a delivery keeps it, and how the update ended."""

    chat_id: int
    content: dict[str, Any]
    language: str
    status: Handling = Handling.DONE
    error: str = ""


@dataclass(frozen=True)
class Quarantined:
    """The update cannot be read: set aside, and reported."""

    error: str


class Conversation(Protocol):
    """What is said and done with people; the consumer knows no more of Telegram than this."""

    async def take_turn(
        self, session: AsyncSession, update_id: int, raw: Any, now: datetime
    ) -> Answer | Quarantined | None:
        """Handle one update within the session's transaction. None: nothing is shown."""
        ...


Show = Callable[[Claimed], Awaitable[None]]


class Consumer:
    """Handles what the inbox holds until cancelled."""

    def __init__(
        self,
        database: Database,
        conversation: Conversation,
        show: Show,
        now: Callable[[], datetime],
        on_turn: Callable[[], None],
    ) -> None:
        self.handled = 0
        self._database = database
        self._conversation = conversation
        self._show = show
        self._now = now
        self._on_turn = on_turn
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._is_stopping = False

    @property
    def is_idle(self) -> bool:
        """Whether no turn is being taken."""
        return not self._busy

    def wake(self) -> None:
        """Something was written down: look now."""
        self._woken.set()

    def stop(self) -> None:
        """Begin no further turn."""
        self._is_stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Serve people until `stop`; turns that are being taken are finished."""
        while not self._is_stopping:
            try:
                if not await self._begin_turns():
                    await self._rest()
            except TRANSIENT as error:
                log.warning("the inbox waits for the database: %s", type(error.orig).__name__)
                await asyncio.sleep(1)
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=10)

    async def _begin_turns(self) -> bool:
        room = AT_ONCE - len(self._busy)
        if room <= 0:
            await asyncio.wait(self._busy.values(), return_when=asyncio.FIRST_COMPLETED)
            return True
        self._woken.clear()
        async with self._database.reading() as session:
            senders = await store.waiting_senders(session, room, besides=self._busy)
        for sender in senders:
            self._busy[sender] = asyncio.create_task(self._serve(sender))
        return len(senders) == room

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
        except TimeoutError:
            return

    async def _serve(self, sender: int) -> None:
        """Take somebody's turns one after the other, until nothing of theirs waits."""
        try:
            while not self._is_stopping and await self._take_one(sender):
                self.handled += 1
        except TakenElsewhere:
            await asyncio.sleep(ELSEWHERE_SECONDS)
        except TRANSIENT as error:
            log.warning("a turn waits for the database: %s", type(error.orig).__name__)
            await asyncio.sleep(1)
        except Exception as error:
            log.exception("a turn could not be taken")
            await self._give_up(sender, error)
        finally:
            del self._busy[sender]
            # What came while the last look was under way must not wait for the next idle round
            self._woken.set()

    async def _give_up(self, sender: int, error: Exception) -> None:
        """What broke in the machinery itself must not come back for ever: the update is set aside as failed."""
        async with self._database.transaction() as session:
            update = await store.next_of(session, sender)
            if update is not None:
                store.finish(update, Handling.FAILED, self._now(), error=type(error).__name__)

    async def _take_one(self, sender: int) -> bool:
        now = self._now()
        claimed: Claimed | None = None
        async with self._database.transaction() as session:
            if not await lock_until_commit(session, f"person:{sender}"):
                raise TakenElsewhere
            update = await store.next_of(session, sender)
            if update is None:
                return False
            outcome = await self._conversation.take_turn(session, update.update_id, update.payload, now)
            match outcome:
                case None:
                    store.finish(update, Handling.DONE, now)
                case Quarantined(error):
                    store.finish(update, Handling.QUARANTINED, now, error=error)
                case Answer():
                    store.finish(update, outcome.status, now, error=outcome.error)
                    claimed = await queue.begin_reply(
                        session, outcome.chat_id, outcome.content, language=outcome.language, now=now
                    )
        self._on_turn()
        if claimed is not None:
            await self._show(claimed)
        return True
