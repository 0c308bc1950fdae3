"""Fixtures of the stories."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.db
import bot.sqlite
from tests.conftest import DATABASES, POSTGRES_IS_REQUIRED, TEST_KEY
from tests.stories.cast import Cluster, running_cluster

EITHER = "either"
"""One database or the other: services are tested on both, so a story need not be told twice."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases for a story that is marked, either for any other."""
    if "database_url" in metafunc.fixturenames:
        is_on_both = metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("database_url", DATABASES if is_on_both else (EITHER,), indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the kind in turn."""
    kind = request.param if request.param != EITHER else _one_of_both(request.node.nodeid)
    return str(request.getfixturevalue(f"{kind}_migrated_url"))


def _one_of_both(story: str) -> str:
    """SQLite; where PostgreSQL is required, as in CI, PostgreSQL for every third story, always the same ones."""
    sqlite, postgres = DATABASES
    kind = postgres if POSTGRES_IS_REQUIRED and not crc32(story.encode()) % 3 else sqlite
    print(f"told on {kind}")
    return kind


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes are written down at once, one by one: a story waits for each, a bot gathers them. No text goes on."""
    monkeypatch.setattr("bot.inbox.consumer.GOES_ON_SECONDS", 0.0)
    monkeypatch.setattr("bot.outbox.settler.SETTLE_SECONDS", 0.0)
    monkeypatch.setattr("bot.outbox.dispatcher.GATHER_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def believing(monkeypatch: pytest.MonkeyPatch, compiled_once: None) -> None:
    """PostgreSQL is not asked before each transaction whether the connection still stands: here nobody ends one."""
    create = bot.db.create_async_engine

    def trusting(url: URL, **options: Any) -> AsyncEngine:
        return create(url, **{**options, "pool_pre_ping": False})

    monkeypatch.setattr(bot.db, "create_async_engine", trusting)


class AtOnce:
    """Stands for a connection's thread and its queue: what it is asked to do is done where it is asked.

    One bot has the file to itself, and never waits for a lock of another; so this changes nothing but the cost.
    """

    daemon = True

    def start(self) -> None:
        """There is none to start."""

    def put_nowait(self, asked: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, work = asked
        try:
            done = work()
        except Exception as error:
            if future is not None:
                future.set_exception(error)
        else:
            if future is not None:
                future.set_result(done)


@pytest.fixture(autouse=True)
def without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite is spoken to without going over to another thread and back for each statement."""
    begin = bot.sqlite._Connection.__init__

    def at_once(self: bot.sqlite._Connection, *about: Any, **options: Any) -> None:
        begin(self, *about, **options)
        self._thread = self._tx = AtOnce()  # type: ignore[assignment]

    monkeypatch.setattr(bot.sqlite._Connection, "__init__", at_once)


@pytest.fixture
async def cluster(database_url: str) -> AsyncIterator[Cluster]:
    """A running bot; what it asked of Telegram was right, and each tap answered."""
    async with running_cluster(database_url, TEST_KEY) as running:
        yield running
        assert running.tg.breaches == []
        assert not running.tg.taps.unanswered
