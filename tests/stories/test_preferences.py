"""Members say how they are found and met."""

from __future__ import annotations

from sqlalchemy import select

from bot.models.introductions import Mute
from bot.models.people import Person
from bot.rules.introductions import Contact
from bot.rules.rounds import Habit
from bot.screens.preferences import SetRate
from tests.stories.cast import Cluster, Player


async def person_of(player: Player) -> Person:
    async with player.cluster.database.reading() as session:
        found = await session.scalar(select(Person).where(Person.telegram_id == player.id))
        assert found is not None
        return found


async def test_who_hides_is_not_found_and_who_shows_is(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    bruno = await cluster.welcomes("Bruno Aoun", "Vetro")
    await amina.taps("Settings")
    await amina.taps("Being found and met")
    await amina.taps("Hide me")
    assert "You are hidden" in amina.screen
    await bruno.taps("🔎")
    await bruno.types("Cedar Press")
    assert "Nothing was found" in bruno.screen
    await amina.taps("Show me")
    await bruno.types("Cedar Press")
    assert "🏢 Cedar Press" in bruno.screen


async def test_what_an_introduction_passes_on_and_what_is_missing(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("/settings")
    await amina.taps("Being found and met")
    assert "the other gets: Telegram." in amina.screen
    assert "Not in your profile yet: Phone and e-mail" in amina.screen
    await amina.taps("✓ Telegram")
    assert "At least one way to reach you" in amina.toasts[-1], "the others are empty"
    await amina.taps("✓ E-mail")
    await amina.taps("Add: Phone")
    await amina.types("03 123 456")
    await amina.types("/settings")
    await amina.taps("Being found and met")
    await amina.taps("✓ Telegram")
    assert (await person_of(amina)).shares == [Contact.PHONE]
    await amina.taps("✓ Phone")
    assert (await person_of(amina)).shares == [Contact.PHONE]


async def test_how_often_and_in_which_rounds_twice_is_as_once(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar")
    await amina.types("/settings")
    await amina.taps("🤝")
    for label in ("مشاركة دائمة", "4"):
        message, data = amina.button(label)
        for _again in range(2):
            amina.phone.tap(message["message_id"], data)
        await cluster.settled()
    amina_now = await person_of(amina)
    assert (amina_now.habit, amina_now.monthly_rate) == (Habit.ALWAYS, 4)
    await amina.taps_data(SetRate(1000).pack())
    assert (await person_of(amina)).monthly_rate == 4


async def test_who_was_muted_may_be_let_ask_again(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="fr")
    bruno = await cluster.welcomes("Bruno Aoun", "Vetro")
    async with cluster.database.transaction() as session:
        ids = [(await person_of(player)).id for player in (amina, bruno)]
        session.add(Mute(person_id=ids[0], muted_id=ids[1], at=cluster.clock()))
    await amina.types("/settings")
    await amina.taps("🤝")
    await amina.taps("🔕")
    await amina.taps("Bruno Aoun")
    assert "Tout le monde peut" in amina.screen
    async with cluster.database.reading() as session:
        assert (await session.scalars(select(Mute))).all() == []
