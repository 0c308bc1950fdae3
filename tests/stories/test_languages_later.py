"""What is sent later is read in the language that its reader speaks by then."""

from __future__ import annotations

import pytest

from tests.stories.asking import asks, two
from tests.stories.broadcasting import got, is_down_for, looks, recovers, sends
from tests.stories.cast import Cluster, Player

NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}


async def speaks(player: Player, language: str) -> None:
    """They choose another language; the message that they are shown may not arrive."""
    await player.types("/language")
    await player.taps(NAMES[language])


@pytest.mark.both_databases
async def test_whoever_changes_language_while_a_broadcast_is_paused_gets_the_new_one(
    cluster: Cluster,
) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes("Amina Haddad")
    bruno = await cluster.welcomes("Bruno Karam", language="fr")
    for player in (amina, bruno):
        is_down_for(player)
    await sends(owner, en="Hello", fr="Bonjour")
    await looks(cluster)
    await owner.taps("Pause")
    cluster.tg.faults.clear()
    await speaks(amina, "fr")
    await speaks(bruno, "ar")  # for which nothing is written
    await owner.taps("Resume")
    await looks(cluster)
    assert (len(got(amina, "Bonjour")), len(got(amina, "Hello"))) == (1, 0)
    assert (len(got(bruno, "Bonjour")), len(got(bruno, "Hello"))) == (0, 1), "as was said before it was sent"
    await looks(cluster)
    assert "Arrived at Telegram: 2" in owner.sees


@pytest.mark.both_databases
async def test_whoever_changes_language_before_the_next_try_gets_the_new_one(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes("Amina Haddad", language="fr")
    await amina.types("/language")
    is_down_for(amina)
    await sends(owner, en="Hello", fr="Bonjour")
    await amina.taps("English")
    await recovers(cluster)
    assert (len(got(amina, "Hello")), len(got(amina, "Bonjour"))) == (1, 0)


async def test_whoever_changes_language_in_the_night_reads_it_in_the_morning(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await cluster.passes(hours=12)  # eleven in the evening in Beirut
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    assert "would like to meet you" not in bruno.sees
    await speaks(bruno, "fr")
    await cluster.passes(hours=10)
    assert "souhaite" in bruno.screen
    assert "✅ Oui, présentez-nous" in bruno.buttons


async def test_staff_read_what_came_in_as_they_speak_by_then(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/language")
    is_down_for(owner)
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saab")
    await nour.types("Beqaa Freight")
    await owner.taps("Français")
    await recovers(cluster)
    assert "Beqaa Freight" in owner.sees
    assert "demande" in owner.sees


async def test_staff_who_have_chosen_no_language_are_told_in_that_of_their_phone(cluster: Cluster) -> None:
    owner = await cluster.owner("fr")
    assert "au titre de l’équipe" in owner.screen
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saab")
    await nour.types("Beqaa Freight")
    assert "demande" in owner.sees
    assert "asks to join" not in owner.sees
