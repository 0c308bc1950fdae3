"""What is not lost while somebody asks: a request that was sent, and a sentence that was typed."""

from __future__ import annotations

import pytest

from bot.models.introductions import Introduction
from bot.rules.introductions import State
from bot.screens.forms import Finish
from tests.stories.asking import asks, stored, two
from tests.stories.cast import Cluster


@pytest.mark.both_databases
async def test_a_double_tap_sends_one_request_and_shows_it(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them")
    message, send = amina.button("Send it")
    for _again in range(2):
        amina.phone.tap(message["message_id"], send)
    await cluster.settled()
    assert "Sent to Bruno Karam" in amina.screen
    assert bruno.sees.count("would like to meet you") == 1
    await amina.taps("Take it back")
    await amina.taps("Take it back")
    assert [state for (state,) in await stored(cluster, Introduction.state)] == [State.WITHDRAWN]


async def test_a_send_button_of_another_time_does_not_claim_that_anything_was_sent(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    _message, take_back = amina.button("Take it back")
    await amina.taps_data(Finish("asking").pack())
    assert "Sent to" in amina.screen
    await amina.taps_data(take_back)
    await amina.taps("Take it back")
    await amina.taps_data(Finish("asking").pack())
    assert "not open any more" in amina.screen
    await cluster.passes(days=1, minutes=1)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await cluster.passes(minutes=6)
    await amina.taps_data(Finish("asking").pack())
    assert "not open any more" in amina.screen
    assert "would like to meet you" in bruno.screen


async def test_finishing_leads_back_to_what_was_to_be_sent(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await amina.types("We fill 4,000 jars a month")
    await amina.types("/profile")
    await amina.taps("Finish it")
    assert "This is what Bruno Karam will see" in amina.screen
    assert "We fill 4,000 jars a month" in amina.screen
    amina.phone.send_sticker()
    await cluster.settled()
    assert "We fill 4,000 jars a month" in amina.screen
    await amina.taps("Back")
    assert "sentence or two" in amina.screen
    await amina.taps("Back")
    await amina.types("/profile")
    await amina.taps("Finish it")
    assert "Why would you like to meet" in amina.screen
    await amina.taps("Partnership")
    await amina.types("/profile")
    await amina.taps("Finish it")
    await amina.taps("Send it")
    assert "a partnership" in bruno.screen
