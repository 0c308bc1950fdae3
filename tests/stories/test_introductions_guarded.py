"""What an introduction never does: reach who may not be reached, or tell what is not theirs to know."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.deliveries import Letter
from bot.models.introductions import Introduction
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.rules.introductions import MOST_A_DAY, Origin, State
from bot.screens.introduction_wording import AskPerson
from tests.stories.asking import asks, says_no, stored, two
from tests.stories.cast import Cluster


@pytest.mark.both_databases
async def test_nobody_is_asked_twice_nor_too_many_in_a_day(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    async with cluster.database.reading() as session:
        ids = {person.name: person.id for person in await session.scalars(select(Person))}
    await amina.taps_data(AskPerson(ids["Bruno Karam"], Origin.CARD).pack())
    assert "asked this person already" in amina.toasts[-1]
    await bruno.taps_data(AskPerson(ids["Amina Haddad"], Origin.CARD).pack())
    assert "has asked to meet you" in bruno.toasts[-1]
    await amina.taps_data(AskPerson(ids["Amina Haddad"], Origin.CARD).pack())
    assert "your own company" in amina.toasts[-1]
    await says_no(bruno)
    await bruno.taps("No, without a reason")
    await amina.taps_data(AskPerson(ids["Bruno Karam"], Origin.CARD).pack())
    assert "again from" in amina.toasts[-1]
    for number in range(MOST_A_DAY):
        await cluster.expects(f"Person {number}", f"Company {number}")
    async with cluster.database.transaction() as session:
        asker = await session.get(Person, ids["Amina Haddad"])
        for number in range(MOST_A_DAY - 1):
            other = await session.scalar(select(Person).where(Person.name == f"Person {number}"))
            session.add(
                Introduction(
                    asker=asker,
                    other=other,
                    origin=Origin.CARD,
                    asked_at=cluster.clock(),
                    state=State.WITHDRAWN,
                )
            )
    karim = await cluster.welcomes("Karim Aoun", "Beqaa Freight")
    async with cluster.database.reading() as session:
        karims = await session.scalar(select(Person.id).where(Person.name == "Karim Aoun"))
    await amina.taps_data(AskPerson(karims, Origin.CARD).pack())
    assert "which is the most" in amina.toasts[-1]
    await cluster.passes(days=1, minutes=1)
    await amina.taps_data(AskPerson(karims, Origin.CARD).pack())
    assert "Why would you like to meet" in amina.screen
    assert "Karim Aoun" in amina.screen
    assert "meet" not in karim.screen


@pytest.mark.both_databases
async def test_who_left_or_hides_cannot_be_asked_and_what_was_open_with_them_ends(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await bruno.types("/settings")
    await bruno.taps("Leave the bot")
    await bruno.taps("Leave")
    await cluster.passes(seconds=1)
    assert "did not work out" in amina.screen
    async with cluster.database.reading() as session:
        bruno_id = await session.scalar(select(Person.id).where(Person.name == "Bruno Karam"))
    await amina.taps_data(AskPerson(bruno_id, Origin.CARD).pack())
    assert "cannot be asked" in amina.toasts[-1]


async def test_a_strangers_tap_on_an_introduction_tells_nothing(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    eve = await cluster.welcomes("Eve Else", "Eavesdrop")
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    for data in ("iy:1:yes", "io:1", "ix:1:1", "ic:1", "ih:1:2", "in:1:none:1"):
        await eve.taps_data(data)
        assert "does not exist any more" in eve.toasts[-1]
    await amina.taps_data("iy:1:yes")  # nobody answers their own request
    assert "does not exist any more" in amina.toasts[-1]
    assert [state for (state,) in await stored(cluster, Introduction.state)] == [State.OPEN]
    assert "3 111 222" not in bruno.sees


async def test_contact_details_that_were_sent_do_not_lie_in_the_outbox(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await bruno.taps("Yes, introduce us")
    assert "3 333 444" in amina.sees
    assert "9613333444" not in str(await stored(cluster, Letter.contents))


async def test_who_is_forgotten_leaves_no_contact_details_in_what_waits_for_others(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await cluster.passes(hours=12)  # eleven in the evening in Beirut
    await bruno.taps("Yes, introduce us")
    assert "9613333444" in str(await stored(cluster, Letter.contents))
    await bruno.types("/privacy")
    await bruno.taps("Erase my data")
    await bruno.taps("Erase everything")
    assert "9613333444" not in str(await stored(cluster, Letter.contents))
    assert await stored(cluster, Introduction.id) == []
    assert {None} < {person_id for (person_id,) in await stored(cluster, Interaction.person_id)}
