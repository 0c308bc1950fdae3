"""migrate: the database brought to the newest schema."""

from __future__ import annotations

import argparse
import asyncio

from bot import migrating
from bot.verbs.starting import settings_with_logs


def migrate(chosen: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""
    settings = settings_with_logs()
    _ = (
        settings.keys
    )  # what is encrypted needs its key from the first day: say so now, not at the first phone number
    asyncio.run(migrating.migrate(settings.database_url.get_secret_value()))
    print("The database is at the newest schema.")
    return 0
