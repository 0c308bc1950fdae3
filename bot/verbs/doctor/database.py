"""What the database says: whether it is there, migrated, of our key, and what it keeps waiting."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.db import Database, database_url, migration_engine
from bot.errors import Misconfigured
from bot.inbox import store
from bot.migrating import differences, is_current
from bot.models import RING, Handling
from bot.services import memos
from bot.services.secrets import key_fits
from bot.verbs.databases import NO_ANSWER
from bot.verbs.doctor.findings import Finding, well, wrong
from bot.verbs.starting import LOST_DISK

WHY_RESTING = {
    "crashes": "because the bot stopped unexpectedly again and again",
    "restored": "because the database was restored from a backup",
}


async def look_at_database(settings: Settings) -> AsyncIterator[Finding]:
    """The database, its schema, its key, and what rests in it."""
    try:
        await _reach(settings)
    except Misconfigured as why:
        yield wrong("Database", why)
        return
    yield well("Database", "it is there and can be written to.")
    written = settings.database_url.get_secret_value()
    schema = await _schema(written)
    yield schema
    if schema.is_well:
        async with Database(written) as opened:
            async for finding in _contents(opened, has_key=_has_key(settings)):
                yield finding


async def _reach(settings: Settings) -> None:
    """Open the database and take its write lock for a moment; make nothing. Raises Misconfigured."""
    if os.environ.get("DYNO") and not settings.database_url_was_given:
        raise Misconfigured(LOST_DISK)
    url = database_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        _check_file(Path(str(url.database)))
    engine = migration_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        if url.get_backend_name() == "sqlite":
            raise Misconfigured(f"{url.database} cannot be used: {error.orig}.") from None
        raise Misconfigured(NO_ANSWER) from None
    finally:
        await engine.dispose()


def _check_file(file: Path) -> None:
    if not file.exists():
        raise Misconfigured(
            f"there is no file {file} yet: `python -m bot run` makes it, and so does `migrate`."
        )
    if not os.access(file, os.W_OK) or not os.access(file.resolve().parent, os.W_OK):
        raise Misconfigured(f"{file} or its folder may not be written to: change their owner or permissions.")


async def _schema(written: str) -> Finding:
    if not await is_current(written):
        return wrong("Schema", "it is not the newest one: run `python -m bot migrate`.")
    if different := await differences(written):
        return wrong(
            "Schema", f"{len(different)} things are not as migrated: somebody changed tables by hand."
        )
    return well("Schema", "it is the newest one.")


def _has_key(settings: Settings) -> bool:
    try:
        RING.unlock(settings.keys)
    except Misconfigured:
        return False
    return True


async def _contents(opened: Database, *, has_key: bool) -> AsyncIterator[Finding]:
    async with opened.reading() as session:
        if has_key and await key_fits(session):
            yield well("Key", "DATA_KEY fits the database.")
        elif has_key:
            yield wrong(
                "Key", "DATA_KEY does not fit the database: add the key it was written with, after a comma."
            )
        why = await memos.why_resting(session)
        unreadable = (await store.counts(session)).get(Handling.QUARANTINED, 0)
    if why:
        reason = WHY_RESTING.get(why, f"({why})")
        yield wrong(
            "Outbox", f"broadcasts and reminders rest, {reason}: staff look at /broadcasts and say go on."
        )
    else:
        yield well("Outbox", "it sends.")
    yield well("Inbox", f"{unreadable} updates that cannot be read are set aside.")
