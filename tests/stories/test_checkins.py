"""Check-in: a ticket at the door, the venue's code, and whoever tries what is not theirs; in three languages."""

from __future__ import annotations

import pytest

from bot.models.events import Event
from bot.models.staff import Staff
from bot.replies import Tap
from bot.rules.events import CheckIn, Rsvp
from bot.rules.staff import Role
from bot.screens.checkins import (
    CheckInPerson,
    GetTicket,
    LetIn,
    OpenDoor,
    SayHere,
    ShowVenueCode,
    UndoCheckIn,
)
from tests.events import an_event, says, stands
from tests.stories.cast import Cluster, Player, person_of
from tests.stories.doors import at_the_door, at_the_time, scanned

LANGUAGES = ("en", "fr", "ar")
TITLE = {"en": "Olive Oil Forum", "fr": "Forum de l’huile", "ar": "ملتقى زيت"}
TICKET = {"en": "My ticket", "fr": "Mon billet", "ar": "تذكرتي"}
SHOW = {
    "en": "Show this to the staff at the door",
    "fr": "Présentez ce billet à l’entrée",
    "ar": "يُرجى إبراز هذه التذكرة لفريق العمل عند المدخل",
}
NOT_YOURS = {
    "en": "A ticket is scanned by the cluster’s staff at the door",
    "fr": "Les billets sont scannés par l’équipe du cluster",
    "ar": "يمسح فريق عمل التجمّع التذاكر عند المدخل",
}
CHECKED_IN = {
    "en": "Checked in: Amina Haddad",
    "fr": "Présence enregistrée\u00a0: Amina",
    "ar": "سُجّل حضور Amina",
}
ALREADY = {"en": "already at 18:05", "fr": "déjà enregistrée à 18:05", "ar": "سبق تسجيل حضور"}
DOOR = {"en": "The door", "fr": "L’entrée", "ar": "المدخل"}
CODE = {"en": "Code for the screen", "fr": "Code pour l’écran", "ar": "رمز للشاشة"}
HERE = {"en": "I’m here", "fr": "Je suis là", "ar": "وصلتُ"}
SIX_DIGITS = {"en": "Type the six digits", "fr": "Écrivez les six chiffres", "ar": "كتابة الأرقام الستّة"}
WRONG = {"en": "not the number on the screen", "fr": "pas le numéro affiché", "ar": "ليس الرقم الظاهر"}
YOU_ARE_IN = {"en": "You are checked in", "fr": "Votre présence est enregistrée", "ar": "سُجّل حضوركم"}
NOT_LISTED = {
    "en": "You are not on the list",
    "fr": "ne figure pas sur la liste",
    "ar": "لا يرد اسمكم على لائحة",
}


async def opens_card(player: Player, language: str = "en") -> None:
    await player.types("/events")
    await player.taps(TITLE[language])


async def editor(
    cluster: Cluster, name: str = "Sami Editor", language: str = "en", role: Role = Role.EDITOR
) -> Player:
    """Somebody of the staff who is no member; an editor may check people in."""
    player = cluster.visitor(name, language)
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=player.id, name=name, role=role, added_at=cluster.clock()))
    await player.opens()
    return player


@pytest.mark.both_databases
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_ticket_from_the_card_to_the_door(cluster: Cluster, language: str) -> None:
    sami = await editor(cluster, language=language)
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    event = await an_event(cluster.database)
    await opens_card(amina, language)
    assert TICKET[language] not in " ".join(amina.buttons), "who has not said yes has none"
    await says(cluster.database, event, await person_of(amina))
    await opens_card(amina, language)
    await amina.taps(TICKET[language])
    assert SHOW[language] in amina.screen
    assert TITLE[language] in amina.screen
    ticket = scanned(amina)
    at_the_time(cluster, event, minutes=5)
    await sami.opens(ticket)
    assert CHECKED_IN[language] in sami.screen
    assert "Cedar Press" in sami.screen
    cluster.clock.move(minutes=10)
    await sami.opens(ticket)
    assert ALREADY[language] in sami.screen
    await opens_card(amina, language)
    assert YOU_ARE_IN[language] in amina.screen
    guest = await stands(cluster.database, event, await person_of(amina))
    assert guest is not None
    assert guest.check_in is CheckIn.TICKET


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_ticket_tells_nothing_to_whoever_else_opens_it(cluster: Cluster, language: str) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass", language=language)
    nour = cluster.visitor("Nour", language)
    event = await an_event(cluster.database)
    for player in (amina, bruno):
        await says(cluster.database, event, await person_of(player))
    await opens_card(amina, language)
    await amina.taps(TICKET[language])
    ticket = scanned(amina)
    at_the_time(cluster, event, minutes=1)
    for other in (bruno, nour):
        for payload in (ticket, "ticket_" + "A" * 32, "ticket_", ticket[:-1]):
            await other.opens(payload)
            assert NOT_YOURS[language] in other.screen
            assert "Amina" not in other.sees
        other.phone.forward(f"/start {ticket}", amina.phone)
        await cluster.settled()
        assert NOT_YOURS[language] in other.screen
    for player in (amina, bruno):
        guest = await stands(cluster.database, event, await person_of(player))
        assert guest is not None
        assert guest.came_at is None


async def test_whose_ticket_it_is_sees_it_and_is_not_checked_in_by_it(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    await opens_card(amina)
    await amina.taps("My ticket")
    ticket = scanned(amina)
    at_the_time(cluster, event, minutes=1)
    await amina.opens(ticket)
    assert "Show this to the staff at the door" in amina.screen
    assert scanned(amina) == ticket
    guest = await stands(cluster.database, event, await person_of(amina))
    assert guest is not None
    assert guest.came_at is None
    await says(cluster.database, event, await person_of(amina), Rsvp.NOT_GOING)
    await amina.opens(ticket)
    assert "You are not going to this event" in amina.screen
    at_the_time(cluster, event, hours=3)
    await amina.opens(ticket)
    assert "is over, and its tickets and codes with it" in amina.screen


async def test_staff_hear_why_a_ticket_is_not_taken(cluster: Cluster) -> None:
    sami, amina = await editor(cluster), await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    await opens_card(amina)
    await amina.taps("My ticket")
    ticket = scanned(amina)
    await sami.opens(ticket)
    assert (
        "too early to check in to Olive Oil Forum: the doors open on Thursday, 26 November 2026, 15:00"
        in sami.screen
    )
    at_the_time(cluster, event, minutes=1)
    await sami.opens(ticket[:-3])
    assert "not a ticket of ours" in sami.screen
    sami.phone.forward(f"/start {ticket}", amina.phone)
    await cluster.settled()
    assert "forwarded message" in sami.screen
    at_the_time(cluster, event, hours=3)
    await sami.opens(ticket)
    assert "Until Friday, 27 November 2026, 03:00 you can still note by name" in sami.screen
    await at_the_door(sami, event)
    await sami.opens(ticket)
    assert "its tickets with it" in sami.screen
    assert "Amina Haddad · Cedar Press" in " ".join(sami.buttons), "the door that was open stays open"
    at_the_time(cluster, event, hours=9)
    await sami.opens(ticket)
    assert "who came is settled" in sami.screen
    guest = await stands(cluster.database, event, await person_of(amina))
    assert guest is not None
    assert guest.came_at is None


async def test_who_has_given_the_seat_back_is_a_walk_in(cluster: Cluster) -> None:
    sami, amina = await editor(cluster), await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database, seats=1)
    await says(cluster.database, event, await person_of(amina))
    await opens_card(amina)
    await amina.taps("My ticket")
    ticket = scanned(amina)
    await amina.taps("Back")
    await amina.taps("I cannot come")
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await says(cluster.database, event, await person_of(bruno))
    at_the_time(cluster, event, minutes=20)
    await sami.opens(ticket)
    assert "Not on the list: Amina Haddad (Cedar Press)\nNot going" in sami.screen
    assert "All seats are taken. You decide." in sami.screen
    await sami.taps("Let them in")
    assert "Checked in: Amina Haddad (Cedar Press)\n⏰ Late: it began at 18:00." in sami.screen
    assert "Came: 1 · still expected: 1\nOf these, not on the list: 1\nLate: 1\nSeats: 1" in sami.screen
    await sami.taps("Undo: Amina")
    assert "Not checked in any more: Amina Haddad" in sami.screen
    assert "Came: 0" in sami.screen
    guest = await stands(cluster.database, event, await person_of(amina))
    assert guest is not None
    assert (guest.rsvp, guest.came_at) == (Rsvp.NOT_GOING, None)


@pytest.mark.both_databases
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_code_on_the_screen_is_scanned_or_typed(cluster: Cluster, language: str) -> None:
    sami = await editor(cluster, language=language)
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass", language=language)
    carla = await cluster.welcomes("Carla Saab", "Hill Honey", language=language)
    event = await an_event(cluster.database)
    for player in (amina, bruno):
        await says(cluster.database, event, await person_of(player))
    await opens_card(bruno, language)
    assert HERE[language] not in " ".join(bruno.buttons), "the doors are shut"
    at_the_time(cluster, event, minutes=-30)
    await at_the_door(sami, event)
    await sami.taps(CODE[language])
    venue, digits = scanned(sami), sami.screen.split("\n")[0].removeprefix("🔢 ")
    assert [len(half) for half in digits.split()] == [3, 3]
    await amina.opens(venue)
    assert YOU_ARE_IN[language] in amina.screen
    await carla.opens(venue)
    assert NOT_LISTED[language] in carla.screen
    await opens_card(bruno, language)
    await bruno.taps(HERE[language])
    assert SIX_DIGITS[language] in bruno.screen
    await bruno.types("000 000")
    assert WRONG[language] in bruno.screen
    assert SIX_DIGITS[language] in bruno.screen
    await bruno.types(digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    assert YOU_ARE_IN[language] in bruno.screen
    await opens_card(bruno, language)
    assert HERE[language] not in " ".join(bruno.buttons)
    for player, is_in in ((amina, True), (bruno, True), (carla, False)):
        guest = await stands(cluster.database, event, await person_of(player))
        assert guest is not None
        assert (guest.check_in is CheckIn.CODE) is is_in


async def test_a_code_that_is_old_and_too_many_numbers_say_what_to_do(cluster: Cluster) -> None:
    sami, amina = await editor(cluster), await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    at_the_time(cluster, event, minutes=-30)
    await at_the_door(sami, event)
    await sami.taps("Code for the screen")
    old = scanned(sami)
    cluster.clock.move(minutes=20)
    await amina.opens(old)
    assert "not valid any more. Please scan the one that is on the screen now" in amina.screen
    await sami.taps("New code")
    assert scanned(sami) != old
    await opens_card(amina)
    await amina.taps("I’m here")
    await amina.types("twelve")
    assert "Please type the six digits" in amina.screen
    for _time in range(6):
        await amina.types("000000")
    assert "too many wrong numbers within an hour" in amina.screen
    await amina.opens(scanned(sami))
    assert "You are checked in" in amina.screen
    nour = cluster.visitor()
    await nour.opens(scanned(sami))
    assert "personal invite link" in nour.screen


async def test_a_number_that_is_asked_for_when_the_event_ends_is_asked_for_no_more(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database)
    await says(cluster.database, event, await person_of(amina))
    at_the_time(cluster, event, hours=2)
    await opens_card(amina)
    await amina.taps("I’m here")
    at_the_time(cluster, event, hours=3)
    await amina.types("123456")
    assert amina.screen == "Olive Oil Forum is over, and its tickets and codes with it."
    await amina.types("Cedar")
    assert "Cedar" in amina.screen, "what is typed next is searched for"


async def test_an_event_that_is_only_online_has_no_tickets(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad")
    event = await an_event(cluster.database, place="", online_link="https://meet.example/x")
    await says(cluster.database, event, await person_of(amina))
    at_the_time(cluster, event, minutes=1)
    await opens_card(amina)
    assert "📍 I’m here" in amina.buttons
    assert not any("ticket" in label for label in amina.buttons)


async def test_only_editors_stand_at_the_door(cluster: Cluster) -> None:
    amina = await cluster.welcomes("Amina Haddad")
    vera = await editor(cluster, "Vera Viewer", role=Role.VIEWER)
    event = await an_event(cluster.database)
    person = await person_of(amina)
    await says(cluster.database, event, person)
    await opens_card(amina)
    await amina.taps("My ticket")
    ticket = scanned(amina)
    at_the_time(cluster, event, minutes=1)
    await vera.opens(ticket)
    assert "Opening it does nothing" in vera.screen
    taps: tuple[Tap, ...] = (
        OpenDoor(event.id),
        CheckInPerson(event.id, person.id),
        LetIn(event.id, person.id),
        UndoCheckIn(1, 0),
        ShowVenueCode(event.id),
    )
    for player, no in ((vera, "Your role does not include this"), (amina, "for the cluster's staff only")):
        for tap in taps:
            await player.taps_data(tap.pack())
            assert no in player.toasts[-1]
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    async with cluster.database.transaction() as session:
        (await session.get_one(Event, event.id)).audience = {"language": ["fr"]}
    for tap in (GetTicket(event.id), SayHere(event.id)):
        await vera.taps_data(tap.pack())
        assert "Olive" not in vera.screen
        await bruno.taps_data(tap.pack())
        assert bruno.toasts[-1] == "This event does not exist any more.", (
            "nothing is said of what is not theirs"
        )
    guest = await stands(cluster.database, event, person)
    assert guest is not None
    assert guest.came_at is None
