"""Introductions that nobody answers: reminded of, then ended; a few in each transaction, for there may be hundreds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.moment import Moment
from bot.services import introductions_waiting, suggestions


async def nudge_introductions(database: Database, moment: Moment) -> bool:
    """Remind who has not answered for two days. True when anybody was."""
    return await _until_done(database, lambda session: introductions_waiting.nudge(session, moment))


async def expire_introductions(database: Database, moment: Moment) -> bool:
    """End what nobody answered for five days, and tell who waits. True when any ended.

    Who could be met instead is loaded once, before the first transaction: with thousands of people that takes a while.
    """
    everybody = suggestions.Everybody()
    async with database.reading() as session:
        if not await introductions_waiting.is_any_to_expire(session, moment):
            return False
        await everybody.loaded(session, moment)
    return await _until_done(
        database, lambda session: introductions_waiting.expire(session, moment, everybody)
    )


async def _until_done(database: Database, step: Callable[[AsyncSession], Awaitable[bool]]) -> bool:
    """Take one short transaction after the other until a step finds nothing to do. True when any did."""
    is_any = False
    while True:
        async with database.transaction() as session:
            if not await step(session):
                return is_any
        is_any = True
        await asyncio.sleep(0)  # SQLite has one writer: whoever waits for it comes first
