"""Serving HTTP: what is sent by halves is closed, and an answer does not say which program gave it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette

from bot.web import server, webhook
from bot.web.server import serving
from bot.web.webhook import SECRET_HEADER

SECRET = "a-secret"
HEAD = f"POST /telegram HTTP/1.1\r\nHost: bot\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 12\r\n\r\n".encode()
UPDATE = b'{"update_id":5}'
WHOLE = HEAD.replace(b"12", str(len(UPDATE)).encode()) + UPDATE


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    async def keep(raws: object) -> None:
        """Take longer than a request may take to arrive."""
        await asyncio.sleep(0.3)

    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.2)
    app = Starlette(routes=[webhook.route("/telegram", SECRET, keep)])
    async with serving(app, 0, "127.0.0.1") as opened:
        yield opened


async def answer_to(port: int, *parts: bytes) -> bytes:
    """All that comes back until the connection is closed; the parts are sent one by one, and then no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = asyncio.create_task(reader.read())
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.07)
    async with asyncio.timeout(5):
        answer = await answered
    writer.close()
    return answer


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"POST /tele",),
        (b"POST /telegram HTTP/1.1\r\n", b"a: b\r\n", b"c: d\r\n", b"e: f\r\n"),
        (HEAD,),
        (HEAD, b'{"up', b"d", b"a", b"t"),
    ],
    ids=["nothing", "half a line", "slow headers", "no body", "a slow body"],
)
async def test_what_is_sent_by_halves_is_closed(
    port: int, parts: tuple[bytes, ...], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    try:
        answer = await answer_to(port, *parts)
    except ConnectionResetError:
        answer = b""
    assert answer == b""
    assert caplog.messages == []


async def test_a_whole_request_is_answered_however_long_that_takes_and_names_no_program(port: int) -> None:
    close = WHOLE.replace(b"Host: bot\r\n", b"Host: bot\r\nConnection: close\r\n")
    answer = await answer_to(port, WHOLE + close)
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert b"server:" not in answer.lower()
