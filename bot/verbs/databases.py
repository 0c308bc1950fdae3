"""The database, opened for a verb that does one thing and ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.config import Settings
from bot.db import TRANSIENT, Database
from bot.errors import Misconfigured
from bot.migrating import is_current
from bot.models import RING
from bot.moment import Moment
from bot.services import memos

NOT_MIGRATED = "The database is not at the newest schema: run `python -m bot migrate` first."
NO_ANSWER = "The database does not answer: see that DATABASE_URL is right and that the server runs."
WRONG_KEY = "DATA_KEY is not the key that this database was written with."


def moment_of(settings: Settings) -> Moment:
    """Now, as the settings have it."""
    return Moment(datetime.now(UTC), settings.zone, settings.owner_ids)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, unlocked. Raises Misconfigured: not there, not migrated, another key's."""
    RING.unlock(settings.keys)
    written = settings.database_url.get_secret_value()
    try:
        if not await is_current(written):
            raise Misconfigured(NOT_MIGRATED)
    except TRANSIENT:
        raise Misconfigured(NO_ANSWER) from None
    async with Database(written) as database:
        async with database.transaction() as session:
            if not await memos.is_sealed_with_our_key(session):
                raise Misconfigured(WRONG_KEY)
        yield database
