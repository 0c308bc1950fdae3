"""What the bot stands on besides database and Telegram: its settings, catalogs, time zone and disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.config import Settings
from bot.db import database_url
from bot.errors import Misconfigured
from bot.i18n import LOCALES
from bot.i18n.catalogs import TRANSLATED, untranslated
from bot.verbs.doctor.findings import Finding, well, wrong

ENOUGH_DISK = 200 * 1024**2
"""Bytes free under which a backup, or the log of a long broadcast, may not fit."""


def look_around(settings: Settings) -> Iterator[Finding]:
    """Catalogs, time zone and disk."""
    yield from look_at_catalogs()
    yield well("Time zone", f"{settings.timezone} is known.")
    yield from _look_at_disk(settings)


def look_at_catalogs() -> Iterator[Finding]:
    """Whether everything the bot says is translated."""
    try:
        missing = {locale: len(untranslated(locale)) for locale in TRANSLATED}
    except OSError as error:
        yield wrong("Languages", f"the catalogs cannot be read ({error.strerror}): install the bot again.")
        return
    lacking = ", ".join(f"{count} in {locale}" for locale, count in missing.items() if count)
    if lacking:
        yield wrong(
            "Languages",
            f"texts without translation: {lacking}. People read English there: complete locales/.",
        )
    else:
        yield well("Languages", f"every text exists in {', '.join(LOCALES)}.")


def _look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room beside the database."""
    try:
        url = database_url(settings.database_url.get_secret_value())
    except Misconfigured:
        return
    if url.get_backend_name() != "sqlite":
        return
    free = shutil.disk_usage(_existing(Path(str(url.database)).resolve().parent)).free
    shown = f"{free / 1024**2:,.0f} MB are free beside the database"
    if free < ENOUGH_DISK:
        yield wrong("Disk", f"{shown}: make room, or the bot will stop writing.")
    else:
        yield well("Disk", f"{shown}.")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.is_dir())
