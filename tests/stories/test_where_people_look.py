"""What is shown is shown where people look: below the newest message, and as things stand now."""

from __future__ import annotations

import pytest

from bot.rules.staff import Role
from tests.stories.asking import asks, two
from tests.stories.broadcasting import writes
from tests.stories.cast import Cluster
from tests.stories.test_entrances import appointed


@pytest.mark.both_databases
async def test_a_tap_above_newer_messages_is_answered_below_them(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    chafic = await cluster.welcomes("Chafic Nassar", "Wadi Foods")
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    message, colleague = bruno.button("A colleague handles this")
    asked = dict(message)
    await asks(cluster, chafic, "Bruno Karam", "Supply them", "Send it")
    await bruno.taps_data(colleague, message["message_id"])
    assert "None of your colleagues" in bruno.screen
    assert "Chafic Nassar" in bruno.from_bot[-2]["text"]
    (kept,) = [one for one in bruno.from_bot if one["message_id"] == message["message_id"]]
    assert kept["text"] == asked["text"]


async def test_a_screen_above_a_newer_message_moves_below_it(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await bruno.types("/start")
    screen = bruno.from_bot[-1]["message_id"]
    _home, settings = bruno.button("Settings")
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await bruno.taps_data(settings, screen)
    assert "Language" in bruno.screen
    assert screen not in [message["message_id"] for message in bruno.from_bot], "one screen is enough"
    moved = bruno.from_bot[-1]["message_id"]
    await bruno.taps("Home")
    assert bruno.from_bot[-1]["message_id"] == moved, "what is newest is shown in place"


async def test_what_is_typed_at_home_is_searched_for(cluster: Cluster) -> None:
    amina, _bruno = await two(cluster)
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    for somebody in (amina, vera):
        await somebody.types("/start")
        await somebody.types("vetro")
        assert "🏢 Vetro Glass" in somebody.screen
        assert "Bruno Karam" in somebody.screen
        await somebody.taps("Home")
        await somebody.types("zzzzzz")
        assert "Nothing was found" in somebody.screen
        await somebody.types("cedar")
        assert "Cedar Press" in somebody.screen
    stranger = cluster.visitor("Nour")
    await stranger.types("vetro")
    assert "personal invite link" in stranger.screen


async def test_what_is_typed_at_home_is_no_search_when_it_is_no_words(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("olive " * 40)
    assert "did not understand" in amina.screen
    amina.phone.send_sticker()
    await cluster.settled()
    assert "did not understand" in amina.screen


async def test_a_list_says_how_things_stand_before_a_job_has_come_round(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await two(cluster)
    await owner.types("/rounds")
    await owner.taps("Start a round")
    await owner.taps("Go on")
    await owner.taps("Start the round")
    await cluster.passes(minutes=1)
    await owner.types("/rounds")
    assert owner.buttons[0].startswith("📨")
    cluster.clock.move(days=5)
    await owner.types("/rounds")
    assert owner.buttons[0].startswith("⏳"), "nobody can join any more"


async def test_a_broadcast_of_which_nothing_is_left_to_send_is_listed_as_sent(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Hello")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    await cluster.settled()
    await owner.types("/broadcasts")
    assert owner.buttons[0] == "✅ Hello"
