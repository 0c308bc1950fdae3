"""An announced event is changed or cancelled: who answered is told what changed, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.events import Event
from bot.models.staff import AuditEntry, Staff
from bot.rules.events import EventPhase, Rsvp
from bot.rules.staff import Deed, Role
from bot.screens.cancelling import CancelAnnounced
from tests.events import an_event, says
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.planned import announced, files_to, opens_card, row_of, the_event, three

FRIDAY = "Friday 27/11 19:00"


async def changes(owner: Player, button: str, text: str) -> None:
    """The owner changes one thing, up to the last look."""
    await opens_card(owner)
    await owner.taps("Change…")
    await owner.taps(button)
    await owner.types(text)
    await owner.taps("Look at the changes…")


@pytest.mark.both_databases
async def test_a_moved_event_tells_who_answered_and_asks_again_who_is_going(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    event = await announced(cluster, {amina: Rsvp.GOING, bruno: Rsvp.NOT_GOING})
    await changes(owner, "Beginning", FRIDAY)
    assert "New time: Friday, 27 November 2026, 19:00, until 22:00" in owner.screen
    assert "Before: Thursday, 26 November 2026, 18:00, until 21:00" in owner.screen
    assert "Told to those who answered: 2 people." in owner.screen
    assert "Asked whether they still come: 1 person." in owner.screen
    assert "الجمعة" not in amina.sees
    await owner.taps("Save and tell them")
    assert "Asked again since the time changed: 1" in owner.screen
    assert "ملتقى زيت الزيتون" in amina.screen
    assert "الجمعة، 27 تشرين الثاني 2026، 7:00 م" in amina.screen
    assert "الخميس، 26 تشرين الثاني 2026، 6:00 م" in amina.screen
    (file,) = files_to(amina)
    assert "SEQUENCE:1" in file
    assert "DTSTART;TZID=Asia/Beirut:20261127T190000" in file
    assert "vendredi 27 novembre 2026 à 19:00" in bruno.screen
    assert "jeudi 26 novembre 2026 à 18:00" in bruno.screen
    assert files_to(bruno) == []
    assert "27 November" not in carla.sees, "she has not answered"
    await amina.taps("أؤكّد حضوري")
    assert not (await row_of(cluster, event, amina)).must_confirm
    now = await the_event(cluster)
    assert (now.sequence, now.told_at) == (1, now.changed_at)
    await carla.taps_data("eo:1")
    assert "Friday, 27 November 2026, 19:00" in carla.screen, "who opens it sees what is current"


async def test_who_cannot_come_any_more_gives_the_seat_to_who_waits(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, _carla = await three(cluster)
    event = await announced(cluster, {amina: Rsvp.GOING}, seats=1)
    await says(cluster.database, event, await person_of(bruno), Rsvp.WAITING, waiting_since=cluster.clock())
    await changes(owner, "Beginning", FRIDAY)
    await owner.taps("Save and tell them")
    await amina.taps("لا يمكنني الحضور")
    assert (await row_of(cluster, event, amina)).rsvp is Rsvp.NOT_GOING
    assert (await row_of(cluster, event, bruno)).rsvp is Rsvp.OFFERED


async def test_another_place_is_told_without_asking_again(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    event = await announced(cluster, {amina: Rsvp.GOING, carla: Rsvp.NOT_GOING})
    await changes(owner, "Place", "Villa <Linda>")
    assert "Asked whether they still come" not in owner.screen
    await owner.taps("Save and tell them")
    assert "New place: Villa <Linda>\nBefore: Sursock Hall" in carla.screen
    assert files_to(carla) == []
    assert "Villa <Linda>" in amina.screen
    assert "LOCATION:Villa <Linda>" in files_to(amina)[-1]
    assert not (await row_of(cluster, event, amina)).must_confirm
    assert "Villa" not in bruno.sees


async def test_the_link_to_take_part_is_told_to_those_who_go_alone(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await announced(cluster, {bruno: Rsvp.GOING, carla: Rsvp.NOT_GOING})
    await changes(owner, "Online link", "https://meet.example.com/x")
    await owner.taps("Save and tell them")
    assert "https://meet.example.com/x" in bruno.screen
    assert "Those who go see the link" in carla.screen
    assert "meet.example.com" not in carla.sees + amina.sees


async def test_a_text_is_told_to_those_who_read_it(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, _bruno, carla = await three(cluster)
    await announced(cluster, {amina: Rsvp.GOING, carla: Rsvp.GOING})
    await changes(owner, "✓ English", "Oil Forum\nWith a tasting.")
    assert "Told to those who answered: 1 person." in owner.screen
    await owner.taps("Save and tell them")
    assert "New title: Oil Forum\nBefore: Olive Oil Forum" in carla.screen
    assert "The text has changed" in carla.screen
    assert len(files_to(carla)) == 1
    assert files_to(amina) == []
    await carla.taps("Open the event")
    assert "With a tasting." in carla.screen


async def test_the_time_for_answers_is_told_too(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.NOT_GOING})
    await changes(owner, "Answer by", "25/11 12:00")
    await owner.taps("Save and tell them")
    assert "Please answer by Wednesday, 25 November 2026, 12:00" in carla.screen
    await cluster.passes(days=2, hours=2)
    await carla.taps("Open the event")
    assert not any("I am going" in label for label in carla.buttons)
    await carla.taps_data("ea:1:1")
    assert "The time to answer has passed" in carla.toasts[-1]


async def test_more_seats_are_offered_and_fewer_take_nobodys(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    event = await announced(cluster, {amina: Rsvp.GOING}, seats=1)
    await says(cluster.database, event, await person_of(carla), Rsvp.WAITING, waiting_since=cluster.clock())
    await changes(owner, "💺 Seats", "2")
    assert "Nobody is told of this." in owner.screen
    before = amina.sees
    await owner.taps("Save")
    assert "A seat has come free for you" in carla.screen
    assert amina.sees == before
    assert (await the_event(cluster)).sequence == 0
    await carla.taps("Take the seat")
    await changes(owner, "💺 Seats", "1")
    assert "2 seats are taken already: nobody loses theirs" in owner.screen
    await owner.taps("Save")
    for player in (amina, carla):
        assert (await row_of(cluster, event, player)).rsvp is Rsvp.GOING
    await bruno.taps_data("ea:1:1")
    assert (await row_of(cluster, event, bruno)).rsvp is Rsvp.WAITING


async def test_invitations_that_still_wait_say_what_is_current(cluster: Cluster) -> None:
    owner = await cluster.owner()
    carla = await cluster.welcomes("Carla Saab", "Valley Wines")
    cluster.clock.move(hours=12)
    await owner.types("/plan")
    await owner.taps("New event")
    await owner.types("Olive Oil Forum\nCome.")
    await owner.types("Thursday 18:00-21:00")
    await owner.taps("Back")
    await owner.taps("Announce…")
    await owner.taps("Announce it")
    await changes(owner, "Beginning", "Saturday 28/11 18:00")
    assert "Nobody is told of this." in owner.screen
    await owner.taps("Save")
    await cluster.passes(hours=9, minutes=1)
    assert "Saturday, 28 November 2026" in carla.screen
    assert carla.sees.count("Olive Oil Forum") == 1
    assert "Thursday" not in carla.sees
    await carla.taps("I am going")
    assert "You are going" in carla.screen


async def test_a_change_is_gathered_by_several_and_dropped_by_one(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, bruno, carla = await three(cluster)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=carla.id, name="Carla", role=Role.EDITOR, added_at=cluster.clock()))
    await announced(cluster, {bruno: Rsvp.GOING})
    await opens_card(owner)
    await owner.taps("Change…")
    assert "Changes of an event" in owner.screen
    assert not any("Audience" in label for label in owner.buttons)
    await owner.taps("Look at the changes…")
    assert "Nothing has been changed yet" in owner.screen
    await owner.taps("Back")
    await owner.taps("Place")
    await owner.types("Villa Linda")
    await opens_card(carla)
    assert "Sursock Hall" in carla.screen, "nobody sees what is not saved"
    await carla.taps("Change…")
    assert "📍 Villa Linda" in carla.screen
    await carla.taps("Discard the changes")
    await carla.taps("Discard the changes")
    assert "Sursock Hall" in carla.screen
    assert "📣" not in carla.screen
    await owner.taps("Look at the changes…")
    assert "moved on" in owner.toasts[-1]
    assert "Sursock Hall" in owner.screen
    await owner.types("/plan")
    assert len([label for label in owner.buttons if "Olive" in label]) == 1, "a change is no event of its own"
    assert "Villa" not in bruno.sees


@pytest.mark.both_databases
async def test_a_double_tap_changes_and_tells_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.GOING})
    await changes(owner, "Place", "Villa Linda")
    message, data = owner.button("Save and tell them")
    for _again in range(3):
        owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert carla.sees.count("something has changed") == 1
    assert (await the_event(cluster)).sequence == 1
    assert "📍 Villa Linda" in owner.screen
    assert "moved on" in owner.toasts[-1]
    await changes(owner, "Place", "Sursock Hall")
    await owner.taps("Save and tell them")
    assert carla.sees.count("something has changed") == 2
    assert "SEQUENCE:2" in files_to(carla)[-1]


async def test_a_text_that_somebody_reads_cannot_be_taken_away(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, _bruno, _carla = await three(cluster)
    await announced(cluster, {amina: Rsvp.GOING})
    await opens_card(owner)
    await owner.taps("Change…")
    await owner.taps("✓ Arabic")
    await owner.taps("Remove this text")
    await owner.taps("Look at the changes…")
    assert "There is no text in Arabic" in owner.screen
    await owner.taps("The text in French")
    await owner.taps("Look at the changes…")
    await owner.taps("Save and tell them")
    assert "Forum de l’huile d’olive" in amina.screen


@pytest.mark.parametrize(("start", "is_told_at_night"), [("26/11 20:00", False), ("24/11 09:30", True)])
async def test_at_night_only_what_cannot_wait_is_told(
    cluster: Cluster, start: str, is_told_at_night: bool
) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.GOING})
    cluster.clock.move(hours=12)
    await changes(owner, "Beginning", start)
    assert ("they hear of it on Tuesday, 24 November 2026, 08:00" in owner.screen) is not is_told_at_night
    await owner.taps("Save and tell them")
    assert ("something has changed" in carla.sees) is is_told_at_night
    await cluster.passes(hours=9, minutes=1)
    assert carla.sees.count("something has changed") == 1


async def test_a_seat_is_kept_no_longer_than_the_new_time_lets(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    event = await announced(cluster, {}, seats=1)
    until = event.starts_at
    await says(cluster.database, event, await person_of(carla), Rsvp.OFFERED, offered_until=until)
    await changes(owner, "Beginning", "25/11 18:00")
    await owner.taps("Save and tell them")
    kept = (await row_of(cluster, event, carla)).offered_until
    assert kept is not None
    assert f"{kept:%d/%m %H:%M}" == "25/11 09:00"


@pytest.mark.both_databases
async def test_a_cancelled_event_tells_who_answered_why(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    dina = await cluster.welcomes("Dina Aoun", "Staff House")
    event = await announced(cluster, {amina: Rsvp.GOING, bruno: Rsvp.WAITING, carla: Rsvp.NOT_GOING})
    await changes(owner, "Place", "Villa Linda")
    await opens_card(owner)
    await owner.taps("Cancel…")
    assert "Told to those who answered: 3 people." in owner.screen
    await owner.types("x" * 501)
    assert "at most 500 fit" in owner.sees
    await owner.types("The hall has burnt <down>.")
    assert "They will read:\nThe hall has burnt <down>." in owner.screen
    assert "burnt" not in carla.sees
    await owner.taps("Cancel it for this reason")
    assert "This event was cancelled.\nThe hall has burnt <down>." in owner.screen
    assert not any("Change…" in label for label in owner.buttons)
    for player in (amina, bruno, carla):
        assert "The hall has burnt <down>." in player.screen
    assert "✖️ Olive Oil Forum is cancelled" in carla.screen
    assert "Événement annulé" in bruno.screen
    (file,) = files_to(amina)
    assert "METHOD:CANCEL" in file
    assert "SEQUENCE:1" in file
    assert files_to(bruno) == files_to(carla) == []
    assert "cancelled" not in dina.sees
    await bruno.taps_data("ea:1:1")
    assert "annulé" in bruno.toasts[-1]
    await carla.taps("Open the event")
    assert "This event was cancelled.\nThe hall has burnt <down>." in carla.screen
    async with cluster.database.reading() as session:
        phases = list(await session.scalars(select(Event.phase).order_by(Event.id)))
        assert phases == [EventPhase.CANCELLED, EventPhase.DISCARDED]
        trail = list(await session.scalars(select(AuditEntry.act)))
    assert trail == [Deed.EVENT_CANCELLED]
    assert (await row_of(cluster, event, amina)).rsvp is Rsvp.GOING


async def test_without_a_reason_and_before_the_invitations_are_out_nobody_hears_anything(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    carla = await cluster.welcomes("Carla Saab", "Valley Wines")
    cluster.clock.move(hours=12)
    await owner.types("/plan")
    await owner.taps("New event")
    await owner.types("Olive Oil Forum")
    await owner.types("Thursday 18:00-21:00")
    await owner.taps("Back")
    await owner.taps("Announce…")
    await owner.taps("Announce it")
    await owner.taps("Cancel…")
    message, data = owner.button("Cancel it without a reason")
    await owner.taps("Cancel it without a reason")
    await owner.taps_data(data, message["message_id"])
    assert "This event was cancelled" in owner.toasts[-1]
    await cluster.passes(hours=9, minutes=1)
    assert "Olive" not in carla.sees


async def test_a_reason_that_was_left_is_asked_for_again(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.GOING})
    await opens_card(owner)
    await owner.taps("Cancel…")
    await owner.types("No speaker")
    await owner.types("/help")
    assert "in the middle" in owner.screen
    await owner.taps("Finish it")
    assert "They will read:\nNo speaker" in owner.screen
    message, data = owner.button("Cancel it for this reason")
    await owner.types("/cancel")
    await owner.taps_data(data, message["message_id"])
    assert "You can type the reason" in owner.screen
    assert (await the_event(cluster)).phase is EventPhase.ANNOUNCED


async def test_the_reason_that_was_typed_for_one_event_is_not_given_for_another(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes()
    tasting = await an_event(cluster.database, titles={"en": "Tasting"})
    fair = await an_event(cluster.database, titles={"en": "Fair"})
    await says(cluster.database, fair, await person_of(amina))
    await owner.taps_data(CancelAnnounced("event", tasting.id, is_sure=False).pack())
    await owner.types("The cook is ill")
    await owner.taps_data(CancelAnnounced("event", fair.id, is_sure=True, has_reason=True).pack())
    assert "Cancel Fair?" in owner.screen
    assert "Fair" not in amina.sees
    async with cluster.database.reading() as session:
        assert set(await session.scalars(select(Event.phase))) == {EventPhase.ANNOUNCED}


async def test_what_has_begun_is_changed_no_more(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.GOING})
    await changes(owner, "Place", "Villa Linda")
    cancel = CancelAnnounced("event", 1, is_sure=True).pack()
    await cluster.passes(days=3, hours=8)
    before = carla.sees
    for data in ("ns:2", "nu:1", cancel):
        await owner.taps_data(data)
        assert "has already begun" in owner.toasts[-1], data
    assert carla.sees == before


async def test_viewers_change_and_cancel_nothing(cluster: Cluster) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=carla.id, name="Carla", role=Role.VIEWER, added_at=cluster.clock()))
    await announced(cluster, {carla: Rsvp.GOING})
    await changes(owner, "Place", "Villa Linda")
    await opens_card(carla)
    assert not any("Change…" in label or "Cancel…" in label for label in carla.buttons)
    cancel = CancelAnnounced("event", 1, is_sure=True).pack()
    for data in ("nu:1", "nh:2", "ns:2", cancel, "nr:1:1", "nz:2:1"):
        await carla.taps_data(data)
        assert "Your role does not include this" in carla.toasts[-1], data
    event = await the_event(cluster)
    assert (event.place, event.phase) == ("Sursock Hall", EventPhase.ANNOUNCED)


@pytest.mark.parametrize("data", ["ns:1", "nh:1", "ns:99", "nh:99", "na:2", "a:event:2", "nx:2:start"])
async def test_forged_buttons_of_a_change_do_nothing(cluster: Cluster, data: str) -> None:
    owner = await cluster.owner()
    _amina, _bruno, carla = await three(cluster)
    await announced(cluster, {carla: Rsvp.GOING})
    await opens_card(owner)
    await owner.taps("Change…")
    before = carla.sees
    await owner.taps_data(data)
    event = await the_event(cluster)
    assert (event.phase, event.sequence) == (EventPhase.ANNOUNCED, 0)
    assert carla.sees == before
