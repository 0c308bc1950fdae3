"""rekey: everything encrypted with the first key of DATA_KEY. It may be stopped, and goes on when it is run again."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter

from bot.config import Settings
from bot.db import Database
from bot.errors import Misconfigured
from bot.i18n import date_time
from bot.models.secrets import RING
from bot.services import events, secrets
from bot.services.secrets import Survey
from bot.verbs.starting import moment_of, opened, running_on, settings_with_logs

PAUSE_SECONDS = 0.01
"""Between two transactions: whoever waits for SQLite's one writer has their turn."""
AGAIN_SECONDS = 1.0
"""How soon to look again for what others were changing meanwhile."""
OTHER_KEY = (
    "A bot is running that encrypts with another key than the first one of this DATA_KEY: "
    "restart it with this DATA_KEY, then run this again."
)
UNREADABLE = (
    "{count} values can be read with none of the keys in DATA_KEY ({where}): add the key they were encrypted with, "
    "and run this again. If it is lost for good, `rekey --give-up-unreadable` empties them."
)


def rekey_arguments(parser: argparse.ArgumentParser) -> None:
    """What becomes of what no key fits."""
    parser.add_argument(
        "--give-up-unreadable",
        action="store_true",
        help="a key is lost for good: empty what none of the others can read, for ever",
    )


async def rekey(chosen: argparse.Namespace) -> None:
    """Encrypt everything with the first key, and say what may be done next. Raises Misconfigured."""
    settings = settings_with_logs()
    gives_up: bool = chosen.give_up_unreadable
    async with opened(settings, has_all_keys=not gives_up) as database:
        changed, given_up, found = await _encrypt_anew(settings, database, gives_up=gives_up)
        async with database.transaction() as session:
            await secrets.seal_with_first(session)
            last = await events.last_ahead(session, moment_of(settings))
    if given_up:
        print(f"Given up, since no key fits: {_counted(given_up)}.")
    print(
        f"{changed} rows were encrypted anew. All {found.by_place.total()} encrypted values are of the first key of "
        "DATA_KEY; the other keys may be taken away, and the bot restarted. Backups of before need them still."
    )
    if last is not None and (given_up or len(settings.keys) > 1):
        print(
            "Tickets that members opened before end with the key they were signed with, and are opened again with a "
            f"tap. The last event that is announced begins on {date_time(last, settings.zone)}: unless the old key "
            "has leaked, leave it behind the first one until then."
        )


async def _encrypt_anew(
    settings: Settings, database: Database, *, gives_up: bool
) -> tuple[int, Counter[str], Survey]:
    """Go through all tables until nothing is left. Returns how many rows were changed, what was given up, and what is
    there now."""
    changed, given_up = 0, Counter[str]()
    while True:
        if await running_on(settings.database, database) - {RING.fingerprint}:
            raise Misconfigured(OTHER_KEY)
        for holding in secrets.holdings():
            after: tuple[object, ...] | None = None
            while True:
                async with database.transaction() as session:
                    done = await secrets.encrypt_anew(session, holding, after, gives_up=gives_up)
                changed += done.changed
                given_up += done.given_up
                if (after := done.after) is None:
                    break
                await asyncio.sleep(PAUSE_SECONDS)
        async with database.reading() as session:
            found = await secrets.survey(session)
        if found.unreadable and not gives_up:
            raise Misconfigured(
                UNREADABLE.format(count=found.unreadable.total(), where=_counted(found.unreadable))
            )
        if found.is_all_first and not found.unreadable:
            return changed, given_up, found
        await asyncio.sleep(AGAIN_SECONDS)


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{where} {count}" for where, count in sorted(found.items()))
