"""The database: engines, sessions and locks, on SQLite or PostgreSQL.

Where a session comes from decides what it may do: `transaction()` writes and commits, `reading()` never writes.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from secrets import randbits
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, NullPool, event, make_url, text
from sqlalchemy.exc import ArgumentError, InterfaceError, InvalidRequestError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot import sqlite
from bot.errors import Misconfigured
from bot.sqlite import FileGone

log = logging.getLogger(__name__)

READERS = 4
PROGRAM = "qoot "
"""How the names begin by which PostgreSQL knows our connections."""
LOCK_PATIENCE = 5
"""Seconds after which a server that says nothing is taken for one that is gone, with the locks that it kept."""
LOOK_SECONDS = 2.0
"""How often a connection is tried that nothing was heard of. One that the server ends is noticed at once."""
KEEP_ALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""So that the server notices within half a minute when a machine vanishes, and lets go of its locks."""
HOLDER = "holder"
"""Under this, a session that writes knows which process it belongs to, while others see that this lives."""
HOLDER_BITS = 62
TRANSIENT = (OperationalError, InterfaceError, PoolTimeout, FileGone)
"""What passes by itself: a locked file, a lost connection, a server that restarts, a rush for the connections; and what
ends the program in a moment, before which nothing is answered (`app.watching`)."""


def named(error: BaseException) -> str:
    """What a log says of a database error: the driver's class, never the statement."""
    return type(getattr(error, "orig", None) or error).__name__


def database_url(written: str) -> URL:
    """What the operator wrote as a SQLAlchemy URL with our drivers. Raises Misconfigured."""
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise Misconfigured("DATABASE_URL is not a database URL, such as sqlite:///qoot.db.") from None
    if url.drivername.split("+")[0] in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername.split("+")[0] == "sqlite":
        if not url.database or url.database == ":memory:":
            raise Misconfigured("DATABASE_URL must name a file for SQLite, such as sqlite:///qoot.db.")
        return url.set(drivername="sqlite+aiosqlite")
    raise Misconfigured("DATABASE_URL must begin with sqlite:///, postgres:// or postgresql://.")


def lock_number(name: str) -> int:
    """A 64-bit signed number for an advisory lock called `name`."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class Database:
    """Engines and session factories for one database. Close it, or an open aiosqlite connection hangs the exit.

    On PostgreSQL others see what this process is `called`; on SQLite it waits for another's write with `patience` (s).
    """

    def __init__(self, written: str, called: str = "", patience: float | None = None) -> None:
        self.url = database_url(written)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if called and not self.is_sqlite:
            self.url = self.url.update_query_dict({"application_name": PROGRAM + called})
        self.file = sqlite.File(self.url) if self.is_sqlite else None
        if self.file is not None:
            open_engine = partial(sqlite.open_engine, self.url, patience=patience or sqlite.BUSY_SECONDS)
            self._writer = open_engine(size=1, begin="BEGIN IMMEDIATE")
            self._reader = open_engine(size=READERS, begin="BEGIN", is_read_only=True)
        else:
            self._writer = create_async_engine(
                self.url, pool_size=12, max_overflow=8, pool_pre_ping=True, hide_parameters=True
            )
            self._reader = self._writer
        self.holder = 1 + randbits(HOLDER_BITS)
        self._known: dict[str, int] = {}
        self._writing = async_sessionmaker(
            self._writer, expire_on_commit=False, autoflush=True, info=self._known
        )
        self._reading = async_sessionmaker(self._reader, expire_on_commit=False, autoflush=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()

    def check_file(self) -> None:
        """Raises FileGone when SQLite's file is not the one any more that was opened."""
        if self.file is not None:
            self.file.check()

    async def empty_log(self) -> None:
        """What was deleted leaves SQLite's log as well, unless somebody uses the file just now."""
        if self.file is not None:
            await asyncio.to_thread(self.file.empty_log)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction that writes: commits at the end, rolls back on an exception. Raises FileGone."""
        async with self._writing.begin() as session:
            self.check_file()
            yield session
            self.check_file()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads; on SQLite it never waits for the writer. Raises FileGone."""
        self.check_file()
        async with self._reading() as session:
            yield session

    @property
    def seen_as(self) -> int | None:
        """The number by which others see that this process lives; None while they do not."""
        return self._known.get(HOLDER)

    def shows_that_it_lives(self, *, is_seen: bool) -> None:
        """Whether the lock by which others see that this process lives is held: only then what it has on its way bears
        its number, by which it would be taken for left behind."""
        if is_seen:
            self._known[HOLDER] = self.holder
        else:
            self._known.pop(HOLDER, None)

    def lock_connection(self) -> LockConnection:
        """A connection of its own for advisory locks, which are kept for long. PostgreSQL only."""
        return LockConnection(self.url)

    @asynccontextmanager
    async def advisory_lock(self, name: str) -> AsyncIterator[bool]:
        """Try to take the advisory lock `name` on a connection of its own; False when somebody else has it.

        PostgreSQL only; SQLite serves one process, so there it is always taken.
        """
        if self.is_sqlite:
            yield True
            return
        locks = self.lock_connection()
        try:
            yield await locks.takes(lock_number(name))
        finally:
            await locks.close()


class LockConnection:
    """A connection that holds advisory locks, for as long as it stands. Not for two tasks at once."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": LOCK_PATIENCE, "options": KEEP_ALIVE},
        )
        self._connection: AsyncConnection | None = None

    async def takes(self, number: int) -> bool:
        """Try to take a lock, on a new connection where the former one broke. Raises what the database does."""
        return bool(await self._scalar("SELECT pg_try_advisory_lock(:n)", may_connect=True, n=number))

    async def scalar(self, statement: str) -> Any:
        """The one value of a statement, which is committed at once, while the locks are still held. Raises what the
        database does."""
        return await self._scalar(statement, may_connect=False)

    async def _scalar(self, statement: str, *, may_connect: bool, **parameters: object) -> Any:
        try:
            async with asyncio.timeout(LOCK_PATIENCE):
                if self._connection is None and may_connect:
                    self._connection = await self._engine.connect()
                if self._connection is None:
                    raise InterfaceError("", {}, ConnectionError("the connection broke"))
                return await self._connection.scalar(text(statement), parameters)
        except TRANSIENT:
            await self._drop()
            raise
        except (TimeoutError, InvalidRequestError) as error:  # it says nothing, or is of no use any more
            await self._drop()
            raise InterfaceError("", {}, error) from None

    async def broken(self) -> None:
        """Wait until the connection is gone, and its locks with it: seen at once, when the server ends it."""
        while self._connection is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved(), LOOK_SECONDS)
            with suppress(*TRANSIENT):
                await self.scalar("SELECT 1")

    async def _moved(self) -> None:
        """Wait until something comes over the connection that nobody asked for, such as its end."""
        loop, moved = asyncio.get_running_loop(), asyncio.Event()
        try:
            raw = await self._connection.get_raw_connection()  # type: ignore[union-attr]
            file = raw.driver_connection.fileno()  # type: ignore[union-attr]
            loop.add_reader(file, moved.set)
        except Exception as error:  # the driver's own errors are none of SQLAlchemy's: it is closed already
            log.debug("a connection with locks is closed: %s", named(error))
            return
        try:
            await moved.wait()
        finally:
            loop.remove_reader(file)

    async def close(self) -> None:
        """Let go of every lock."""
        await self._drop()
        await self._engine.dispose()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                await connection.invalidate()
                await connection.close()
            except Exception as error:  # it is closed all the same
                log.debug("a connection with locks ended badly: %s", named(error))


async def others_called(session: AsyncSession) -> set[str]:
    """What the processes on this PostgreSQL database are `called` that said so; nobody on SQLite."""
    if session.get_bind().dialect.name == "sqlite":
        return set()
    names = await session.scalars(
        text(
            "SELECT DISTINCT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND starts_with(application_name, :program)"
        ),
        {"program": PROGRAM},
    )
    return {name.removeprefix(PROGRAM) for name in names}


async def lock_until_commit(session: AsyncSession, name: str) -> bool:
    """Try to take the advisory lock `name` for this transaction. SQLite's writers are alone anyway: True."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(await session.scalar(text("SELECT pg_try_advisory_xact_lock(:n)"), {"n": lock_number(name)}))


def migration_engine(url: URL) -> AsyncEngine:
    """An engine for schema changes: with foreign keys on, SQLite's table rebuilds would delete child rows."""
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    if url.get_backend_name() == "sqlite":
        sqlite.File(url).make_private()

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, record: object) -> None:
            connection.isolation_level = None
            connection.run_async(partial(sqlite.write_ahead, patience=sqlite.PATIENT_SECONDS))
            cursor = connection.cursor()
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute("PRAGMA secure_delete=ON")
            cursor.execute(f"PRAGMA busy_timeout={sqlite.PATIENT_SECONDS * 1000:.0f}")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def begin_transaction(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def lock_migrations(connection: AsyncConnection) -> None:
    """Wait for the advisory lock of migrations; it ends with the connection. On SQLite, BEGIN IMMEDIATE does that."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": lock_number("migrations")})
