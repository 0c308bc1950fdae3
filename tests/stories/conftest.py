"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zlib import crc32

import pytest

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
    """SQLite; where PostgreSQL is required, as in CI, PostgreSQL for every second story, always the same ones."""
    kind = DATABASES[crc32(story.encode()) % 2] if POSTGRES_IS_REQUIRED else DATABASES[0]
    print(f"told on {kind}")
    return kind


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes are written down at once, one by one: a story waits for each, a bot gathers them. No text goes on."""
    monkeypatch.setattr("bot.inbox.consumer.GOES_ON_SECONDS", 0.0)
    monkeypatch.setattr("bot.outbox.dispatcher.SETTLE_SECONDS", 0.0)
    monkeypatch.setattr("bot.outbox.dispatcher.GATHER_SECONDS", 0.0)


@pytest.fixture
async def cluster(database_url: str) -> AsyncIterator[Cluster]:
    """A running bot; what it asked of Telegram was right, and each tap answered."""
    async with running_cluster(database_url, TEST_KEY) as running:
        yield running
        assert running.tg.breaches == []
        assert not running.tg.taps.unanswered
