"""People without an invite ask to join, and staff decide."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.models.people import Person
from bot.models.requests import Decision, JoinRequest
from tests.stories.cast import Cluster, Player


async def asks(cluster: Cluster, name: str = "Nour Saliba", company: str = "Orchard Juices") -> Player:
    nour = cluster.visitor(name)
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types(name)
    await nour.types(company)
    return nour


async def test_a_stranger_asks_staff_approve_and_they_join(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    assert "staff will answer" in nour.screen
    assert "Nour Saliba of Orchard Juices asks to join" in owner.sees
    await owner.taps("Decide")
    await owner.taps("Approve as a new company")
    assert "Approved" in owner.screen
    assert "approved your request" in nour.screen
    await nour.taps("Join now")
    await nour.taps("English")
    await nour.taps("✅")
    assert "You now represent Orchard Juices" in nour.screen.replace("<b>", "")


async def test_staff_are_offered_the_company_they_know(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.expects("Amina Haddad", "Cedar Press")
    nour = await asks(cluster, company="cedar  PRESS sarl")
    await owner.taps("Decide")
    await owner.taps("Approve into Cedar Press")
    await nour.taps("Join now")
    assert "Cedar Press" in nour.screen


async def test_one_tap_on_the_notice_lets_in_who_wrote_how_to_be_reached(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.expects("Amina Haddad", "Cedar Press")
    nour = await asks(cluster, company="cedar  PRESS sarl")
    await nour.types("Call me on 03 123 456")
    assert "staff can read it" in nour.screen
    assert "They write: Call me on 03 123 456" in owner.screen
    (link,) = [
        one for one in owner.from_bot[-1]["entities"] if "mention" in one["type"] or "link" in one["type"]
    ]
    assert link.get("user", {}).get("id") == nour.id or str(nour.id) in link["url"]
    await owner.taps("Approve into Cedar Press")
    assert "Approved" in owner.screen
    assert "approved your request" in nour.screen
    await nour.types("And one thing more")
    assert "They write: And one thing more" not in owner.sees


async def test_who_stands_on_the_list_is_let_in_as_that_person(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.expects("NOUR Saliba", "Orchard Juices")
    nour = await asks(cluster)
    await owner.taps("Approve into Orchard Juices")
    await nour.taps("Join now")
    await nour.taps("English")
    await nour.taps("✅")
    assert await how_many_people(cluster) == 1


async def test_a_refusal_is_told(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    await owner.taps("Decide")
    await owner.taps("Refuse")
    await owner.taps("Refuse")
    assert "did not approve" in nour.screen


@pytest.mark.both_databases
async def test_two_of_the_staff_decide_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    await owner.taps("Decide")
    message, data = owner.button("Approve as a new company")
    owner.phone.tap(message["message_id"], data)
    owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert owner.toasts[-1] == "This request was decided already."
    assert nour.sees.count("approved your request") == 1


@pytest.mark.both_databases
async def test_asking_twice_is_asking_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    await nour.opens()
    await nour.taps("Ask to join")
    assert "with the cluster's staff" in nour.screen
    await owner.types("/requests")
    assert "1 person is waiting" in owner.screen


async def test_a_telegram_name_is_one_tap(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = cluster.visitor("Nour Saliba")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.taps("Nour Saliba")
    await nour.types("Orchard Juices")
    assert "Nour Saliba of Orchard Juices" in owner.sees


async def test_a_member_cannot_decide(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes()
    await asks(cluster)
    _message, data = owner.button("Decide")
    await amina.taps_data(data)
    assert amina.toasts[-1] == "This is for the cluster's staff only."


async def test_a_sticker_is_no_name_and_the_question_stays(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    nour.phone.send_sticker()
    await cluster.settled()
    assert "as text" in nour.screen
    await nour.types("Nour Saliba")
    assert "Which company" in nour.screen


async def joins_by_link(cluster: Cluster, player: Player) -> None:
    await player.opens(await cluster.expects("Nour Saliba", "Orchard Juices"))
    await player.taps("English")
    await player.taps("✅")
    assert "You now represent Orchard Juices" in player.screen.replace("<b>", "")


async def how_many_people(cluster: Cluster) -> int:
    async with cluster.database.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Person)) or 0)


async def test_joining_by_a_link_closes_the_request_that_waits(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    _message, card = owner.button("Decide")
    await owner.taps("Decide")
    message, approve = owner.button("Approve as a new company")
    await joins_by_link(cluster, nour)
    await owner.taps_data(approve, message["message_id"])
    assert owner.toasts[-1] == "This request was decided already."
    assert await how_many_people(cluster) == 1
    await owner.types("/requests")
    assert "Nobody is waiting to join" in owner.screen
    await owner.taps_data(card)
    assert "Came in through an invite link" in owner.screen
    assert "approved your request" not in nour.sees


async def test_a_member_is_not_let_in_a_second_time(cluster: Cluster) -> None:
    owner = await cluster.owner()
    nour = await asks(cluster)
    await joins_by_link(cluster, nour)
    async with cluster.database.transaction() as session:
        request = await session.scalar(select(JoinRequest))
        request.decision = Decision.OPEN  # however it came to stay open
    await owner.taps("Decide")
    await owner.taps("Approve as a new company")
    assert owner.toasts[-1] == "This person is a member already."
    assert await how_many_people(cluster) == 1
