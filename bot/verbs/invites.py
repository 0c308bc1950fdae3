"""invites: a fresh personal link for everybody who is expected, as CSV on standard output."""

from __future__ import annotations

import argparse
import io
import sys

from bot.exchange.tables import write_csv
from bot.rules.deep_links import link
from bot.services import invites
from bot.verbs import botapi
from bot.verbs.starting import moment_of, opened, settings_with_logs

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


async def print_invites(chosen: argparse.Namespace) -> None:
    settings = settings_with_logs()
    async with opened(settings) as database:
        username, moment = await botapi.username(settings), moment_of(settings)
        async with database.transaction() as session:
            if chosen.renew:
                await invites.end_unused(session, moment)
            made = await invites.make_for_expected(session, moment)
        rows = [(person.company.name, person.name, link(username, token)) for person, token in made]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.stdout.write(write_csv(HEADER, rows))
