"""A broadcast is composed: texts, audience, preview, and what blocks sending."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.companies import Company, SubCluster
from bot.models.groups import Group, group_people
from bot.models.people import Person
from bot.rules.companies import Size
from bot.rules.words import fold
from tests.stories.broadcasting import got, looks, sends, writes
from tests.stories.cast import Cluster


@pytest.mark.both_databases
async def test_each_member_gets_it_once_in_their_language(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", language="fr")
    carla = await cluster.welcomes("Carla Saab", language="en")
    stranger = cluster.visitor("Nour")
    await stranger.opens()
    await sends(owner, ar="اجتماع الخميس", fr="Réunion <jeudi> & vendredi", en="Meeting on Thursday")
    await looks(cluster)
    assert len(got(amina, "اجتماع الخميس")) == 1
    assert len(got(bruno, "Réunion <jeudi> & vendredi")) == 1
    (message,) = got(carla, "Meeting on Thursday")
    assert "reply_markup" not in message
    assert "Thursday" not in stranger.sees + amina.sees + bruno.sees


async def test_the_formatting_is_kept(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps("English")
    bold = {"type": "bold", "offset": 0, "length": 5}
    link = {"type": "text_link", "offset": 6, "length": 4, "url": "https://qoot.example/?a=1&b=2"}
    await owner.types("Hello <all> & more", entities=[bold, link])
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    (message,) = got(amina, "Hello <all> & more")
    assert [{key: e[key] for key in ("type", "offset", "length")} for e in message["entities"]] == [
        {key: e[key] for key in ("type", "offset", "length")} for e in (bold, link)
    ]
    assert message["entities"][1]["url"] == "https://qoot.example/?a=1&b=2"


async def test_nothing_typed_is_lost_by_going_away(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Harvest forum")
    await owner.types("/start")
    await owner.types("/broadcast")
    assert "These are being written" in owner.screen
    await owner.taps("Harvest forum")
    assert "✓ English: Harvest forum" in owner.screen
    await owner.taps("French")
    await owner.types("/broadcasts")
    await owner.taps("Harvest forum")
    await owner.taps("French")
    await owner.types("Forum des récoltes")
    assert "✓ French: Forum des récoltes" in owner.screen
    await owner.types("/broadcasts")
    await owner.taps("Harvest forum")
    assert "✓ English: Harvest forum" in owner.screen


async def test_a_missing_language_blocks_sending_until_staff_choose(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", language="fr")
    await cluster.welcomes("Carla Saab", language="fr")
    await writes(owner, en="Prices", ar="أسعار")
    assert "⚠️ French: no text yet, for 2 people" in owner.screen
    await owner.taps("Send…")
    assert "no text in French: 2 people of this audience would get nothing" in owner.screen
    assert not any("Send now" in label for label in owner.buttons)
    await owner.taps("The text in English")
    assert "→ French: the text in English, for 2 people" in owner.screen
    await owner.taps("Send…")
    assert "• French: 2 people, with the text in English" in owner.screen
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert len(got(bruno, "Prices")) == 1
    assert len(got(amina, "أسعار")) == 1


async def test_taking_the_substitute_away_makes_the_language_missing_again(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes(language="fr")
    await writes(owner, en="Prices", ar="أسعار")
    await owner.taps("Send…")
    await owner.taps("The text in English")
    await owner.taps("✓ English")
    assert "Now it says:\nPrices" in owner.screen
    await owner.taps("Remove this text")
    assert "⚠️ French: no text yet, for 1 person" in owner.screen
    await owner.taps("Send…")
    assert "choose what they get instead" in owner.screen


async def test_the_preview_is_what_members_will_see(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes(language="ar")
    await writes(owner, ar="QOOT منتدى\nكل الأعضاء", en="QOOT forum\nall <members>")
    await owner.taps("Preview")
    arabic, english, screen = owner.from_bot[-3:]
    assert arabic["text"] == "QOOT منتدى\nكل الأعضاء"
    assert english["text"] == "QOOT forum\nall <members>"
    assert "reply_markup" not in arabic
    assert "Broadcast" in screen["text"]
    await owner.taps("Send…")
    assert "Send this broadcast to 1 person?" in owner.screen


async def test_a_text_that_goes_to_readers_of_two_languages_is_previewed_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes(language="ar")
    await writes(owner, fr="Vendanges", en="Harvest")
    await owner.taps("Send…")
    await owner.taps("The text in English")
    await owner.taps("Preview")
    assert [message["text"] for message in owner.from_bot[-3:-1]] == ["Vendanges", "Harvest"]
    assert "→ Arabic: the text in English" in owner.screen


@pytest.mark.both_databases
async def test_a_text_is_written_anew_and_removed(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes(language="fr")
    await writes(owner, en="Harvest", fr="Vendange")
    await owner.taps("✓ French")
    await owner.types("Vendanges")
    assert "✓ French: Vendanges" in owner.screen
    await owner.taps("✓ English")
    await owner.taps("Remove this text")
    assert "▫️ English: no text" in owner.screen
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert got(amina, "Vendanges")
    assert not got(amina, "Vendange")


@pytest.mark.both_databases
async def test_the_audience_is_chosen_by_buttons_with_live_counts(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar", size=Size.LARGE)
    bruno = await cluster.welcomes("Bruno Karam", "Bekaa Wines", language="fr", size=Size.SMALL)
    await cluster.expects("Nadim Saab", "Bekaa Wines")
    async with cluster.database.transaction() as session:
        wines = await session.scalar(select(Company).where(Company.name == "Bekaa Wines"))
        wines.sub_clusters = [await session.scalar(select(SubCluster).where(SubCluster.slug == "wine"))]
        export = Group(name="Export", key=fold("Export"))
        session.add(export)
        await session.flush()
        person = await session.scalar(select(Person).where(Person.telegram_id == amina.id))
        await session.execute(group_people.insert().values(group_id=export.id, person_id=person.id))
    await writes(owner, fr="Vendanges", ar="قطاف")
    assert "It reaches 2 people\nArabic 1 · French 1 · English 0" in owner.screen
    assert "1 person who has not joined yet" in owner.screen
    await owner.taps("Audience")
    await owner.taps("Sub-cluster")
    await owner.taps("Wine")
    assert any(label.startswith("✓") and "Wine" in label for label in owner.buttons)
    assert "Arabic 0 · French 1 · English 0" in owner.screen
    await owner.taps("Back")
    await owner.taps("Company size")
    await owner.taps("Large")
    assert "It reaches 0 people" in owner.screen
    await owner.taps("✓ Large")
    assert "Arabic 0 · French 1 · English 0" in owner.screen
    await owner.taps("Back")
    await owner.taps("Everybody")
    assert "For everybody" in owner.screen
    await owner.taps("Group")
    await owner.taps("Export")
    assert "• Group: Export" in owner.screen
    assert "Arabic 1 · French 0 · English 0" in owner.screen
    await owner.taps("Back")
    await owner.taps("Back")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert got(amina, "قطاف")
    assert not got(bruno, "Vendanges")


async def test_nobody_in_the_audience_is_refused(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.expects()
    await writes(owner, en="Hello")
    await owner.taps("Send…")
    assert "would reach nobody" in owner.toasts[-1]


async def test_what_is_no_text_is_refused_and_the_question_stays(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps("English")
    owner.phone.send_sticker()
    await cluster.settled()
    assert "I cannot pass this on" in owner.screen
    await owner.types("\u200b\u202e \u2066")
    assert "nothing to read" in owner.screen
    await owner.types("😀" * 4098)
    assert "This text has 4,098 characters, and a message holds 4,096" in owner.screen
    await owner.types("😀" * 2048)
    assert "✓ English: 😀" in owner.screen


@pytest.mark.parametrize("line", ["IBAN LB62 0999\n", "QOOT منتدى 12\n", "أ\n"])
async def test_a_text_as_long_as_a_message_goes_out_as_it_was_written(cluster: Cluster, line: str) -> None:
    """Nothing that cannot be seen is put into it: it is not too long for that, and can be copied."""
    owner = await cluster.owner("ar")
    amina = await cluster.welcomes(language="ar")
    text = (line * 4096)[:4095] + "م"
    await owner.types("/broadcast")
    await owner.taps("العربية")
    await owner.types(text)
    await owner.taps("👁")
    assert owner.from_bot[-2]["text"] == text
    await owner.taps("📤")
    await owner.taps("📤")
    await cluster.passes(seconds=31)
    assert amina.from_bot[-1]["text"] == text


@pytest.mark.parametrize("link", ['?a="b"', "?a=1&lt=2", "?a=1&quot=2", "?q=<b>&amp;&#60;'"])
async def test_links_and_code_pass_through_unchanged(cluster: Cluster, link: str) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes(language="ar")
    text = "🌾 الدفع إلى\nLB62 0999\nCedar & Co. <SAL>"
    entities = [
        {"type": "text_link", "offset": 3, "length": 5, "url": f"https://qoot.example/{link}"},
        {"type": "pre", "offset": 13, "length": len("LB62 0999\nCedar"), "language": "text"},
    ]
    await owner.types("/broadcast")
    await owner.taps("Arabic")
    await owner.types(text, entities=entities)
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    (message,) = [message for message in amina.from_bot if message.get("text") == text]
    assert message["entities"] == entities


async def test_characters_that_turn_text_around_are_taken_out(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await sends(owner, en="Pay \u202e001\u202c $\x07 <b>now</b>")
    assert amina.from_bot[-1]["text"] == "Pay 001 $ <b>now</b>"


async def test_discarding_asks_first(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Never mind")
    await owner.taps("Discard")
    await owner.taps("Back")
    assert "✓ English: Never mind" in owner.screen
    await owner.taps("Discard")
    await owner.taps("Discard it")
    assert "Nothing was sent yet" in owner.screen
    await owner.types("/broadcast")
    assert "Never mind" not in owner.screen


async def test_only_editors_compose_and_viewers_look(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types(str(amina.id))
    await owner.taps("viewer")
    await sends(owner, en="Harvest forum")
    await looks(cluster)
    await amina.types("/broadcast")
    assert "does not include" in amina.screen
    await amina.types("/broadcasts")
    assert not any("New broadcast" in label for label in amina.buttons)
    await amina.taps("Harvest forum")
    assert "✅ Sent" in amina.screen
    await writes(owner, en="Secret draft")
    await amina.types("/broadcasts")
    assert "Secret draft" not in amina.screen
    await amina.taps_data("bo:2")
    assert "does not include" in amina.toasts[-1]
    await amina.taps_data("bn:2")
    assert "does not include" in amina.toasts[-1]


async def test_a_stranger_and_a_member_get_nowhere(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await writes(owner, en="Hello")
    for data in ("b", "bl", "bo:1", "bn:1", "yv:news:1", "bd:1:1", "a:news:1", "Cv:news:1:size:large:i"):
        await amina.taps_data(data)
        assert "staff only" in amina.toasts[-1]
    assert "Hello" not in amina.sees


@pytest.mark.parametrize(
    "data",
    [
        "bt:1:en",
        "y:news:1:de",
        "yu:news:1:fr:de",
        "yu:news:1:fr:ar",
        "yu:news:1:de:en",
        "yf:news:1:de",
        "y:else:1:en",
        "yv:news:99",
        "Cv:news:1:colour:red:i",
        "Cv:news:1:size:large:i:d",
        "Ca:news:1:size:1",
        "Cc:else:1:1",
        "Cp:news:1:7",
        "ad:news:1:size:0:large",
        "ad:news:1:colour",
        "bk:1:-1",
        "bk:1:1y2p0ij32e8e7",
        "bo:99",
        "bk:1:1",
        "bs:1:1",
    ],
)
async def test_forged_buttons_are_refused_in_words(cluster: Cluster, data: str) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await writes(owner, en="Hello")
    before = len(owner.toasts)
    await owner.taps_data(data)
    assert len(owner.toasts) == before + 1
    assert "went wrong" not in owner.sees


@pytest.mark.parametrize(("language", "label"), [("ar", "الإنجليزية"), ("fr", "Anglais")])
async def test_staff_compose_in_their_own_language(cluster: Cluster, language: str, label: str) -> None:
    owner = await cluster.owner(language)
    amina = await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.taps(label)
    await owner.types("Hello")
    await owner.taps("📤")
    await owner.taps("📤")
    await cluster.passes(seconds=31)
    assert len(got(amina, "Hello")) == 1
