"""export: the members as files, with the roster's columns, so that they can be imported again."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from bot.config import Settings
from bot.errors import Misconfigured
from bot.exchange.rosters import COLUMNS
from bot.exchange.tables import Cell, Sheet, write_csv, write_xlsx
from bot.services import rosters
from bot.verbs.databases import opened
from bot.verbs.starting import settings_with_logs

GROUP_COLUMNS = ("group", "company", "person")

Rows = list[list[Cell]]


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder."""
    parser.description = (
        f"{parser.description}. The columns are the roster's, so that a file can be imported again. "
        "An earlier export is replaced."
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="made when it is not there")


def export(chosen: argparse.Namespace) -> int:
    """Write the members to files. Raises Misconfigured."""
    settings = settings_with_logs()
    folder: Path = chosen.folder
    members, memberships = asyncio.run(_tables(settings))
    files = _files(members, memberships)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            _replace(folder / name, content)
    except OSError as error:
        raise Misconfigured(f"{folder} cannot be written to: {error.strerror}.") from None
    print(
        f"{len(members)} rows are in {', '.join(files)} in {folder}. They are personal data: keep them safe."
    )
    return 0


async def _tables(settings: Settings) -> tuple[Rows, Rows]:
    async with opened(settings) as database, database.reading() as session:
        listed = await rosters.listed(session)
        members: Rows = [[row.get(column, "") for column in COLUMNS] for row in listed]
        return members, [list(row) for row in await rosters.memberships(session)]


def _files(members: Rows, memberships: Rows) -> dict[str, bytes]:
    """The files by name, the CSV ones marked as UTF-8 for Excel."""
    sheets = [Sheet("Members", COLUMNS, members), Sheet("Groups", GROUP_COLUMNS, memberships)]
    return {
        "members.csv": write_csv(COLUMNS, members).encode("utf-8-sig"),
        "members.xlsx": write_xlsx(sheets),
        "groups.csv": write_csv(GROUP_COLUMNS, memberships).encode("utf-8-sig"),
    }


def _replace(path: Path, content: bytes) -> None:
    """Write a file for the owner's eyes only; a reader meanwhile has the former one or this one, whole."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
