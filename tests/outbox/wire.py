"""A server on loopback that answers each call as it is told: with bytes, with silence, or with a reset."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

RESET = b"reset"
HANG = b"hang"
SENT = {"ok": True, "result": {"message_id": 55, "date": 0, "chat": {"id": 7, "type": "private"}}}


class Wire:
    """`answers` are used one after the other, the last one for ever; `heard` are the requests."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.heard: list[bytes] = []
        self.resets_at_once = False
        self._closing = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            while not self.resets_at_once:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    line for line in head.lower().splitlines() if line.startswith(b"content-length")
                )
                self.heard.append(head + await reader.readexactly(int(length.split(b":")[1])))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer == HANG:
                    await self._closing.wait()
                if answer in (RESET, HANG):
                    break
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            reset(writer)

    def hang_up(self) -> None:
        """Reset what is connected now."""
        for writer in self._writers:
            reset(writer)

    def close(self) -> None:
        self._closing.set()
        self.hang_up()


def reset(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    if connection.fileno() < 0:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def answer(status: int, body: Any, kind: str = "application/json") -> bytes:
    """An HTTP answer; a body that is no string goes as JSON."""
    payload = (body if isinstance(body, str) else json.dumps(body)).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


def refusal(status: int, description: str, **parameters: Any) -> bytes:
    """An answer as Telegram words its refusals."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return answer(status, body | ({"parameters": parameters} if parameters else {}))


@asynccontextmanager
async def listening(wire: Wire) -> AsyncIterator[str]:
    """The root of the addresses at which the wire is reached."""
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        wire.close()
        server.close()
        await asyncio.sleep(0)


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
