"""An announced event as staff see it: who answered what, and how the invitations went."""

from __future__ import annotations

import pytest

from bot.models.staff import Staff
from bot.rules.events import Rsvp
from bot.rules.staff import Role
from tests.events import says
from tests.stories.broadcasting import is_down_for
from tests.stories.cast import Cluster, person_of
from tests.stories.planned import announced, opens_card, three
from tests.stories.test_planning import announces, plans


@pytest.mark.parametrize(
    ("language", "going", "waiting", "unconfirmed", "silent"),
    [
        ("en", "✅ Going: 1", "⏳ Waiting: 2", "has not confirmed the new time", "✉️ No answer yet: 1"),
        ("fr", "✅ Inscriptions", "⏳ En attente", "pas encore confirmée", "✉️ Sans réponse"),
        ("ar", "✅ أكّدوا الحضور", "⏳ قائمة الانتظار", "بانتظار تأكيد الموعد الجديد", "✉️ لم يردّوا بعد"),
    ],
)
async def test_staff_see_who_goes_who_waits_in_which_order_and_who_is_silent(
    cluster: Cluster, language: str, going: str, waiting: str, unconfirmed: str, silent: str
) -> None:
    owner = await cluster.owner(language)
    amina, bruno, carla = await three(cluster)
    dina = await cluster.welcomes("Dina Aoun", "Staff House")
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=dina.id, name="Dina", role=Role.VIEWER, added_at=cluster.clock()))
    event = await announced(cluster, {})
    now = cluster.clock()
    await says(cluster.database, event, await person_of(amina), Rsvp.GOING, must_confirm=True)
    for order, player in enumerate((carla, bruno)):
        waits_since = now.replace(minute=order)
        await says(cluster.database, event, await person_of(player), Rsvp.WAITING, waiting_since=waits_since)
    title = {"en": "Olive Oil", "fr": "huile", "ar": "زيت"}[language]
    await opens_card(owner, title)
    await owner.taps(going)
    assert "Amina Haddad" in owner.screen
    assert "Cedar Press" in owner.screen
    assert unconfirmed in owner.screen
    await owner.taps({"en": "Back", "fr": "Retour", "ar": "رجوع"}[language])
    await owner.taps(waiting)
    assert owner.screen.index("Carla Saab") < owner.screen.index("Bruno Karam")
    await opens_card(owner, title)
    await owner.taps(silent)
    assert "Dina Aoun" in owner.screen
    await owner.taps_data("nw:1:uninvited")
    await dina.types("/plan")
    await dina.taps("Olive Oil")
    await dina.taps("Going: 1")
    assert "Amina Haddad" in dina.screen


async def test_a_long_list_has_pages_and_keeps_the_place_of_who_has_left(cluster: Cluster) -> None:
    owner = await cluster.owner()
    for number in range(16):
        await cluster.welcomes(f"Person {number:02}", "Cedar Press")
    gone = await cluster.welcomes("Zeina Gone", "Cedar Press")
    await announced(cluster, {})
    await gone.types("/privacy")
    await gone.taps("Erase my data")
    await gone.taps("Erase everything")
    await opens_card(owner)
    await owner.taps("No answer yet: 17")
    assert "Page 1 of 2" in owner.screen
    await owner.taps("Next")
    assert "Person 15, Cedar Press" in owner.screen
    assert "somebody who has left, Cedar Press" in owner.screen
    assert "Zeina" not in owner.screen


@pytest.mark.both_databases
async def test_staff_decide_about_invitations_of_which_nobody_knows(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab", "Valley Wines")
    await plans(owner)
    cluster.tg.faults.fail("reset_after", chat_id=carla.id)
    await announces(owner)
    await cluster.passes(minutes=2)
    assert "The invitations to Export Forum are through, and some may not have arrived." in owner.screen
    assert "❓ Uncertain: 1" in owner.screen
    assert carla.sees.count("Come and meet buyers") == 1, "it is not repeated by itself"
    cluster.tg.faults.clear()
    await owner.taps("Look at the event")
    await owner.taps("Send again to the 1 uncertain")
    assert "they may get it twice" in owner.screen
    message, data = owner.button("Send again")
    for _again in range(2):
        owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert carla.sees.count("Come and meet buyers") == 2
    await opens_card(owner, "Export Forum")
    assert "📤 The invitations were sent: 1" in owner.screen
    assert not any("uncertain" in label for label in owner.buttons)


async def test_invitations_that_failed_are_tried_again(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab", "Valley Wines")
    await plans(owner)
    is_down_for(carla)
    await announces(owner)
    for _try in range(5):
        await cluster.passes(seconds=20)
    assert "some may not have arrived" in owner.screen
    await opens_card(owner, "Export Forum")
    assert "⚠️ Failed: 1" in owner.screen
    assert "• 1 ×" in owner.screen
    cluster.tg.faults.clear()
    await owner.taps("Retry the 1 that failed")
    assert "Come and meet buyers" in carla.sees


async def test_what_is_drafted_or_over_is_answered_sensibly(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab", "Valley Wines")
    await plans(owner)
    for data in ("ea:1:1", "eo:1", "ec:1", "ei:1"):
        await carla.taps_data(data)
        assert "does not exist any more" in carla.toasts[-1], data
    assert "Export" not in carla.sees
    await announces(owner)
    await cluster.passes(days=4)
    await carla.taps("I am going")
    assert "has already begun" in carla.toasts[-1]
