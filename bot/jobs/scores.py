"""Scores are kept: computed apart for everybody, and written down in short transactions."""

from __future__ import annotations

from bot.db import Database
from bot.moment import Moment
from bot.services import score_weeks, scoring

AT_ONCE = 500
"""Rows that one transaction writes down: some milliseconds, for which answers to people may have to wait."""


async def keep_scores(database: Database, moment: Moment) -> None:
    """Keep the scores of the day that is over, and of weeks that were missed. Once a night, from 02:00 on."""
    await _keep(database, moment, is_anew=False)


async def keep_anew(database: Database, moment: Moment) -> int:
    """Compute the scores of every week since the ledgers begin, and keep those. Returns how many weeks."""
    return await _keep(database, moment, is_anew=True)


async def _keep(database: Database, moment: Moment, *, is_anew: bool) -> int:
    async with database.reading() as session:
        days = await score_weeks.due(session, moment, is_anew=is_anew)
    if not days:
        return 0
    async with database.advisory_lock("scores") as is_ours:
        if not is_ours:
            return 0
        for on in days:
            async with database.reading() as session:
                scored = await scoring.everybody(session, on, moment)
                changes = await score_weeks.changes(session, on, scored, AT_ONCE)
            for change in changes:
                async with database.transaction() as session:
                    await score_weeks.carry_out(session, change)
            async with database.transaction() as session:
                await score_weeks.note_kept(session, on)
        async with database.transaction() as session:
            await score_weeks.drop_after(session, days[-1])
    return len(days)
