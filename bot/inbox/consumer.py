"""The consumer: hands each waiting update to the conversation, one at a time for each person.

On SQLite, which has one writer, waiting turns of different people are taken one after the other in one transaction and
committed together. On PostgreSQL people are served side by side: turns of many people in one transaction would lock
rows in any order, and two such transactions could wait for each other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, lock_until_commit, named
from bot.inbox import parts, store
from bot.inbox.store import Held, Waiting
from bot.models.inbox import Handling
from bot.outbox import queue
from bot.outbox.queue import Claimed
from bot.tasks import ended

log = logging.getLogger(__name__)

AT_ONCE = 64
"""People who are served side by side. Their turns queue for the database; their answers overlap."""
TOGETHER = 16
"""The most turns that one transaction takes."""
TOGETHER_SECONDS = 0.02
"""After so long no further turn joins a transaction: the answers of the first ones wait for its commit."""
IDLE_SECONDS = 1.0
"""How often an idle consumer looks for what another process wrote down."""
GOES_ON_SECONDS = 1.5
"""How long the next part of a long text, or file of an album, is waited for, from when the last one was written down,
or from the start: what was sent meanwhile has yet to be fetched."""
MOST_BEHIND = 20
"""Among so many updates behind it the other files of an album are looked for."""
ELSEWHERE_SECONDS = 0.05
STUMBLE_SECONDS = 0.3
MOST_STUMBLES = 10
"""How often the database may refuse one turn, while it works otherwise, before the update is set aside."""
LAST_TURNS_SECONDS = 4.0
"""How long a stopping consumer waits for the turns that are being taken."""


class TakenElsewhere(Exception):
    """Another process has this person's lock."""


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


TurnResult = Answer | Quarantined | None


class Conversation(Protocol):
    """What is said and done with people; the consumer knows no more of Telegram than this."""

    async def take_turn(self, session: AsyncSession, update_id: int, raw: Any, now: datetime) -> TurnResult:
        """Handle one update within the session's transaction. None: nothing is shown."""
        ...


Show = Callable[[Claimed], Awaitable[None]]


@dataclass(frozen=True)
class Brought:
    """Updates that are to be written down; `kept` ends when they are committed, or with the error that kept them from
    it."""

    raws: Sequence[Any]
    kept: asyncio.Future[None]

    def ended(self, error: Exception | None = None) -> None:
        """Tell whoever waits, if they still do."""
        if self.kept.done():
            return
        if error is None:
            self.kept.set_result(None)
        else:
            self.kept.set_exception(error)


class Consumer:
    """Handles what the inbox holds until cancelled."""

    def __init__(
        self,
        database: Database,
        conversation: Conversation,
        show: Show,
        now: Callable[[], datetime],
        on_news: Callable[[], None],
        give_back: Callable[[Sequence[Claimed]], None] = lambda claimed: None,
    ) -> None:
        self.handled = 0
        self._database = database
        self._conversation = conversation
        self._show = show
        self._now = now
        self._on_news = on_news
        self._give_back = give_back
        self._brought: list[Brought] = []
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._passed_over: set[int] = set()
        self._held: dict[int, tuple[int, float]] = {}
        """Whose last update may go on in another one: its id, and until when that is waited for."""
        self._stumbles: dict[int, int] = {}
        self._woken = asyncio.Event()
        self._is_running = False
        self._is_stopping = False
        self._began = monotonic()

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

    async def keep(self, raws: Sequence[Any]) -> None:
        """Write updates down: they are committed when this returns. Raises what the database does.

        On SQLite they are written in the transaction of the next turns, which may be those that they bring.
        """
        if self._is_running and self._database.is_sqlite:
            brought = Brought(raws, asyncio.get_running_loop().create_future())
            self._brought.append(brought)
            self.wake()
            await brought.kept
        else:
            async with self._database.transaction() as session:
                await store.keep(session, raws, self._now())
            self.wake()

    async def run(self) -> None:
        """Serve people until `stop`; turns that are being taken are finished."""
        self._began = monotonic()
        self._is_running = True
        while not self._is_stopping:
            try:
                if not await self._begin_turns():
                    await self._rest()
            except TRANSIENT as error:
                log.warning("the inbox waits for the database: %s", named(error))
                await asyncio.sleep(STUMBLE_SECONDS)
        self._is_running = False
        await self._write_down()
        await ended(list(self._busy.values()), LAST_TURNS_SECONDS)

    async def _begin_turns(self) -> bool:
        """Whether more may wait."""
        self._woken.clear()
        room = AT_ONCE - len(self._busy)
        self._passed_over.update(self._busy)
        if room <= 0:
            await self._write_down()
            return False
        if self._database.is_sqlite:
            try:
                return await self._take_together(min(room, TOGETHER))
            except Exception as error:
                log.warning("turns are taken one by one: %s", named(error))
                await self._write_down()
        return await self._take_apart(room)

    async def _write_down(self) -> None:
        """What was brought, without turns. Whoever brought it hears of an error."""
        brought, self._brought = self._brought, []
        for one in brought:
            try:
                async with self._database.transaction() as session:
                    await store.keep(session, one.raws, self._now())
            except Exception as error:
                one.ended(error)
            else:
                one.ended()

    async def _rest(self) -> None:
        while not self._is_stopping:
            left = [until - monotonic() for _update_id, until in self._held.values()]
            try:
                await asyncio.wait_for(self._woken.wait(), max(0.0, min([IDLE_SECONDS, *left])))
                return
            except TimeoutError:
                async with self._database.reading() as session:
                    if await store.waiting_senders(session, 1, besides=self._busy, held=self._those_held()):
                        return
                self._held = {sender: one for sender, one in self._held.items() if one[1] > monotonic()}

    def _those_held(self) -> Held:
        held = {sender: newest for sender, (newest, until) in self._held.items() if until > monotonic()}
        return Held(tuple(held), max(held.values(), default=0))

    def _serve(self, sender: int, serving: Coroutine[Any, Any, None]) -> None:
        async def served() -> None:
            try:
                await serving
            finally:
                del self._busy[sender]
                # What came while they were busy must not wait for the next idle round
                if sender in self._passed_over:
                    self._passed_over.discard(sender)
                    self._woken.set()

        self._busy[sender] = asyncio.create_task(served())

    async def _take_together(self, most: int) -> bool:
        """The next turns of several people in one transaction; then each answer by itself."""
        turns: list[tuple[list[Waiting], TurnResult]] = []
        held = 0
        brought = self._brought.copy()
        async with self._database.transaction() as session:
            for one in brought:
                await store.keep(session, one.raws, self._now())
            waiting = await store.next_of_each(session, most, besides=self._busy, held=self._those_held())
            until = monotonic() + TOGETHER_SECONDS
            for first in waiting:
                if self._is_stopping or (turns and monotonic() > until):
                    break
                whole = await self._whole(session, first)
                if not whole:
                    held += 1
                    continue
                turns.append((whole, await self._turn(session, whole)))
                # Each turn sees what the former ones wrote, not what they had loaded
                await session.flush()
                session.expunge_all()
            claimed = await self._finish(session, turns)
        del self._brought[: len(brought)]
        for one in brought:
            one.ended()
        self._note(len(turns), session)
        is_more = len(turns) + held < len(waiting) or len(waiting) == most
        for (whole, _result), answer in zip(turns, claimed, strict=True):
            if answer is None:
                is_more |= whole[-1].has_more
                continue
            self._serve(whole[-1].sender_id, self._answer(answer))
            if whole[-1].has_more:
                self._passed_over.add(whole[-1].sender_id)
        return is_more

    async def _whole(self, session: AsyncSession, first: Waiting) -> list[Waiting]:
        """An update with those that are one with it; none while another part may come, which is waited for."""
        if not parts.may_go_on(first.payload):
            return [first]
        waiting = [first, *(await store.behind(session, first, MOST_BEHIND) if first.has_more else ())]
        places, may_go_on = parts.belonging([update.payload for update in waiting])
        whole, newest, now = [waiting[place] for place in places], waiting[-1], monotonic()
        if len(whole) < len(waiting):
            whole[-1] = replace(whole[-1], has_more=True)
        last = whole[-1]
        age = min(now - self._began, (self._now() - last.received_at).total_seconds())
        left = GOES_ON_SECONDS - age
        seen, until = self._held.get(last.sender_id, (0, 0.0))
        is_over = left <= 0 or (seen == newest.update_id and until <= now)
        if not may_go_on or is_over or newest.has_more:
            self._held.pop(last.sender_id, None)
            return whole
        if seen != newest.update_id:
            self._held[last.sender_id] = newest.update_id, now + min(left, GOES_ON_SECONDS)
        return []

    async def _take_apart(self, most: int) -> bool:
        """Begin to serve several people side by side."""
        async with self._database.reading() as session:
            senders = await store.waiting_senders(session, most, besides=self._busy, held=self._those_held())
        for sender in senders:
            self._serve(sender, self._take_all_of(sender))
        return len(senders) == most

    async def _take_all_of(self, sender: int) -> None:
        """Take somebody's turns one after the other, until nothing of theirs waits."""
        try:
            while not self._is_stopping and await self._take_one(sender):
                self._stumbles.pop(sender, None)
        except TakenElsewhere:
            await asyncio.sleep(ELSEWHERE_SECONDS)
            self._passed_over.add(sender)
        except TRANSIENT as error:
            log.warning("a turn waits for the database: %s", named(error))
            await asyncio.sleep(STUMBLE_SECONDS)
            await self._stumble(sender, error)
            self._passed_over.add(sender)
        except Exception as error:
            log.exception("a turn could not be taken")
            await self._give_up(sender, error)
            self._passed_over.add(sender)

    async def _stumble(self, sender: int, error: Exception) -> None:
        """Count a turn that the database refused while it works otherwise; the tenth time the update is set aside."""
        try:
            async with self._database.transaction() as session:
                await store.oldest_of(session, sender)
        except TRANSIENT:
            return
        self._stumbles[sender] = self._stumbles.get(sender, 0) + 1
        if self._stumbles[sender] >= MOST_STUMBLES:
            await self._give_up(sender, error)

    async def _give_up(self, sender: int, error: Exception) -> None:
        """Set the oldest update of somebody aside as failed: what breaks outside a turn would break again each time."""
        self._stumbles.pop(sender, None)
        try:
            async with self._database.transaction() as session:
                number = await store.oldest_of(session, sender)
                if number is not None:
                    failed = (number, Handling.FAILED, type(error).__name__)
                    await store.finish(session, [failed], self._now())
        except TRANSIENT as trouble:
            log.warning("an update could not be set aside: %s", named(trouble))
            await asyncio.sleep(STUMBLE_SECONDS)

    async def _take_one(self, sender: int) -> bool:
        """One turn in one transaction, then its answer. False when nothing waits behind it."""
        claimed: Claimed | None = None
        try:
            async with self._database.transaction() as session:
                if not await lock_until_commit(session, f"person:{sender}"):
                    raise TakenElsewhere
                first = await store.next_of(session, sender)
                whole = await self._whole(session, first) if first is not None else []
                if not whole:
                    return False
                (claimed,) = await self._finish(session, [(whole, await self._turn(session, whole))])
        except TRANSIENT:
            if claimed is not None:
                self._give_back([claimed])
            raise
        self._note(1, session)
        if claimed is not None:
            await self._answer(claimed)
        return whole[-1].has_more

    def _note(self, turns: int, session: AsyncSession) -> None:
        self.handled += turns
        if queue.has_news(session):
            self._on_news()

    async def _answer(self, claimed: Claimed) -> None:
        try:
            await self._show(claimed)
        except Exception:
            # The turn is done all the same; once its lease is over, the answer is judged as doubtful
            log.exception("an answer could not be shown")

    async def _turn(self, session: AsyncSession, whole: Sequence[Waiting]) -> TurnResult:
        raw = parts.joined([update.payload for update in whole])
        return await self._conversation.take_turn(session, whole[0].update_id, raw, self._now())

    async def _finish(
        self, session: AsyncSession, turns: Sequence[tuple[Sequence[Waiting], TurnResult]]
    ) -> list[Claimed | None]:
        """Write down that the updates are done, and the answers, if any: in the order of the turns."""
        now = self._now()
        ended = [(update.update_id, *_how(result)) for whole, result in turns for update in whole]
        await store.finish(session, ended, now)
        answers = [one for _whole, one in turns if isinstance(one, Answer)]
        begun = iter(
            await queue.begin_replies(session, [(a.chat_id, a.content, a.language) for a in answers], now)
        )
        return [next(begun) if isinstance(one, Answer) else None for _whole, one in turns]


def _how(result: TurnResult) -> tuple[Handling, str]:
    match result:
        case Answer(status=status, error=error):
            return status, error
        case Quarantined(error):
            return Handling.QUARANTINED, error
    return Handling.DONE, ""
