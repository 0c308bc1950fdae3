"""A roster that was sent to the bot is fetched and read apart, and whoever sent it is told; no file can do harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.exchange.lines import RosterUnreadable, Unreadable
from bot.inbox.files import FileAway, FileGone
from bot.jobs.housekeeping import purge_old_records
from bot.jobs.imports import GIVEN_UP_AFTER, read_rosters
from bot.models.deliveries import Delivery
from bot.models.imports import Import, ImportState
from bot.services import imports, roster_reading
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EDITOR = 901


def gives(data: bytes) -> Callable[[str], Awaitable[bytes]]:
    async def fetch(file_id: str) -> bytes:
        return data

    return fetch


def fails(error: type[Exception]) -> Callable[[str], Awaitable[bytes]]:
    async def fetch(file_id: str) -> bytes:
        raise error

    return fetch


async def looked(database: Database, fetch: Callable[[str], Awaitable[bytes]], now: datetime = NOW) -> Import:
    """What became of the roster when the job has looked once."""
    await read_rosters(database, at(now), fetch)
    async with database.reading() as session:
        return (await session.scalars(select(Import))).one()


async def sends(database: Database) -> None:
    async with database.transaction() as session:
        await imports.receive(session, EDITOR, "file-1", "members.csv", at(NOW))


async def told(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(select(Delivery.chat_id)))


async def test_a_roster_that_was_sent_is_read_once_and_its_sender_told(database: Database) -> None:
    await sends(database)
    one = await looked(database, gives(b"company,person\nCedar Press,Amina\n"))
    assert (one.state, one.file_id, one.counts["new person"]) == (ImportState.READY, None, 1)
    await looked(database, fails(AssertionError))
    assert await told(database) == [EDITOR]


@pytest.mark.parametrize(
    ("fetch", "code"),
    [
        (gives(b"\x00\x01"), Unreadable.NOT_A_TABLE),
        (gives(b"x" * (5 * 1024 * 1024 + 1)), Unreadable.TOO_LARGE),
        (fails(FileGone), Unreadable.NOT_THERE),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_with_its_reason(
    database: Database, fetch: Callable[[str], Awaitable[bytes]], code: Unreadable
) -> None:
    await sends(database)
    one = await looked(database, fetch)
    assert (one.state, one.reading) == (ImportState.UNREADABLE, {"unreadable": code})
    assert await told(database) == [EDITOR]


async def test_while_telegram_is_away_it_is_asked_again_for_some_minutes(database: Database) -> None:
    await sends(database)
    assert (await looked(database, fails(FileAway))).state is ImportState.RECEIVED
    later = NOW + GIVEN_UP_AFTER
    assert (await looked(database, fails(FileAway), later)).state is ImportState.UNREADABLE


async def test_what_would_take_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_reading, "LIMIT", 0.01)
    with pytest.raises(RosterUnreadable) as refused:
        await roster_reading.read(b"company\nCedar Press\n", "r.csv", ())
    assert refused.value.code is Unreadable.TOO_LARGE


async def test_old_previews_go_in_the_night(database: Database) -> None:

    await sends(database)
    async with database.transaction() as session:
        await purge_old_records(session, at(NOW + timedelta(days=8)))
    async with database.reading() as session:
        assert (await session.scalars(select(Import.state))).one() is ImportState.DROPPED
