"""What a turn costs the database: from the poll that brings a tap until its answer is settled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.db import Database
from bot.inbox import consumer
from bot.outbox import dispatcher, settler
from bot.screens.settings import ShowSettings
from tests.conftest import TEST_KEY
from tests.stories.cast import PATIENCE, Cluster, Player, running_cluster

MOST_STATEMENTS = 10
"""For one tap, with what begins transactions and savepoints."""
MOST_WRITES = {"sqlite": 2, "postgresql": 3}
"""The turn, and settling; on PostgreSQL writing the update down has a transaction of its own."""
TAPPERS = 8


class Count:
    """Statements, and transactions that could write and were committed."""

    def __init__(self) -> None:
        self.statements = 0
        self.writes = 0


@contextmanager
def counting(database: Database) -> Iterator[Count]:
    """Count within the block."""
    count = Count()

    def stated(*_about: object) -> None:
        count.statements += 1

    def committed(_connection: object) -> None:
        count.writes += 1

    listeners = [
        *(
            (engine.sync_engine, "before_cursor_execute", stated)
            for engine in {database._writer, database._reader}
        ),
        (database._writer.sync_engine, "commit", committed),
    ]
    for listener in listeners:
        event.listen(*listener)
    try:
        yield count
    finally:
        for listener in listeners:
            event.remove(*listener)


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever looks by itself is left out, and a slow machine divides nothing."""
    monkeypatch.setattr(consumer, "TOGETHER_SECONDS", 60.0)
    monkeypatch.setattr(settler, "SETTLE_SECONDS", 0.5)
    monkeypatch.setattr(dispatcher, "IDLE_SECONDS", 60.0)
    monkeypatch.setattr(consumer, "IDLE_SECONDS", 60.0)


async def until_shown(cluster: Cluster, *players: Player) -> None:
    """Wait until each sees the settings, and that is written down; the database is not asked."""
    machine = cluster.machine
    async with asyncio.timeout(PATIENCE):
        while not (
            all("Settings" in player.screen for player in players)
            and machine.consumer.is_idle
            and machine.dispatcher.is_idle
        ):
            await asyncio.sleep(0.003)


def taps_settings(player: Player) -> None:
    player.phone.tap(player.from_bot[-1]["message_id"], ShowSettings().pack())


async def test_the_smallest_tap(database_url: str) -> None:
    async with running_cluster(database_url, TEST_KEY) as cluster:
        amina = await cluster.welcomes()
        with counting(cluster.database) as count:
            taps_settings(amina)
            await until_shown(cluster, amina)
        assert count.statements <= MOST_STATEMENTS
        assert count.writes <= MOST_WRITES[cluster.database.url.get_backend_name()]


async def test_taps_that_wait_share_all_but_what_each_must_know(sqlite_migrated_url: str) -> None:
    async with running_cluster(sqlite_migrated_url, TEST_KEY) as cluster:
        tappers = [await cluster.welcomes(f"Tapper{number} Saab") for number in range(TAPPERS)]
        with counting(cluster.database) as count:
            for tapper in tappers:
                taps_settings(tapper)
            await until_shown(cluster, *tappers)
        assert count.statements <= MOST_STATEMENTS + TAPPERS
