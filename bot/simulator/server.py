"""A simulator that listens: uvicorn without its handling of signals, which kills the process in the end."""

import asyncio
import contextlib
import functools
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn

from bot.simulator.connection import Connection
from bot.simulator.http import Front, create_app
from bot.simulator.telegram import Telegram

KEEP_ALIVE = 75
"""Seconds that an idle connection stays open; Telegram's servers are patient too."""
GRACE = 2
"""Seconds for answers under way when the server ends."""


class Server(uvicorn.Server):
    """Serves one simulator; signals are left to whoever runs it."""

    def __init__(
        self, tg: Telegram, host: str = "127.0.0.1", port: int = 0, app: Front | None = None
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app or create_app(tg, bound=host),
                host,
                port,
                http=functools.partial(Connection, tg),  # type: ignore[arg-type]
                access_log=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE,
                log_config=None,
                lifespan="off",
                timeout_graceful_shutdown=GRACE,
            )
        )

        self.on_listening: Callable[[str], None] = lambda url: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self.on_listening(self.url)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield

    @property
    def url(self) -> str:
        """Where it listens, once it does."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"


@contextlib.asynccontextmanager
async def listening(tg: Telegram, port: int = 0, app: Front | None = None) -> AsyncIterator[str]:
    """Serve a simulator on a loopback port (0: any free one) while the block runs; gives the root of its addresses.

    SystemExit when the port is taken, as uvicorn has it.
    """
    server = Server(tg, port=port, app=app)
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    try:
        yield server.url
    finally:
        tg.close()
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        while server.server_state.tasks:
            await asyncio.wait(server.server_state.tasks)


async def serve(tg: Telegram, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `tell` is called with the address once it listens."""
    server = Server(tg, host, port)
    server.on_listening = tell

    def stop() -> None:
        tg.close()
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await server.serve()
