"""export: the members as files, with the roster's columns, so that they can be imported again."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.errors import Misconfigured
from bot.exchange.columns import COLUMNS
from bot.exchange.tables import Cell, Sheet, write_csv, write_xlsx
from bot.services import roster_listing
from bot.verbs.files import replacing
from bot.verbs.starting import opened, settings_with_logs

GROUP_COLUMNS = ("group", "company", "person")

Rows = list[list[Cell]]


def export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        f"{parser.description}. The columns are the roster's, so that a file can be imported again. "
        "An earlier export is replaced."
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="made when it is not there")


async def export(chosen: argparse.Namespace) -> None:
    """Write the members to files, the CSV ones marked as UTF-8 for Excel. Raises Misconfigured."""
    folder: Path = chosen.folder
    async with opened(settings_with_logs()) as database, database.reading() as session:
        listed, memberships = await roster_listing.listed(session), await roster_listing.memberships(session)
    members: Rows = [[row.get(column, "") for column in COLUMNS] for row in listed]
    groups: Rows = [list(row) for row in memberships]
    files = {
        "members.csv": write_csv(COLUMNS, members).encode("utf-8-sig"),
        "members.xlsx": write_xlsx(
            [Sheet("Members", COLUMNS, members), Sheet("Groups", GROUP_COLUMNS, groups)]
        ),
        "groups.csv": write_csv(GROUP_COLUMNS, groups).encode("utf-8-sig"),
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            with replacing(folder / name) as part:
                part.write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{folder} cannot be written to: {error.strerror}.") from None
    print(
        f"{len(members)} rows are in {', '.join(files)} in {folder}. They are personal data: keep them safe."
    )
