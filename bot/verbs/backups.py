"""backup and restore: a SQLite database to a file and back. PostgreSQL has tools of its own."""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.errors import Misconfigured
from bot.migrating import config, migrate
from bot.outbox import settling
from bot.services import alerts, launching, resting
from bot.verbs.files import BESIDE, replacing
from bot.verbs.starting import alone_on, moment_of, opened, settings_with_logs, sqlite_file

PG_DUMP = (
    'PostgreSQL has a better tool: `pg_dump --format=custom --file={file} "$DATABASE_URL"`. '
    "Many hosts also make backups by themselves."
)
PG_RESTORE = (
    "PostgreSQL has a better tool. Stop `web` and `worker`, run `pg_restore --clean --if-exists "
    '--dbname="$DATABASE_URL" {file}`, then `python -m bot restore --done`, so that broadcasts rest until '
    "staff have looked, and start again."
)
RESTS = "Broadcasts and reminders rest until staff say go on; they are asked in the chat when the bot starts."
IN_DOUBT = (
    "{n} of them were still to be sent when the backup was made, and may have been since: they are listed as "
    "uncertain, and not sent again unless staff say so."
)


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="must not exist yet")


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """The file to be put in place, or that it was done otherwise."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", type=Path, nargs="?", help="written by `backup`")
    what.add_argument(
        "--done",
        action="store_true",
        help="the database was restored with other tools: only let the outbox rest",
    )


async def backup(chosen: argparse.Namespace) -> None:
    """Write the database to a file. Raises Misconfigured."""
    source, target = sqlite_file(settings_with_logs().database), chosen.file
    if source is None:
        raise Misconfigured(PG_DUMP.format(file=target))
    _check_is_there(source)
    if target.exists():
        raise Misconfigured(f"{target} is there already: name a new file.")
    with _sentences(f"{source} cannot be written to {target}"), replacing(target) as part:
        _vacuum(source, part)
    print(
        f"{source} is backed up in {target}. It is of no use without DATA_KEY: keep that as well, elsewhere."
    )


async def restore(chosen: argparse.Namespace) -> None:
    """Put a backup in the database's place. Raises Misconfigured."""
    settings = settings_with_logs()
    if chosen.done:
        _say_rests(await _rest(settings))
        return
    target = sqlite_file(settings.database)
    if target is None:
        raise Misconfigured(PG_RESTORE.format(file=chosen.file))
    _ = settings.keys
    with alone_on(settings.database):
        kept, in_doubt = await _restore(settings, chosen.file, target)
    print(
        f"{target} is what {chosen.file} was." + (f" The former database is kept as {kept}." if kept else "")
    )
    _say_rests(in_doubt)


def _say_rests(in_doubt: int) -> None:
    print(RESTS)
    if in_doubt:
        print(IN_DOUBT.format(n=in_doubt))


async def _restore(settings: Settings, file: Path, target: Path) -> tuple[Path | None, int]:
    """Make the new database ready beside the former one, then swap them. Returns where that one is kept, and how many
    messages are in doubt."""
    _check_is_there(file)
    if target.exists() and target.samefile(file):
        raise Misconfigured(f"{file} is the database itself: name the backup.")
    with _sentences(f"{file} cannot be restored"), replacing(target) as part:
        _check_is_ours(file)
        _vacuum(file, part)
        beside = URL.create("sqlite", database=str(part)).render_as_string()
        settings = settings.model_copy(update={"database_url": SecretStr(beside)})
        await migrate(settings.database)
        in_doubt = await _rest(settings)
        _flatten(part)
        return _put_aside(target, part), in_doubt


async def _rest(settings: Settings) -> int:
    """The outbox rests, and staff are asked: the backup does not know what was sent after it was made.

    What was due by now is in doubt, also of a broadcast whose time came meanwhile. Returns how many messages that is.
    """
    moment = moment_of(settings)
    async with opened(settings) as database, database.transaction() as session:
        await resting.rest(session, "restored")
        await launching.launch_all_due(session, moment)
        in_doubt = await settling.doubt_what_waits(session, moment.now)
        await alerts.report_restored(session, in_doubt, moment)
    return in_doubt


def _check_is_there(file: Path) -> None:
    if not file.is_file():
        raise Misconfigured(f"There is no file {file}.")


def _check_is_ours(file: Path) -> None:
    """Whether the file is a database of this program, of a schema that it knows."""
    with _connection(file) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        except sqlite3.OperationalError:
            found = []
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if not found:
        raise Misconfigured(f"{file} is no database of this bot.")
    if not known.issuperset(revision for (revision,) in found):
        raise Misconfigured(f"{file} was written by a newer version of the bot: update the bot first.")


def _vacuum(source: Path, target: Path) -> None:
    """Write what is committed in `source` to the empty file `target`, as a database without a log."""
    with _connection(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with _connection(target) as connection:
        [(found,), *_more] = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise Misconfigured(f"The database is damaged ({found}).")
    _flatten(target)


def _flatten(file: Path) -> None:
    """Fold the log into the file, and see it on the disk: before the former database is put aside."""
    with _connection(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


@contextlib.contextmanager
def _connection(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that makes no file where there is none."""
    uri = f"{file.resolve().as_uri()}?mode=rw"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)) as connection:
        yield connection


def _put_aside(target: Path, part: Path) -> Path | None:
    """Rename the database and its log, and let `part` belong to whom it belonged. Returns its new name."""
    had_one = target.exists()
    if had_one:
        with contextlib.suppress(OSError, AttributeError):  # only root may, and Windows cannot
            os.chown(part, target.stat().st_uid, target.stat().st_gid)
    kept = target.with_name(f"{target.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for suffix in BESIDE:
        if (path := Path(f"{target}{suffix}")).exists():
            path.rename(f"{kept}{suffix}")
    return kept if had_one else None


@contextlib.contextmanager
def _sentences(beginning: str) -> Iterator[None]:
    """What the disk and SQLite complain of, as a sentence."""
    try:
        yield
    except OSError as error:
        raise Misconfigured(f"{beginning}: {error.strerror}.") from None
    except (sqlite3.Error, DBAPIError) as error:
        raise Misconfigured(f"{beginning}: {getattr(error, 'orig', error)}.") from None
