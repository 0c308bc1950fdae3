"""Locks that show who lives and who leads: a connection that breaks costs nobody the lead, a death does at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest

from bot import leading
from bot.db import Database
from bot.leading import LeadLost, present
from bot.models.deliveries import Purpose, Status
from bot.outbox import left_behind, settling
from tests.onlooker import Onlooker
from tests.outbox.rows import NOW, claimed, only, reply, rows, write
from tests.outbox.sending import Telegram, running


@pytest.fixture
def onlooker(postgres_migrated_url: str) -> Iterator[Onlooker]:
    with Onlooker(postgres_migrated_url) as one:
        yield one


async def until(happens: Callable[[], bool] | Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while True:
            found = happens()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.01)


async def test_a_leader_whose_connection_breaks_leads_on(
    postgres_migrated_url: str, onlooker: Onlooker
) -> None:
    async with (
        Database(postgres_migrated_url) as database,
        leading.leading(database, asyncio.Event()) as leader,
    ):
        assert leader is not None
        for _time in range(3):
            (before,) = onlooker.holders(leading.LEADER)
            onlooker.ends(leading.LEADER)
            await until(lambda was=before: onlooker.holders(leading.LEADER) not in ([], [was]))
        assert not leader.done()
    await until(lambda: onlooker.holders(leading.LEADER) == [])


async def test_who_finds_that_another_led_meanwhile_leads_no_more(
    postgres_migrated_url: str, onlooker: Onlooker
) -> None:
    async with (
        Database(postgres_migrated_url) as database,
        leading.leading(database, asyncio.Event()) as leader,
    ):
        assert leader is not None
        onlooker.another_led()
        onlooker.ends(leading.LEADER)
        with pytest.raises(LeadLost):
            await asyncio.wait_for(asyncio.shield(leader), 5)


async def test_who_is_present_is_seen_to_be_and_again_after_the_connection_broke(
    postgres_migrated_url: str, onlooker: Onlooker
) -> None:
    async with Database(postgres_migrated_url) as database:
        async with present(database):
            await until(lambda: bool(onlooker.holders(database.holder)))
            onlooker.ends(database.holder)
            await until(lambda: bool(onlooker.holders(database.holder)))
        await until(lambda: onlooker.holders(database.holder) == [])


async def test_what_a_dead_process_had_on_its_way_is_taken_over_and_nothing_of_a_living_one(
    postgres_migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_behind, "MISSING_SECONDS", 0.2)
    monkeypatch.setattr(left_behind, "LOOK_SECONDS", 0.05)
    telegram = Telegram()
    async with (
        Database(postgres_migrated_url) as leader,
        Database(postgres_migrated_url) as dead,
        Database(postgres_migrated_url) as living,
        present(living),
    ):
        await until(lambda: living.seen_as is not None)
        dead.shows_that_it_lives(is_seen=True)
        await reply(dead, "of the dead", chat_id=1)
        await reply(living, "of the living", chat_id=2)
        await write(dead, "a broadcast of the dead", chat_id=3, purpose=Purpose.BROADCAST)
        await claimed(dead)
        async with running(leader, telegram):
            await until(lambda: telegram.texts == ["of the dead"])
            await asyncio.sleep(0.3)
        assert [(row.chat_id, row.status) for row in await rows(leader)] == [
            (2, Status.SENDING),
            (3, Status.UNCERTAIN),
        ]


async def test_a_lease_that_a_clock_set_forward_ended_takes_nothing_from_a_process_that_lives(
    postgres_migrated_url: str,
) -> None:
    async with Database(postgres_migrated_url) as living, present(living):
        await until(lambda: living.seen_as is not None)
        await reply(living)
        async with living.transaction() as session:
            far_ahead = NOW + timedelta(days=300)
            assert await settling.recover(session, is_alone=False, now=far_ahead) == 0
        assert (await only(living)).status is Status.SENDING


async def test_what_a_process_has_on_its_way_that_cannot_show_that_it_lives_is_left_to_its_lease(
    postgres_migrated_url: str,
) -> None:
    async with Database(postgres_migrated_url) as unseen:
        await reply(unseen)
        async with unseen.transaction() as session:
            assert await settling.absent(session) == set()
