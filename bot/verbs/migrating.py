"""migrate: the database brought to the newest schema."""

from __future__ import annotations

import argparse

from bot import migrating
from bot.verbs.starting import settings_with_logs


async def migrate(chosen: argparse.Namespace) -> None:
    """Bring the database to the newest schema."""
    settings = settings_with_logs()
    _ = (
        settings.keys
    )  # what is encrypted needs its key from the first day: say so now, not at the first phone
    await migrating.migrate(settings.database)
    print("The database is at the newest schema.")
