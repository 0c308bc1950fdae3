"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.conftest import TEST_KEY
from tests.stories.cast import Cluster, running_cluster


@pytest.fixture
async def cluster(database_url: str) -> AsyncIterator[Cluster]:
    """A running bot, on each kind of database in turn; what it asked of Telegram was right, and each tap answered."""
    async with running_cluster(database_url, TEST_KEY) as running:
        yield running
        assert running.tg.breaches == []
        assert not running.tg.taps.unanswered
