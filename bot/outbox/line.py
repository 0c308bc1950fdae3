"""The line to Telegram: python-telegram-bot's request over aiohttp, with the failures told apart.

The library's default transport collapses when calls overlap (8-13 ms of CPU a message at 50-120 ms of latency,
against 0.5 ms through aiohttp).
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

CONNECTIONS = 512
READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
POOL_SECONDS = 10.0
"""For a free connection and for a new one to stand together: aiohttp counts both."""
DEFAULT_WAIT = timedelta(seconds=5)
"""What we wait after a 429 that does not say how long."""

BEFORE_THE_SEND = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    httpx.ConnectError,
    httpx.PoolTimeout,
)
"""The connection never stood. Looked for by aiohttp's own classes: the transport reports a connection that broke
*after* the request began as httpx.ConnectTimeout too."""


class ServerFault(NetworkError):
    """Telegram answered 5xx, or something on the way refused the call in words of its own."""


class Throttled(RetryAfter):
    """Telegram answered 429: wait so long. The library's own attribute warns at each look that its type will change."""

    def __init__(self, wait: timedelta) -> None:
        TelegramError.__init__(self, f"429: wait {wait.total_seconds():.0f} s")
        self.wait = wait


class Unauthorized(InvalidToken):
    """Telegram answered 401: the token is not, or no longer, a bot's."""


class Line(HTTPXRequest):
    """HTTPXRequest over aiohttp; 5xx, 429 and 401 have classes of their own."""

    def __init__(self) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=60)
        super().__init__(
            connection_pool_size=CONNECTIONS,
            read_timeout=READ_SECONDS,
            write_timeout=READ_SECONDS,
            connect_timeout=CONNECT_SECONDS,
            pool_timeout=POOL_SECONDS,
            httpx_kwargs={"transport": AiohttpTransport(limits=limits)},
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See `BaseRequest.do_request`. Raises what `raise_for` does."""
        code, payload = await super().do_request(*args, **kwargs)
        raise_for(code, payload)
        return code, payload


def raise_for(code: int, payload: bytes) -> None:
    """Raise ServerFault for 5xx and for refusals that are not Telegram's, Throttled for 429, Unauthorized for 401.

    The body may be garbage. A refusal that is no JSON comes from a proxy or a portal on the way: the call did not
    arrive.
    """
    if code < httpx.codes.MULTIPLE_CHOICES:
        return
    body = _decoded(payload)
    if code == httpx.codes.UNAUTHORIZED:
        raise Unauthorized("Unauthorized")
    if code == httpx.codes.TOO_MANY_REQUESTS:
        raise Throttled(_wait(body))
    if code >= httpx.codes.INTERNAL_SERVER_ERROR or "description" not in body:
        raise ServerFault(f"Telegram answered {code}")


def _decoded(payload: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty when it holds none."""
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _wait(body: dict[str, Any]) -> timedelta:
    try:
        return timedelta(seconds=max(1, int(body["parameters"]["retry_after"])))
    except (LookupError, TypeError, ValueError, OverflowError):
        return DEFAULT_WAIT


def form(parameters: dict[str, object]) -> RequestData:
    """Parameters for a method whose raw answer is wanted: the library's own methods parse what they get."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


def began(error: BaseException) -> bool:
    """Whether a failed call may have reached Telegram, judging by what caused the error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, BEFORE_THE_SEND):
            return False
        cause = cause.__cause__
    return True


def open_bot(token: str, api_url: str, calls: BaseRequest, polls: BaseRequest) -> Bot:
    """A Bot that speaks to `api_url`: long polling through `polls`, everything else through `calls`."""
    return Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=calls,
        get_updates_request=polls,
    )
