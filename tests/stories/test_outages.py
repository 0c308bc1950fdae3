"""Telegram cannot be reached for a while: whoever wrote meanwhile is answered once it can, and nobody twice."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.outbox import circuit
from tests.stories.cast import Cluster

PEOPLE = 30


@pytest.mark.both_databases
async def test_whoever_asks_for_help_in_an_outage_is_helped_after_it(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outlives(cluster, monkeypatch, "reset_before")


async def test_whoever_asks_while_telegram_is_out_of_order_is_helped_too(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outlives(cluster, monkeypatch, "502")


async def outlives(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Thirty people ask while each message fails so: nobody is sent anything twice, and each is answered in the end."""
    monkeypatch.setattr(circuit, "LONGEST_PAUSE", 0.05)
    people = [cluster.visitor(f"Visitor {number}") for number in range(PEOPLE)]
    for person in people:
        person.phone.start()
    await cluster.settled()
    cluster.tg.faults.fail(kind, times=None, method="sendMessage")
    begun, handled = len(cluster.tg.ledger), cluster.machine.consumer.handled
    for person in people:
        person.phone.send("/help")
    async with asyncio.timeout(20):
        # Long enough for both tries of each, which a pause of two seconds would not outlast
        while cluster.machine.consumer.handled < handled + PEOPLE or len(probes(cluster, begun)) < 6:
            await asyncio.sleep(0.01)
            cluster.clock.move(seconds=1)
            cluster.machine.dispatcher.wake()
    assert max(tries(cluster, begun).values()) == 1
    cluster.tg.faults.clear()
    ended = len(cluster.tg.ledger)
    await cluster.passes(seconds=60)
    assert tries(cluster, ended) == {person.id: 1 for person in people}
    assert {len(person.from_bot) for person in people} == {1}


def tries(cluster: Cluster, since: int) -> Counter[int | None]:
    """How often something was sent to each, apart from nobody."""
    sent = [call.chat_id for call in cluster.tg.ledger[since:] if call.method == "sendMessage"]
    return Counter(chat for chat in sent if chat)


def probes(cluster: Cluster, begun: int) -> list[object]:
    """What was sent to nobody, to see whether Telegram answers."""
    return [call for call in cluster.tg.ledger[begun:] if call.chat_id == 0]
