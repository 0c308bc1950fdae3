"""The line to Telegram: python-telegram-bot's request over aiohttp, with the failures told apart.

The library's own transport collapses when calls overlap (8-13 ms of CPU a message at 50-120 ms of latency).
"""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import httpx
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

CONNECTIONS = 512
READ_SECONDS = 20.0
CONNECT_SECONDS = 10.0
"""For a free connection and for a new one to stand, together."""
KEEP_SECONDS = 60.0
DEFAULT_WAIT = timedelta(seconds=5)
"""What we wait after a 429 that does not say how long."""

KNOWN_REFUSALS = frozenset({400, 403, 404, 409})
"""The library raises an error of its own for each of these; for any other status it leaves open whether Telegram has
answered at all."""

BEFORE_THE_SEND = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    httpx.ConnectError,
    httpx.PoolTimeout,
)
"""The connection never stood. httpx's are what the library's own transport, and the simulator in process, raise."""


class ServerFault(NetworkError):
    """Telegram answered 5xx, or something on the way refused the call in words of its own."""


class Throttled(RetryAfter):
    """Telegram answered 429: wait so long. The library's own attribute warns at each look that its type will change."""

    def __init__(self, wait: timedelta) -> None:
        TelegramError.__init__(self, f"429: wait {wait.total_seconds():.0f} s")
        self.wait = wait


class Unauthorized(InvalidToken):
    """Telegram answered 401: the token is not, or no longer, a bot's."""


class AiohttpRequest(BaseRequest):
    """A request backend over aiohttp; 5xx, 429 and 401 have classes of their own."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Make ready; connections are opened as they are needed."""
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=CONNECTIONS, keepalive_timeout=KEEP_SECONDS, ssl=httpx.create_ssl_context()
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_others: Any,
        **_timeouts: Any,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the line is not open")
        patience = READ_SECONDS if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with self._session.request(
                method,
                url,
                **_body(request_data),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(connect=CONNECT_SECONDS, sock_read=patience),
            ) as answer:
                code, payload = answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error
        raise_for(code, payload)
        return code, payload


def _body(data: RequestData | None) -> dict[str, Any]:
    """Parameters as JSON; where there are files, all of it as a multipart form."""
    if data is None:
        return {}
    if not (files := data.multipart_data):
        content = json.dumps(data.parameters).encode()
        return {"data": content, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(data.json_parameters)
    for field, (name, file, kind) in files.items():
        form.add_field(field, file, filename=name, content_type=kind)
    return {"data": form}


def raise_for(code: int, payload: bytes) -> None:
    """Raise ServerFault for 5xx and for refusals that are not Telegram's, Throttled for 429, Unauthorized for 401, and
    BadRequest for a status that the library does not know, such as 413 and 421.

    The body may be garbage. A refusal that is no JSON comes from a proxy or a portal on the way: the call did not
    arrive.
    """
    if code < HTTPStatus.MULTIPLE_CHOICES:
        return
    body = _decoded(payload)
    if code == HTTPStatus.UNAUTHORIZED:
        raise Unauthorized("Unauthorized")
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        raise Throttled(_wait(body))
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR or "description" not in body:
        raise ServerFault(f"Telegram answered {code}")
    if code not in KNOWN_REFUSALS:
        raise BadRequest(str(body["description"]))


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


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """The raw result of a method; a parameter that is None is left out. The library's own methods cost more than the
    call itself: they build objects of what is sent, and parse what comes back, which nobody looks at."""
    return await post(bot.request, f"{bot.base_url}/{method}", parameters)


async def post(
    request: BaseRequest, url: str, parameters: dict[str, Any], read_timeout: float = READ_SECONDS
) -> Any:
    """The same through a given request, with a patience (s) of its own."""
    data = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
    return await request.post(url, data, read_timeout=read_timeout)


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
