"""The consumer: hands each waiting update to the conversation, one at a time for each person, people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, lock_until_commit, named
from bot.inbox import store
from bot.models.inbox import Handling, InboundUpdate
from bot.outbox import queue
from bot.outbox.queue import Claimed
from bot.tasks import ended

log = logging.getLogger(__name__)

AT_ONCE = 64
"""People who are served side by side. Their turns queue for the database; their answers overlap."""
IDLE_SECONDS = 1.0
"""How often an idle consumer looks for what another process wrote down."""
ELSEWHERE_SECONDS = 0.05
STUMBLE_SECONDS = 1.0
MOST_STUMBLES = 10
"""How often the database may refuse one turn, while it works otherwise, before the update is set aside."""
LAST_TURNS_SECONDS = 10.0
"""How long a stopping consumer waits for the turns that are being taken."""


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
        self._stumbles: dict[int, int] = {}
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
                log.warning("the inbox waits for the database: %s", named(error))
                await asyncio.sleep(STUMBLE_SECONDS)
        await ended(list(self._busy.values()), LAST_TURNS_SECONDS)

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
                self._stumbles.pop(sender, None)
        except TakenElsewhere:
            await asyncio.sleep(ELSEWHERE_SECONDS)
        except TRANSIENT as error:
            log.warning("a turn waits for the database: %s", named(error))
            await asyncio.sleep(STUMBLE_SECONDS)
            await self._stumble(sender, error)
        except Exception as error:
            log.exception("a turn could not be taken")
            await self._give_up(sender, error)
        finally:
            del self._busy[sender]
            # What came while the last look was under way must not wait for the next idle round
            self._woken.set()

    async def _stumble(self, sender: int, error: Exception) -> None:
        """What the database refuses again and again while it works for everybody else will not pass by itself."""
        try:
            async with self._database.transaction() as session:
                await store.oldest_of(session, sender)
        except TRANSIENT:
            return
        self._stumbles[sender] = self._stumbles.get(sender, 0) + 1
        if self._stumbles[sender] >= MOST_STUMBLES:
            await self._give_up(sender, error)

    async def _give_up(self, sender: int, error: Exception) -> None:
        """What broke in the machinery itself must not come back for ever: the update is set aside as failed."""
        self._stumbles.pop(sender, None)
        try:
            async with self._database.transaction() as session:
                number = await store.oldest_of(session, sender)
                if number is not None:
                    await store.set_aside(session, number, self._now(), error=type(error).__name__)
        except TRANSIENT as trouble:
            log.warning("an update could not be set aside: %s", named(trouble))
            await asyncio.sleep(STUMBLE_SECONDS)

    async def _take_one(self, sender: int) -> bool:
        """One turn in one transaction, then its answer. False when nothing waits."""
        claimed: Claimed | None = None
        async with self._database.transaction() as session:
            if not await lock_until_commit(session, f"person:{sender}"):
                raise TakenElsewhere
            update = await store.next_of(session, sender)
            if update is None:
                return False
            claimed = await self._turn(session, update)
        self._on_turn()
        if claimed is not None:
            await self._answer(claimed)
        return True

    async def _answer(self, claimed: Claimed) -> None:
        try:
            await self._show(claimed)
        except Exception:
            # The turn is done all the same; once its lease is over, the answer is judged as doubtful
            log.exception("an answer could not be shown")

    async def _turn(self, session: AsyncSession, update: InboundUpdate) -> Claimed | None:
        now = self._now()
        outcome = await self._conversation.take_turn(session, update.update_id, update.payload, now)
        match outcome:
            case None:
                store.finish(update, Handling.DONE, now)
            case Quarantined(error):
                store.finish(update, Handling.QUARANTINED, now, error=error)
            case Answer():
                store.finish(update, outcome.status, now, error=outcome.error)
                return await queue.begin_reply(
                    session, outcome.chat_id, outcome.content, language=outcome.language, now=now
                )
        return None
