"""Which processes are there, and which of them leads: one sends for a bot at a time, the others stand by.

Both are advisory locks, which PostgreSQL lets go of at the moment when a process dies. When only the connection breaks,
the process takes its lock again at once, and nobody notices.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.db import TRANSIENT, Database, LockConnection, lock_number, named
from bot.tasks import cancelled

log = logging.getLogger(__name__)

STAND_BY_SECONDS = 0.5
"""How soon somebody who stands by takes over from a leader that died."""
AGAIN_SECONDS = 0.1
"""How long to wait between two tries to take a lock again, while the database is away."""
LEADER = lock_number("leader")
NEXT_TERM = """
    INSERT INTO memos (name, value) VALUES ('leader term', '1')
    ON CONFLICT (name) DO UPDATE SET value = to_json(CAST(CAST(memos.value AS text) AS bigint) + 1)
    RETURNING CAST(CAST(value AS text) AS bigint)
"""
"""Counts who led: whoever takes the lead again within the same term knows that nobody else had it meanwhile."""
TERM = "SELECT CAST(CAST(value AS text) AS bigint) FROM memos WHERE name = 'leader term'"


class LeadLost(Exception):
    """The connection with the leader's lock broke, and another process was quicker: it is sending by now."""


@asynccontextmanager
async def leading(
    database: Database, stopped: asyncio.Event, *, patience: float = math.inf
) -> AsyncIterator[asyncio.Task[None] | None]:
    """Stand by until this process leads, by advisory lock; None when it is stopped first, or `patience` (s) ends.

    Yields a task that fails with LeadLost.
    """
    if database.is_sqlite:
        async with _watched(asyncio.Event().wait()) as watch:
            yield watch
        return
    locks = database.lock_connection()
    try:
        term = await _term(locks, stopped, patience)
        if term is None:
            yield None
            return
        async with _watched(_until_lost(locks, term)) as watch:
            yield watch
    finally:
        await locks.close()


@asynccontextmanager
async def present(database: Database) -> AsyncIterator[None]:
    """Show that this process lives: what it has on its way is not taken for left behind."""
    if database.is_sqlite:
        yield
        return
    locks = database.lock_connection()
    try:
        async with _watched(_stay(locks, database)):
            yield
    finally:
        database.shows_that_it_lives(is_seen=False)
        await locks.close()


@asynccontextmanager
async def _watched(watching: Coroutine[Any, Any, object]) -> AsyncIterator[asyncio.Task[None]]:
    async def watched() -> None:
        await watching

    watch = asyncio.create_task(watched(), name="locks")
    try:
        yield watch
    finally:
        await cancelled(watch)


async def _term(locks: LockConnection, stopped: asyncio.Event, patience: float) -> int | None:
    """The number of the term in which this process leads; None when it does not. A database that is away is awaited."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            if await locks.takes(LEADER):
                return int(await locks.scalar(NEXT_TERM))
        except TRANSIENT as error:
            log.warning("standing by, without a database: %s", named(error))
        if stopped.is_set() or asyncio.get_running_loop().time() > deadline:
            return None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), STAND_BY_SECONDS)


async def _until_lost(locks: LockConnection, term: int) -> None:
    """Keep the lead. Raises LeadLost when somebody else has it, or had it meanwhile."""
    while True:
        await locks.broken()
        if not await _is_taken_again(locks, term):
            raise LeadLost
        log.warning("the connection that keeps the lead broke, and stands again")


async def _is_taken_again(locks: LockConnection, term: int) -> bool:
    while True:
        try:
            return await locks.takes(LEADER) and int(await locks.scalar(TERM)) == term
        except TRANSIENT:
            await asyncio.sleep(AGAIN_SECONDS)


async def _stay(locks: LockConnection, database: Database) -> None:
    while True:
        try:
            if await locks.takes(database.holder):
                database.shows_that_it_lives(is_seen=True)
                await locks.broken()
                continue
        except TRANSIENT as error:
            log.warning("this process cannot show that it lives: %s", named(error))
            database.shows_that_it_lives(is_seen=False)
        # Or the server still knows the former connection: that is as good, until it does not
        await asyncio.sleep(AGAIN_SECONDS)
