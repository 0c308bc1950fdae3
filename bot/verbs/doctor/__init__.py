"""doctor: what is missing or wrong, a line each, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from cryptography.fernet import Fernet

from bot import logs
from bot.config import Settings
from bot.errors import Misconfigured
from bot.verbs.doctor.database import look_at_database
from bot.verbs.doctor.findings import Finding, wrong
from bot.verbs.doctor.surroundings import look_around, look_at_catalogs
from bot.verbs.doctor.telegram import ask_telegram


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether only a new key is wanted."""
    parser.add_argument(
        "--new-key", action="store_true", help="print a new key for DATA_KEY, and nothing else"
    )


def doctor(chosen: argparse.Namespace) -> int:
    """Examine everything, or print a new key."""
    if chosen.new_key:
        print(Fernet.generate_key().decode())
        return 0
    return asyncio.run(_report())


async def _report() -> int:
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
        for finding in look_at_catalogs():
            yield finding
        return
    logs.set_up("CRITICAL")  # what matters is in the report
    try:
        _ = settings.keys
    except Misconfigured as why:
        yield wrong("Key", why)
    async for finding in look_at_database(settings):
        yield finding
    async for finding in ask_telegram(settings, datetime.now(UTC)):
        yield finding
    for finding in look_around(settings):
        yield finding
