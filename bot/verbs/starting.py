"""What verbs begin with: the settings, the database, the one bot on a SQLite file, the signals that end it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import logs, sqlite
from bot.config import Settings
from bot.db import Database, database_url, others_called
from bot.errors import Misconfigured
from bot.migrating import is_current
from bot.models.secrets import RING
from bot.moment import Moment
from bot.services import secrets

NOT_MIGRATED = "The database is not at the newest schema: run `python -m bot migrate` first."
NO_FILE = "There is no file {file} yet: run `python -m bot migrate` first, or `run`, which makes it too."


def settings_with_logs() -> Settings:
    """The settings, with logging set up so that no secret is logged. Raises Misconfigured."""
    settings = Settings.from_environment()
    _ = settings.database
    logs.set_up(
        settings.log_level,
        settings.bot_token.get_secret_value(),
        settings.webhook_secret.get_secret_value(),
        settings.metrics_token.get_secret_value(),
        *settings.data_key.get_secret_value().split(","),
    )
    return settings


def moment_of(settings: Settings) -> Moment:
    """Now, as the settings have it."""
    return Moment(datetime.now(UTC), settings.zone, settings.owner_ids)


@asynccontextmanager
async def opened(settings: Settings, *, has_all_keys: bool = True) -> AsyncIterator[Database]:
    """The database of the settings, unlocked. Raises Misconfigured: not there, not migrated, or another key's, unless
    it is known that not `has_all_keys`."""
    RING.unlock(settings.keys)
    file = sqlite_file(settings.database)
    if file is not None and not file.exists():
        raise Misconfigured(NO_FILE.format(file=file))
    if not await is_current(settings.database):
        raise Misconfigured(NOT_MIGRATED)
    async with Database(settings.database, patience=sqlite.PATIENT_SECONDS) as database:
        async with database.transaction() as session:
            if has_all_keys and not await secrets.is_sealed_with_our_keys(session):
                raise Misconfigured(secrets.LACKS_KEY)
        yield database


def sqlite_file(written: str) -> Path | None:
    """The file that a database URL, as the operator wrote it, names; None for PostgreSQL. Raises Misconfigured."""
    url = database_url(written)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


@contextmanager
def alone_on(written: str, called: str = "") -> Iterator[None]:
    """Hold a SQLite file for one running bot; the lock ends with the process, however it ends. Raises Misconfigured.

    Others find in the lock's file what this process is `called`.
    """
    file = sqlite_file(written)
    if file is None or sys.platform == "win32":
        yield
        return
    import fcntl

    file.parent.mkdir(parents=True, exist_ok=True)
    with _lock_file(file).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Misconfigured("Another bot is running on this database already; stop it first.") from None
        handle.truncate(0)
        handle.write(called)
        handle.flush()
        yield


def _lock_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


async def running_on(written: str, database: Database) -> set[str]:
    """What the bots that run on a database are `called`."""
    file = sqlite_file(written)
    if file is None:
        async with database.reading() as session:
            return await others_called(session)
    try:
        with alone_on(written):
            return set()
    except Misconfigured:
        return {_lock_file(file).read_text(encoding="utf-8")}


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


def spare_what_stays() -> None:
    """Take what the program consists of out of the garbage collector's way.

    It lives as long as the process; looking through it takes 90 ms each time, in which nobody is answered.
    """
    gc.freeze()
