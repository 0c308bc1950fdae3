"""The webhook: 200 means that the update is written down, and nobody else may write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.db import Database
from bot.inbox import store
from bot.web import webhook
from bot.web.webhook import MOST_BYTES, SECRET_HEADER
from tests.inbox.test_store import NOW, all_rows, an_update

SECRET = "a-secret"


class Hook:
    """The endpoint, and how often it wrote something down."""

    def __init__(self, database: Database) -> None:
        self.kept = 0
        self.database = database
        app = Starlette(routes=[webhook.route("/telegram", SECRET, self.keep)])
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://bot")

    async def keep(self, raws: Sequence[Any]) -> None:
        async with self.database.transaction() as session:
            await store.keep(session, raws, NOW)
        self.kept += 1

    async def posts(self, secret: str | None = SECRET, **body: object) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        answer = await self.client.post("/telegram", headers=headers, **body)  # type: ignore[arg-type]
        return answer.status_code


@pytest.fixture
async def hook(database: Database) -> AsyncIterator[Hook]:
    made = Hook(database)
    async with made.client:
        yield made


async def test_200_means_that_it_is_written_down(hook: Hook, database: Database) -> None:
    assert await hook.posts(json=an_update(5)) == 200
    assert [row.update_id for row in await all_rows(database)] == [5]
    assert hook.kept == 1


async def test_an_update_that_is_sent_again_is_kept_once(hook: Hook, database: Database) -> None:
    assert [await hook.posts(json=an_update(5)) for _ in range(3)] == [200, 200, 200]
    assert len(await all_rows(database)) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "é"])
async def test_who_does_not_know_the_secret_writes_nothing(
    hook: Hook, database: Database, secret: str | None
) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret.encode()}
    answer = await hook.client.post("/telegram", headers=headers, json=an_update(5))
    assert answer.status_code == 403
    assert await all_rows(database) == []


async def test_a_body_over_a_megabyte_is_not_read_to_its_end(hook: Hook, database: Database) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 100_000
            yield b" " * 100_000

    assert await hook.posts(content=endless()) == 413
    assert await hook.posts(content=b" " * (MOST_BYTES + 1)) == 413
    padded = b'{"update_id": 5, "message": {}' + b" " * (MOST_BYTES - 31) + b"}"
    assert await hook.posts(content=padded) == 200
    assert len(await all_rows(database)) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"garbage",
        b"[]",
        b"7",
        b'{"update_id": "7"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": ' + b"9" * 5_000 + b"}",
    ],
    ids=["empty", "text", "list", "number", "no number", "no utf-8", "deep", "huge number"],
)
async def test_what_is_no_update_is_refused(hook: Hook, database: Database, garbage: bytes) -> None:
    assert await hook.posts(content=garbage) == 400
    assert await all_rows(database) == []


async def test_a_database_that_is_away_makes_telegram_wait_a_little_and_then_come_again(
    hook: Hook, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*arguments: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(webhook, "RETRY_SECONDS", 0.01)
    with monkeypatch.context() as away:
        away.setattr(store, "keep", failing)
        posting = asyncio.create_task(hook.posts(json=an_update(4)))
        await asyncio.sleep(0.1)
        assert not posting.done()
    assert await posting == 200
    monkeypatch.setattr(webhook, "WAIT_SECONDS", 0.0)
    with monkeypatch.context() as away:
        away.setattr(store, "keep", failing)
        assert await hook.posts(json=an_update(5)) == 503
    assert hook.kept == 1
    assert await hook.posts(json=an_update(5)) == 200


async def test_only_post_is_served(hook: Hook) -> None:
    assert (await hook.client.get("/telegram")).status_code == 405
