"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import TEST_KEY
from tests.stories.cast import Cluster, running_cluster


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes are written down at once, one by one: a story waits for each, a bot gathers them."""
    monkeypatch.setattr("bot.outbox.dispatcher.SETTLE_SECONDS", 0.0)
    monkeypatch.setattr("bot.outbox.dispatcher.GATHER_SECONDS", 0.0)


@pytest.fixture
async def cluster(database_url: str) -> AsyncIterator[Cluster]:
    """A running bot, on each kind of database in turn; what it asked of Telegram was right, and each tap answered."""
    async with running_cluster(database_url, TEST_KEY) as running:
        yield running
        assert running.tg.breaches == []
        assert not running.tg.taps.unanswered
