"""A text that a phone cut into several messages is one text."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.broadcasts import BroadcastText
from tests.stories.broadcasting import got, writes
from tests.stories.cast import Cluster
from tests.stories.test_edits import edits


@pytest.fixture(autouse=True)
def patient(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are waited for."""
    monkeypatch.setattr("bot.inbox.consumer.GOES_ON_SECONDS", 0.8)


async def test_what_is_too_long_for_its_question_is_refused_once_with_its_true_length(
    cluster: Cluster,
) -> None:
    owner, nour = await cluster.owner(), cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    for part in ("x" * 4096, "y" * 716):
        nour.phone.send(part)
    await cluster.settled()
    assert "too long: 4,812 characters; at most 200 fit" in nour.sees
    assert nour.sees.count("too long") == 1
    await nour.types("Nour Saliba")
    await nour.types("Orchard Juices")
    assert "Nour Saliba of Orchard Juices" in owner.sees


async def test_a_broadcast_in_two_parts_is_counted_whole(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Harvest forum")
    await owner.taps("French")
    for part in ("mot " * 1000, "fin"):
        owner.phone.send(part.strip())
    await cluster.settled()
    assert "4,003 characters" not in owner.screen
    assert "✓ French: mot mot" in owner.screen
    await owner.taps("French")
    for part in ("x" * 4096, "fin"):
        owner.phone.send(part)
    await cluster.settled()
    assert "This text has 4,099 characters, and a message holds 4,096" in owner.screen


async def test_signs_count_as_telegram_counts_them_not_as_the_phone_does(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps("English")
    for part in ("🫒" * 2048, "🍇" * 2048):  # as much as a phone puts into one message, twice
        owner.phone.send(part)
    await cluster.settled()
    assert "✓ English" in owner.screen
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert got(amina, "🫒" * 2048 + "🍇" * 2048)
    await owner.types("/broadcast")
    await owner.taps("English")
    for part in ("🫒" * 2048, "🍇" * 2048, "!"):
        owner.phone.send(part)
    await cluster.settled()
    assert "This text has 4,097 characters" in owner.screen


async def test_an_edit_of_one_part_takes_nothing_of_the_whole_away(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner, en="Harvest forum")
    await owner.taps("French")
    long, end = ("mot " * 1000).strip(), "fin"
    for part in (long, end):
        owner.phone.send(part)
    await cluster.settled()
    for part in (long, end):
        await edits(owner, part, part[:3] + "!")
        assert "Please send the whole text again" in owner.sees
    async with cluster.database.reading() as session:
        french = select(BroadcastText.html).where(BroadcastText.language == "fr")
        assert await session.scalar(french) == f"{long} {end}"
