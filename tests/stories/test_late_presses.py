"""Buttons whose time is over: what happened is said, not thanked for, and what can still be done is offered."""

from __future__ import annotations

import pytest

from bot.models.introductions import Introduction
from bot.rules.introductions import State
from tests.stories.asking import asks, stored, two
from tests.stories.cast import Cluster, Player


async def is_asked(cluster: Cluster) -> tuple[Player, Player, str, int]:
    """Amina has asked Bruno: both, and his button for a yes."""
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    message, yes = bruno.button("Yes, introduce us")
    return amina, bruno, yes, message["message_id"]


@pytest.mark.both_databases
async def test_a_yes_after_the_end_says_that_it_expired_and_offers_to_ask_oneself(cluster: Cluster) -> None:
    amina, bruno, yes, message = await is_asked(cluster)
    await cluster.passes(days=6)
    await bruno.taps_data(yes, message)
    assert bruno.toasts == ["The request has expired. With the button below you can ask them in turn."]
    assert "The request expired before you answered it" in bruno.screen
    assert "bruno@vetro.example" not in amina.sees
    await bruno.taps("Meet Amina Haddad")
    await bruno.taps("Buy from them")
    await bruno.taps("Send it")
    assert "Bruno Karam" in amina.screen
    states = [state for _id, state in await stored(cluster, Introduction.id, Introduction.state)]
    assert states == [State.EXPIRED, State.OPEN]


async def test_a_late_no_and_a_late_hand_over_are_not_thanked_for(cluster: Cluster) -> None:
    _amina, bruno, _yes, message = await is_asked(cluster)
    no = bruno.button("A colleague handles this")[1].replace("ic", "iy", 1) + ":no"
    colleague = bruno.button("A colleague handles this")[1]
    await cluster.passes(days=6)
    for data in (no, colleague):
        await bruno.taps_data(data, message)
        assert "too late" in bruno.toasts[-1]
        assert "expired" in bruno.screen


async def test_an_answer_to_a_request_that_was_taken_back_says_so(cluster: Cluster) -> None:
    amina, bruno, yes, message = await is_asked(cluster)
    await amina.taps("Take it back")
    await amina.taps("Take it back")
    await bruno.taps_data(yes, message)
    assert "too late" in bruno.toasts[-1]
    assert "The request was taken back" in bruno.screen


async def test_who_answered_before_is_told_so_and_an_answer_given_twice_is_thanked_for(
    cluster: Cluster,
) -> None:
    _amina, bruno, yes, message = await is_asked(cluster)
    _message, later = bruno.button("Not now")
    await bruno.taps_data(later, message)
    await bruno.taps_data(later, message)
    assert bruno.toasts == ["Thank you for answering."] * 2
    await bruno.taps_data(yes, message)
    assert bruno.toasts[-1] == "You had answered already. Here is how it stands."
    assert "Not now" in bruno.screen


async def test_never_again_holds_however_late_it_is_said(cluster: Cluster) -> None:
    amina, bruno, _yes, _message = await is_asked(cluster)
    _row = [row for row in bruno.from_bot[-1]["reply_markup"]["inline_keyboard"] if row[-1]["text"] == "No"]
    await bruno.taps_data(_row[0][-1]["callback_data"])
    message, never = bruno.button("do not let them ask me again")
    await amina.types("/introductions")
    await amina.taps("Bruno Karam")
    await amina.taps("Take it back")
    await amina.taps("Take it back")
    await bruno.taps_data(never, message["message_id"])
    assert "this person cannot ask you again" in bruno.toasts[-1]


async def test_a_request_to_join_that_a_colleague_has_decided_is_shown_as_it_stands(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saab")
    await nour.types("Elsewhere")
    await owner.taps("Decide")
    message, refuse = owner.button("Refuse")
    await owner.taps("Approve as a new company")
    await owner.taps_data(refuse, message["message_id"])
    assert "Approved" in owner.screen
    await owner.taps_data(
        f"{refuse}:1" if refuse.count(":") == 1 else refuse[:-1] + "1", message["message_id"]
    )
    assert owner.toasts[-1] == "This request was decided already."
    assert "Approved" in owner.screen


async def test_taking_back_what_has_ended_is_too_late(cluster: Cluster) -> None:
    amina, _bruno, _yes, _message = await is_asked(cluster)
    message, back = amina.button("Take it back")
    await cluster.passes(days=6)
    await amina.taps_data(back, message["message_id"])
    assert amina.toasts == ["It is too late for this. Here is how it stands."]


async def test_a_round_that_has_found_its_pairs_is_shown_instead_of_being_cancelled(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await two(cluster)
    await owner.types("/rounds")
    await owner.taps("Start a round")
    await owner.taps("Go on")
    await owner.taps("Start the round")
    message, cancel = owner.button("Cancel the round")
    await cluster.passes(days=5)
    await owner.taps_data(cancel, message["message_id"])
    assert "too far" in owner.toasts[-1]
    assert "Joined: 0" in owner.screen
