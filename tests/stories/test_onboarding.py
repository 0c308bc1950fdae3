"""Members come in, leave, block, and come back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.people import Person, Standing
from tests.moments import at
from tests.stories.cast import Cluster

GUESSES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]


async def the_person(cluster: Cluster, name: str) -> Person:
    async with cluster.database.reading() as session:
        person = await session.scalar(select(Person).where(Person.name == name))
        assert person is not None
        return person


@pytest.mark.parametrize(("language", "label"), GUESSES)
async def test_the_phones_language_is_the_first_guess(cluster: Cluster, language: str, label: str) -> None:
    amina = cluster.visitor("Amina", language)
    await amina.opens(await cluster.expects("Amina Haddad", "Cedar Press"))
    assert amina.buttons[0] == label
    assert len(amina.buttons) == 3
    assert "Cedar Press" in amina.screen


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_somebody_joins_through_their_link_in_their_language(cluster: Cluster, language: str) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    assert "Amina Haddad" in amina.screen
    person = await the_person(cluster, "Amina Haddad")
    assert (person.standing, person.language, person.telegram_id) == (Standing.MEMBER, language, amina.id)
    assert person.consented_at is not None
    assert len(amina.from_bot) == 1, "screens are edited in place, they do not pile up"


async def test_nothing_is_joined_before_the_yes(cluster: Cluster) -> None:
    amina = cluster.visitor("Amina")
    await amina.opens(await cluster.expects())
    await amina.taps("English")
    assert (await the_person(cluster, "Amina Haddad")).standing is Standing.EXPECTED
    await amina.types("/profile")
    assert "invite link" in amina.screen


async def test_start_without_the_link_goes_on_where_joining_was(cluster: Cluster) -> None:
    amina = cluster.visitor("Amina")
    await amina.opens(await cluster.expects())
    await amina.opens()
    assert "Cedar Press" in amina.screen
    await amina.taps("English")
    await amina.taps("✅")
    assert "Welcome" in amina.screen


@pytest.mark.both_databases
async def test_a_link_lets_one_person_in_once(cluster: Cluster) -> None:
    token = await cluster.expects()
    first, second = cluster.visitor("Amina"), cluster.visitor("Bruno")
    for player in (first, second):
        await player.opens(token)
        await player.taps("English")
    await first.taps("✅")
    await second.taps("✅")
    assert "Welcome" in first.screen
    assert "used already" in second.screen
    assert (await the_person(cluster, "Amina Haddad")).telegram_id == first.id


async def test_a_link_expires(cluster: Cluster) -> None:
    token = await cluster.expects()
    await cluster.passes(days=31)
    amina = cluster.visitor("Amina")
    await amina.opens(token)
    assert "expired" in amina.screen


@pytest.mark.both_databases
async def test_five_wrong_links_an_hour_and_then_even_the_right_one_waits(cluster: Cluster) -> None:
    token = await cluster.expects()
    guesser = cluster.visitor("Guesser")
    for number in range(5):
        await guesser.opens(f"guess{number}")
        assert "not valid" in guesser.screen
    await guesser.opens(token)
    assert "an hour" in guesser.screen
    await cluster.passes(hours=1, seconds=5)
    await guesser.opens(token)
    assert "Cedar Press" in guesser.screen


async def test_a_member_who_opens_a_link_again_is_told_they_are_in(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.opens("whatever")
    assert "in already" in amina.screen


async def test_a_stranger_is_shown_only_how_to_ask(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    for words in ("/start", "/profile", "/help", "/settings", "hello"):
        await nour.types(words)
        assert "invite link" in nour.screen
    await nour.types("/privacy")
    assert "encrypted" in nour.screen


async def test_a_stranger_may_read_it_in_another_language(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour", "en")
    await nour.opens()
    await nour.taps("Français")
    assert "English" in " ".join(nour.buttons)
    assert "Français" not in " ".join(nour.buttons)


async def test_blocking_is_noted_and_so_is_coming_back(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    amina.phone.block()
    await cluster.settled()
    assert not (await the_person(cluster, "Amina Haddad")).is_reachable
    amina.phone.unblock()
    await cluster.settled()
    assert (await the_person(cluster, "Amina Haddad")).is_reachable


@pytest.mark.parametrize("acts", ["writes", "taps", "sends what is refused"])
async def test_whoever_uses_the_bot_can_be_reached(cluster: Cluster, acts: str) -> None:
    amina = await cluster.welcomes()
    async with cluster.database.transaction() as session:
        person = await session.scalar(select(Person))
        person.is_reachable = False  # a message came back, and that they let the bot in again was never told
    if acts == "taps":
        await amina.taps("My profile")
    else:
        await amina.types("/help" if acts == "writes" else "/staff")
    assert (await the_person(cluster, "Amina Haddad")).is_reachable


async def test_somebody_leaves_and_comes_back_through_the_privacy_notice(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/settings")
    await amina.taps("Leave the bot")
    await amina.taps("Leave")
    assert (await the_person(cluster, "Amina Haddad")).standing is Standing.LEFT
    await amina.types("/profile")
    assert "You left" in amina.screen
    await amina.taps("Come back")
    assert "Do you agree" in amina.screen
    await amina.taps("✅")
    assert (await the_person(cluster, "Amina Haddad")).standing is Standing.MEMBER


async def test_the_language_can_be_changed_at_any_time(cluster: Cluster) -> None:
    amina = await cluster.welcomes(language="en")
    await amina.types("/language")
    await amina.taps("العربية")
    assert (await the_person(cluster, "Amina Haddad")).language == "ar"
    assert any("✓ العربية" in label for label in amina.buttons)


async def test_somebody_new_of_a_company_brings_their_telegram_name(cluster: Cluster) -> None:
    from bot.services import invites

    await cluster.expects()
    expected = await the_person(cluster, "Amina Haddad")
    async with cluster.database.transaction() as session:
        _invite, token = await invites.make(session, expected.company_id, None, at(cluster.clock()))
    bruno = cluster.visitor("Bruno")
    await bruno.opens(token)
    await bruno.taps("English")
    await bruno.taps("✅")
    assert (await the_person(cluster, "Bruno")).company_id == expected.company_id
