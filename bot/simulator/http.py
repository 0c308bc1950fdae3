"""The front over HTTP: the Bot API as Telegram serves it, and the control API beside it."""

import asyncio
import json
import socket
import struct
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.simulator.control import routes
from bot.simulator.errors import ApiError, BrokenWire, Garbled, bad_request
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Json, Upload

UNAUTHORIZED: Json = {"ok": False, "error_code": 401, "description": "Unauthorized"}
NOT_FOUND: Json = {"ok": False, "error_code": 404, "description": "Not Found"}
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
Headers = list[tuple[bytes, bytes]]


class Front(Starlette):
    """An ASGI application. Calls of the Bot API go past routing and middleware: benchmarks live there."""

    def __init__(self, tg: Telegram, *, control: bool) -> None:
        super().__init__(routes=routes(tg) if control else [])
        self.tg = tg

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event of ASGI."""
        path = scope.get("path", "")
        if path.startswith("/bot"):
            await self._serve_method(path[4:], scope, receive, send)
        elif path.startswith("/file/bot"):
            await self._serve_file(path[9:], send)
        else:
            await super().__call__(scope, receive, send)

    async def _serve_method(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        token, _, method = path.partition("/")
        if token != self.tg.token:
            return await _answer(send, 401, UNAUTHORIZED)
        try:
            params, files = await _read(scope, receive)
            status, body = await self.tg.call(method, params, files)
        except Garbled as garbled:
            return await _send(send, 200, garbled.payload, [(b"content-type", b"text/html")])
        except BrokenWire:
            return await _reset(receive, send)
        except ApiError as refusal:
            status, body = refusal.code, refusal.body()
        return await _answer(send, status, body)

    async def _serve_file(self, path: str, send: Send) -> None:
        token, _, name = path.partition("/")
        if token != self.tg.token:
            return await _answer(send, 401, UNAUTHORIZED)
        file = self.tg.files.at(unquote(name))
        if file is None:
            return await _answer(send, 404, NOT_FOUND)
        return await _send(send, 200, file.content(), [(b"content-type", b"application/octet-stream")])


def create_app(tg: Telegram, *, control: bool = True) -> Front:
    """Serve a simulator at /bot<token>/<method> and /file/bot<token>/<path>; with control at /sim/… too."""
    return Front(tg, control=control)


async def _read(scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    """Parameters and files of a request: query string, JSON, form or multipart."""
    params: Json = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    if kind.startswith(b"multipart/"):
        return await _read_multipart(params, scope, receive)
    body = await _body(receive)
    if kind.startswith(b"application/json"):
        params |= _json(body)
    elif body:
        params |= parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return params, {}


def _json(body: bytes) -> Json:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    return given if isinstance(given, dict) else {}


async def _body(receive: Receive) -> bytes:
    message: MutableMapping[str, Any] = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _read_multipart(params: Json, scope: Scope, receive: Receive) -> tuple[Json, dict[str, Upload]]:
    files: dict[str, Upload] = {}
    async with Request(scope, receive).form(max_part_size=1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = (value.filename or name, await value.read())
            else:
                params[name] = value
    return params, files


async def _answer(send: Send, status: int, body: Json) -> None:
    headers = [(b"content-type", b"application/json")]
    if status == 429:
        headers.append((b"retry-after", str(body["parameters"]["retry_after"]).encode()))
    await _send(send, status, json.dumps(body).encode(), headers)


async def _send(send: Send, status: int, payload: bytes, headers: Headers) -> None:
    headers.append((b"content-length", str(len(payload)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": payload})


async def _reset(receive: Receive, send: Send) -> None:
    """Close the socket under the caller with a TCP reset; uvicorn's `send` is a method of what holds it."""
    transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
