"""Long polling: confirmed only after it was written down, and never stopped by what passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.db import Database
from bot.errors import Misconfigured
from bot.inbox import polling, store
from bot.inbox.polling import ANOTHER_RECEIVES, LONGEST_BACK_OFF, REFUSED_TOKEN, Polling
from bot.outbox.line import open_bot, raise_for
from tests.inbox.test_store import NOW, all_rows, an_update

OUTAGE = NetworkError("no connection")


class Script(BaseRequest):
    """Answers getUpdates from a list: an exception, a status with its body, or updates. At the end it hangs."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.is_over = asyncio.Event()

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        assert request_data is not None
        self.asked.append(request_data.parameters)
        if not self.answers:
            self.is_over.set()
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (200, {"ok": True, "result": answer})
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        raise_for(status, payload)
        return status, payload


class Scene:
    """Polling from a script, with its pauses noted and not slept."""

    def __init__(self, database: Database, script: Script) -> None:
        self.script = script
        self.pauses: list[float] = []
        self.kept = 0
        bot = open_bot("1:token", "http://telegram", script, script)
        self.database = database
        self.polling = Polling(bot, script, self.keep)

    async def keep(self, raws: Sequence[Any]) -> None:
        async with self.database.transaction() as session:
            await store.keep(session, raws, NOW)
        self.kept += 1

    async def plays(self) -> None:
        """Until the script is over."""
        task = asyncio.create_task(self.polling.run())
        over = asyncio.create_task(self.script.is_over.wait())
        try:
            async with asyncio.timeout(10):
                await asyncio.wait([task, over], return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        finally:
            for one in (task, over):
                one.cancel()
            await asyncio.gather(task, over, return_exceptions=True)


@pytest.fixture
async def opened(sqlite_migrated_url: str) -> AsyncIterator[Database]:
    async with Database(sqlite_migrated_url) as database:
        yield database


def scene(database: Database, monkeypatch: pytest.MonkeyPatch, *answers: Any) -> Scene:
    made = Scene(database, Script(*answers))
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        if seconds:
            made.pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(polling.asyncio, "sleep", noted)
    return made


async def test_the_next_offset_is_asked_for_only_after_the_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(database, monkeypatch, [an_update(5), an_update(6)], [an_update(7)])
    await made.plays()
    assert [one.get("offset") for one in made.script.asked] == [None, 7, 8]
    assert [row.update_id for row in await all_rows(database)] == [5, 6, 7]
    assert made.kept == 2


async def test_what_could_not_be_written_down_is_asked_for_again(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, troubles = store.keep, [OperationalError("", {}, Exception())]

    async def failing(*arguments: Any) -> Any:
        if troubles:
            raise troubles.pop()
        return await keep(*arguments)

    monkeypatch.setattr(store, "keep", failing)
    made = scene(opened, monkeypatch, [an_update(5)], [an_update(5)])
    await made.plays()
    assert [one.get("offset") for one in made.script.asked] == [None, None, 6]
    assert len(await all_rows(opened)) == 1


async def test_it_asks_for_the_kinds_that_the_bot_handles(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(opened, monkeypatch)
    await made.plays()
    assert json.loads(json.dumps(made.script.asked[0]["allowed_updates"])) == list(polling.KINDS)


async def test_a_refused_token_ends_it_with_a_sentence(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(opened, monkeypatch, (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))
    with pytest.raises(Misconfigured, match="BOT_TOKEN") as refused:
        await made.plays()
    assert str(refused.value) == REFUSED_TOKEN


CONFLICT = (
    409,
    {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"},
)


async def test_another_poller_makes_it_stand_down_and_go_on_once_that_one_is_gone(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(opened, monkeypatch, CONFLICT, CONFLICT, [an_update(5)], CONFLICT, CONFLICT, [an_update(6)])
    await made.plays()
    assert made.pauses == [LONGEST_BACK_OFF] * 4
    assert len(await all_rows(opened)) == 2


async def test_another_poller_that_stays_ends_it_with_a_sentence(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(opened, monkeypatch, CONFLICT, CONFLICT, CONFLICT)
    with pytest.raises(Misconfigured) as refused:
        await made.plays()
    assert str(refused.value) == ANOTHER_RECEIVES


async def test_an_outage_is_waited_out_with_pauses_of_ten_seconds_at_most(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(opened, monkeypatch, *[OUTAGE] * 8, [an_update(5)], OUTAGE, [])
    await made.plays()
    assert made.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0, 0.5]
    assert len(await all_rows(opened)) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
        (502, b"<html>Bad Gateway</html>"),
        (200, b"<html>a portal</html>"),
        (200, b'{"ok": true, "resu'),
        (200, {}),
        (200, []),
        (200, b"7"),
        (200, {"ok": True, "result": {"update_id": 5}}),
        (429, {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 3000}}),
        (404, {"ok": False, "error_code": 404, "description": "Not Found"}),
        httpx.ReadError("reset"),
        RuntimeError("whatever the transport makes of it"),
    ],
    ids=str,
)
async def test_it_recovers_from(opened: Database, monkeypatch: pytest.MonkeyPatch, trouble: Any) -> None:
    made = scene(opened, monkeypatch, trouble, [an_update(5)])
    await made.plays()
    assert len(made.pauses) == 1
    assert made.pauses[0] <= LONGEST_BACK_OFF
    assert len(await all_rows(opened)) == 1


async def test_what_is_no_update_holds_no_other_back(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(
        opened, monkeypatch, ["garbage", an_update(5), {"no": "number"}], ["garbage"], [an_update(6)]
    )
    await made.plays()
    assert [row.update_id for row in await all_rows(opened)] == [5, 6]
    assert made.pauses == [LONGEST_BACK_OFF]
