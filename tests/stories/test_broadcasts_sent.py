"""A broadcast goes out: undo, now or later, once for each, and what is done about those it did not reach."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.i18n import undirected
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Delivery, Status
from bot.rules.audiences import Audience
from bot.services import broadcasts, composing
from tests.moments import at
from tests.stories.broadcasting import (
    appoints_editor,
    got,
    is_down_for,
    looks,
    phase,
    recovers,
    sends,
    writes,
)
from tests.stories.cast import Cluster, Player


def seconds_left(owner: Player) -> int:
    """What the message that counts down says."""
    said = re.search(r"goes out in (\d+) seconds", owner.screen)
    assert said is not None, owner.screen
    return int(said[1])


@pytest.mark.both_databases
async def test_undo_within_thirty_seconds(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Too early")
    await owner.taps("Send…")
    await owner.taps("Send now")
    assert seconds_left(owner) == 30
    await cluster.passes(seconds=3)
    assert 20 < seconds_left(owner) <= 27  # fewer where the machine is slow: it counts what is left
    await cluster.passes(seconds=12)
    assert 5 < seconds_left(owner) <= 15
    await owner.taps("Undo")
    assert "✓ English: Too early" in owner.screen
    await cluster.passes(minutes=5)
    assert "Too early" not in amina.sees
    assert "✓ English: Too early" in owner.screen


@pytest.mark.both_databases
async def test_undo_after_it_began_says_so_and_shows_how_it_goes(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    is_down_for(amina)
    await writes(owner, en="Hello")
    await owner.taps("Send…")
    await owner.taps("Send now")
    message, data = owner.button("Undo")
    await cluster.passes(seconds=31)
    await owner.taps_data(data, message["message_id"])
    assert "has moved on" in owner.toasts[-1]
    assert "Sending: 0 of 1" in owner.screen


@pytest.mark.both_databases
async def test_two_who_tap_send_at_once_send_it_once(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    nadim = await cluster.welcomes("Nadim Saab")
    await appoints_editor(owner, nadim)
    await writes(owner, en="Once")
    await nadim.types("/broadcasts")
    await nadim.taps("Once")
    for player in (owner, nadim):
        await player.taps("Send…")
    for player in (owner, nadim, owner):
        message, data = player.button("Send now")
        player.phone.tap(message["message_id"], data)
    await cluster.settled()
    await cluster.passes(seconds=31)
    await looks(cluster)
    await cluster.passes(minutes=2)
    assert len(got(amina, "Once")) == 1
    async with cluster.database.reading() as session:
        assert len((await session.scalars(select(Broadcast))).all()) == 1


async def test_later_at_a_time_that_is_offered(cluster: Cluster) -> None:
    """It is Monday 11:00 in Beirut."""
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Tomorrow's news")
    await owner.taps("Send…")
    await owner.taps("Later")
    assert "Today, 18:00" in owner.buttons
    assert not any("Today, 09:00" in label for label in owner.buttons)
    await owner.taps("Tomorrow, 09:00")
    assert "Tuesday 24 November 2026" in owner.screen.replace(",", "")
    await owner.taps("Home")
    await cluster.passes(hours=21, minutes=50)
    assert "Tomorrow's news" not in amina.sees
    await cluster.passes(minutes=15)
    assert len(got(amina, "Tomorrow's news")) == 1
    await looks(cluster)
    assert "✅ Sent" in owner.screen


async def test_later_at_a_typed_time(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Wednesday's news")
    await owner.taps("Send…")
    await owner.taps("Later")
    await owner.types("soon")
    assert "cannot read this as a time" in owner.screen
    await owner.types("25/11")
    assert "time is missing" in owner.screen
    await owner.types("31/2 10:00")
    assert "There is no 31/2/2027" in undirected(owner.screen)
    await owner.types("22/11/2026 10:00")
    assert "Sunday, 22 November 2026, 10:00 has passed" in undirected(owner.screen)
    await owner.types("٢٥/١١ 14:30")
    assert "Wednesday" in owner.screen
    await owner.types("/start")
    async with cluster.database.reading() as session:
        assert (await session.get_one(Broadcast, 1)).send_at == datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
    await cluster.passes(days=2, hours=4)
    assert len(got(amina, "Wednesday's news")) == 1


async def test_a_typed_time_that_leaves_it_open_is_asked_about(cluster: Cluster) -> None:
    """It is Monday 11:00 in Beirut."""
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Evening news")
    await owner.taps("Send…")
    await owner.taps("Later")
    await owner.types("الساعة ٦")
    assert "Which of these do you mean?" in owner.screen
    assert {"Today, 18:00", "Tomorrow, 06:00"} <= {*owner.buttons}
    await owner.types("Thursday 5/12 18:00")
    assert "that day is Saturday, 5 December 2026" in undirected(owner.screen)
    assert "Thursday, 3 December 2026, 18:00" in owner.buttons
    assert await phase(cluster) is BroadcastPhase.COMPOSING, "nothing is guessed"
    await owner.taps("Back")
    await owner.types("6h")
    await owner.taps("Today, 18:00")
    assert "goes out on Monday, 23 November 2026, 18:00" in undirected(owner.screen)
    await cluster.passes(hours=7, minutes=30)
    assert len(got(amina, "Evening news")) == 1


async def test_a_scheduled_one_can_be_called_back(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Not yet")
    await owner.taps("Send…")
    await owner.taps("Later")
    await owner.taps("Today, 18:00")
    await owner.types("/broadcasts")
    assert "goes out on" in owner.screen
    await owner.taps("Not yet")
    await owner.taps("Call it back")
    await cluster.passes(days=1)
    assert "Not yet" not in amina.sees
    assert await phase(cluster) is BroadcastPhase.COMPOSING


async def test_who_blocked_the_bot_is_in_the_report(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    cluster.tg.faults.fail("403", chat_id=bruno.id)
    await sends(owner, en="Hello")
    await looks(cluster)
    assert "Arrived at Telegram: 1" in owner.screen
    assert "Blocked the bot or left Telegram: 1" in owner.screen
    await writes(owner, en="Again")
    assert "1 person who blocked the bot" in owner.screen
    assert got(amina, "Hello")


@pytest.mark.both_databases
async def test_the_uncertain_are_sent_again_only_when_staff_say_so(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    cluster.tg.faults.fail("reset_after", chat_id=amina.id)
    cluster.tg.faults.fail("reset_before", chat_id=bruno.id)
    await sends(owner, en="Hello")
    await looks(cluster)
    assert "Uncertain: 2" in owner.screen
    await cluster.passes(hours=1)
    assert (len(got(amina, "Hello")), len(got(bruno, "Hello"))) == (1, 0)
    await owner.taps("Send again to the 2 uncertain")
    assert "may get it twice" in owner.screen
    await owner.taps("Send again")
    await looks(cluster)
    await looks(cluster)
    assert (len(got(amina, "Hello")), len(got(bruno, "Hello"))) == (2, 1)
    assert "Arrived at Telegram: 2" in owner.screen
    assert "Uncertain" not in owner.screen


@pytest.mark.both_databases
async def test_failures_are_grouped_by_reason_and_can_be_retried(cluster: Cluster) -> None:
    owner = await cluster.owner()
    players = [await cluster.welcomes(name) for name in ("Amina Haddad", "Bruno Karam", "Carla Saab")]
    await sends(owner, en="Hello")
    await looks(cluster)
    async with cluster.database.transaction() as session:
        await session.execute(
            update(Delivery)
            .where(Delivery.chat_id.in_([player.id for player in players[:2]]))
            .values(status=Status.FAILED, error="Bad Request: <odd> & so on")
        )
    await owner.types("/broadcasts")
    await owner.taps("Hello")
    assert "Failed: 2\n  • 2 × Bad Request: <odd> & so on" in owner.screen
    await owner.taps("Retry the 2 that failed")
    await looks(cluster)
    await looks(cluster)
    assert "Arrived at Telegram: 3" in owner.screen
    assert [len(got(player, "Hello")) for player in players] == [2, 2, 1]


@pytest.mark.both_databases
async def test_who_leaves_or_is_forgotten_meanwhile_gets_nothing_more(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno = await cluster.welcomes("Amina Haddad"), await cluster.welcomes("Bruno Karam")
    is_down_for(amina)
    is_down_for(bruno)
    await sends(owner, en="Hello")
    for _try in range(3):
        await looks(cluster)
    cluster.tg.faults.clear()
    await amina.types("/settings")
    await amina.taps("Leave the bot")
    await amina.taps("Leave")
    await bruno.types("/privacy")
    await bruno.taps("Erase my data")
    await bruno.taps("Erase everything")
    await recovers(cluster)
    assert not got(amina, "Hello")
    assert not got(bruno, "Hello")
    assert "⚪️ Nobody got it" in owner.screen


async def test_staff_hear_of_one_from_the_shell_that_did_not_reach_everybody(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    cluster.tg.faults.fail("reset_before", chat_id=amina.id)
    async with cluster.database.transaction() as session:
        broadcast = await composing.compose(session, {"en": "Hello"}, Audience(), (), at(cluster.clock()))
        await broadcasts.send_at_once(session, broadcast, None, at(cluster.clock()))
    await cluster.settled()
    await looks(cluster)
    await looks(cluster)
    assert owner.sees.count("A broadcast ended: Hello") == 1
    await owner.taps("Look at it")
    assert "Send again to the 1 uncertain" in owner.buttons


async def test_the_list_shows_what_was_sent_and_is_under_way(cluster: Cluster) -> None:
    owner, _amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/broadcasts")
    assert "Nothing was sent yet" in owner.screen
    await sends(owner, en="First news")
    await looks(cluster)
    await writes(owner, en="Second news")
    await owner.types("/broadcasts")
    assert "✅ First news" in owner.screen
    assert "sent to 1 of 1" in owner.screen
    assert "✏️ Second news" in owner.screen
    await owner.taps("✅")
    await owner.taps("Show the text")
    assert owner.from_bot[-2]["text"] == "First news"
    assert "✅ Sent" in owner.screen
