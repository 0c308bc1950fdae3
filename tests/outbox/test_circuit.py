"""While Telegram does not answer nothing is sent but a probe, and its outage costs no message a try."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.db import Database
from bot.models.deliveries import Purpose, Status
from bot.outbox import circuit as circuits
from bot.outbox.attempts import Doubtful, Later, Result
from bot.outbox.circuit import LONGEST_PAUSE, SILENCE_SECONDS, SURE_SECONDS, Circuit
from bot.outbox.pace import Pace
from tests.outbox.rows import NOW, rows, write
from tests.outbox.sending import Telegram, running, until

BROKEN = Later("502", is_silence=True)


class Line:
    """A circuit, its clock, and whether Telegram answers."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.is_up = True
        self.probed: list[float] = []
        self.circuit = Circuit(self.probe, clock=lambda: self.now)

    async def probe(self) -> bool:
        await asyncio.sleep(0)
        self.probed.append(self.now)
        return self.is_up

    async def fails(self) -> bool:
        return await self.circuit.failed(self.circuit.begin())

    async def passes(self, seconds: float) -> None:
        """Time passes, while something waits to be sent."""
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + 0.25)
            await self.circuit.lets()


@pytest.fixture
def line() -> Line:
    return Line()


async def test_a_failure_is_asked_about_at_once_and_may_be_the_messages_own(line: Line) -> None:
    assert not await line.fails()
    assert line.probed == [line.now]
    assert await line.circuit.lets()


async def test_in_an_outage_probes_come_ever_more_seldom_and_nothing_else(line: Line) -> None:
    line.is_up = False
    assert await line.fails()
    assert not await line.circuit.lets()
    await line.passes(600)
    pauses = [later - earlier for earlier, later in zip(line.probed, line.probed[1:], strict=False)]
    assert pauses[:5] == [0.25, 0.5, 1, 2, 4]
    assert set(pauses[5:]) == {LONGEST_PAUSE}
    line.is_up = True
    await line.passes(LONGEST_PAUSE)
    assert await line.circuit.lets()


async def test_all_that_fails_together_is_asked_about_once(line: Line) -> None:
    line.is_up = False
    calls = [line.circuit.begin() for _ in range(30)]
    assert await asyncio.gather(*(line.circuit.failed(call) for call in calls)) == [True] * 30
    assert len(line.probed) == 1


async def test_after_an_outage_one_message_goes_alone_until_it_was_answered(line: Line) -> None:
    await line.fails()
    assert await line.circuit.lets()
    first = line.circuit.begin()
    assert not await line.circuit.lets()
    line.circuit.answered(first)
    assert [await line.circuit.lets() for _ in range(2)] == [True, True]


async def test_while_probes_are_answered_and_messages_are_not_there_is_a_growing_pause(line: Line) -> None:
    begun = 0
    for _ in range(400):
        line.now += 0.25
        if await line.circuit.lets():
            begun += 1
            assert not await line.fails()
    assert begun < 30


async def test_silence_is_asked_about_before_more_is_sent(line: Line) -> None:
    line.is_up = False
    hanging = line.circuit.begin()
    line.now += SILENCE_SECONDS + 0.1
    assert not await line.circuit.lets()
    line.is_up = True
    await line.passes(2)
    assert await line.circuit.lets()
    # What hung then fails: that was asked about already
    assert not await line.circuit.failed(hanging)
    assert await line.circuit.lets()


async def test_what_can_be_tried_only_once_more_waits_for_an_answer_of_just_now(line: Line) -> None:
    line.now += SURE_SECONDS
    line.is_up = False
    assert not await line.circuit.lets(is_last_try=True)
    assert len(line.probed) == 1
    line.is_up = True
    await line.passes(1)
    assert await line.circuit.lets(is_last_try=True)
    assert len(line.probed) == 2


async def test_an_answer_under_way_closes_it_again(line: Line) -> None:
    line.is_up = False
    slow = line.circuit.begin()
    await line.fails()
    line.circuit.answered(slow)
    assert await line.circuit.lets()


@pytest.mark.parametrize("result", [BROKEN, Doubtful("no answer")])
async def test_an_outage_costs_what_waits_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, result: Result
) -> None:
    """Of 30 messages only what was on its way is touched, however long it lasts; then all of them arrive."""
    monkeypatch.setattr(circuits, "LONGEST_PAUSE", 0.02)
    telegram = Telegram()
    telegram.is_away = True
    telegram.answers_all = result
    for chat in range(1, 31):
        await write(database, chat_id=chat, purpose=Purpose.DECISION)
    async with running(database, telegram, Pace(100, chat_gap=0.0)) as dispatcher:
        async with asyncio.timeout(10):
            while telegram.probes < 8:
                await asyncio.sleep(0.01)
                dispatcher.wake()
        waiting = await rows(database)
        assert {row.tries for row in waiting} == {0}
        touched = sum(row.error not in ("", "Telegram does not answer") for row in waiting)
        assert len(telegram.shown) == touched < 30
        telegram.is_away, telegram.answers_all = False, None
        monkeypatch.setattr("tests.outbox.sending.NOW", NOW + timedelta(minutes=1))
        await until(lambda: all_sent(database))
    assert {row.doubts for row in await rows(database)} <= {0, 1}


async def all_sent(database: Database) -> bool:
    return {row.status for row in await rows(database)} == {Status.SENT}


async def test_a_message_that_is_at_fault_itself_uses_up_its_tries_and_keeps_no_other_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuits, "LONGEST_PAUSE", 0.02)
    telegram = Telegram()
    telegram.answers[7] = BROKEN
    for chat in (7, 8, 9):
        await write(database, chat_id=chat)
    async with running(database, telegram):
        await until(lambda: others_are_sent(database))
    assert [(row.status, row.tries) for row in await rows(database)] == [
        (Status.WAITING, 1),
        (Status.SENT, 0),
        (Status.SENT, 0),
    ]


async def others_are_sent(database: Database) -> bool:
    return [row.status for row in await rows(database)].count(Status.SENT) == 2


async def test_what_answers_nothing_says_nothing_of_telegram(line: Line) -> None:
    await line.fails()
    await line.circuit.lets()
    line.circuit.ended(line.circuit.begin())
    assert await line.circuit.lets()
