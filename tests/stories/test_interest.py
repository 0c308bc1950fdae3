"""The button under a broadcast: who taps it is noted once, can take it back, and staff hear of many together."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.i18n import undirected
from bot.models.broadcasts import Broadcast
from bot.models.interest import BroadcastTap
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.models.staff import Staff
from bot.replies import Tap
from bot.rules.interest import ButtonKind
from bot.rules.ledger import Act, Offer
from bot.rules.staff import Role
from bot.screens.interest import TakeBackInterest, TellInterest
from bot.screens.interested import GetBroadcastWorkbook, ListInterested
from tests.stories.broadcasting import writes
from tests.stories.cast import Cluster, Player
from tests.stories.test_privacy import downloads, erases

TEXTS = {"en": "Fair in Paris", "fr": "Salon à Paris", "ar": "معرض في باريس"}


async def sends_with(owner: Player, kind: ButtonKind, **texts: str) -> None:
    """They write, put a button under it, and send it; the 30 seconds pass."""
    await writes(owner, **texts)
    async with owner.cluster.database.transaction() as session:
        newest = await session.scalar(select(Broadcast).order_by(Broadcast.id.desc()).limit(1))
        newest.button = kind
    await owner.taps("Send…")
    await owner.taps("Send now")
    await owner.cluster.passes(seconds=31)


async def noted(cluster: Cluster) -> int:
    return await counted(cluster, select(func.count()).select_from(BroadcastTap))


async def counted(cluster: Cluster, query: Any) -> int:
    async with cluster.database.reading() as session:
        return int(await session.scalar(query) or 0)


def done() -> Any:
    return select(func.count()).select_from(Interaction).where(Interaction.kind == Act.BROADCAST_ANSWERED)


@pytest.mark.both_databases
async def test_a_tap_is_noted_once_and_can_be_taken_back_in_three_languages(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", language="ar")
    bruno = await cluster.welcomes("Bruno Karam", "Beqaa Wines", language="fr")
    chloe = await cluster.welcomes("Chloe Saab", "Saida Sweets")
    await sends_with(owner, ButtonKind.INTERESTED, **TEXTS)
    offered = select(func.count()).select_from(Opportunity).where(Opportunity.kind == Offer.BROADCAST)
    assert await counted(cluster, offered) == 3
    said = {
        amina: ("يهمّني هذا", "سُجّل اهتمامك", "سُجّل ذلك من قبل", "تمّ التراجع", "التراجع عن ذلك"),
        bruno: ("Cela m’intéresse", "cela vous intéresse", "déjà noté", "C’est annulé", "Finalement, non"),
        chloe: ("I'm interested", "you are interested", "noted already", "Taken back", "Take it back"),
    }
    for number, (member, (button, thanks, again, back, _label)) in enumerate(said.items(), 1):
        await member.taps(button)
        assert thanks in member.screen
        assert again not in member.screen
        assert TEXTS[{amina: "ar", bruno: "fr", chloe: "en"}[member]] in member.sees, "the message stays"
        await member.taps(button)
        assert again in member.screen
        assert await noted(cluster) == number
        message, data = next(
            (m, b["callback_data"])
            for m in member.from_bot
            for row in m.get("reply_markup", {}).get("inline_keyboard", [])
            for b in row
            if "callback_data" in b and isinstance(Tap.unpack(b["callback_data"]), TakeBackInterest)
        )
        await member.taps_data(data, message["message_id"])
        assert back in member.screen
        assert await noted(cluster) == number - 1
        so_far = len(member.from_bot)
        await member.taps(button)
        assert await noted(cluster) == number
        assert (thanks in member.screen, back in member.sees, len(member.from_bot)) == (True, False, so_far)
    assert await counted(cluster, done()) == 3, "who takes it back and taps again is counted once"


async def test_whoever_did_not_get_it_changes_nothing(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes()
    await sends_with(owner, ButtonKind.INTERESTED, en="Hello")
    late, visitor = await cluster.welcomes("Bruno Karam"), cluster.visitor()
    await visitor.opens()
    for somebody in (late, visitor, owner):
        await somebody.taps_data(TellInterest(1).pack())
        await somebody.taps_data(TakeBackInterest(1).pack())
        await somebody.taps_data(TellInterest(77).pack())
    assert await noted(cluster) == await counted(cluster, done()) == 0
    assert "Only those who got this message" in " ".join(late.toasts)
    await writes(owner, en="Without a button, and not sent")
    await amina.taps_data(TellInterest(2).pack())
    assert "does not exist" in amina.toasts[-1]
    assert await noted(cluster) == 0


async def test_a_tap_works_when_its_message_is_long_off_the_record(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await sends_with(owner, ButtonKind.INTERESTED, en="Hello")
    await cluster.passes(seconds=3)
    late = await cluster.welcomes("Bruno Karam")
    await cluster.passes(days=400)
    await cluster.passes(days=1)
    await amina.taps("I'm interested")
    assert "you are interested" in amina.screen
    await late.taps_data(TellInterest(1).pack())
    assert await noted(cluster) == 1


async def test_three_who_ask_for_more_are_one_notice(cluster: Cluster) -> None:
    owner = await cluster.owner()
    names = {"Amina Haddad": "Cedar Press", "Bruno Karam": "Beqaa Wines", "Chloe Saab": "Saida Sweets"}
    members = await cluster.welcomes_all(names)
    await sends_with(owner, ButtonKind.MORE, en="Grant")
    await owner.taps("Home")
    for member in members[:2]:
        await member.taps("Tell me more")
    await cluster.passes(minutes=2)
    assert "would like to know more" not in owner.sees
    await cluster.passes(minutes=4)
    assert "2 people would like to know more" in owner.screen
    assert "Amina Haddad, Cedar Press" in owner.screen
    await members[2].taps("Tell me more")
    await cluster.passes(minutes=50)
    assert "1 person would like to know more" not in owner.sees
    await cluster.passes(minutes=11)
    assert "1 person would like to know more" in owner.screen
    await cluster.passes(hours=3)
    assert owner.sees.count("would like to know more") == 2


async def test_whoever_is_forgotten_leaves_only_their_company(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await sends_with(owner, ButtonKind.INTERESTED, en="Hello")
    await amina.taps("I'm interested")
    about: Any = await downloads(amina)
    assert [row["announcement"] for row in about["announcements_you_answered"]] == ["Hello"]
    await erases(amina)
    async with cluster.database.reading() as session:
        tap = await session.scalar(select(BroadcastTap))
        assert tap.person_id is None
        assert tap.company_id is not None


def workbook(player: Player) -> str:
    """All that stands in the newest workbook that somebody got."""
    document = next(m["document"] for m in reversed(player.from_bot) if "document" in m)
    assert document["file_name"] == "broadcast-1.xlsx"
    stored = player.cluster.tg.files.get(document["file_id"])
    assert stored is not None
    with zipfile.ZipFile(io.BytesIO(bytes(stored.content()))) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


@pytest.mark.both_databases
async def test_staff_see_who_tapped_by_company_and_take_it_as_excel_in_their_language(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    vera, cherif = cluster.visitor("Vera", "fr"), cluster.visitor("Cherif", "ar")
    companies = {"Amina Haddad": "Cedar Press", "Nadim Saab": "Cedar Press", "Bruno Karam": "Beqaa Wines"}
    members = await cluster.welcomes_all(companies)
    async with cluster.database.transaction() as session:
        for somebody, role in ((vera, Role.VIEWER), (cherif, Role.EDITOR)):
            session.add(Staff(telegram_id=somebody.id, role=role, added_at=cluster.clock()))
        person = await session.scalar(select(Person).where(Person.name == "Amina Haddad"))
        person.phone = "+9613123456"
    await sends_with(owner, ButtonKind.INTERESTED, **TEXTS)
    for member in members:
        await member.taps("I'm interested")
    await cluster.passes(seconds=3)
    await owner.types("/broadcasts")
    await owner.taps("Fair in Paris")
    assert "English: 3 tapped of 3" in owner.screen
    await owner.taps("Who tapped, by company: 3")
    first, second = owner.screen.index("Cedar Press"), owner.screen.index("Beqaa Wines")
    assert first < owner.screen.index("Amina Haddad") < second < owner.screen.index("Bruno Karam")
    assert "+961" not in owner.screen
    await owner.taps("As Excel")
    whole = workbook(owner)
    for word in (
        "How it went",
        "Who tapped",
        "Failures",
        "Amina Haddad",
        "Cedar Press",
        "Phone",
        "+9613123456",
    ):
        assert word in whole
    await owner.taps("Cedar Press")
    assert "Cedar Press" in owner.screen
    assert "Amina Haddad" in owner.screen
    for staff, title, words, sees_phones in (
        (vera, "Qui a touché", ("Salon à Paris", "Amina Haddad", "Échecs"), False),
        (cherif, "من نقر", ("معرض في باريس", "Amina Haddad", "النتائج"), True),
    ):
        await staff.opens()
        await staff.taps_data(ListInterested(1).pack())
        assert title in staff.screen
        assert words[0] in staff.screen
        await staff.taps_data(GetBroadcastWorkbook(1).pack())
        whole = workbook(staff)
        assert all(word in whole for word in words[1:])
        assert ("+9613123456" in whole) is sees_phones
    await members[0].taps_data(ListInterested(1).pack())
    await members[0].taps_data(GetBroadcastWorkbook(1).pack())
    assert not any("document" in message for message in members[0].from_bot)


async def test_staff_who_tap_the_button_in_a_preview_stay_where_they_are(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes()
    await owner.types("/broadcast")
    await owner.types("Meeting on Thursday")
    await owner.taps("I'm interested")
    await owner.taps("Preview")
    await owner.taps_data(TellInterest(1).pack(), owner.from_bot[-2]["message_id"])
    assert "This is how it will look" in owner.toasts[-1]
    await owner.types("Réunion jeudi")
    assert "✓ French: Réunion jeudi" in undirected(owner.screen)
