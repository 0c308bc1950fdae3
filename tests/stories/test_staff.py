"""Owners keep the staff list, and see what staff did."""

from __future__ import annotations

from itertools import product

import pytest

from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.staff import AuditEntry, Staff
from bot.replies import Reply
from bot.rules.pages import page_of
from bot.rules.staff import Deed, Role
from bot.screens.staff import Dismiss, NameStaff, ShowTrail
from bot.services.telling import Message, tell
from bot.services.trail import PAGE as TRAIL_PAGE
from tests.moments import at
from tests.stories.broadcasting import is_down_for, recovers
from tests.stories.cast import Cluster, Player, person_of


async def appoints(cluster: Cluster, owner: Player, somebody: Player, role: str) -> None:
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types(str(somebody.id))
    await owner.taps(role)


async def test_an_owner_appoints_an_editor_who_then_may(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await amina.types("/requests")
    assert "staff only" in amina.screen
    await appoints(cluster, owner, amina, "editor")
    assert "Amina Haddad: editor" in owner.screen
    await amina.types("/requests")
    assert "Nobody is waiting" in amina.screen
    await amina.types("/staff")
    assert "does not include" in amina.screen


async def test_rights_end_at_once(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await appoints(cluster, owner, amina, "editor")
    await amina.opens()
    await owner.taps("Amina")
    await owner.taps("Take off")
    assert "Take Amina Haddad off the staff list?" in owner.screen
    await owner.taps("Back")
    assert "Viewer: sees reports" in owner.screen
    await amina.taps("Requests to join")
    assert "Nobody is waiting" in amina.screen
    await amina.taps("Home")
    await owner.taps("Take off")
    await owner.taps("Take off")
    assert "Amina Haddad" not in owner.screen
    await amina.taps("Requests to join")
    assert "staff only" in amina.toasts[-1]


async def test_a_button_of_before_asks_first_too(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await appoints(cluster, owner, amina, "editor")
    await owner.taps_data(Dismiss(amina.id).pack())
    assert "Take Amina Haddad off the staff list?" in owner.screen
    await owner.taps("Take off")
    await owner.taps_data(Dismiss(amina.id).pack())
    assert "not on the staff list any more" in owner.toasts[-1]


@pytest.mark.both_databases
async def test_who_is_dismissed_is_told_nothing_more_as_staff(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await appoints(cluster, owner, amina, "editor")
    is_down_for(amina)
    nour = cluster.visitor()
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types("Nour Saliba")
    await nour.types("Orchard Juices")
    async with cluster.database.transaction() as session:
        person = await session.get_one(Person, (await person_of(amina)).id)
        notice = Message("test", "own", Purpose.NOTICE, lambda: Reply("Somebody would like to meet you."))
        await tell(session, person, notice, at(cluster.clock()))
    await cluster.settled()
    assert "Nour Saliba" in owner.sees
    await owner.types("/staff")
    await owner.taps("Amina")
    await owner.taps("Take off")
    await owner.taps("Take off")
    await recovers(cluster)
    assert "Nour Saliba" not in amina.sees
    assert "would like to meet you" in amina.sees, "what they are told as a member still comes"


async def test_a_contact_card_names_somebody(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    owner.phone.share_contact("+96170123456", "Nadim", user_id=4711)
    await cluster.settled()
    await owner.taps("viewer")
    assert "Nadim: viewer" in owner.screen
    await owner.taps("Nadim")
    await owner.taps("editor")
    assert "Nadim: editor" in owner.screen


@pytest.mark.both_databases
async def test_staff_have_a_name_in_both_scripts_and_each_reads_theirs(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    owner.phone.share_contact("+96170123456", "Nadim Saab", user_id=4711)
    await cluster.settled()
    await owner.taps("viewer")
    await owner.taps("Nadim")
    assert "In Arabic letters the name would be نديم صعب" in owner.screen
    message, data = owner.button("✅ نديم صعب")
    await owner.taps("نديم صعب")
    assert "Nadim Saab: viewer" in owner.screen, "who reads English reads Latin letters"
    await owner.taps_data(data, message["message_id"])
    hala = await appointed_in_arabic(cluster, "Hala")
    await hala.types("/staff")
    assert "نديم صعب" in hala.screen
    assert "Nadim" not in hala.screen
    await owner.taps("Nadim")
    assert "would be" not in owner.screen
    await owner.taps("Name in the other script")
    await owner.types("Nadim S.")
    assert "same script as Nadim Saab" in owner.screen
    await owner.types("نديم الصعب")
    assert "Nadim Saab: viewer" in owner.screen
    await hala.types("/staff")
    assert "نديم الصعب" in hala.screen
    await owner.taps_data(data, message["message_id"])
    assert "نديم صعب" not in hala.screen
    await owner.types("/staff")
    await owner.taps("What staff did")
    assert "the name of Nadim Saab in the other script" in owner.screen
    await owner.types("نديم")
    assert "the name of Nadim Saab in the other script" in owner.screen, "found by either"


async def appointed_in_arabic(cluster: Cluster, name: str) -> Player:
    """An owner who reads Arabic and is no member."""
    player = cluster.visitor(name, language="ar")
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=player.id, role=Role.OWNER, added_at=cluster.clock()))
    await player.opens()
    return player


async def test_a_member_of_the_staff_is_called_as_in_their_own_record(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    owner.phone.share_contact("+96170123456", "Mimi", user_id=amina.id)
    await cluster.settled()
    await owner.taps("editor")
    assert "Mimi: editor" in owner.screen
    async with cluster.database.transaction() as session:
        (await session.get_one(Person, (await person_of(amina)).id)).other_name = "أمينة حداد"
    hala = await appointed_in_arabic(cluster, "Hala")
    await hala.types("/staff")
    assert "أمينة حداد" in hala.screen
    await owner.types("/staff")
    await owner.taps("Amina Haddad")
    assert "Name in the other script" not in " ".join(owner.buttons), "it stands in their own record"
    await owner.taps_data(NameStaff(4712).pack())
    assert "not on the staff list any more" in " ".join([*owner.toasts, owner.screen])


async def test_owners_by_the_settings_stay_owners(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Rima")
    await owner.taps("Take off")
    assert "by the bot's settings" in owner.toasts[-1]


async def test_nonsense_is_refused_and_the_question_stays(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    for nonsense in ("Rima", "-5", "0", "٣" * 40):
        await owner.types(nonsense)
        assert "not a numeric" in owner.screen
    await owner.types("/cancel")
    assert "here as staff" in owner.screen


async def test_the_trail_says_who_did_what(cluster: Cluster) -> None:
    owner, amina = await cluster.owner(), await cluster.welcomes()
    await appoints(cluster, owner, amina, "viewer")
    await owner.taps("What staff did")
    assert "Amina Haddad is now viewer" in owner.screen


async def test_every_act_has_words_in_every_language(cluster: Cluster) -> None:
    owner = await cluster.owner()
    details = {"who": str(owner.id), "role": "editor"}, {"broadcast": "12"}
    async with cluster.database.transaction() as session:
        session.add_all(
            AuditEntry(at=cluster.clock(), actor_id=None, act=deed, details=one)
            for deed, one in product(Deed, details)
        )
    for language, words in (
        ("العربية", "سطر الأوامر: إلغاء جولة التعارف رقم 12"),
        ("Français", "la ligne de commande : session de rencontres n° 12 annulée"),
        ("English", "the shell: round no. 12 cancelled"),
    ):
        await owner.types("/language")
        await owner.taps(language)
        trail = ""
        for page in range(page_of(list(product(Deed, details)), 0, TRAIL_PAGE).last + 1):
            await owner.taps_data(ShowTrail(page).pack())
            trail += owner.screen.replace("\u00a0", " ")
        assert words in trail
        assert trail.count("• ") == len(details) * len(Deed), "to the last page"
        assert "{" not in trail


async def test_a_forwarded_command_is_not_obeyed(cluster: Cluster) -> None:
    owner = await cluster.owner()
    owner.phone.forward("/staff")
    await cluster.settled()
    assert "forwarded" in owner.screen
