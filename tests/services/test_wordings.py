"""The texts of a thing are kept as one row for each language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.models.broadcasts import Broadcast, BroadcastText
from bot.services import wordings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def changed(database: Database, *changes: Callable[[Broadcast], None]) -> Broadcast:
    """A broadcast after these changes, each in a transaction of its own, as the database then has it."""
    async with database.transaction() as session:
        broadcast = Broadcast(author_id=1, created_at=NOW, texts=[])
        session.add(broadcast)
        await session.flush()
        broadcast_id = broadcast.id
    for change in changes:
        async with database.transaction() as session:
            change(await session.get_one(Broadcast, broadcast_id))
    async with database.reading() as session:
        return await session.get_one(Broadcast, broadcast_id)


def says(language: str, html: str) -> Callable[[Broadcast], None]:
    return lambda broadcast: wordings.put(broadcast, BroadcastText(language=language, html=html))


def falls_back(language: str, substitute: str) -> Callable[[Broadcast], None]:
    return lambda broadcast: wordings.choose_fallback(broadcast, language, substitute)


def loses(language: str) -> Callable[[Broadcast], None]:
    return lambda broadcast: wordings.remove(broadcast, language)


async def test_a_text_takes_the_place_of_the_one_before(database: Database) -> None:
    broadcast = await changed(database, says("en", "Helo"), says("fr", "Bonjour"), says("en", "Hello"))
    assert broadcast.wordings.written == {"en": "Hello", "fr": "Bonjour"}


async def test_who_gets_a_text_of_their_own_needs_no_other(database: Database) -> None:
    broadcast = await changed(
        database, says("en", "Hello"), falls_back("ar", "en"), falls_back("fr", "en"), says("ar", "مرحبا")
    )
    assert broadcast.fallbacks == {"fr": "en"}


async def test_with_a_text_goes_what_others_were_to_read_of_it(database: Database) -> None:
    broadcast = await changed(
        database, says("en", "Hello"), says("fr", "Bonjour"), falls_back("ar", "en"), loses("en")
    )
    assert broadcast.wordings.written == {"fr": "Bonjour"}
    assert broadcast.fallbacks == {}


async def test_a_language_that_is_written_keeps_its_own_text(database: Database) -> None:
    broadcast = await changed(database, says("en", "Hello"), says("fr", "Bonjour"), falls_back("fr", "en"))
    assert broadcast.fallbacks == {}


@pytest.mark.parametrize("change", [says("de", "Hallo"), falls_back("de", "en"), falls_back("fr", "ar")])
async def test_what_is_no_language_of_ours_or_is_not_written_is_refused(
    database: Database, change: Callable[[Broadcast], None]
) -> None:
    with pytest.raises(wordings.NotWritten):
        await changed(database, says("en", "Hello"), change)
