"""Deep links of a kind: each goes to its handler, whoever may take it; invites stay invites."""

from __future__ import annotations

import pytest

from bot.replies import Reply
from bot.rules.staff import Role
from bot.services import invites
from handlers import FEATURES
from handlers.feature import Feature
from handlers.turn import Turn, anyone, members_only, staff_only
from tests.stories.cast import Cluster, Player

door = Feature()


@door.linked("ticket")
@anyone
async def take_ticket(turn: Turn, code: str) -> Reply:
    return Reply(f"Ticket {code} {'let in' if turn.has_role(Role.EDITOR) else 'shown'}.")


@door.linked("members")
@members_only
async def open_to_members(turn: Turn, code: str) -> Reply:
    return Reply(f"Hello {turn.person.name}: {code}.")


@door.linked("staff")
@staff_only(Role.EDITOR)
async def open_to_staff(turn: Turn, code: str) -> Reply:
    return Reply(f"At work: {code}.")


@pytest.fixture(autouse=True)
def with_a_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.FEATURES", (door, *FEATURES))


async def in_a_dialogue(cluster: Cluster) -> Player:
    """Nour, who asks to join, has given a name and is asked for a company."""
    nour = cluster.visitor("Nour Saliba")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Noor Saliba")
    return nour


async def at_work(cluster: Cluster) -> Player:
    """The owner, who writes a broadcast."""
    rima = await cluster.owner()
    await rima.types("/broadcast")
    await rima.types("Forum on Thursday")
    return rima


async def test_each_kind_goes_to_its_handler_with_its_argument(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad")
    await amina.opens("ticket_a-B_9")
    assert amina.screen == "Ticket a-B_9 shown."
    await amina.opens("members_x")
    assert amina.screen == "Hello Amina Haddad: x."
    await amina.opens("ticket_")
    assert amina.screen == "Ticket  shown."


async def test_who_may_take_a_link_is_said_above_its_handler(cluster: Cluster) -> None:
    rima, nour = await cluster.owner(), cluster.visitor("Nour")
    amina = await cluster.welcomes("Amina Haddad")
    await rima.opens("staff_x")
    assert rima.screen == "At work: x."
    for other in (amina, nour):
        await other.opens("staff_x")
        assert "staff only" in other.screen
    await nour.opens("members_x")
    assert "personal invite link" in nour.screen
    await nour.opens("ticket_x")
    assert nour.screen == "Ticket x shown."


async def test_an_invite_that_begins_like_a_ticket_is_an_invite(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "ticket_ABCDEFGHIJKLMNO"
    monkeypatch.setattr("bot.services.invites.secrets.token_urlsafe", lambda _bytes: token)
    assert await cluster.expects("Amina Haddad", "Cedar Press") == token
    amina = cluster.visitor("Amina")
    await amina.opens(token)
    assert "You are invited" in amina.screen
    await amina.taps("English")
    await amina.taps("I agree")
    await amina.opens(token)
    assert "You are in already" in amina.screen


async def test_a_ticket_uses_up_no_invite_and_counts_as_no_try_of_one(cluster: Cluster) -> None:
    token = await cluster.expects("Amina Haddad", "Cedar Press")
    amina = cluster.visitor("Amina")
    for _time in range(invites.TRIES + 1):
        await amina.opens("ticket_x")
    await amina.opens(token)
    assert "You are invited" in amina.screen


@pytest.mark.parametrize("payload", ["tickets_x", "Ticket_x", "ticket-x", "ticket_a b"])
async def test_what_is_no_link_of_ours_is_an_invite_that_is_not_valid(cluster: Cluster, payload: str) -> None:
    nour = cluster.visitor("Nour")
    await nour.types(f"/start {payload}")
    assert "not valid" in nour.screen


async def test_a_link_in_the_middle_of_a_dialogue_asks_first_and_then_goes_on(cluster: Cluster) -> None:
    nour = await in_a_dialogue(cluster)
    await nour.opens("ticket_a-B_9")
    assert "in the middle of something" in nour.screen
    await nour.taps("Finish it")
    assert "Which company" in nour.screen
    await nour.opens("ticket_a-B_9")
    await nour.taps("Leave it and go on")
    assert nour.screen == "Ticket a-B_9 shown."


async def test_a_link_that_is_too_long_to_be_ours_is_asked_about_too(cluster: Cluster) -> None:
    nour = await in_a_dialogue(cluster)
    await nour.opens("ticket_" + "x" * 57)
    await nour.taps("Leave it and go on")
    assert nour.screen == f"Ticket {'x' * 48} shown."


async def test_an_invite_leaves_a_dialogue_as_it_always_did(cluster: Cluster) -> None:
    token = await cluster.expects("Nour Saliba", "Orchard Juices")
    nour = await in_a_dialogue(cluster)
    await nour.opens(token)
    assert "You are invited" in nour.screen


async def test_a_forwarded_link_does_nothing_for_staff(cluster: Cluster) -> None:
    rima = await cluster.owner()
    for payload in ("ticket_x", "staff_x"):
        rima.phone.forward(f"/start {payload}")
        await cluster.settled()
        assert "forwarded message" in rima.screen
    rima = await at_work(cluster)
    asked = rima.screen
    rima.phone.forward("/start ticket_x")
    await cluster.settled()
    assert "forwarded message" in rima.screen
    assert rima.screen.endswith(asked)
    assert "Leave it and go on" not in rima.buttons
    assert "let in" not in rima.sees


async def test_a_ticket_is_taken_once_and_an_edited_one_is_not(cluster: Cluster) -> None:
    rima = await cluster.owner()
    await rima.types("/start ticket_x")
    assert rima.screen == "Ticket x let in."
    mine = next(m for m in reversed(rima.phone.messages) if not m["from_bot"])
    rima.phone.edit(mine["message_id"], "/start ticket_y")
    await cluster.settled()
    assert "ticket_y" not in rima.sees
    assert "Ticket y" not in rima.sees


def test_a_kind_is_one_word() -> None:
    for wrong in ("", "two_words", "Upper", "a1", "é"):
        with pytest.raises(ValueError, match="no kind"):
            Feature().linked(wrong)
