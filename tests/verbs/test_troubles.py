"""What cannot work ends with a sentence that says what to do, status 1, and no trace."""

from __future__ import annotations

import errno
import sqlite3
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sqlite
from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.verbs.troubles import sentence
from tests.conftest import TEST_KEY
from tests.verbs.conftest import Said, Shell, in_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STARTS = ("run", "migrate", "worker", "invites")


def refused(said: Said) -> str:
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("qoot: ")
    assert said.err.count("\n") == 1
    return said.err


def of_sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "disk is full"),
        (of_sqlite(sqlite3.SQLITE_READONLY | 1 << 8), "may not be written to"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "cannot be opened"),
        (of_sqlite(sqlite3.SQLITE_IOERR | 13 << 8), "fails, or is full"),
        (of_sqlite(sqlite3.SQLITE_BUSY), "keeps the database file locked"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "is damaged"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x/qoot.db.lock"),
            "/x/qoot.db.lock cannot be used",
        ),
        (OSError(errno.EROFS, "Read-only file system", "/x/qoot.db"), "Read-only file system"),
        (OperationalError("", {}, psycopg.OperationalError("FATAL:  no such role")), "(no such role): see"),
        (
            ProgrammingError("", {}, psycopg.ProgrammingError("invalid connection option")),
            "see that DATABASE_URL",
        ),
        (sqlite.FileGone("It is gone."), "It is gone."),
    ],
)
def test_a_trouble_of_the_machine_is_said(error: Exception, words: str) -> None:
    assert words in str(sentence(error))


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_ERROR),  # such as a column that is not there
        ProgrammingError("SELEC", {}, psycopg.errors.SyntaxError()),
        ConnectionResetError(),
        RuntimeError(),
    ],
)
def test_a_fault_of_the_program_keeps_its_trace(error: Exception) -> None:
    assert sentence(error) is None


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("postgres://qoot:hunter2@127.0.0.1:1/qoot", "The database does not answer"),
        ("postgres://qoot:hunter2@127.0.0.1:1/qoot?nonsense=1", "see that DATABASE_URL is right"),
        ("postgres://qoot@127.0.0.1:hunter2/qoot", "is not a database URL"),
        ("nonsense:hunter2", "is not a database URL"),
    ],
)
def test_every_start_says_what_is_wrong_with_the_database(shell: Shell, database: str, words: str) -> None:
    shell.sets(DATABASE_URL=database, DATA_KEY=TEST_KEY, BOT_TOKEN="1:a", BOT_API_URL="http://127.0.0.1:1")
    for verb in STARTS:
        said = refused(shell.types(verb))
        assert words in said
        assert "hunter2" not in said


def test_every_start_says_what_is_wrong_with_the_file(shell: Shell, tmp_path: Path) -> None:
    shell.sets(DATA_KEY=TEST_KEY, BOT_TOKEN="1:a", BOT_API_URL="http://127.0.0.1:1")
    (tmp_path / "text.db").write_text("no database at all, " * 100, encoding="utf-8")
    for file, words in (
        (tmp_path, "Is a directory"),
        (tmp_path / "text.db" / "qoot.db", "cannot be used"),
        (tmp_path / "text.db", "is no SQLite database"),
    ):
        shell.sets(DATABASE_URL=f"sqlite:///{file}")
        for verb in ("run", "migrate"):
            assert words in refused(shell.types(verb))
    assert "cannot be used" in refused(
        shell.types("demo", "--keep", tmp_path / "text.db" / "demo.db", "--port", "0")
    )


def test_a_full_disk_is_said(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may have no more pages is what a full disk is to SQLite: it says the same of both."""
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count=20")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    shell.sets(DATABASE_URL=f"sqlite:///{tmp_path / 'bot.db'}", DATA_KEY=TEST_KEY, BOT_TOKEN="1:a")
    for verb in ("migrate", "run"):
        assert "The disk is full: make room" in refused(shell.types(verb))


def test_web_says_what_it_lacks_before_it_asks_anybody(shell: Shell) -> None:
    shell.sets(DATABASE_URL="postgres://x@127.0.0.1:1/x", DATA_KEY=TEST_KEY, BOT_TOKEN="1:a")
    assert "WEBHOOK_SECRET" in refused(shell.types("web"))


def test_the_database_is_for_its_owners_eyes(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bot.db"
    shell.sets(DATABASE_URL=f"sqlite:///{file}", DATA_KEY=TEST_KEY)
    assert shell.types("migrate").status == 0
    file.chmod(0o644)  # as an earlier version left it
    assert shell.types("migrate").status == 0
    with sqlite3.connect(file) as open_one:
        open_one.execute("UPDATE alembic_version SET version_num = version_num")
        open_one.commit()
        found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("bot.db*")}
    open_one.close()
    assert set(found) == {"bot.db", "bot.db-wal", "bot.db-shm"}
    assert set(found.values()) == {0o600}


def test_a_database_that_another_program_holds_is_waited_for(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running bot gives up after its five seconds, so that others are served; nobody waits for the shell."""

    async def join(session: AsyncSession) -> None:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        session.add(
            Person(name="Amina", company=company, created_at=NOW, telegram_id=7, standing=Standing.MEMBER)
        )

    in_database(sqlite_migrated_url, join)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(
        sqlite_migrated_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, holder.rollback)
    release.start()
    said = at_work_on_sqlite.types("broadcast", "--audience", "all", "--en", "Hello", "--even-at-night")
    release.join()
    holder.close()
    assert (said.status, said.err) == (0, "")
    assert "on its way" in said.out


def test_one_that_is_held_for_too_long_is_said(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENT_SECONDS", 0.1)
    holder = sqlite3.connect(sqlite_migrated_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    said = at_work_on_sqlite.types("broadcast", "--audience", "all", "--en", "Hello", "--even-at-night")
    holder.close()
    assert "Another program keeps the database file locked" in refused(said)
