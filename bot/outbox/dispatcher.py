"""The dispatcher: claims what is due, sends it at the pace, and settles it. One per bot token."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import TRANSIENT, Database, named
from bot.outbox import claiming
from bot.outbox.attempts import Doubtful, Gone, Later, Refused, Result, Sent
from bot.outbox.circuit import Circuit
from bot.outbox.contents import is_shown, messages_in
from bot.outbox.left_behind import LeftBehind
from bot.outbox.pace import Pace, Places
from bot.outbox.queue import Claimed
from bot.outbox.settler import Ended, Settler
from bot.rules.broadcasts import NO_WORDING
from bot.tasks import cancelled, ended

log = logging.getLogger(__name__)

Deliver = Callable[[int, dict[str, Any]], Awaitable[Result]]
"""Shows a content in a chat; never raises for what Telegram says."""
Follow = Callable[[Claimed, Result], Awaitable[None]]
"""What is left to do in a chat after something was shown there."""

IDLE_SECONDS = 0.5
"""How often an idle dispatcher looks: what another process enqueued leaves well within two seconds."""
GATHER_SECONDS = 0.01
"""Many turns end together, and each wakes the dispatcher: one look serves them all."""
BATCH_SECONDS = 0.033
"""How much of the pace one claim covers: what a kill leaves in doubt is hardly more than what was on its way."""
SMALL_BATCH, SMALL_BATCH_SECONDS = 5, 0.2
"""A claim covers so many messages at the least, as long as that is not more of the pace: each one costs a commit."""
IN_FLIGHT = 400
AWAY_SECONDS = 0.3
"""How long to wait before a database that was away is asked again."""
PATIENCE = 3.0
"""Seconds that an answer, or what is claimed already, may wait for the pace before it is left to the outbox."""
CALL_SECONDS = 75.0
"""The longest that one message may take, all its calls together; shorter than the lease."""
LAST_CALLS_SECONDS = 4.0
"""How long a stopping dispatcher waits for the calls that are under way."""


UNBEGUN = Later("the database went away", after=timedelta(), is_a_try=False)
AWAY = Later("Telegram does not answer", after=timedelta(), is_a_try=False)
"""What waits for the circuit to close: it is due, and nothing that is due is claimed before."""


class Dispatcher:
    """Sends for one bot. `show` sends a turn's answer at once; `run` sends everything else until stopped."""

    def __init__(
        self,
        database: Database,
        deliver: Deliver,
        follow: Follow,
        pace: Pace,
        circuit: Circuit,
        now: Callable[[], datetime],
        *,
        is_alone: bool,
    ) -> None:
        self.sent = 0
        self._database = database
        self._deliver = deliver
        self._follow = follow
        self._pace = pace
        self._circuit = circuit
        self._now = now
        self._is_alone = is_alone
        self._batch = batch_at(pace.limit / pace.span)
        self._letters = claiming.Letters()
        self._settler = Settler(database, now, self._settled)
        self._under_way: set[int] = set()
        self._left_behind = LeftBehind(database, now, self._under_way, self.wake)
        self._flying: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._is_stopping = False
        self._is_resting = False
        self._looked_at = -IDLE_SECONDS
        self._open = 0

    @property
    def is_idle(self) -> bool:
        """Whether everything that was begun is also written down."""
        return not self._open

    def wake(self) -> None:
        """Something was enqueued in this process: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Dispatch until `stop`; what is in flight then is awaited. Call `recover` before anything is shown."""
        watching = asyncio.create_task(self._left_behind.watch())
        try:
            await self._dispatch()
        finally:
            await cancelled(watching)
            await ended(self._flying, LAST_CALLS_SECONDS)

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopping = True
        self._woken.set()

    async def recover(self) -> int:
        """Judge what a dead process left on its way, before this one sends anything. Returns how many there were."""
        self._is_stopping = False
        return await self._left_behind.judge_at_start(is_alone=self._is_alone)

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Their transaction broke at its end, and nobody knows whether it was committed: if it was, they wait again."""
        self._open += len(claimed)
        for one in claimed:
            self._end(one, UNBEGUN)

    async def settle(self) -> None:
        """Write results down until `end_settling`, then the last ones."""
        await self._settler.run()

    def end_settling(self) -> None:
        """No more results will come."""
        self._settler.close()

    def _settled(self, ended: Sequence[Ended]) -> None:
        self._open -= len(ended)
        self._under_way.difference_update(one.attempt.id for one in ended)

    async def show(self, claimed: Claimed) -> None:
        """Send the answer of a turn ahead of everything else; its tap is answered at once.

        What may not be sent now, the outbox shows as soon as it may.
        """
        self._open += 1
        screen = dict(claimed.content)
        if not await self._circuit.lets():
            await self._end(claimed, AWAY).wait()
        elif callback := screen.pop("callback", None):
            await asyncio.gather(
                self._deliver(claimed.attempt.chat_id, {"callback": callback}),
                self._show_screen(replace(claimed, content=screen)),
            )
        else:
            await self._show_screen(claimed)

    async def _show_screen(self, claimed: Claimed) -> None:
        chat_id, content = claimed.attempt.chat_id, claimed.content
        wait = self._pace.chat_wait(chat_id) if self._pace.is_chat_throttled(chat_id) else 0.0
        if not is_shown(content):
            await self._send(claimed, ())
        elif not wait and (
            taken := await self._pace.take(messages_in(content), is_urgent=True, at_most=PATIENCE)
        ):
            if not self._circuit.is_passable:
                self._pace.give_back(taken)
                await self._end(claimed, AWAY).wait()
                return
            self._pace.sent_to(chat_id)
            await self._send(claimed, taken)
        else:
            later = timedelta(seconds=wait or PATIENCE)
            await self._end(claimed, Later("answers wait", after=later, is_a_try=False)).wait()

    async def _dispatch(self) -> None:
        while not self._is_stopping:
            try:
                if not await self._is_anything_due() or not await self._circuit.lets():
                    await self._rest()
                elif await self._pace.ready(at_most=IDLE_SECONDS):
                    await self._launch_what_is_due()
            except TRANSIENT as error:
                log.warning("the outbox waits for the database: %s", named(error))
                await asyncio.sleep(AWAY_SECONDS)

    async def _is_anything_due(self) -> bool:
        """Asked without holding up whoever writes. Where the last claim left some, that is known for a moment."""
        if self._settler.expects_claim and monotonic() < self._looked_at + IDLE_SECONDS:
            return True
        self._looked_at = monotonic()
        async with self._database.reading() as session:
            self._is_resting, is_anything_due = await claiming.look(session, self._now())
        return is_anything_due

    async def _launch_what_is_due(self) -> None:
        # Before the claim: a lease must not run out while its message waits here
        if (room := IN_FLIGHT - len(self._flying)) <= 0:
            await asyncio.wait(self._flying, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            return
        most = min(self._batch, room)
        claimed = await self._claim(most)
        self._settler.expects_claim = len(claimed) == most
        for one in claimed:
            await self._launch(one)
        if not claimed:  # another process was quicker
            await self._rest()

    async def _claim(self, most: int) -> list[Claimed]:
        claimed: list[Claimed] = []

        async def claim(session: AsyncSession) -> None:
            claimed[:] = await claiming.claim(
                session, most, is_resting=self._is_resting, now=self._now(), letters=self._letters
            )

        try:
            await self._settler.along(claim)
        except TRANSIENT:
            self._settler.expects_claim = False
            self.give_back(claimed)
            raise
        self._open += len(claimed)
        return claimed

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), IDLE_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
        self._woken.clear()

    async def _launch(self, claimed: Claimed) -> None:
        attempt = claimed.attempt
        if attempt.not_after is not None and self._now() > attempt.not_after:
            self._end(claimed, Refused("too late to be sent"))
        elif not claimed.content:
            self._end(claimed, Refused(NO_WORDING))
        elif wait := self._pace.chat_wait(attempt.chat_id):
            self._end(claimed, Later("this chat waits", after=timedelta(seconds=wait), is_a_try=False))
        elif not await self._circuit.lets(is_last_try=attempt.doubts > 0):
            self._end(claimed, AWAY)
        elif not (taken := await self._pace.take(messages_in(claimed.content), at_most=PATIENCE)):
            self._end(claimed, Later("everybody waits", after=timedelta(seconds=PATIENCE), is_a_try=False))
        elif not self._circuit.is_passable:
            self._pace.give_back(taken)
            self._end(claimed, AWAY)
        else:
            self._pace.sent_to(attempt.chat_id)
            task = asyncio.create_task(self._send(claimed, taken))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)

    async def _send(self, claimed: Claimed, places: Places) -> None:
        result = await self._attempt(claimed)
        # A refusal comes quicker, and says nothing of the way
        self._pace.answered(places, tells_way=isinstance(result, Sent | Doubtful))
        changes_screen = claimed.attempt.is_screen and result != Sent(claimed.attempt.edits)
        written = self._end(claimed, result, is_awaited=changes_screen)
        await self._follow(claimed, result)
        if changes_screen:
            await written.wait()  # the next turn in this chat must know which message is live, or still waits

    async def _attempt(self, claimed: Claimed) -> Result:
        chat_id = claimed.attempt.chat_id
        call = self._circuit.begin()
        self._under_way.add(claimed.attempt.id)
        try:
            async with asyncio.timeout(CALL_SECONDS):
                result = await self._deliver(chat_id, claimed.content)
        except TimeoutError:
            result = Doubtful(f"it took longer than {CALL_SECONDS:.0f} s")
        except Exception as error:
            log.exception("a message could not be sent")
            result = Doubtful(f"it broke on our side ({type(error).__name__})")
        return await self._heard(call, chat_id, result)

    async def _heard(self, call: int, chat_id: int, result: Result) -> Result:
        """What an attempt says of Telegram, for the pace and the circuit. In an outage it counts as no try."""
        match result:
            case Sent() | Refused() | Gone():
                self.sent += isinstance(result, Sent)
                self._pace.accepted()
            case Later(after=timedelta() as after, is_throttled=True):
                self._pace.throttled(chat_id, after.total_seconds())
        was_passable = self._circuit.is_passable
        is_away = False
        match result:
            case Doubtful() | Later(is_silence=True):
                is_away = await self._circuit.failed(call)
            case Refused() | Gone() | Later(is_throttled=True):
                self._circuit.answered(call)
            case Sent(message_id) if message_id is not None:
                self._circuit.answered(call)
            case _:
                self._circuit.ended(call)
        if self._circuit.is_passable and not was_passable:
            self.wake()
        return replace(result, is_a_try=False) if is_away and isinstance(result, Later) else result

    def _end(self, claimed: Claimed, result: Result, *, is_awaited: bool = True) -> asyncio.Event:
        return self._settler.note(claimed.attempt, result, is_awaited=is_awaited)


def batch_at(rate: float) -> int:
    """How many messages one claim covers at so many a second."""
    small = min(SMALL_BATCH, int(rate * SMALL_BATCH_SECONDS))
    return max(1, small, ceil(rate * BATCH_SECONDS))
