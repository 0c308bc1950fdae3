"""Rounds are paired: a computation of seconds between short transactions."""

from __future__ import annotations

import logging

from bot.db import TRANSIENT, Database
from bot.moment import Moment
from bot.services import pairing
from bot.services.matching import pairs_of

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Pairs that one transaction writes down: about a tenth of a second, for which answers to people may have to wait."""


async def pair_rounds(database: Database, moment: Moment) -> bool:
    """Pair those who joined, once their time to join is over. True when there was a round to pair."""
    async with database.transaction() as session:
        claimed = await pairing.claim_due(session, moment)
    for round_id in claimed:
        async with database.advisory_lock(f"round {round_id}") as is_ours:
            if is_ours:
                await _pair_or_put_off(database, round_id, moment)
    return bool(claimed)


async def _pair_or_put_off(database: Database, round_id: int, moment: Moment) -> None:
    """Pair; what fails, save for a database that is away, would fail at the next look too: it waits a while."""
    try:
        await _pair(database, round_id, moment)
    except TRANSIENT:
        raise
    except Exception:
        log.exception("the pairing of round %s failed; it is tried again later", round_id)
        async with database.transaction() as session:
            await pairing.put_off(session, round_id, moment)


async def _pair(database: Database, round_id: int, moment: Moment) -> None:
    """The matching takes seconds: no transaction is open meanwhile, and those that write the pairs down are short."""
    async with database.reading() as session:
        people, never = await pairing.to_be_paired(session, round_id, moment)
    pairs = await pairs_of(people, never)
    for first in range(0, len(pairs), AT_ONCE):
        async with database.transaction() as session:
            await pairing.pair_off(session, round_id, pairs[first : first + AT_ONCE], moment)
    async with database.transaction() as session:
        await pairing.finish(session, round_id, moment)
