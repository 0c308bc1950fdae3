"""What verbs begin with: the settings, the one bot that may run on a SQLite file, the signals that end it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from bot import logs
from bot.config import Settings
from bot.db import database_url
from bot.errors import Misconfigured

LOST_DISK = (
    "DATABASE_URL is missing, and on this host (DYNO is set) a SQLite file would be lost at each restart. "
    "Add a PostgreSQL database."
)


def settings_with_logs() -> Settings:
    """The settings, with logging set up so that no secret is logged. Raises Misconfigured."""
    settings = Settings.from_environment()
    if os.environ.get("DYNO") and not settings.database_url_was_given:
        raise Misconfigured(LOST_DISK)
    logs.set_up(
        settings.log_level,
        settings.bot_token.get_secret_value(),
        settings.webhook_secret.get_secret_value(),
        *settings.data_key.get_secret_value().split(","),
    )
    return settings


def spare_what_stays() -> None:
    """Take what the program consists of out of the garbage collector's way.

    It lives as long as the process; looking through it takes 90 ms each time, in which nobody is answered.
    """
    gc.freeze()


def is_sqlite(written: str) -> bool:
    """Whether a database URL, as the operator wrote it, names a SQLite file. Raises Misconfigured."""
    return database_url(written).get_backend_name() == "sqlite"


@asynccontextmanager
async def stopping() -> AsyncIterator[asyncio.Event]:
    """An event that SIGTERM and Ctrl-C set, for the length of the block."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    caught = (signal.SIGTERM, signal.SIGINT)
    for number in caught:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in caught:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)


@contextlib.contextmanager
def alone_on(written: str) -> Iterator[None]:
    """Hold a SQLite file for one running bot; the lock ends with the process, however it ends. Raises Misconfigured."""
    if not is_sqlite(written) or sys.platform == "win32":
        yield
        return
    import fcntl

    path = Path(f"{database_url(written).database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle: IO[str]
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured("Another bot is running on this database already; stop it first.") from None
        yield
