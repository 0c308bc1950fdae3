"""run, web, worker, migrate: the processes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from bot import app, logs
from bot.config import Settings
from bot.db import database_url
from bot.errors import Misconfigured
from bot.migrating import is_current, migrate

Verbs = Any
"""argparse's own type of a group of sub-commands is private."""

SEPARATE_PROCESSES = (
    "`{verb}` needs PostgreSQL in DATABASE_URL: its processes share no disk, and on a Procfile host the disk of each "
    "is lost at a restart. With SQLite, use `run`, which does everything in one process."
)
LOST_DISK = (
    "DATABASE_URL is missing, and on this host (DYNO is set) a SQLite file would be lost at each restart. "
    "Add a PostgreSQL database."
)


def add_to(verbs: Verbs) -> None:
    """The verbs of this file."""
    described = {
        "run": ("everything in one process: long polling, sending, timetable", run),
        "web": ("webhook, health and metrics; needs PostgreSQL", web),
        "worker": ("sending and timetable for `web`; needs PostgreSQL", worker),
        "migrate": ("bring the database to the newest schema", migrate_database),
    }
    for verb, (words, act) in described.items():
        verbs.add_parser(verb, help=words, description=words).set_defaults(act=act)


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


def run(chosen: argparse.Namespace) -> int:
    """Everything in one process."""
    settings = settings_with_logs()
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    written = settings.database_url.get_secret_value()
    _check(settings)
    with alone_on(written):
        await migrate(written)
        # Until it is assembled there is nothing to end cleanly: a signal ends it as it ends any program
        async with app.assembled(settings, is_alone=True) as machine, stopping() as stopped:
            spare_what_stays()
            await app.run(machine, stopped)
    return 0


def web(chosen: argparse.Namespace) -> int:
    """Webhook, health and metrics."""
    settings = settings_with_logs()
    return asyncio.run(_serve(settings, "web", app.web))


def worker(chosen: argparse.Namespace) -> int:
    """Sending and the timetable."""
    settings = settings_with_logs()
    return asyncio.run(_serve(settings, "worker", app.worker))


async def _serve(
    settings: Settings, verb: str, serve: Callable[[app.Machine, asyncio.Event], Awaitable[None]]
) -> int:
    written = settings.database_url.get_secret_value()
    if _is_sqlite(written):
        raise Misconfigured(SEPARATE_PROCESSES.format(verb=verb))
    _check(settings)
    if not await is_current(written):
        raise Misconfigured("The database is not at the newest schema: run `python -m bot migrate` first.")
    async with app.assembled(settings, is_alone=False) as machine, stopping() as stopped:
        spare_what_stays()
        await serve(machine, stopped)
    return 0


def migrate_database(chosen: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""
    settings = settings_with_logs()
    _ = (
        settings.keys
    )  # what is encrypted needs its key from the first day: say so now, not at the first phone number
    asyncio.run(migrate(settings.database_url.get_secret_value()))
    print("The database is at the newest schema.")
    return 0


def _check(settings: Settings) -> None:
    """Name what is missing before anything is opened."""
    _ = settings.keys, settings.token


def spare_what_stays() -> None:
    """Take what the program consists of out of the garbage collector's way.

    It lives as long as the process; looking through it takes 90 ms each time, in which nobody is answered.
    """
    gc.freeze()


def _is_sqlite(written: str) -> bool:
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
def alone_on(written: str) -> Any:
    """Hold a SQLite file for one running bot; the lock ends with the process, however it ends. Raises Misconfigured."""
    if not _is_sqlite(written) or sys.platform == "win32":
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
