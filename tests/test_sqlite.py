"""SQLite's file: what was deleted is not in it any more, and nothing is written to one that is gone."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.db import TRANSIENT, Database
from bot.models.companies import Company
from bot.sqlite import FileGone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAME = "Zeina-Xq41-Abillama"
"""A name that nothing else in the database can look like."""


@pytest.fixture
def file(sqlite_migrated_url: str) -> Path:
    return Path(sqlite_migrated_url.removeprefix("sqlite:///"))


@pytest.fixture
async def opened(sqlite_migrated_url: str, file: Path) -> AsyncIterator[Database]:
    async with Database(sqlite_migrated_url) as database:
        yield database


async def found(database: Database) -> None:
    """A company of that name is founded."""
    async with database.transaction() as session:
        session.add(Company(name=NAME, name_key="zeina", created_at=NOW))


def holders(file: Path) -> list[str]:
    """The files of the database that a deleted name can be read in."""
    beside = [Path(f"{file}{suffix}") for suffix in ("", "-wal", "-shm")]
    return [path.name for path in beside if NAME.encode() in path.read_bytes()]


async def test_what_was_deleted_is_neither_in_the_file_nor_in_its_log_while_both_are_open(
    opened: Database, file: Path
) -> None:
    await found(opened)
    assert holders(file) == ["qoot.db-wal"]
    await opened.empty_log()
    assert holders(file) == ["qoot.db"]
    async with opened.reading() as reading:
        await reading.execute(select(Company))
        async with opened.transaction() as session:
            await session.execute(delete(Company))
        await opened.empty_log()  # somebody reads: it is left for the next time
    assert "qoot.db" in holders(file)
    await opened.empty_log()
    assert holders(file) == []
    assert Path(f"{file}-wal").stat().st_size == 0
    await found(opened)  # and all goes on


async def test_a_file_that_was_deleted_is_not_written_to_and_none_is_made_in_its_place(
    opened: Database, file: Path
) -> None:
    await found(opened)
    file.unlink()
    for session in (opened.transaction(), opened.reading()):
        with pytest.raises(FileGone, match=r"qoot\.db was deleted or replaced"):
            async with session:
                pytest.fail("it was served")
    assert not file.exists()
    assert issubclass(FileGone, TRANSIENT)  # whoever waits for a database waits for this one


async def test_what_was_under_way_when_the_file_went_is_not_committed(opened: Database, file: Path) -> None:
    kept = file.with_name("kept.db")

    async def write() -> None:
        async with opened.transaction() as session:
            session.add(Company(name=NAME, name_key="zeina", created_at=NOW))
            await session.flush()
            file.rename(kept)

    with pytest.raises(FileGone):
        await write()
    await opened.close()
    with sqlite3.connect(kept) as left:
        assert left.execute("SELECT count(*) FROM companies").fetchone() == (0,)
    left.close()


async def test_another_file_in_its_place_is_not_taken_for_it(opened: Database, file: Path) -> None:
    await found(opened)
    copied = shutil.copy(file, file.with_name("copy.db"))
    Path(copied).replace(file)
    with pytest.raises(FileGone):
        async with opened.reading():
            pytest.fail("it was served")
