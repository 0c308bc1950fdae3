"""The inbox table: written down once, taken in order, wiped when it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.inbox import store
from bot.models.inbox import Handling, InboundUpdate

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def an_update(number: int, sender: int = 7, text: str = "hello") -> dict[str, Any]:
    return {"update_id": number, "message": {"from": {"id": sender}, "chat": {"id": sender}, "text": text}}


async def keep(database: Database, *raws: Any, now: datetime = NOW) -> list[int]:
    async with database.transaction() as session:
        return await store.keep(session, raws, now)


async def all_rows(database: Database) -> list[InboundUpdate]:
    async with database.reading() as session:
        return list(await session.scalars(select(InboundUpdate).order_by(InboundUpdate.update_id)))


@pytest.mark.parametrize(
    "raw",
    [None, 7, "x", [], {}, {"update_id": "7"}, {"update_id": True}, {"update_id": -1}, {"update_id": 2**63}],
)
def test_what_has_no_number_is_no_update(raw: object) -> None:
    assert store.update_id_of(raw) is None


@pytest.mark.parametrize(
    ("body", "sender"),
    [
        ({"message": {"from": {"id": 7}, "chat": {"id": -100}}}, 7),
        ({"callback_query": {"from": {"id": 8}, "message": {"chat": {"id": 9}}}}, 8),
        ({"poll_answer": {"user": {"id": 5}}}, 5),
        ({"channel_post": {"chat": {"id": -100}}}, -100),
        ({"poll": {"id": "1"}}, store.NOBODY),
        ({"message": {"from": "garbage", "chat": {"id": "x"}}}, store.NOBODY),
        ({"message": {"from": {"id": 2**70}}}, store.NOBODY),
        ({"message": ["garbage"]}, store.NOBODY),
    ],
)
def test_whose_update_it_is(body: dict[str, Any], sender: int) -> None:
    assert store.sender_of({"update_id": 1, **body}) == sender


async def test_an_update_that_comes_twice_is_kept_once(database: Database) -> None:
    assert await keep(database, an_update(1), an_update(2)) == [1, 2]
    assert await keep(database, an_update(2, text="other"), an_update(3)) == [3]
    texts = [row.payload["message"]["text"] for row in await all_rows(database)]
    assert texts == ["hello", "hello", "hello"]


async def test_what_is_no_update_is_left_out_and_the_rest_is_kept(database: Database) -> None:
    assert await keep(database, "garbage", an_update(1), {"update_id": "x"}) == [1]
    assert await keep(database) == []


@pytest.mark.parametrize("text", ["\x00", "\ud83d", "<b>&amp;", "أهلا 🌿" * 1000])
async def test_whatever_an_update_says_can_be_written_down(database: Database, text: str) -> None:
    await keep(database, an_update(1, text=text))
    (row,) = await all_rows(database)
    assert row.payload["message"]["text"] == text


async def test_who_waits_longest_comes_first_and_each_in_their_own_order(database: Database) -> None:
    await keep(database, an_update(4, 9), an_update(1, 8), an_update(3, 7), an_update(2, 9))
    async with database.reading() as session:
        assert await store.waiting_senders(session, 10, besides=()) == [8, 9, 7]
        assert await store.waiting_senders(session, 1, besides=(8,)) == [9]
    async with database.transaction() as session:
        first = await store.next_of(session, 9)
        assert first is not None
        await store.finish(session, [(first.update_id, Handling.DONE, "")], NOW)
        second = await store.next_of(session, 9)
        assert second is not None
        assert (first.update_id, second.update_id) == (2, 4)
        assert await store.oldest_of(session, 9) == 4
        assert await store.next_of(session, 1) is None


async def test_what_is_done_is_wiped_and_what_failed_is_kept_to_be_looked_at(database: Database) -> None:
    await keep(database, *(an_update(number) for number in range(3)))
    async with database.transaction() as session:
        for status in (Handling.DONE, Handling.QUARANTINED):
            update = await store.next_of(session, 7)
            assert update is not None
            await store.finish(session, [(update.update_id, status, "Bad\x00 \ud800 thing" * 100)], NOW)
        await store.finish(session, [(2, Handling.FAILED, "OverflowError")], NOW)
    done, quarantined, failed = await all_rows(database)
    assert (done.status, done.payload) == (Handling.DONE, None)
    assert quarantined.payload is not None
    assert quarantined.error.startswith("Bad")
    assert (failed.status, failed.handled_at, failed.error) == (Handling.FAILED, NOW, "OverflowError")
    async with database.reading() as session:
        assert await store.counts(session) == {"done": 1, "quarantined": 1, "failed": 1}


async def test_the_backlog_tells_how_many_wait_and_how_long(database: Database) -> None:
    async with database.reading() as session:
        assert await store.backlog(session, NOW) == (0, 0.0)
    await keep(database, an_update(1), now=NOW - timedelta(seconds=30))
    await keep(database, an_update(2))
    async with database.reading() as session:
        assert await store.backlog(session, NOW) == (2, 30.0)


async def test_somebody_who_is_forgotten_leaves_only_that_something_came(database: Database) -> None:
    await keep(database, *(an_update(number) for number in range(3)), an_update(3, 8))
    async with database.transaction() as session:
        first = await store.next_of(session, 7)
        assert first is not None
        await store.finish(session, [(first.update_id, Handling.DONE, "")], NOW)
        await store.forget(session, 7, besides=1)
    assert [(row.update_id, row.sender_id) for row in await all_rows(database)] == [(0, 0), (1, 0), (3, 8)]


async def test_the_taps_of_who_is_forgotten_are_named_so_that_they_can_be_answered(
    database: Database,
) -> None:
    taps = [
        {"update_id": number, "callback_query": {"from": {"id": sender}, "id": str(40 + number)}}
        for number, sender in ((1, 7), (2, 7), (3, 8))
    ]
    await keep(database, *taps, an_update(4), {"update_id": 5, "callback_query": {"from": {"id": 7}}})
    async with database.transaction() as session:
        assert await store.forget(session, 7, besides=1) == ["42"]


async def test_old_records_are_dropped_but_not_what_waits_or_must_be_looked_at(database: Database) -> None:
    await keep(database, *(an_update(number) for number in range(3)))
    async with database.transaction() as session:
        for status in (Handling.DONE, Handling.QUARANTINED):
            update = await store.next_of(session, 7)
            assert update is not None
            await store.finish(session, [(update.update_id, status, "")], NOW)
        await store.purge(session, NOW + timedelta(days=4))
    assert [row.status for row in await all_rows(database)] == [Handling.QUARANTINED, Handling.WAITING]
