"""Keeping the tables small."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.inbox import store
from bot.moment import Moment
from bot.outbox import broadcasts, queue
from bot.services import arrivals, checkins, corrections, directory, drafts, imports, invites, leads

UPDATES_KEPT = timedelta(days=3)
MESSAGES_KEPT = timedelta(days=90)
BROADCASTS_KEPT = timedelta(days=365)
WALK_INS_KEPT = timedelta(days=365)


async def empty_log(database: Database, moment: Moment) -> bool:
    """What was erased, and what was wiped because it is over, leaves the disk: SQLite keeps it in its log."""
    await database.empty_log()
    return False


async def purge_old_records(session: AsyncSession, moment: Moment) -> None:
    """Drop what nobody needs any more: handled updates, settled messages, fruitless tries of links and of numbers,
    searches, the names of guests who are no members, and of people whom companies met at missions long ago."""
    await store.purge(session, moment.now - UPDATES_KEPT)
    await queue.purge(session, moment.now - MESSAGES_KEPT)
    await broadcasts.purge(session, moment.now - BROADCASTS_KEPT)
    await corrections.purge_drafts(session, moment)
    await invites.purge_tries(session, moment)
    await checkins.purge_tries(session, moment)
    await arrivals.purge_names(session, moment.now - WALK_INS_KEPT)
    await directory.purge_searches(session, moment)
    await drafts.purge_texts(session, moment)
    await imports.purge(session, moment)
    await leads.purge_details(session, moment)
