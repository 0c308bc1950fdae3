"""Health and metrics: what an operator's monitoring sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.db import Database
from bot.errors import Misconfigured
from bot.inbox import store
from bot.services import resting
from bot.web import health
from bot.web.server import serving
from tests.inbox.test_store import NOW, an_update, keep
from tests.outbox.rows import write


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=health.routes(database, lambda: NOW))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as made:
        yield made


async def test_an_idle_bot_is_well(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "backlog": 0,
        "oldest_update_seconds": 0.0,
        "outbox": 0,
        "oldest_message_seconds": 0.0,
        "outbox_resting": "",
    }


async def test_updates_that_nobody_handles_are_told(client: httpx.AsyncClient, database: Database) -> None:
    await keep(database, an_update(1), now=NOW - timedelta(seconds=health.STALE_SECONDS + 1))
    await keep(database, an_update(2))
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    told = answer.json()
    assert (told["status"], told["backlog"]) == ("late", 2)
    assert told["oldest_update_seconds"] == health.STALE_SECONDS + 1


async def test_a_resting_outbox_and_late_messages_are_told(
    client: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await resting.rest(session, "crashes")
    await write(database, not_before=NOW - timedelta(seconds=30))
    told = (await client.get("/healthz")).json()
    assert (told["outbox_resting"], told["outbox"], told["oldest_message_seconds"]) == ("crashes", 1, 30.0)


async def test_a_database_that_is_away_is_told(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*arguments: Any) -> Any:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(store, "backlog", failing)
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert (await client.get("/metrics")).status_code == 503


async def test_prometheus_can_read_the_metrics(client: httpx.AsyncClient, database: Database) -> None:
    await keep(database, an_update(1), now=NOW - timedelta(seconds=9))
    await write(database)
    answer = await client.get("/metrics")
    found = {
        (sample.name, sample.labels.get("status")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found == {
        ("qoot_inbox_backlog", None): 1,
        ("qoot_inbox_oldest_seconds", None): 9,
        ("qoot_outbox_due", None): 1,
        ("qoot_outbox_oldest_seconds", None): 0,
        ("qoot_inbox_updates", "waiting"): 1,
        ("qoot_outbox_messages", "waiting"): 1,
    }


async def test_metrics_may_be_given_a_token_and_health_has_none(database: Database) -> None:
    app = Starlette(routes=health.routes(database, lambda: NOW, "a-token"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        for given in (None, "a-token", "Bearer wrong", "Bearer ", "Bearer é", "Basic a-token"):
            headers = {} if given is None else {"Authorization": given.encode()}
            refused = await client.get("/metrics", headers=headers)
            assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        told = await client.get("/metrics", headers={"Authorization": "Bearer a-token"})
        assert (told.status_code, (await client.get("/healthz")).status_code) == (200, 200)


async def test_it_is_served_over_http_and_ends_with_the_block(database: Database) -> None:
    app = Starlette(routes=health.routes(database, lambda: NOW))
    async with serving(app, 0, "127.0.0.1") as port, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"http://127.0.0.1:{port}/healthz")


async def test_a_port_that_is_taken_is_a_sentence() -> None:
    async with serving(Starlette(), 0, "127.0.0.1") as port:
        with pytest.raises(Misconfigured, match=f"Port {port}"):
            async with serving(Starlette(), port, "127.0.0.1"):
                pass
