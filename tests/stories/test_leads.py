"""Leads at a stand: sent with one hand and a bad connection, completed by taps, mended, joined; the company's alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.models.leads import Lead
from bot.models.missions import Mission
from bot.rules.leads import LIMITS, NAME_LIMIT, Part, Promise, Warmth
from bot.rules.missions import ApplicationState
from bot.screens.leads import JoinLeads, OpenLead, PromiseLead, RemoveLead, ShowPhoto, WarmLead
from bot.screens.travelling import OpenDiary, OpenLeads
from tests.missions import a_mission, applies
from tests.stories.cast import Cluster, Player, person_of

FAIR = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 25)}


async def at_the_fair(cluster: Cluster, *players: Player) -> Mission:
    """A mission that began this morning, on which the companies of these people go."""
    mission = await a_mission(cluster.database, **FAIR)
    for player in players:
        await applies(cluster.database, mission, await person_of(player), ApplicationState.ACCEPTED)
    return mission


async def leads_of(cluster: Cluster) -> list[Lead]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(Lead).order_by(Lead.number)))


@pytest.mark.both_databases
async def test_what_a_phone_sends_when_it_is_back_is_a_lead_each_and_is_completed_later(
    cluster: Cluster,
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await at_the_fair(cluster, amina)
    phone = amina.phone
    await amina.types("/leads")
    assert "only your company sees" in amina.screen
    # The connection comes back, and everything at once, in whichever order
    card = phone.send_photo(b"front", "Wants prices for tahini")
    phone.send("Metro Cash & Carry\nMr Vogel, second hall")
    phone.send_photo(b"another")
    phone.share_contact("+4915112345", "Hans Meier", 0)
    phone.send_document("brochure.pdf", b"%PDF")
    await cluster.settled()
    found = await leads_of(cluster)
    assert [lead.number for lead in found] == [1, 2, 3, 4, 5]
    assert [len(lead.photos) for lead in found] == [1, 0, 1, 0, 1]
    assert [lead.name for lead in found] == [None, "Metro Cash & Carry", None, None, None]
    assert [lead.note for lead in found[:2]] == ["Wants prices for tahini", "Mr Vogel, second hall"]
    assert found[3].contact == "Hans Meier, +4915112345"
    # One at a time, the photo with the question: two taps each
    await amina.taps("4 leads to complete")
    for n in range(1, 6):
        assert f"lead {n}," in amina.screen or "complete" in amina.screen
        if n > 1:
            await amina.taps("to complete")
        assert ("photo" in amina.from_bot[-1]) == (n in (1, 3))
        await amina.taps("🔥 Very")
        await amina.taps("Send an offer")
    assert "lead 5, document is complete" in amina.screen
    assert "to complete" not in str(amina.buttons)
    assert all(lead.is_complete for lead in await leads_of(cluster))
    # The same photo again is no new lead
    phone.send_again(card, "and halva")
    await cluster.settled()
    assert "There already: lead 1" in amina.screen
    first, *others = await leads_of(cluster)
    assert (first.note, len(others)) == ("Wants prices for tahini\nand halva", 4)


@pytest.mark.parametrize(
    ("language", "desk", "warmth", "promise", "said"),
    [
        ("en", "only your company sees", "Perhaps", "Send samples", "lead 1, Metr is complete: 🌤 Perhaps"),
        (
            "fr",
            "visible que dans votre entreprise",
            "Moyen",
            "échantillons",
            "Complet\u00a0: prospect 1, Metr",
        ),
        ("ar", "لا تطّلع عليها إلّا شركتكم", "متوسّط", "إرسال عيّنات", "رقم 1: Metr مكتمل"),
    ],
)
async def test_a_lead_takes_three_acts_and_the_next_one_none_more(
    cluster: Cluster, language: str, desk: str, warmth: str, promise: str, said: str
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    await at_the_fair(cluster, amina)
    await amina.types("/leads")
    assert desk in amina.screen
    message_id = amina.phone.send("Metr")
    await cluster.settled()
    await amina.taps(warmth)
    await amina.taps(promise)
    assert said in amina.screen
    await amina.types("Carrefour")
    assert "Carrefour" in amina.screen
    amina.phone.edit(message_id, "Metro")
    await cluster.settled()
    assert [lead.name for lead in await leads_of(cluster)] == ["Metro", "Carrefour"]
    # Old buttons still do what they say, in any order, as often as they are tapped
    await amina.taps_data(PromiseLead(2, Promise.MEETING).pack())
    await amina.taps_data(WarmLead(2, Warmth.HOT).pack())
    await amina.taps_data(WarmLead(2, Warmth.COLD).pack())
    _metro, carrefour = await leads_of(cluster)
    assert (carrefour.warmth, carrefour.promise) == (Warmth.COLD, Promise.MEETING)


async def test_a_card_and_a_name_are_joined_by_a_tap_and_a_lead_is_mended_and_deleted(
    cluster: Cluster,
) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await at_the_fair(cluster, amina)
    # A photo from who travels is a lead, also where something else is open that takes no photos
    await amina.types("olive oil")
    amina.phone.send_photo(b"front")
    await cluster.settled()
    assert "Kept: lead 1, photo" in amina.screen
    await amina.types("Metro\ntall")
    await amina.taps("The same as lead 1: photo")
    (lead,) = await leads_of(cluster)
    assert (lead.number, lead.name, lead.note, len(lead.photos)) == (1, "Metro", "tall", 1)
    await amina.taps("Open")
    await amina.taps("Note")
    assert "Now it says: tall" in amina.screen
    amina.phone.send_photo(b"another")
    await cluster.settled()
    assert "Kept: lead 2, photo" in amina.screen
    assert "should not be forgotten" in amina.screen
    await amina.types("blue")
    await amina.taps("Photo")
    assert "photo" in amina.from_bot[-1]
    await amina.types("/leads")
    await amina.taps("Targets")
    await amina.taps("Set the targets")
    await amina.taps("📇 Leads")
    amina.phone.send_photo(b"third")
    await cluster.settled()
    assert "Kept: lead 3, photo\n" in amina.screen
    assert "How many leads do you aim at?" in amina.screen
    await amina.types("/leads")
    await amina.taps("All leads")
    await amina.taps("1 · Metro")
    assert "blue" in amina.screen
    await amina.taps("Hardly")
    assert "✓ ❄️ Hardly" in amina.buttons
    await amina.taps("Delete")
    await amina.taps("Delete")
    assert "was deleted" in amina.screen
    assert [one.number for one in await leads_of(cluster)] == [2, 3]
    await amina.types("/leads")
    await amina.taps("All leads")
    await amina.taps("As Excel")
    assert amina.from_bot[-1]["document"]["file_name"] == "leads-1.xlsx"
    await amina.taps_data(OpenLead(1).pack())
    assert "does not exist any more" in amina.toasts[-1]


async def test_leads_are_their_companys_and_nobody_elses(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Cedar Press")
    karim = await cluster.welcomes("Karim Aoun", "Bekaa Freight")
    mission = await at_the_fair(cluster, amina, karim)
    stranger = await cluster.welcomes("Nour Saliba", "Orchard Juices")
    amina.phone.send_photo(b"front", "tall")
    await cluster.settled()
    await samia.taps_data(OpenLead(1).pack())
    assert "Noted on Monday, 23 November 2026 by Amina Haddad" in samia.screen
    taps = (OpenLead(1), ShowPhoto(1), WarmLead(1, Warmth.HOT), RemoveLead(1, is_sure=True), JoinLeads(1, 1))
    for player in (karim, stranger):
        for tap in taps:
            await player.taps_data(tap.pack())
            assert "does not exist any more" in player.toasts[-1]
    for screen in (OpenLeads(mission.id), OpenDiary(mission.id)):
        await stranger.taps_data(screen.pack())
        assert "not on this mission" in stranger.toasts[-1]
        await owner.taps_data(screen.pack())
        assert "You are here as staff" in owner.screen
    await stranger.types("/leads")
    assert "as soon as your company is accepted" in stranger.screen
    stranger.phone.send_photo(b"cat")
    await cluster.settled()
    assert "did not understand" in stranger.screen
    assert (await leads_of(cluster))[0].warmth is None


async def test_the_longest_leads_fit_into_messages_and_below_photos(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar")
    await at_the_fair(cluster, amina)
    await amina.types("/leads")
    await amina.types(f"{'W' * NAME_LIMIT}\n{'note ' * 770}")
    assert "W" * NAME_LIMIT in amina.screen
    amina.phone.send_photo(b"front", "below " * 170)
    await cluster.settled()
    await amina.taps("هو نفسه")
    await amina.taps("فتح")
    assert "note note" in amina.screen
    await amina.taps("ملاحظة")
    assert "note note" in amina.screen
    await amina.types("note " * 800)
    assert "note note" in amina.screen
    await amina.taps("جهة الاتصال")
    await amina.types("C" * LIMITS[Part.CONTACT])
    assert "C" * LIMITS[Part.CONTACT] in amina.screen
    await amina.types("/leads")
    await amina.taps("استكمال")
    assert "photo" in amina.from_bot[-1]
    assert "note note" in amina.screen
