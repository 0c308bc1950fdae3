"""Events as members live them, in three languages: the card, the answer, the waiting list, the colleague."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.screens.events import AnswerEvent, OpenEvent, SendColleague
from tests.events import an_event, says, stands
from tests.stories.cast import Cluster, Player, person_of

YES = {"en": "I am going", "fr": "Je participe", "ar": "سأحضر"}
NO = {"en": "I cannot come", "fr": "Je ne peux pas venir", "ar": "لا يمكنني الحضور"}
GOES = {"en": "You are going", "fr": "Votre participation est confirmée", "ar": "حضوركم مؤكّد"}
WAITS = {"en": "waiting list", "fr": "liste d’attente", "ar": "قائمة الانتظار"}
OFFERED = {
    "en": "A seat has come free for you: Olive Oil Forum",
    "fr": "Une place s’est libérée pour vous\u00a0: Forum de l’huile d’olive",
    "ar": "توفّر لكم مقعد: ملتقى زيت الزيتون",
}
TAKE = {"en": "Take the seat", "fr": "Prendre la place", "ar": "أريد المقعد"}
OPEN = {"en": "Olive Oil Forum", "fr": "Forum de l’huile", "ar": "ملتقى زيت"}
COLLEAGUE = {"en": "A colleague goes", "fr": "collègue à ma place", "ar": "يحضر أحد الزملاء"}
LANGUAGES = ("en", "fr", "ar")


async def two(cluster: Cluster, language: str) -> tuple[Player, Player]:
    """Amina and Bruno, of two companies, who read the same language."""
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass", language=language)
    return amina, bruno


async def opens(player: Player, language: str) -> None:
    await player.types("/events")
    await player.taps(OPEN[language])


@pytest.mark.both_databases
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_last_seat_the_waiting_list_and_the_seat_that_comes_free(
    cluster: Cluster, language: str
) -> None:
    amina, bruno = await two(cluster, language)
    event = await an_event(cluster.database, seats=1)
    await opens(amina, language)
    await amina.taps(YES[language])
    assert GOES[language] in amina.screen
    assert GOES[language] in amina.toasts[-1]
    await opens(bruno, language)
    await bruno.taps(YES[language])
    assert WAITS[language] in bruno.screen
    await amina.taps(NO[language])
    assert OFFERED[language] in bruno.screen
    await bruno.taps(TAKE[language])
    assert GOES[language] in bruno.screen
    guest = await stands(cluster.database, event, await person_of(amina))
    assert guest is not None
    assert guest.rsvp == "not_going"


async def test_the_card_says_when_on_both_clocks_and_who_goes(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, "en")
    event = await an_event(cluster.database, seats=3, map_link="https://maps.example/?q=1&z=2")
    await says(cluster.database, event, await person_of(bruno))
    await opens(amina, "en")
    assert "🗓 Thursday, 26 November 2026, 18:00, until 21:00 (Beirut time)" in amina.screen
    assert "📍 Sursock Hall" in amina.screen
    assert "1 company taking part.\n💺 2 seats are left." in amina.screen
    assert "Bruno" not in amina.screen
    kinds = {one["type"]: one for one in amina.from_bot[-1]["entities"]}
    assert kinds["date_time"]["unix_time"] == int(event.starts_at.timestamp())
    assert kinds["text_link"]["url"] == "https://maps.example/?q=1&z=2"


async def test_the_card_in_arabic_reads_from_the_right(cluster: Cluster) -> None:
    amina = await cluster.welcomes(language="ar")
    await an_event(cluster.database, seats=2, place="Seaside Arena, Beirut")
    await opens(amina, "ar")
    assert "📍 Seaside Arena, بيروت" in amina.screen
    raw = amina.from_bot[-1]["text"]
    assert all(not line or line.startswith("\u200f") for line in raw.split("\n"))
    assert "بتوقيت بيروت" in amina.screen
    assert "بقي مقعدان" in amina.screen


async def test_the_link_to_take_part_is_for_those_who_go(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await an_event(cluster.database, place="", online_link="https://meet.example/secret-room")
    await opens(amina, "en")
    assert "Those who go see the link here" in amina.screen
    assert "secret-room" not in amina.sees
    await amina.taps("I am going")
    assert "secret-room" in amina.screen
    await amina.taps("I cannot come")
    assert "secret-room" not in amina.screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_colleague_goes_instead_and_keeps_the_seat(cluster: Cluster, language: str) -> None:
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press", language=language)
    adel = await cluster.welcomes("Adel Rizk", "Cedar Press", language=language)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass", language=language)
    await an_event(cluster.database, seats=1)
    await opens(amina, language)
    await amina.taps(YES[language])
    await opens(bruno, language)
    await bruno.taps(YES[language])
    await amina.taps(COLLEAGUE[language])
    await amina.taps("Adel Rizk")
    assert "Adel Rizk" in amina.screen
    assert "Amina Haddad" in adel.screen
    await adel.taps(TAKE[language])
    assert GOES[language] in adel.screen
    assert OFFERED[language] not in bruno.sees


async def test_without_a_colleague_on_the_bot_one_can_be_invited(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await an_event(cluster.database)
    await opens(amina, "en")
    await amina.taps("A colleague goes")
    assert "Nobody else of your company" in amina.screen
    await amina.taps("Invite a colleague")
    assert "Cedar Press" in amina.screen


async def test_the_calendar_file_and_the_link_are_for_those_who_go(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await an_event(cluster.database)
    await opens(amina, "en")
    assert not any("Calendar" in label for label in amina.buttons)
    await amina.taps("I am going")
    await amina.taps("Calendar file")
    assert amina.from_bot[-1]["document"]["file_name"].endswith(".ics")


async def test_an_answer_that_comes_too_late_says_so(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, "en")
    event = await an_event(cluster.database, answer_by=datetime.fromisoformat("2026-11-23 12:00"))
    await opens(amina, "en")
    await opens(bruno, "en")
    await bruno.taps("I am going")
    await cluster.passes(hours=2)
    await amina.taps("I am going")
    assert "The time to answer has passed" in amina.toasts[-1]
    await opens(amina, "en")
    assert not any("I am going" in label for label in amina.buttons)
    await bruno.taps("I cannot come")
    assert "You are not going" in bruno.screen
    await cluster.passes(days=4)
    await bruno.taps_data(AnswerEvent(event.id, is_going=True).pack())
    assert "already begun" in bruno.toasts[-1]


async def test_in_the_last_hours_the_first_tap_gets_the_seat(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, "en")
    await an_event(cluster.database, seats=1)
    await opens(amina, "en")
    await amina.taps("I am going")
    await opens(bruno, "en")
    await bruno.taps("I am going")
    await cluster.passes(days=3, hours=4, minutes=30)
    await opens(amina, "en")
    await amina.taps("I cannot come")
    assert "Whoever taps first gets it" in bruno.screen
    await bruno.taps("Take the free seat")
    assert "You are going" in bruno.screen


async def test_an_event_for_others_is_neither_listed_nor_opened_nor_answered(cluster: Cluster) -> None:
    amina, bruno = await two(cluster, "en")
    event = await an_event(cluster.database, (await person_of(amina)).id, audience={"language": ["ar"]})
    await bruno.types("/events")
    assert "No event lies ahead" in bruno.screen
    for tap in (OpenEvent(event.id), AnswerEvent(event.id, is_going=True), SendColleague(event.id, 1)):
        await bruno.taps_data(tap.pack())
        assert "does not exist any more" in bruno.toasts[-1]
    assert await stands(cluster.database, event, await person_of(bruno)) is None


async def test_strangers_are_shown_how_to_come_in(cluster: Cluster) -> None:
    nour = cluster.visitor()
    await nour.types("/events")
    assert "invite" in nour.screen


async def test_who_is_checked_in_before_it_begins_is_not_asked_whether_they_come(cluster: Cluster) -> None:
    amina, _bruno = await two(cluster, "en")
    event = await an_event(cluster.database, seats=1)
    await says(cluster.database, event, await person_of(amina), came_at=cluster.clock())
    await opens(amina, "en")
    assert "You are checked in" in amina.screen
    assert not {NO["en"], COLLEAGUE["en"]} & {label.lstrip("✖️👤 ") for label in amina.buttons}
    assert any("Calendar file" in label for label in amina.buttons)
