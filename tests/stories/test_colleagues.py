"""Several people of one company: who they are, and how another one comes in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.invites import Invite
from tests.stories.cast import Cluster, Player
from tests.stories.company import at


async def test_colleagues_are_shown_without_contact_details(cluster: Cluster) -> None:
    bruno = await cluster.welcomes("Bruno Khoury", "Cedar Press")
    await bruno.taps("My profile")
    await bruno.taps("Phone")
    await bruno.types("03 123 456")
    await cluster.expects("Carla Nassar", "Cedar Press")
    await cluster.welcomes("Dina Saab", "Other Foods")
    amina = await at(cluster, "People")
    assert "Bruno Khoury, owner or manager" in amina.screen
    assert "Carla Nassar, owner or manager (not here yet)" in amina.screen
    assert "123 456" not in amina.screen
    assert "Dina" not in amina.screen


def token_in(player: Player) -> str:
    """The payload of the invite link in the newest message that has one."""
    text = next(m["text"] for m in reversed(player.from_bot) if "?start=" in m.get("text", ""))
    return str(text.split("?start=")[1].split("\n")[0])


async def test_a_colleague_joins_by_a_members_link(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await at(cluster, "People", "Invite a colleague")
    assert "Amina Haddad invites a colleague to Cedar Press." in owner.sees
    assert "Open invite links: 1" in amina.screen
    bruno = cluster.visitor("Bruno")
    await bruno.opens(token_in(amina))
    await bruno.taps("English")
    await bruno.taps("✅")
    assert "You now represent Cedar Press" in bruno.screen
    await amina.taps("Home")
    await amina.taps("My company")
    await amina.taps("People")
    assert "Bruno, another role" in amina.screen
    assert "Open invite links" not in amina.screen
    assert "You are invited to the member bot" in amina.sees


@pytest.mark.both_databases
async def test_a_double_tap_makes_one_link(cluster: Cluster) -> None:
    amina = await at(cluster, "People")
    message, data = amina.button("Invite a colleague")
    for _tap in range(2):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert amina.sees.count("You are invited to the member bot") == 1
    assert "has just changed" in amina.toasts[-1]


@pytest.mark.both_databases
async def test_at_most_five_links_are_open_and_they_can_be_ended(cluster: Cluster) -> None:
    amina = await at(cluster, "People")
    for _link in range(5):
        await amina.taps("Invite a colleague")
    await amina.taps("Invite a colleague")
    assert "5 open invite links already" in amina.toasts[-1]
    assert amina.sees.count("You are invited") == 5
    token = token_in(amina)
    await amina.taps("End the open links")
    assert "were ended" in amina.screen
    bruno = cluster.visitor("Bruno")
    await bruno.opens(token)
    assert "not valid" in bruno.screen
    async with cluster.database.reading() as session:
        assert [invite.used_by for invite in await session.scalars(select(Invite))] == [amina.id]
