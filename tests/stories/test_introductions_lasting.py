"""What is promised of an introduction holds afterwards: after a night, a no, a lost message, a change of mind."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.models.introductions import Introduction, Mute
from bot.models.people import Person
from bot.rules.introductions import Contact, Origin, State
from bot.rules.people import Seat
from bot.screens.introduction_wording import AskCompany, AskPerson
from bot.services import introductions
from tests.moments import at
from tests.stories.asking import asks, says_no, stored, two
from tests.stories.cast import Cluster, Player, person_of, plain

BEIRUT = ZoneInfo("Asia/Beirut")


async def wants(cluster: Cluster, asker: Player, other: Player) -> str:
    """What somebody reads who wants to ask for another."""
    said = len(asker.toasts)
    await asker.taps_data(AskPerson((await person_of(other)).id, Origin.CARD).pack())
    return next((toast for toast in asker.toasts[said:] if toast), asker.screen)


async def test_asking_again_does_not_tell_a_no_from_a_silence(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    karim = await cluster.welcomes("Karim Aoun", "Beqaa Freight")
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await asks(cluster, amina, "Karim Aoun", "Buy from them", "Send it")
    await cluster.passes(days=4, hours=23)
    await says_no(bruno)
    await bruno.taps("No, without a reason")
    await cluster.passes(hours=2)
    refused = await wants(cluster, amina, bruno)
    assert "again from" in refused
    assert await wants(cluster, amina, karim) == refused
    assert "Why would you like to meet" in await wants(cluster, karim, amina)


async def test_contact_details_stay_at_hand_though_the_message_was_never_read(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    amina.phone.block()
    await cluster.settled()
    await bruno.taps("Yes, introduce us")
    await cluster.passes(seconds=1)
    amina.phone.unblock()
    await amina.opens()
    assert "3 333 444" not in amina.sees
    await amina.types("/introductions")
    await amina.taps("Bruno Karam")
    assert "How to reach Bruno Karam" in amina.screen
    assert "3 333 444" in amina.screen
    assert "are in your introductions" in await wants(cluster, amina, bruno)


async def test_who_passes_on_nothing_that_there_is_can_be_reached_on_telegram(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    async with cluster.database.transaction() as session:
        person = await session.scalar(select(Person).where(Person.name == "Bruno Karam"))
        person.shares, person.phone = [Contact.PHONE], None
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    assert "They get of yours: Telegram." in bruno.screen
    assert "of yours" not in amina.sees
    await bruno.taps("Yes, introduce us")
    assert "Telegram: Bruno Karam" in plain(amina.sees)


async def test_never_again_counts_though_the_request_was_taken_back_meanwhile(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await says_no(bruno)
    await amina.taps("Take it back")
    await amina.taps("Take it back")
    await bruno.taps("do not let them ask me again")
    assert len(await stored(cluster, Mute.id)) == 1
    assert "again from Tuesday, 24 November" in await wants(cluster, amina, bruno)
    await cluster.passes(days=1, minutes=1)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    assert bruno.sees.count("would like to meet you") <= 1
    # Whoever spared themselves a request may still ask on their own
    assert "Why would you like to meet" in await wants(cluster, bruno, amina)
    assert [state for _id, state in await stored(cluster, Introduction.id, Introduction.state)][
        1
    ] is State.OPEN
    await bruno.taps("Partnership")
    await bruno.taps("Send it")
    assert "would like to meet you" in amina.screen
    states = [state for _id, state in await stored(cluster, Introduction.id, Introduction.state)]
    assert states == [State.WITHDRAWN, State.EXPIRED, State.OPEN]


async def test_who_says_yes_in_the_night_is_not_asked_in_the_morning(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await cluster.passes(hours=11)
    async with cluster.database.transaction() as session:
        one, other = (await session.scalars(select(Person).order_by(Person.id))).all()
        await introductions.propose(session, one, other, Origin.STAFF, at(cluster.clock()))
    assert "suggested to each other" in await wants(cluster, amina, bruno)
    await amina.types("/introductions")
    await amina.taps("Bruno Karam")
    await amina.taps("Yes, introduce us")
    await cluster.passes(hours=11)
    assert "would like to introduce you" in bruno.screen
    assert "would like to introduce you" not in amina.sees
    await bruno.taps("Not now")
    assert "It does not suit" in amina.screen


async def test_who_hides_is_not_named_by_handing_a_request_on(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await cluster.welcomes("Petra Saad", "Vetro Glass")
    async with cluster.database.transaction() as session:
        hidden = await session.scalar(select(Person).where(Person.name == "Petra Saad"))
        hidden.is_listed = False
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await bruno.taps("A colleague handles this")
    assert "Petra" not in bruno.screen
    assert not any("Petra" in label for label in bruno.buttons)


async def test_the_right_person_is_one_who_may_be_asked(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    petra = await cluster.welcomes("Petra Saad", "Vetro Glass")
    async with cluster.database.transaction() as session:
        (await session.scalar(select(Person).where(Person.name == "Bruno Karam"))).seat = Seat.COMMERCIAL
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await says_no(bruno)
    await bruno.taps("No, without a reason")
    await amina.taps_data(AskCompany((await person_of(petra)).company_id).pack())
    for label in ("Buy from them", "Send it"):
        await amina.taps(label)
    assert "would like to meet you" in petra.screen
    assert len(await stored(cluster, Introduction.id)) == 2


async def test_at_night_the_asker_is_told_when_the_request_arrives(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, asker="fr")
    await cluster.passes(hours=12)
    await asks(cluster, amina, "Bruno Karam", "Leur acheter", "Envoyer")
    assert "la nuit\u00a0: la demande sera remise le mardi 24 novembre 2026 à 08:00" in amina.screen
    assert "would like to meet you" not in bruno.sees
    await cluster.passes(hours=9, minutes=1)
    assert "would like to meet you" in bruno.screen


async def test_a_late_yes_says_that_it_expired_and_asks_in_turn(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await cluster.passes(days=5, minutes=1)
    await bruno.taps("Yes, introduce us")
    assert "has expired" in bruno.toasts[-1]
    for label in ("Meet Amina Haddad", "Supply them", "Send it"):
        await bruno.taps(label)
    assert "Bruno Karam" in amina.screen
    assert "would like to meet you" in amina.screen
