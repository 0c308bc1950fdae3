"""invites: a fresh personal link for everybody who is expected, as CSV on standard output."""

from __future__ import annotations

import argparse
import asyncio
import io
import sys

from bot.config import Settings
from bot.exchange.tables import write_csv
from bot.services import invites
from bot.verbs import botapi
from bot.verbs.databases import moment_of, opened
from bot.verbs.starting import settings_with_logs

HEADER = ("company", "person", "link")


def print_invites_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether earlier links end."""
    parser.description = (
        f"{parser.description}. Each link lets one person in, once, within {invites.LASTS.days} days. Only hashes are "
        "kept, so each run prints new ones; links that were sent before stay good."
    )
    parser.add_argument(
        "--renew",
        action="store_true",
        help="earlier links that nobody used end: they fell into the wrong hands",
    )


def print_invites(chosen: argparse.Namespace) -> int:
    """Print the links."""
    settings = settings_with_logs()
    table = asyncio.run(_invites(settings, ends_earlier=chosen.renew))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.stdout.write(table)
    return 0


async def _invites(settings: Settings, *, ends_earlier: bool) -> str:
    async with opened(settings) as database:
        username, moment = await botapi.username(settings), moment_of(settings)
        async with database.transaction() as session:
            if ends_earlier:
                await invites.end_unused(session, moment)
            made = await invites.make_for_expected(session, moment)
        return write_csv(
            HEADER,
            [(person.company.name, person.name, invites.link(username, token)) for person, token in made],
        )
