"""Somebody corrects what they sent by editing it."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.models.broadcasts import BroadcastText
from bot.models.drafts import TakenText
from bot.models.introductions import OutcomeReport
from bot.models.requests import JoinRequest
from tests.stories.asking import asks, says_no, two
from tests.stories.broadcasting import writes
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.introduced import introduced

TAKEN = "✏️ Corrected."


async def edits(player: Player, sent: str, corrected: str) -> None:
    """Change the newest message of one's own that reads so."""
    own = [m["message_id"] for m in player.phone.messages if not m["from_bot"] and m.get("text") == sent]
    player.phone.edit(own[-1], corrected)
    await player.cluster.settled()


async def test_a_name_is_corrected_while_the_next_question_is_open_and_after(cluster: Cluster) -> None:
    owner, nour = await cluster.owner(), cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nuor Saliba")
    await edits(nour, "Nuor Saliba", "Nour Saliba")
    assert nour.screen == f"{TAKEN}\n\nName: Nour Saliba\n\nWhich company or institution are you from?"
    await nour.types("Orchard Juises")
    await edits(nour, "Orchard Juises", "Orchard Juices")
    assert nour.screen.startswith(TAKEN)
    await owner.taps("Decide")
    assert "Nour Saliba" in owner.screen
    assert "Company: Orchard Juices" in owner.screen
    await owner.taps("Approve as a new company")
    await edits(nour, "Orchard Juices", "Something else")
    assert "decided already" in nour.screen
    async with cluster.database.reading() as session:
        assert await session.scalar(select(JoinRequest.company)) == "Orchard Juices"


async def test_what_was_refused_is_corrected(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("x" * 500)
    assert "too long" in nour.screen
    await edits(nour, "x" * 500, "Nour Saliba")
    assert nour.screen.startswith(f"{TAKEN}\n\nName: Nour Saliba")
    await nour.types("y" * 500)
    await nour.types("Orchard Juices")
    before = len(nour.from_bot)
    await edits(nour, "y" * 500, "An earlier try")
    assert len(nour.from_bot) == before


async def test_a_field_of_the_profile_is_written_again_from_anywhere(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.types("Amnia H.")
    await amina.types("/directory")
    await edits(amina, "Amnia H.", "Amina H.")
    assert amina.screen.startswith(TAKEN)
    assert "Name: Amina H." in amina.screen
    assert (await person_of(amina)).name == "Amina H."


async def test_an_edit_leaves_another_dialogue_open_in_which_something_would_be_lost(
    cluster: Cluster,
) -> None:
    amina, bruno = await two(cluster)
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.types("Amnia H.")
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await edits(amina, "Amnia H.", "Amina H.")
    assert "Name: Amina H." in amina.sees
    assert "sentence or two" in amina.screen
    await amina.types("We fill 4,000 jars a month")
    await amina.taps("Send it")
    assert "We fill 4,000 jars a month" in bruno.screen
    await edits(amina, "We fill 4,000 jars a month", "We fill 40 jars a month")
    assert "sent as you first wrote it" in amina.screen
    assert "40 jars" not in bruno.sees


async def test_an_edit_of_what_was_sent_leaves_the_next_dialogue_of_its_kind_open(cluster: Cluster) -> None:
    amina, _bruno = await two(cluster)
    chafic = await cluster.welcomes("Chafic Nassar", "Wadi Foods")
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await amina.types("We fill jars")
    await amina.taps("Send it")
    await asks(cluster, amina, "Chafic Nassar", "In my own words")
    await amina.types("We press olives")
    await edits(amina, "We fill jars", "We fill bottles")
    assert "sent as you first wrote it" in amina.sees
    await amina.taps("Send it")
    assert "We press olives" in chafic.screen


async def test_a_correction_that_is_refused_stands_above_the_question_of_another_dialogue(
    cluster: Cluster,
) -> None:
    amina, _bruno = await two(cluster)
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.types("Amnia H.")
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await edits(amina, "Amnia H.", "x" * 500)
    assert "too long" in amina.from_bot[-2]["text"]
    assert "sentence or two" in amina.screen
    assert (await person_of(amina)).name == "Amnia H."


async def test_who_has_left_corrects_nothing(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.types("Amnia H.")
    await amina.types("/settings")
    await amina.taps("Leave")
    await amina.taps("Leave")
    await edits(amina, "Amnia H.", "Amina H.")
    assert amina.screen.startswith("You left")
    assert (await person_of(amina)).name == "Amnia H."


async def test_a_broadcast_is_corrected_until_it_is_on_its_way(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Harvst forum")
    await owner.types("/start")
    await edits(owner, "Harvst forum", "Harvest forum")
    assert owner.screen.startswith(TAKEN)
    assert "✓ English: Harvest forum" in owner.screen
    await owner.taps("Send…")
    await owner.taps("Send now")
    await edits(owner, "Harvest forum", "Another forum")
    assert "does not change this broadcast any more" in owner.sees
    async with cluster.database.reading() as session:
        assert await session.scalar(select(BroadcastText.html)) == "Harvest forum"


async def test_what_an_outcome_is_worth_is_corrected(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await introduced(cluster, "Amina Haddad", "Bruno Karam")
    await cluster.passes(days=30, minutes=1)
    await amina.taps("A contract")
    await amina.types("50,000")
    await edits(amina, "50,000", "5,000")
    assert "worth about 5,000 US dollars" in amina.screen
    async with cluster.database.reading() as session:
        assert (
            await session.scalar(select(OutcomeReport.value).where(OutcomeReport.value.is_not(None))) == 5000
        )


async def test_an_edited_search_searches_again_and_other_edits_are_let_be(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await amina.types("hello")
    await amina.types("/search vetro")
    assert "Nothing was found" in amina.screen
    await edits(amina, "/search vetro", "/search cedar")
    assert "🏢 Cedar Press" in amina.screen
    await amina.types("vetro")
    await amina.types("/help")
    await edits(amina, "vetro", "cedar")
    assert "🏢 Cedar Press" in amina.screen
    await edits(amina, "hello", "cedar press")
    assert amina.screen.startswith(f"{TAKEN}\n\n🏢 Cedar Press"), "typed at home, it was a search too"
    before = len(cluster.tg.ledger)
    await edits(amina, "/help", "/start")
    assert not [call for call in cluster.tg.ledger[before:] if call.method.startswith("send")]


async def test_a_reason_for_a_no_that_is_given_stays(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "Buy from them", "Send it")
    await says_no(bruno)
    await bruno.types("Not this year")
    await edits(bruno, "Not this year", "Never")
    assert "changes nothing any more" in bruno.screen


async def test_which_texts_can_be_edited_is_forgotten_after_two_days(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/search cedar")
    await amina.types("olive")
    await cluster.passes(days=1)
    await cluster.passes(days=2)
    async with cluster.database.reading() as session:
        assert not await session.scalar(select(func.count()).select_from(TakenText))


async def test_a_time_that_leaves_it_open_is_corrected_until_it_is_set(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="News")
    await owner.taps("Send…")
    await owner.taps("Later")
    await owner.types("6h")
    await edits(owner, "6h", "7h")
    assert owner.screen.startswith(f"{TAKEN}\n\nWhich of these do you mean?")
    await owner.taps("Today, 19:00")
    assert "goes out on" in owner.screen
    await edits(owner, "7h", "8h")
    assert "does not change this broadcast any more" in owner.sees
    assert "19:00" in owner.screen
