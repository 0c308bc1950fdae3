"""After an event: those who were there are thanked, with its documents."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.models.events import Event, EventFile
from bot.models.staff import AuditEntry, Staff
from bot.rules.events import EventPhase, Rsvp
from bot.rules.staff import Deed, Role
from bot.screens.announced import ListGuests
from bot.screens.event_files import SendThanks, ShowEventFiles
from tests.events import an_event, says
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.test_entrances import appointed
from tests.stories.test_feedback import CAME, goes_to

THE_DAY_AFTER = "2026-11-27 12:00"


async def opens_files(staff: Player, event: Event) -> None:
    await staff.taps_data(ShowEventFiles(event.id).pack())


async def sends_document(staff: Player, name: str = "slides.pdf") -> None:
    staff.phone.send_document(name, name.encode())
    await staff.cluster.settled()


async def kept(cluster: Cluster) -> list[str]:
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(EventFile.name).order_by(EventFile.id)))


@pytest.mark.both_databases
async def test_those_who_came_are_thanked_once_each_in_their_language_with_the_documents(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    event = await an_event(cluster.database)
    for player in (amina, karim):
        await says(cluster.database, event, await person_of(player), **CAME)
    await says(cluster.database, event, await person_of(samia))  # said they would come, and did not
    await opens_files(owner, event)
    assert not any("thank-you" in label for label in owner.buttons)
    await sends_document(owner, "../slides.pdf")
    assert "Saved as slides.pdf" in owner.screen

    await goes_to(cluster, THE_DAY_AFTER)
    await opens_files(owner, event)
    await owner.taps("Send the thank-you")
    assert "Send this to 2 people who were at Olive Oil Forum?" in owner.screen
    assert "Thank you for coming to Olive Oil Forum." in owner.screen
    assert "slides.pdf" in owner.screen
    _message, send = owner.button("🙏 Send")
    await owner.taps("🙏 Send")
    await owner.taps_data(send)
    assert "The thank-you was sent on" in owner.screen
    assert amina.sees.count("Thank you for coming to Olive Oil Forum.") == 1
    assert "شكرًا لحضوركم ملتقى زيت الزيتون" in karim.sees
    assert "Merci" not in samia.sees
    await karim.taps("slides.pdf")
    assert any("document" in message for message in karim.from_bot)
    async with cluster.database.reading() as session:
        thanked = await session.scalar(
            select(func.count()).where(AuditEntry.act == Deed.EVENT_THANKED, AuditEntry.actor_id == owner.id)
        )
    assert thanked == 1


async def test_the_documents_are_found_later_on_the_card_and_those_added_since(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina), **CAME)
    await says(cluster.database, event, await person_of(samia))
    await goes_to(cluster, THE_DAY_AFTER)
    await opens_files(owner, event)
    await sends_document(owner)
    await amina.types("/events")
    await amina.taps("Where I went")
    await amina.taps("Olive Oil Forum")
    assert not any("slides.pdf" in label for label in amina.buttons)
    await owner.taps("Send the thank-you")
    await owner.taps("🙏 Send")
    await sends_document(owner, "photos.zip")
    await amina.types("/events")
    await amina.taps("Where I went")
    await amina.taps("Olive Oil Forum")
    assert any("slides.pdf" in label for label in amina.buttons)
    message, photos = amina.button("photos.zip")
    await amina.taps("photos.zip")
    assert amina.toasts[-1] == "Your file is on its way."
    await samia.taps_data(photos)
    assert samia.toasts[-1] == "Cet événement n’existe plus."

    await opens_files(owner, event)
    await owner.taps("photos.zip")
    await owner.taps("Remove")
    await owner.taps("Remove")
    assert "photos.zip was removed" in owner.screen
    await amina.taps_data(photos, message["message_id"])
    assert amina.toasts[-1] == "This file is not there any more."


async def test_documents_have_their_limits_and_are_for_staff_to_keep(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    event = await an_event(cluster.database)
    await amina.taps_data(ShowEventFiles(event.id).pack())
    assert "for the cluster's staff only" in amina.toasts[-1]
    await opens_files(owner, event)
    await owner.types("here they come")
    assert "as a document or a photo" in owner.screen
    for number in range(10):
        await sends_document(owner, f"{number}.pdf")
    again: Any = next(message for message in reversed(owner.phone.messages) if "document" in message)
    owner.phone._say({"document": again["document"]})
    await cluster.settled()
    assert "there already" in owner.screen
    await sends_document(owner, "eleventh.pdf")
    assert "10 files already" in owner.screen
    assert await kept(cluster) == [f"{number}.pdf" for number in range(10)]
    await owner.taps("3.pdf")
    await owner.taps("Send it to me")
    assert any("document" in message for message in owner.from_bot)


async def test_who_may_only_look_sees_the_documents_and_sends_nothing(cluster: Cluster) -> None:
    owner = await cluster.owner()
    vera = await cluster.welcomes("Vera Viewer", "Cedar Press")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(vera), **CAME)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=vera.id, role=Role.VIEWER, added_at=cluster.clock()))
    await opens_files(owner, event)
    await sends_document(owner)
    await goes_to(cluster, THE_DAY_AFTER)
    await opens_files(vera, event)
    assert any("slides.pdf" in label for label in vera.buttons)
    assert not any("thank-you" in label for label in vera.buttons)
    await sends_document(vera, "mine.pdf")
    assert await kept(cluster) == ["slides.pdf"]
    await vera.taps_data(SendThanks(event.id, is_sure=True).pack())
    assert "does not include this" in vera.toasts[-1]


@pytest.mark.both_databases
async def test_nobody_is_thanked_too_early_or_for_what_did_not_take_place(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    event = await an_event(cluster.database)
    cancelled = await an_event(cluster.database, phase=EventPhase.CANCELLED)
    empty = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    await says(cluster.database, cancelled, await person_of(amina))
    await says(cluster.database, empty, await person_of(amina), Rsvp.NOT_GOING)
    await owner.taps_data(SendThanks(event.id, is_sure=True).pack())
    assert "not over yet" in owner.toasts[-1]
    await goes_to(cluster, THE_DAY_AFTER)
    await owner.taps_data(SendThanks(cancelled.id, is_sure=True).pack())
    assert "was cancelled" in owner.toasts[-1]
    await owner.taps_data(SendThanks(empty.id, is_sure=True).pack())
    assert "Nobody who was at this event" in owner.toasts[-1]
    assert "Thank you for coming" not in amina.sees
    await owner.taps_data(SendThanks(event.id, is_sure=True).pack())
    assert "Thank you for coming to Olive Oil Forum." in amina.sees


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
async def test_an_event_that_is_planned_has_no_documents_and_no_guests_and_its_name_is_not_told(
    cluster: Cluster, role: Role
) -> None:
    vera = await appointed(cluster, cluster.visitor("Vera"), role)
    event = await an_event(cluster.database, phase=EventPhase.PLANNING)
    for seen, tap in enumerate((ShowEventFiles(event.id), ListGuests(event.id, Rsvp.GOING)), 1):
        await vera.taps_data(tap.pack())
        assert len([said for said in vera.toasts if "does not exist any more" in said]) == seen
    assert "Olive Oil Forum" not in vera.sees
