"""Somebody worth meeting, as a message: looked for on Wednesdays, a few people at each look."""

from __future__ import annotations

import asyncio

from bot.db import Database
from bot.moment import Moment
from bot.services import suggesting, suggestions


async def suggest_people(database: Database, moment: Moment) -> bool:
    """Tell some of those who are due of the one most worth meeting. True when anybody was told.

    Who could be met is loaded once, before the first transaction: with thousands of people that takes a while.
    """
    everybody = suggestions.Everybody()
    async with database.reading() as session:
        due = await suggesting.due(session, moment)
        if due:
            await everybody.loaded(session, moment)
    is_any = False
    for person_id in due:
        async with database.transaction() as session:
            is_any |= await suggesting.suggest(session, person_id, everybody, moment)
        await asyncio.sleep(0)  # SQLite has one writer: whoever waits for it comes first
    return is_any
