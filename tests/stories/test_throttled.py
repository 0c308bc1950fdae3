"""Telegram makes somebody's chat wait: nothing is lost, nothing old hides what is new, and nobody else notices."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from bot.models.deliveries import Delivery, Status
from tests.stories.cast import Cluster, Player


async def wait_over(cluster: Cluster) -> None:
    """The pace keeps Telegram's word in real time; the outbox is due by the story's clock."""
    await asyncio.sleep(1.1)
    await cluster.passes(seconds=2)


def makes_wait(cluster: Cluster, player: Player, method: str) -> None:
    cluster.tg.faults.fail("429", method=method, chat_id=player.id, retry_after=1)


async def test_the_newest_screen_comes_once_the_chat_may_be_written_to_again(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    bruno = await cluster.welcomes("Bruno Saad", "Orchard")
    makes_wait(cluster, amina, "editMessageText")
    before = amina.screen
    await amina.taps("Settings")
    await amina.taps("My profile")
    assert amina.screen == before
    assert cluster.tg.taps.unanswered == []
    await bruno.taps("Settings")
    assert "Settings" in bruno.screen
    await wait_over(cluster)
    assert "profile" in amina.screen.lower()
    async with cluster.database.reading() as session:
        kept = list(await session.scalars(select(Delivery.status).where(Delivery.chat_id == amina.id)))
    assert kept == [Status.CANCELLED]


async def test_a_screen_that_came_late_still_takes_the_former_ones_place(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    makes_wait(cluster, amina, "sendMessage")
    await amina.types("/settings")
    assert len(amina.from_bot) == 1
    await wait_over(cluster)
    assert len(amina.from_bot) == 1
    assert "Settings" in amina.screen
    await amina.types("/help")
    assert len(amina.from_bot) == 1
