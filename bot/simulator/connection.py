"""A lean HTTP connection for calls of the Bot API, since a simulator must cost a benchmark little.

It serves what bots do all the time (POST, a form or JSON, a known length) at a third of the price of a
general server, and gives every other connection to uvicorn's own protocol.
"""

import asyncio
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from bot.simulator.doors import is_own_host
from bot.simulator.errors import ApiError, BrokenWire, unauthorized
from bot.simulator.http import HttpAnswer, answered, decoded_form, decoded_json, encoded, reset
from bot.simulator.telegram import Telegram

CALL = re.compile(rb"(?:POST|GET) /bot([^/ ?%]+)/(\w+) HTTP/1\.1\r\n")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CONTENT = re.compile(
    rb"\r\ncontent-type: *(application/json|application/x-www-form-urlencoded)", re.IGNORECASE
)
HOST = re.compile(rb"\r\nhost:[ \t]*([^\r\n]*)", re.IGNORECASE)
SPECIAL = re.compile(
    rb"\r\n(?:transfer-encoding|expect|upgrade|connection: *close|origin|sec-fetch-)", re.IGNORECASE
)
"""What makes a request less plain; browsers send the last two."""
JSON = b"application/json"
LONGEST_BODY = 1024 * 1024
LOGGER = logging.getLogger(__name__)
PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class PlainCall:
    """What the head of a request says, when it is as plain as bots' requests usually are."""

    token: str
    method: str
    length: int
    is_json: bool


def plain_call(head: bytes, bound: str) -> PlainCall | None:
    """Read the head of a request; None when it is anything but a short form, JSON or nothing for a method of ours."""
    host = HOST.search(head)
    if not host or not is_own_host(host[1].decode("latin-1").strip(), bound):
        return None
    call, content, stated = CALL.match(head), CONTENT.search(head), LENGTH.search(head)
    length = int(stated[1]) if stated else 0
    if not call or SPECIAL.search(head) or length > LONGEST_BODY or (length and not content):
        return None
    is_json = content is not None and content[1].lower() == JSON
    return PlainCall(call[1].decode(), call[2].decode(), length, is_json)


class Connection(asyncio.Protocol):
    """One connection; it becomes one of uvicorn's at the first request that is not a plain call."""

    def __init__(
        self,
        tg: Telegram,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._tg = tg
        self._config, self._state, self._app_state = config, server_state, app_state
        self._loop = _loop or asyncio.get_running_loop()
        self._connections: set[Any] = server_state.connections
        self._buffer = b""
        self._serving: asyncio.Task[None] | None = None
        self._is_ending = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the socket; what was asked goes on, as it would at Telegram."""
        self._connections.discard(self)

    def shutdown(self) -> None:
        """End after the answer that is under way."""
        self._is_ending = True
        if self._serving is None:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        """Serve the next request once it is whole."""
        self._buffer += data
        if self._serving is None:
            self._advance()

    def _advance(self) -> None:
        """Begin to serve the first request in the buffer, if it is whole."""
        begins = self._buffer.find(b"\r\n\r\n") + 4
        if begins < 4:
            return
        call = plain_call(self._buffer[: begins - 2], self._config.host)
        if call is None:
            self._hand_over()
            return
        ends = begins + call.length
        if len(self._buffer) < ends:
            return
        body, self._buffer = self._buffer[begins:ends], self._buffer[ends:]
        self._serving = self._loop.create_task(self._serve(call, body))
        self._state.tasks.add(self._serving)
        self._serving.add_done_callback(self._state.tasks.discard)

    def _hand_over(self) -> None:
        """Let uvicorn's own protocol serve this connection from here on."""
        self._connections.discard(self)
        other = H11Protocol(self._config, self._state, self._app_state, self._loop)
        self.transport.set_protocol(other)
        other.connection_made(self.transport)
        other.data_received(self._buffer)

    async def _serve(self, call: PlainCall, body: bytes) -> None:
        try:
            if call.token != self._tg.token:
                raise unauthorized()
            params = (decoded_json if call.is_json else decoded_form)(body)
            self._write(await answered(self._tg, call.method, params, {}))
        except ApiError as refusal:
            self._write(encoded(refusal.code, refusal.body()))
        except BrokenWire:
            reset(self.transport)
        except Exception:
            LOGGER.exception("the simulator failed at %s", call.method)
            self._write(encoded(500, ApiError(500, "Internal Server Error").body()))
        finally:
            self._serving = None
        if self._is_ending:
            self.transport.close()
        elif self._buffer and not self.transport.is_closing():
            self._advance()

    def _write(self, answer: HttpAnswer) -> None:
        if self.transport.is_closing():
            return
        lines = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        head = f"HTTP/1.1 {answer.status} {PHRASES[answer.status]}\r\n{lines}\r\n"
        self.transport.write(head.encode() + answer.payload)
