"""SQLite: a file of our own, in WAL mode, with one writer; and what is deleted in it leaves the disk."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_SECONDS = 5.0
"""How long a write waits for another process's before it gives up."""
PATIENT_SECONDS = 60.0
"""The same, where nobody waits for an answer: migrations and verbs of the shell."""
BUSY_AGAIN_SECONDS = 0.02
SYNCHRONOUS = "FULL"
"""SQLite waits until a commit is on the disk, so that what is confirmed outlives a power cut."""


def _has_pow() -> bool:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute("SELECT 1 FROM pragma_function_list WHERE name = 'pow'").fetchone()
    return found is not None


HAS_POW = _has_pow()
"""Whether SQLite was built with its mathematical functions, as not all are; scores decay by `pow`."""
OWNER_ONLY = 0o600
BESIDE = ("", "-wal", "-shm")
"""What belongs to a database: the file, its log and the log's index (https://sqlite.org/wal.html)."""


class FileGone(Exception):
    """The file of the open database was deleted, or another one is in its place; the text is a sentence for the
    operator."""


class File:
    """The file of a database, which stays the one that it was."""

    def __init__(self, url: URL) -> None:
        self.path = Path(str(url.database))
        self._was: tuple[int, int] | None = None

    def check(self) -> None:
        """Raises FileGone. What is written to a file without a name would be lost, and answered all the same."""
        try:
            found = self.path.stat()
        except OSError:
            is_it = False
        else:
            self._was = self._was or (found.st_dev, found.st_ino)
            is_it = self._was == (found.st_dev, found.st_ino)
        if not is_it:
            raise FileGone(
                f"{self.path} was deleted or replaced while it was open: put it back, or restore a backup, and start "
                "again. What came in meanwhile is still at Telegram."
            )

    def empty_log(self) -> bool:
        """Move what is committed from the log into the file, and empty the log, where what was deleted could still be
        read. False when somebody reads or writes just now (https://sqlite.org/pragma.html#pragma_wal_checkpoint)."""
        log = Path(f"{self.path}-wal")
        if not log.exists() or not log.stat().st_size:
            return True
        connection = sqlite3.connect(_there(self.path), uri=True, timeout=0, isolation_level=None)
        try:
            is_busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        finally:
            connection.close()
        return not is_busy

    def make_private(self) -> None:
        """Make the file where there is none; nobody but its owner may read it, or what SQLite puts beside it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        for suffix in BESIDE:
            part = Path(f"{self.path}{suffix}")
            if part.exists() and stat.S_IMODE(part.stat().st_mode) != OWNER_ONLY:
                part.chmod(OWNER_ONLY)


def _there(path: str | Path) -> str:
    """The file as it must be there already: where it was deleted, no empty one is made in its place."""
    return f"{Path(path).resolve().as_uri()}?mode=rw"


def open_engine(
    url: URL, *, size: int, begin: str, patience: float, is_read_only: bool = False
) -> AsyncEngine:
    """An engine for a file that is there, whose transactions begin as told."""
    engine = create_async_engine(
        url,
        hide_parameters=True,  # a log that shows an error must not show a row
        pool_size=size,
        max_overflow=0,
        pool_timeout=60,
        connect_args={"timeout": patience, "async_creator_fn": _connection},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: `begin` below does
        connection.run_async(partial(write_ahead, patience=patience))
        if not HAS_POW:
            connection.create_function("pow", 2, math.pow, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA busy_timeout={patience * 1000:.0f}")
        if is_read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.connection.driver_connection.begins_with = begin

    return engine


def _connection(path: str, **options: Any) -> aiosqlite.Connection:
    connection = _Connection(partial(sqlite3.connect, _there(path), uri=True, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it with a connection of its own making
    return connection


class _Connection(aiosqlite.Connection):
    """aiosqlite's, with a cursor that costs one hop to the connection's thread for each statement instead of four; and
    closed also when whoever was opening it did not wait for that.

    `begins_with` is the statement that begins a transaction: it goes along with the first of the transaction's own, and
    one without any costs nothing.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        self.begins_with = ""
        self._opened: sqlite3.Connection | None = None

        def open_it() -> sqlite3.Connection:
            self._opened = connect()
            return self._opened

        super().__init__(open_it, iter_chunk_size)

    def stop(self) -> asyncio.Future[Any] | None:
        self._tx.put_nowait((None, self._close_it))
        return super().stop()

    async def commit(self) -> None:
        if not self._never_began():
            await super().commit()

    async def rollback(self) -> None:
        if not self._never_began():
            await super().rollback()

    def _never_began(self) -> bool:
        began, self.begins_with = not self.begins_with, ""
        return not began

    def _close_it(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def cursor(self) -> Any:
        return _Cursor(self)


class _Cursor:
    """What SQLAlchemy asks of an asynchronous cursor: a statement, and all its rows together."""

    arraysize = 1
    rowcount = -1
    lastrowid: int | None = None
    description: Any = None

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._there: Callable[..., Awaitable[None]] = connection._execute
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        await self._there(self._run, self._connection._conn.execute, sql, parameters)

    async def executemany(self, sql: str, rows: Any) -> None:
        await self._there(self._run, self._connection._conn.executemany, sql, rows)

    def _run(self, execute: Callable[[str, Any], sqlite3.Cursor], sql: str, parameters: Any) -> None:
        if begin := self._connection.begins_with:
            self._connection.begins_with = ""
            self._connection._conn.execute(begin)
        cursor = execute(sql, parameters)
        self._rows = cursor.fetchall()
        self.description, self.rowcount, self.lastrowid = (
            cursor.description,
            cursor.rowcount,
            cursor.lastrowid,
        )
        cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """It is closed already."""


async def write_ahead(connection: aiosqlite.Connection, patience: float) -> None:
    """Switch a new file to WAL. The busy timeout does not cover this switch: retry while the file is locked."""
    deadline = monotonic() + patience
    while True:
        try:
            async with connection.execute("PRAGMA journal_mode=WAL"):
                return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            await asyncio.sleep(BUSY_AGAIN_SECONDS)
