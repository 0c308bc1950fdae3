"""Long polling: offsets, waiting, rivals."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.simulator.phones import Phone
from bot.simulator.telegram import Telegram
from tests.simulator.clock import Clock


async def test_updates_stay_until_they_are_confirmed(bot: Bot, amina: Phone) -> None:
    for text in ("one", "two"):
        amina.send(text)
    first = await bot.get_updates()
    again = await bot.get_updates()
    assert [one.update_id for one in first] == [one.update_id for one in again]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [one.update_id for one in rest] == [first[1].update_id]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()


async def test_a_hundred_at_most_come_at_once(bot: Bot, amina: Phone) -> None:
    for number in range(120):
        amina.send(str(number))
    assert len(await bot.get_updates()) == 100
    assert len(await bot.get_updates(limit=7)) == 7


async def test_a_negative_offset_keeps_the_newest(bot: Bot, amina: Phone) -> None:
    for text in ("one", "two", "three"):
        amina.send(text)
    (newest,) = await bot.get_updates(offset=-1)
    assert newest.message is not None
    assert newest.message.text == "three"
    assert len(await bot.get_updates()) == 1


async def test_a_poll_waits_for_what_comes(bot: Bot, amina: Phone) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.01)
    assert not polling.done()
    amina.send("here I am")
    (update,) = await polling
    assert update.message is not None
    assert update.message.text == "here I am"


async def test_a_poll_that_hears_nothing_ends_empty(tg: Telegram) -> None:
    assert await tg.updates.poll(0, 100, 1) == []


async def test_a_second_poller_ends_the_first(bot: Bot, amina: Phone) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(bot.get_updates(timeout=5))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    amina.send("for the second")
    assert len(await second) == 1


async def test_a_day_later_updates_are_gone(bot: Bot, amina: Phone, clock: Clock) -> None:
    amina.send("yesterday")
    clock.advance(hours=23, minutes=59)
    amina.send("today")
    clock.advance(minutes=2)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "today"


async def test_only_allowed_kinds_are_queued(bot: Bot, amina: Phone) -> None:
    await bot.get_updates(allowed_updates=["message"])
    amina.tap(1, "x")
    amina.send("heard")
    (update,) = await bot.get_updates()
    assert update.message is not None
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    amina.tap(1, "x")
    assert len(await bot.get_updates()) == 1


async def test_garbage_can_be_injected_in_order(tg: Telegram, amina: Phone) -> None:
    amina.send("before")
    injected = tg.inject({"message": {"nonsense": True}})
    amina.send("after")
    ids = [update["update_id"] for update in tg.updates.waiting]
    assert ids == [injected - 1, injected, injected + 1]
    assert tg.updates.waiting[1]["message"] == {"nonsense": True}
