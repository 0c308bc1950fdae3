"""Rosters that staff sent to the bot: fetched, read, and their preview announced."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Database
from bot.exchange.lines import MAX_BYTES, RosterUnreadable, Unreadable
from bot.exchange.rosters import Roster
from bot.inbox.files import Fetch, FileAway, FileGone
from bot.moment import Moment
from bot.services import imports, roster_reading, rosters

GIVEN_UP_AFTER = timedelta(minutes=10)
"""So long Telegram is asked for a file that it does not give."""


async def read_rosters(database: Database, moment: Moment, fetch: Fetch) -> bool:
    """Read the rosters that came in, one after the other; whoever sent one is told. Fetching, reading and
    comparing hold up no transaction. True when anybody is told."""
    async with database.reading() as session:
        waiting = await imports.received(session)
        known = await rosters.sub_cluster_slugs(session)
    is_anybody_told = False
    for one in waiting:
        read: Roster | Unreadable
        try:
            data = await fetch(one.file_id or "")
            read = (
                await roster_reading.read(data, one.name, known)
                if len(data) <= MAX_BYTES
                else Unreadable.TOO_LARGE
            )
        except FileAway:
            if moment.now - one.created_at < GIVEN_UP_AFTER:
                continue
            read = Unreadable.NOT_THERE
        except FileGone:
            read = Unreadable.NOT_THERE
        except RosterUnreadable as refused:
            read = refused.code
        plan = None
        if isinstance(read, Roster):
            async with database.reading() as session:
                plan = await imports.plan_of(session, read)
        async with database.transaction() as session:
            is_anybody_told |= await imports.take_reading(session, one.id, read, moment, plan)
    return is_anybody_told
