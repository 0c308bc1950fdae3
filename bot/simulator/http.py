"""The front over HTTP: the Bot API as Telegram serves it, and the control API beside it."""

import asyncio
import json
import socket
import struct
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from bot.simulator import doors
from bot.simulator.control import control_routes
from bot.simulator.errors import ApiError, BrokenWire, Garbled, bad_request, not_found, unauthorized
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json, Upload

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
MOST_FIELD = 1024 * 1024


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What goes back over the socket."""

    status: int
    payload: bytes
    content_type: str = "application/json"
    retry_after: int | None = None

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers of the answer."""
        headers = [("content-type", self.content_type), ("content-length", str(len(self.payload)))]
        return headers if self.retry_after is None else [*headers, ("retry-after", str(self.retry_after))]


def encoded(status: int, body: Json) -> HttpAnswer:
    """A body of the Bot API as an answer; a 429 names its seconds in a header too."""
    retry_after = body["parameters"]["retry_after"] if status == 429 else None
    return HttpAnswer(status, json.dumps(body).encode(), retry_after=retry_after)


async def answered(tg: Telegram, method: str, params: Json, files: dict[str, Upload]) -> HttpAnswer:
    """Serve one call. Raises BrokenWire when the connection is to be reset."""
    try:
        return encoded(*await tg.call(method, params, files))
    except Garbled as garbled:
        return HttpAnswer(200, garbled.payload, "text/html")


def decoded_form(body: bytes) -> Json:
    """The parameters of an urlencoded form."""
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def decoded_json(body: bytes) -> Json:
    """The parameters of a JSON object; ApiError 400 when the body is none."""
    try:
        given = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("can't parse request JSON object") from None
    return given if isinstance(given, dict) else {}


def reset(transport: asyncio.Transport) -> None:
    """Close the socket under the caller, who may be gone already, with a TCP reset."""
    if transport.is_closing():
        return
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()


class Front(Starlette):
    """An ASGI application; calls of the Bot API go past routing and middleware. `bound` is where it listens."""

    def __init__(self, tg: Telegram, routes: Sequence[BaseRoute], bound: str) -> None:
        super().__init__(routes=routes)
        self.tg = tg
        self.bound = bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event of ASGI."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (
            why := doors.refusal(scope["method"], path, Headers(scope=scope), self.bound)
        ):
            return await JSONResponse({"error": why}, 403)(scope, receive, send)
        if not path.startswith(("/bot", "/file/bot")):
            return await super().__call__(scope, receive, send)
        try:
            answer = await self._answer(path, scope, receive)
        except ApiError as refusal:
            answer = encoded(refusal.code, refusal.body())
        except BrokenWire:
            return await _reset(receive, send)
        headers = [(name.encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        return await send({"type": "http.response.body", "body": answer.payload})

    async def _answer(self, path: str, scope: Scope, receive: Receive) -> HttpAnswer:
        token, _, rest = path.partition("/bot")[2].partition("/")
        if token != self.tg.token:
            raise unauthorized()
        if not path.startswith("/file/"):
            return await answered(self.tg, rest, *await _read(scope, receive))
        if self.tg.faults.outage:
            raise BrokenWire
        file = self.tg.files.at(unquote(rest))
        if file is None:
            raise not_found()
        return HttpAnswer(200, file.content(), "application/octet-stream")


def create_app(tg: Telegram, *, routes: Sequence[BaseRoute] = (), bound: str = "127.0.0.1") -> Front:
    """Serve a simulator at /bot<token>/<method>, /file/bot<token>/<path> and /sim/…, and `routes` beside it.

    `bound` is the address that is listened on.
    """
    return Front(tg, [*control_routes(tg), *routes], bound)


async def _read(scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    """Parameters and files of a request: query string, JSON, form or multipart."""
    params = decoded_form(scope["query_string"])
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    if kind.startswith(b"multipart/"):
        return await _read_multipart(params, scope, receive)
    body = await _body(receive)
    return params | (decoded_json if kind.startswith(b"application/json") else decoded_form)(body), {}


async def _body(receive: Receive) -> bytes:
    message: MutableMapping[str, Any] = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _read_multipart(params: Json, scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    files: dict[str, Upload] = {}
    try:
        async with Request(scope, receive).form(max_part_size=MOST_FIELD) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = (value.filename or name, await value.read())
                else:
                    params[name] = value
    except MultiPartException as wrong:
        raise bad_request(wrong.message) from None
    return params, files


async def _reset(receive: Receive, send: Send) -> None:
    """End the request by resetting its connection; uvicorn's `send` is a method of what holds the socket."""
    reset(send.__self__.transport)  # type: ignore[attr-defined]
    while (await receive())["type"] != "http.disconnect":
        pass
