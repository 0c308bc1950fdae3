"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import DATABASES, POSTGRES_IS_REQUIRED, TEST_KEY
from tests.stories.cast import Cluster, running_cluster


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite for each story; PostgreSQL too for one that is marked, and for all where it is required, as in CI."""
    if "database_url" in metafunc.fixturenames:
        is_on_both = POSTGRES_IS_REQUIRED or metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("database_url", DATABASES if is_on_both else DATABASES[:1], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_migrated_url"))


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
