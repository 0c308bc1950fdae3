"""The front for tests: python-telegram-bot talks to the simulator without sockets."""

import asyncio
import json
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.simulator.errors import ApiError, ConnectionReset, Garbled, Unreachable, not_found, unauthorized
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json, Upload


class InProcess(BaseRequest):
    """A request backend whose network is a simulator in the same process.

    Faults raise what HTTPXRequest raises: TimedOut or NetworkError with the httpx error as its cause.
    Timeouts are in seconds, None waits for ever.
    """

    def __init__(self, tg: Telegram, read_timeout: float | None = 5.0) -> None:
        self._tg = tg
        self._read_timeout = read_timeout
        self._under_way: set[asyncio.Task[tuple[int, Json]]] = set()

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Serve one request; see BaseRequest."""
        is_default = isinstance(read_timeout, type(BaseRequest.DEFAULT_NONE))
        patience = self._read_timeout if is_default else read_timeout
        try:
            async with asyncio.timeout(patience):
                return await self._serve(unquote(urlsplit(url).path), request_data)
        except TimeoutError as error:
            raise TimedOut from _caused(httpx.ReadTimeout(""), error)
        except Unreachable as error:
            cause = httpx.ConnectError("All connection attempts failed")
            raise NetworkError(f"httpx.ConnectError: {cause}") from _caused(cause, error)
        except ConnectionReset as error:
            raise NetworkError("httpx.ReadError: ") from _caused(httpx.ReadError(""), error)
        except Garbled as garbled:
            return 200, garbled.payload

    async def _serve(self, path: str, request_data: RequestData | None) -> tuple[int, bytes]:
        head, _, rest = path.partition(f"/bot{self._tg.token}/")
        if not rest:
            return _refused(unauthorized())
        if head.endswith("/file"):
            if self._tg.faults.outage:
                raise Unreachable
            file = self._tg.files.at(rest)
            return (200, file.content()) if file else _refused(not_found())
        # through JSON, so that the library's enumerations arrive as the strings that a wire would carry
        params = json.loads(json.dumps(request_data.parameters)) if request_data else {}
        files = (
            {name: _read(part) for name, part in request_data.multipart_data.items()} if request_data else {}
        )
        return _encoded(*await self._call(rest, params, files))

    async def _call(self, method: str, params: Json, files: dict[str, Upload]) -> tuple[int, Json]:
        if self._tg.faults.is_quiet or method.lower() == "getupdates":
            return await self._tg.call(method, params, files)
        # what was sent arrives, though the caller may have stopped waiting by then
        call = asyncio.create_task(self._tg.call(method, params, files))
        self._under_way.add(call)
        call.add_done_callback(self._forget)
        return await asyncio.shield(call)

    def _forget(self, call: asyncio.Task[tuple[int, Json]]) -> None:
        self._under_way.discard(call)
        if not call.cancelled():
            call.exception()


def _caused(cause: httpx.HTTPError, error: BaseException) -> httpx.HTTPError:
    cause.__cause__ = error
    return cause


def _read(part: tuple[str, bytes | IO[bytes], str]) -> Upload:
    """One file of a multipart request, which may be a file handle."""
    name, content, _ = part
    return name, content if isinstance(content, bytes) else content.read()


def _encoded(status: int, body: Json) -> tuple[int, bytes]:
    return status, json.dumps(body).encode()


def _refused(refusal: ApiError) -> tuple[int, bytes]:
    return _encoded(refusal.code, refusal.body())
