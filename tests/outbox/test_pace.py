"""The pace: never more than the limit in any second, answers ahead of the rest, floods waited out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.pace import CHAT_GAP, FLOOD_CHATS, FLOOD_MARGIN, HEADROOM, PROBE_SECONDS, SLOWER_SECONDS, Pace
from bot.outbox.window import LOST_SECONDS
from tests.outbox.clock import VirtualClock


class Sender:
    """Sends at a pace, and notes when."""

    def __init__(self, rate: float = 30) -> None:
        self.clock = VirtualClock()
        self.pace = Pace(rate, clock=self.clock.read, sleep=self.clock.sleep)
        self.sent: list[float] = []
        self.urgent: list[float] = []

    async def takes(self, places: int = 1, **how: Any) -> bool:
        """Send something that is answered at once, if there is room for it."""
        taken = await self.pace.take(places, **how)
        self.pace.answered(taken)
        return bool(taken)

    async def broadcast(self, count: int) -> None:
        for _ in range(count):
            await self.takes()
            self.sent.append(self.clock.now)

    async def reply(self, after: float) -> None:
        await self.clock.sleep(after)
        begun = self.clock.now
        assert await self.takes(is_urgent=True)
        self.sent.append(self.clock.now)
        self.urgent.append(self.clock.now - begun)

    @property
    def busiest_second(self) -> int:
        moments = sorted(self.sent)
        return max(sum(first <= at < first + 1.0 for at in moments) for first in moments)


async def test_no_second_holds_more_than_the_limit_and_none_is_wasted() -> None:
    sender = Sender()
    await sender.clock.run(sender.broadcast(300))
    assert sender.busiest_second <= 30
    assert (sender.sent[-1] - sender.sent[0]) * 30 <= 299 / 0.98


async def test_it_goes_at_another_rate_from_now_on() -> None:
    sender = Sender()
    await sender.clock.run(sender.broadcast(30))
    sender.pace.go_at(2)
    sender.sent.clear()
    await sender.clock.run(sender.broadcast(10))
    assert sender.busiest_second <= 2


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.floats(0, 8), max_size=60), st.integers(1, 100))
async def test_the_limit_holds_however_many_answers_come_between(delays: list[float], rate: int) -> None:
    sender = Sender(rate)
    await sender.clock.run(sender.broadcast(4 * rate), *(sender.reply(delay) for delay in delays))
    assert len(sender.sent) == 4 * rate + len(delays)
    assert sender.busiest_second <= rate


Way = st.tuples(st.floats(0, 1.5), st.floats(0, 0.5))
"""How much later than usual a call arrives, and how much later than that its answer comes."""


@settings(deadline=None)
@given(st.lists(Way, min_size=1, max_size=40))
async def test_what_is_bunched_up_on_the_way_never_makes_too_many_in_one_second(
    ways: list[tuple[float, float]],
) -> None:
    """Once something came as quickly as it can, and told so in time."""
    sender = Sender(10)

    async def call(places: tuple[float, ...], late: float, later: float) -> None:
        await sender.clock.sleep(0.06 + late)
        sender.sent.append(sender.clock.now)
        await sender.clock.sleep(0.06 + later)
        sender.pace.answered(places)

    async def broadcast() -> None:
        # The quickest is not the first to be answered
        calls = [
            asyncio.create_task(call(await sender.pace.take(), 0, 0.3 * (number < 2))) for number in range(3)
        ]
        for late, later in ways * 2:
            calls.append(asyncio.create_task(call(await sender.pace.take(), late, later)))
        await asyncio.gather(*calls)

    await sender.clock.run(broadcast())
    assert sender.busiest_second <= 10


async def test_a_steady_latency_costs_no_rate() -> None:
    sender = Sender()

    async def call(places: tuple[float, ...]) -> None:
        sender.sent.append(sender.clock.now)
        await sender.clock.sleep(0.5)
        sender.pace.answered(places)

    async def broadcast() -> None:
        await asyncio.gather(*[asyncio.create_task(call(await sender.pace.take())) for _ in range(300)])

    await sender.clock.run(broadcast())
    assert (sender.sent[-1] - sender.sent[0]) * 30 <= 299 / 0.985


async def test_an_answer_waits_for_no_broadcast() -> None:
    sender = Sender()
    await sender.clock.run(sender.broadcast(200), *(sender.reply(0.5 + second / 4) for second in range(20)))
    assert max(sender.urgent) <= 3 / 30
    assert sorted(sender.urgent)[10] <= 1 / 30


async def test_a_pause_is_no_credit_that_is_spent_at_once() -> None:
    sender = Sender()
    await sender.clock.run(sender.broadcast(1))
    await sender.clock.run(sender.clock.sleep(60))
    await sender.clock.run(sender.broadcast(10))
    burst = sum(at < sender.sent[1] + 0.1 for at in sender.sent[1:])
    assert burst <= 6


async def test_who_waits_too_long_is_sent_away_and_takes_no_place() -> None:
    sender = Sender(rate=1)
    assert await sender.takes()
    assert not await sender.takes(is_urgent=True, at_most=0.5)
    begun = sender.clock.now
    await sender.clock.run(sender.reply(0))
    assert sender.clock.now - begun == pytest.approx(1 / HEADROOM)


async def test_a_message_of_several_parts_takes_a_place_for_each() -> None:
    sender = Sender(rate=2)
    begun = sender.clock.now
    await sender.clock.run(sender.takes(5, is_urgent=True))
    assert sender.clock.now - begun >= 2.0


async def test_one_chat_is_sent_to_once_a_second() -> None:
    sender = Sender()
    assert sender.pace.chat_wait(7) == 0
    sender.pace.sent_to(7)
    assert sender.pace.chat_wait(7) == CHAT_GAP
    assert sender.pace.chat_wait(8) == 0
    assert not sender.pace.is_chat_throttled(7)


async def test_one_chat_that_is_told_to_wait_delays_nobody_else() -> None:
    sender = Sender()
    sender.pace.throttled(7, 300)
    assert sender.pace.is_chat_throttled(7)
    assert sender.pace.chat_wait(7) == 300
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(30))
    assert sender.clock.now - begun < 1.1


def flood(sender: Sender, seconds: float = 3) -> None:
    for chat in range(FLOOD_CHATS):
        sender.pace.throttled(chat, seconds)


async def test_several_chats_told_together_make_everybody_wait_as_long_as_the_shortest_of_them() -> None:
    sender = Sender()
    sender.pace.throttled(99, 300)
    flood(sender, 3)
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(1))
    assert sender.clock.now - begun == pytest.approx(3 + FLOOD_MARGIN)


async def test_after_a_flood_one_message_tries_before_the_others_follow() -> None:
    sender = Sender()
    flood(sender)
    sender.pace.accepted()  # it was on its way before the flood, and says nothing of it
    await sender.clock.run(sender.broadcast(2))
    assert sender.sent[1] - sender.sent[0] == pytest.approx(PROBE_SECONDS)
    sender.pace.accepted()
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(3))
    assert sender.clock.now - begun < 0.2


async def test_a_try_that_is_refused_too_makes_everybody_wait_again() -> None:
    sender = Sender()
    flood(sender, 3)
    await sender.clock.run(sender.broadcast(1))
    sender.pace.throttled(50, 3)
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(1))
    assert sender.clock.now - begun == pytest.approx(3 + FLOOD_MARGIN)


async def test_a_stubborn_chat_met_by_the_first_try_does_not_stop_everybody_for_minutes() -> None:
    sender = Sender()
    flood(sender, 3)
    await sender.clock.run(sender.broadcast(1), sender.clock.sleep(10))
    sender.pace.throttled(50, 300)
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(1))
    assert sender.clock.now - begun < 5


async def test_after_a_flood_it_goes_more_slowly_for_a_while() -> None:
    sender = Sender()
    flood(sender)
    await sender.clock.run(sender.broadcast(1))
    sender.pace.accepted()
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(100))
    careful = sender.clock.now - begun
    await sender.clock.run(sender.clock.sleep(SLOWER_SECONDS))
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(100))
    assert careful > 1.05 * (sender.clock.now - begun)


async def test_ready_waits_no_longer_than_it_was_told_and_takes_nothing() -> None:
    sender = Sender(rate=1)
    await sender.takes()
    begun = sender.clock.now
    ready: list[bool] = []

    async def look(at_most: float) -> None:
        ready.append(await sender.pace.ready(at_most))

    await sender.clock.run(look(0.25))
    assert (ready, sender.clock.now - begun) == ([False], pytest.approx(0.25))
    await sender.clock.run(look(5))
    await sender.clock.run(look(5))
    assert ready == [False, True, True]
    assert sender.clock.now - begun == pytest.approx(1 / HEADROOM)


async def test_an_album_and_what_follows_it_are_no_more_than_the_limit() -> None:
    sender = Sender()

    async def broadcast() -> None:
        for parts in (10, *[1] * 40, 10, *[1] * 40):
            await sender.takes(parts)
            sender.sent += [sender.clock.now] * parts

    await sender.clock.run(broadcast())
    assert sender.busiest_second <= 30


async def test_nothing_is_held_by_what_was_not_sent_after_all() -> None:
    sender = Sender(rate=2)
    sender.pace.give_back(await sender.pace.take(is_urgent=True))
    # Of five that cannot all be had in time, none is kept
    assert not await sender.takes(5, is_urgent=True, at_most=-2)
    assert [await sender.takes(is_urgent=True, at_most=0) for _ in range(3)] == [True, True, False]


async def test_a_call_without_an_answer_takes_its_place_only_for_as_long_as_a_call_may_last() -> None:
    sender = Sender(rate=2)
    await sender.clock.run(sender.pace.take())
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(20))
    assert sender.clock.now - begun == pytest.approx(20 / HEADROOM, rel=0.05)
    await sender.clock.run(sender.clock.sleep(LOST_SECONDS))
    begun = sender.clock.now
    await sender.clock.run(sender.broadcast(20))
    assert sender.clock.now - begun == pytest.approx(10 / HEADROOM, rel=0.1)


async def test_many_chats_are_not_remembered_for_ever() -> None:
    sender = Sender()
    for chat in range(20_000):
        sender.pace.sent_to(chat)
        sender.clock.now += 0.01
    assert len(sender.pace._chat_until) <= 5_001


async def test_at_the_slowest_rate_a_message_of_two_parts_is_patient_enough() -> None:
    sender = Sender(rate=0.1)
    taken: list[bool] = []

    async def take() -> None:
        taken.append(await sender.takes(2, at_most=3.0))

    await sender.clock.run(take())
    assert taken == [True]
