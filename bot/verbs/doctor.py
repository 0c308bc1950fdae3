"""doctor: what is missing or wrong, a line each, and what to do about it."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.config import Settings
from bot.db import Database, database_url, migration_engine
from bot.errors import Misconfigured
from bot.i18n import LOCALES
from bot.i18n.catalogs import TRANSLATED, untranslated
from bot.inbox import store
from bot.migrating import differences, is_current
from bot.models.inbox import Handling
from bot.models.secrets import RING
from bot.services import resting, secrets
from bot.verbs import botapi
from bot.verbs.starting import NO_FILE, sqlite_file
from bot.verbs.troubles import sentence

WHY_RESTING = {
    "crashes": "because the bot stopped unexpectedly again and again",
    "restored": "because the database was restored from a backup",
}
CLOCK_SECONDS = 30
"""How far the clock may be off: reminders and expiring links go by it."""
RECENT_SECONDS = 3600
"""How long ago a failed delivery still matters."""
MANY = 100
"""Updates waiting at Telegram that show that nobody takes them."""
ENOUGH_DISK = 200 * 1024**2
"""Bytes free under which a backup, or the log of a long broadcast, may not fit."""


@dataclass(frozen=True)
class Finding:
    """One line of the report. Its words say what to do where something is wrong, and hold no secret."""

    is_well: bool
    subject: str
    words: object

    def __str__(self) -> str:
        return f"{'✓' if self.is_well else '✗'} {self.subject}: {self.words}"


well, wrong = partial(Finding, True), partial(Finding, False)


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether only a new key is wanted."""
    parser.add_argument(
        "--new-key", action="store_true", help="print a new key for DATA_KEY, and nothing else"
    )


async def doctor(chosen: argparse.Namespace) -> int:
    """Examine everything, or print a new key."""
    if chosen.new_key:
        print(Fernet.generate_key().decode())
        return 0
    is_well = True
    async for finding in _findings():
        is_well &= finding.is_well
        print(finding, flush=True)
    return 0 if is_well else 1


async def _findings() -> AsyncIterator[Finding]:
    try:
        settings = Settings.from_environment()
    except Misconfigured as why:
        yield wrong("Settings", why)
        yield _languages()
        return
    logs.set_up("CRITICAL")  # what matters is in the report
    has_key = True
    try:
        RING.unlock(settings.keys)
    except Misconfigured as why:
        has_key = False
        yield wrong("Key", why)
    async for finding in look_at_database(settings, has_key=has_key):
        yield finding
    async for finding in ask_telegram(settings, datetime.now(UTC)):
        yield finding
    yield _languages()
    yield well("Time zone", f"{settings.timezone} is known.")


async def look_at_database(settings: Settings, *, has_key: bool) -> AsyncIterator[Finding]:
    """The database, its schema, its key, what rests in it, and the room on its disk."""
    try:
        file = sqlite_file(settings.database)
        if file is not None:
            yield _disk(file)
        await _reach(settings.database, file)
    except Misconfigured as why:
        yield wrong("Database", why)
        return
    yield well("Database", "it is there and can be written to.")
    schema = await _schema(settings.database)
    yield schema
    if schema.is_well:
        async with Database(settings.database) as opened:
            async for finding in _contents(opened, has_key=has_key):
                yield finding


async def _reach(written: str, file: Path | None) -> None:
    """Open the database and take its write lock for a moment; make nothing. Raises Misconfigured."""
    if file is not None and not file.exists():
        raise Misconfigured(NO_FILE.format(file=file))
    if file is not None and not (os.access(file, os.W_OK) and os.access(file.resolve().parent, os.W_OK)):
        raise Misconfigured(f"{file} or its folder may not be written to: change their owner or permissions.")
    engine = migration_engine(database_url(written))
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
    except DBAPIError as error:
        raise Misconfigured(sentence(error) or f"it cannot be used: {error.orig}.") from None
    finally:
        await engine.dispose()


async def _schema(written: str) -> Finding:
    if not await is_current(written):
        return wrong("Schema", "it is not the newest one: run `python -m bot migrate`.")
    if different := await differences(written):
        return wrong(
            "Schema", f"{len(different)} things are not as migrated: somebody changed tables by hand."
        )
    return well("Schema", "it is the newest one.")


async def _contents(opened: Database, *, has_key: bool) -> AsyncIterator[Finding]:
    async with opened.reading() as session:
        if has_key:
            yield _key(await secrets.survey(session), fits=await secrets.fits(session))
        why = await resting.why(session)
        unreadable = (await store.counts(session)).get(Handling.QUARANTINED, 0)
    if why:
        reason = WHY_RESTING.get(why, f"({why})")
        yield wrong(
            "Outbox", f"broadcasts and reminders rest, {reason}: staff look at /broadcasts and say go on."
        )
    else:
        yield well("Outbox", "it sends.")
    yield well("Inbox", f"{unreadable} updates that cannot be read are set aside.")


def _key(found: secrets.Survey, *, fits: bool) -> Finding:
    """Whether everything can be read, and with which key."""
    if unreadable := found.unreadable.total():
        where = ", ".join(f"{column} {count}" for column, count in sorted(found.unreadable.items()))
        return wrong(
            "Key", f"{unreadable} values can be read with no key of it ({where}). {secrets.LACKS_KEY}"
        )
    if not fits:
        return wrong("Key", secrets.LACKS_KEY)
    if found.strange_hashes:
        return wrong(
            "Key",
            f"the keyed hashes of {found.strange_hashes} phones and e-mails, by which they are looked up, are of no "
            "key of it: `python -m bot rekey` makes them anew.",
        )
    if found.is_all_first:
        return well("Key", "DATA_KEY fits the database: everything is encrypted with its first key.")
    counts = ", ".join(f"{count} with key {place + 1}" for place, count in sorted(found.by_place.items()))
    return well(
        "Key",
        f"DATA_KEY fits the database: of what is encrypted, {counts}. "
        "`python -m bot rekey` makes all of it the first one's; until then no key may be taken away.",
    )


def _disk(file: Path) -> Finding:
    """Whether there is room beside the database."""
    folder = next(path for path in file.resolve().parents if path.is_dir())
    free = shutil.disk_usage(folder).free
    shown = f"{free / 1024**2:,.0f} MB are free beside the database"
    if free < ENOUGH_DISK:
        return wrong("Disk", f"{shown}: make room, or the bot will stop writing.")
    return well("Disk", f"{shown}.")


async def ask_telegram(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Token, clock and webhook."""
    try:
        me = await botapi.ask(settings, "getMe")
        yield well("Telegram", f"the token is the one of @{me.result.get('username')}.")
        yield _clock(me.said_at, now)
        yield _webhook(settings, (await botapi.ask(settings, "getWebhookInfo")).result, now)
    except Misconfigured as why:
        yield wrong("Telegram", why)


def _clock(theirs: datetime | None, ours: datetime) -> Finding:
    if theirs is None:
        return well("Clock", "Telegram did not say what time it is; nothing to compare with.")
    off = (ours - theirs).total_seconds()
    if abs(off) > CLOCK_SECONDS:
        which = "fast" if off > 0 else "slow"
        return wrong("Clock", f"it is {abs(off):.0f} seconds {which}: set it, best by NTP.")
    return well("Clock", "it agrees with Telegram's.")


def _webhook(settings: Settings, info: dict[str, Any], now: datetime) -> Finding:
    """Whether updates come the way that the settings mean: by webhook with WEBHOOK_URL, else by polling."""
    pending = info.get("pending_update_count", 0)
    is_set, is_meant = bool(info.get("url")), bool(settings.webhook_url)
    failed_at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if is_set and not is_meant:
        return wrong(
            "Webhook",
            "one is set, so `run` gets no updates: call deleteWebhook, or set WEBHOOK_URL if `web` is meant.",
        )
    if is_meant and info.get("url") != f"{settings.webhook_url}/telegram":
        return wrong("Webhook", "Telegram does not deliver to WEBHOOK_URL: start `web`, which asks for that.")
    if (now - failed_at).total_seconds() <= RECENT_SECONDS:
        failed = info.get("last_error_message", "no reason given")
        return wrong(
            "Webhook", f"the latest delivery failed: {failed}. See that `web` runs and can be reached."
        )
    if pending > MANY:
        return wrong("Webhook", f"{pending} updates wait at Telegram: start the bot.")
    way = "by webhook" if is_meant else "by polling (no webhook is set)"
    return well("Webhook", f"updates come {way}; {pending} waiting at Telegram.")


def _languages() -> Finding:
    """Whether everything the bot says is translated."""
    try:
        missing = {locale: len(untranslated(locale)) for locale in TRANSLATED}
    except OSError as error:
        return wrong("Languages", f"the catalogs cannot be read ({error.strerror}): install the bot again.")
    lacking = ", ".join(f"{count} in {locale}" for locale, count in missing.items() if count)
    if lacking:
        return wrong(
            "Languages",
            f"texts without translation: {lacking}. People read English there: complete locales/.",
        )
    return well("Languages", f"every text exists in {', '.join(LOCALES)}.")
