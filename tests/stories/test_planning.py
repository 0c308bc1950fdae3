"""Staff plan an event in a short dialogue, look at it as members will, and announce it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.models.deliveries import Delivery, Purpose
from bot.models.events import Event, Guest
from bot.models.ledger import Opportunity
from bot.models.staff import Staff
from bot.rules.events import EventPhase, Rsvp
from bot.rules.ledger import Offer
from bot.rules.planning import Detail
from bot.rules.staff import Role
from bot.rules.walltime import minute_of
from bot.screens.planning import PickTime
from tests.stories.cast import Cluster, Player
from tests.stories.planned import the_event, three

NAMES = {"ar": "Arabic", "fr": "French", "en": "English"}
THURSDAY = "26/11 18:00"


async def writes(owner: Player, text: str = "Export Forum\nCome and meet buyers.") -> None:
    """The owner begins an event and writes its text in English, which all the others get too."""
    await owner.types("/plan")
    await owner.taps("New event")
    await owner.types(text)
    while any("The text in English" in label for label in owner.buttons):
        await owner.taps("The text in English")


async def plans(owner: Player, starts: str = THURSDAY, ends: str = "21:00") -> None:
    """All that is needed, and nothing else."""
    await writes(owner)
    await owner.types(starts)
    await owner.types(ends)
    await owner.taps("Back")


async def announces(owner: Player) -> None:
    await owner.taps("Announce…")
    await owner.taps("Announce it")


@pytest.mark.both_databases
async def test_an_event_is_planned_in_one_dialogue_and_announced_in_three_languages(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await owner.types("/plan")
    assert "No event has been planned yet" in owner.screen
    await owner.taps("New event")
    assert "Send me the event in English as one message: the first line is its title" in owner.screen
    await owner.types("Export <Forum>\n\nCome & meet buyers.")
    assert "no text in Arabic: 1 person of this audience would get nothing" in owner.screen
    await owner.taps("Write it in Arabic")
    await owner.types("منتدى التصدير\nتعالوا للقاء المشترين.")
    assert "no text in French" in owner.screen
    await owner.taps("Write it in French")
    await owner.types("Forum de l’export\nVenez rencontrer des acheteurs.")
    assert "When does it begin?" in owner.screen
    await owner.types("Thursday 6 pm")
    assert "Begins on Thursday, 26 November 2026, 18:00" in owner.screen
    assert "When does it end?" in owner.screen
    await owner.types("3 hours")
    assert "🗓 Thursday, 26 November 2026, 18:00, until 21:00 (Beirut time)" in owner.screen
    assert "Where does it take place?" in owner.screen
    await owner.types("Sursock Hall\nhttps://maps.example.com/?q=1")
    assert "📍 Sursock Hall" in owner.screen
    assert "How many people can come?" in owner.screen
    await owner.types("٤٠")
    assert "💺 Seats: 40" in owner.screen
    await owner.taps("2")
    assert "for one company at most 2" in owner.screen
    assert "Whom is it for?" in owner.screen
    assert "Arabic 1 · French 1 · English 1" in owner.screen
    await owner.taps("Yes, invite these")
    assert "By when do you want answers?" in owner.screen
    await owner.taps("Wednesday, 25 November 2026, 18:00")
    assert "Plan of an event" in owner.screen
    assert "✓ Arabic: منتدى التصدير" in owner.screen
    await owner.taps("Announce…")
    assert "Announce Export <Forum> to 3 people?" in owner.screen
    assert "• Arabic: 1 person" in owner.screen
    assert "The invitations go out at once" in owner.screen
    assert amina.sees.count("منتدى التصدير") == 0
    await owner.taps("Announce it")
    assert "✉️ Invited: 3" in owner.screen
    assert "منتدى التصدير" in amina.screen
    assert "Venez rencontrer des acheteurs." in bruno.screen
    assert "Export <Forum>" in carla.screen
    assert "Come & meet buyers." in carla.screen
    assert "Sursock Hall" in carla.screen
    assert "Please answer by Wednesday, 25 November 2026, 18:00" in carla.screen
    await carla.taps("I am going")
    await owner.types("/plan")
    await owner.taps("Export")
    assert "✅ Going: 1" in owner.buttons
    assert "🏢 Companies taking part: 1" in owner.screen
    assert "📤 The invitations were sent: 3" in owner.screen
    event = await the_event(cluster)
    assert (event.phase, event.seats, event.seats_per_company) == (EventPhase.ANNOUNCED, 40, 2)
    assert event.announced_at == event.told_at
    async with cluster.database.reading() as session:
        kinds = await session.scalars(select(Opportunity.kind).where(Opportunity.about == "event:1"))
        assert sorted(kinds) == [Offer.EVENT_SEAT, *[Offer.INVITATION] * 3]
        purposes = await session.scalars(select(Delivery.purpose).where(Delivery.what == "invitation"))
        assert set(purposes) == {Purpose.BROADCAST}


@pytest.mark.parametrize(
    ("language", "begin", "text", "question", "starts", "which", "ended"),
    [
        (
            "ar",
            "فعالية جديدة",
            "عنوان\nنصّ",
            "متى تبدأ",
            "الخميس القادم ٤ بعد الظهر",
            "الخميس، 26 تشرين الثاني 2026",
            "متى تنتهي",
        ),
        ("fr", "Nouvel événement", "Titre\nTexte", "Quand commence", "jeudi 16h", "", "Quand se termine"),
    ],
)
async def test_everything_is_asked_in_the_language_of_who_plans(
    cluster: Cluster,
    language: str,
    begin: str,
    text: str,
    question: str,
    starts: str,
    which: str,
    ended: str,
) -> None:
    owner = await cluster.owner(language)
    await owner.types("/plan")
    await owner.taps(begin)
    await owner.types(text)
    assert question in owner.screen
    await owner.types(starts)
    if which:
        await owner.taps(which)
    assert ended in owner.screen
    assert f"{(await the_event(cluster)).starts:%d/%m %H:%M}" == "26/11 16:00"


async def test_what_was_said_stays_and_another_editor_goes_on_with_it(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=carla.id, name="Carla", role=Role.EDITOR, added_at=cluster.clock()))
    await writes(owner)
    await owner.types("/start")
    await carla.types("/plan")
    await carla.taps("Export Forum")
    assert "⚠️ When it begins is not set yet" in carla.screen
    assert not any("Announce" in label for label in carla.buttons)
    await carla.taps("Go on: 🗓 Beginning")
    await carla.types(THURSDAY)
    await carla.taps("Back")
    await owner.types("/plan")
    await owner.taps("Export Forum")
    assert "Begins on Thursday, 26 November 2026, 18:00" in owner.screen
    await owner.taps("Go on: 🏁 End")
    await owner.taps("3 hours, until 21:00")
    assert "Where does it take place?" in owner.screen
    await owner.taps("Not known yet")
    assert "How many people can come?" in owner.screen
    await owner.taps("No limit")
    assert "Whom is it for?" in owner.screen
    await owner.taps("Back")
    assert "▫️ No place yet" in owner.screen
    assert "💺 No limit of seats" in owner.screen
    await owner.taps("Announce…")
    assert "Announce Export Forum to 1 person?" in owner.screen


async def test_days_and_hours_can_be_chosen(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.taps("Later days")
    await owner.taps("Earlier days")
    await owner.taps("Thu 26 Nov")
    assert "Thursday, 26 November 2026: at what time does it begin?" in owner.screen
    await owner.taps("16:00")
    assert "Begins on Thursday, 26 November 2026, 16:00" in owner.screen
    event = await the_event(cluster)
    assert f"{event.starts:%d %H:%M} {event.starts_at:%H:%M}" == "26 16:00 14:00"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/2 18:00", "no 31/2"),
        ("yesterday 18:00", "has passed"),
        ("Thursday", "The time is missing"),
        ("soon", "cannot read this as a time"),
        ("28/3/2027 00:30", "the clocks never show 00:30"),
        ("30/10/2027 23:30", "show 23:30 twice"),
        ("26/11/2037 18:00", "more than two years ahead"),
    ],
)
async def test_a_beginning_that_cannot_be_is_refused_and_asked_for_again(
    cluster: Cluster, typed: str, said: str
) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types(typed)
    assert said in owner.sees
    assert "When does it begin?" in owner.screen
    await owner.types("Friday 5 pm")
    assert "Friday, 27 November 2026, 17:00" in owner.screen


async def test_a_time_that_may_mean_two_is_asked_about(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types("next Thursday 6 pm")
    assert "Which of these do you mean?" in owner.screen
    await owner.taps("3 December 2026, 18:00")
    assert "Begins on Thursday, 3 December 2026, 18:00" in owner.screen
    await owner.types("Thursday 3/12 at 15:00")
    assert "The end must come after the beginning" in owner.sees
    await owner.types("17:00")
    assert "Do you mean this?" in owner.screen, "it would end on the day after"
    await owner.types("8 pm")
    assert "until 20:00" in owner.screen


async def test_the_beginning_and_the_end_can_be_typed_at_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types("Thursday 18:00-21:00")
    assert "🗓 Thursday, 26 November 2026, 18:00, until 21:00 (Beirut time)" in owner.screen
    assert "Where does it take place?" in owner.screen


@pytest.mark.parametrize("year", [2030, 9999])
async def test_an_end_in_a_year_that_was_mistyped_is_refused(cluster: Cluster, year: int) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types(THURSDAY)
    event = await the_event(cluster)
    last_minute = minute_of(datetime.fromisoformat(f"{year}-12-31 23:59"))
    await owner.taps_data(PickTime(event.id, Detail.END, last_minute).pack())
    assert "more than two years ahead" in owner.toasts[-1]
    assert (await the_event(cluster)).ends is None


async def test_of_a_beginning_and_an_end_that_may_mean_several_the_beginning_is_asked(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types("Thursday 4-6")
    assert "Which of these do you mean?" in owner.screen
    await owner.taps("Thursday, 26 November 2026, 16:00")
    assert "When does it end?" in owner.screen


async def test_an_answer_is_corrected_by_editing_it_until_it_is_announced(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    await plans(owner)
    sent = next(m["message_id"] for m in owner.phone.messages if m.get("text") == THURSDAY)
    owner.phone.edit(sent, "27/11 18:00")
    await cluster.settled()
    assert "🗓 Friday, 27 November 2026, 18:00, until 21:00" in owner.screen
    await owner.types("/plan")
    await owner.taps("Export Forum")
    await announces(owner)
    owner.phone.edit(sent, "28/11 18:00")
    await cluster.settled()
    assert "moved on" in owner.sees
    assert f"{(await the_event(cluster)).starts:%d/%m}" == "27/11"
    assert carla.sees.count("Export Forum") == 1


async def test_a_later_beginning_takes_the_end_along(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await plans(owner)
    await owner.taps("Answer by")
    await owner.types("25/11 12:00")
    await owner.taps("Back")
    await owner.taps("Beginning")
    await owner.types("Tuesday 24/11 10:00")
    await owner.taps("Back")
    event = await the_event(cluster)
    assert f"{event.ends:%d/%m %H:%M}" == "24/11 13:00"
    assert event.answer_by is None, "answers cannot be in after it began"


async def test_places_come_as_text_links_and_spots_on_the_map(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.types(THURSDAY)
    await owner.types("21:00")
    owner.phone.send_location(33.9, 35.5)
    await cluster.settled()
    assert "What is the place called?" in owner.screen
    await owner.types("Sursock Hall")
    event = await the_event(cluster)
    assert (event.place, event.map_link) == ("Sursock Hall", "https://maps.google.com/?q=33.900000,35.500000")
    await owner.taps("Back")
    await owner.taps("Place")
    venue = {"location": {"latitude": 34, "longitude": 36}, "title": "Le Royal", "address": "Dbayeh"}
    owner.phone._say({"venue": venue, "location": venue["location"]})
    await cluster.settled()
    event = await the_event(cluster)
    assert (event.place, event.map_link) == (
        "Le Royal, Dbayeh",
        "https://maps.google.com/?q=34.000000,36.000000",
    )
    await owner.taps("Back")
    await owner.taps("Online link")
    await owner.types("http://meet.example.com/x")
    assert "a link that begins with https://" in owner.sees
    await owner.types("https://meet.example.com/x")
    await owner.taps("Back")
    assert "💻 Online: https://meet.example.com/x" in owner.screen
    await owner.taps("Place")
    await owner.taps("Remove it")
    await owner.taps("Back")
    assert "▫️ No place yet" in owner.screen


async def test_a_flyer_is_a_picture_or_a_pdf(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    await plans(owner)
    await owner.taps("Flyer")
    await owner.types("here it is")
    owner.phone.send_document("prices.xlsx", b"PK")
    owner.phone.send_document("huge.pdf", fake_size=21 * 1024**2)
    await cluster.settled()
    assert "a picture or a PDF" in owner.sees
    assert "at most 20 MB" in owner.screen or "at most 20 MB" in owner.sees
    owner.phone.send_document("Flyer.PDF", b"%PDF")
    await cluster.settled()
    await owner.taps("Back")
    assert "There is a flyer" in owner.screen
    await announces(owner)
    message = next(m for m in reversed(carla.from_bot) if "document" in m)
    assert "Export Forum" in message["caption"]


async def test_seats_are_numbers(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await plans(owner)
    await owner.taps("Seats")
    for typed in ("many", "0", "-5", "20 or 30", "1000000000"):
        await owner.types(typed)
        assert "one number of people" in owner.sees
        assert (await the_event(cluster)).seats is None
    await owner.types("1,200 seats")
    assert (await the_event(cluster)).seats == 1200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 121, "it has 121 characters, and at most 120 fit"),
        ("Title\n" + "x" * 2801, "has 2,801 characters"),
    ],
)
async def test_a_title_and_a_text_have_their_limits(cluster: Cluster, text: str, said: str) -> None:
    owner = await cluster.owner()
    await owner.types("/plan")
    await owner.taps("New event")
    await owner.types(text)
    assert said in owner.sees
    await owner.types("Export Forum")
    assert "When does it begin?" in owner.screen


async def test_formatting_goes_on_across_the_first_line(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    await owner.types("/plan")
    await owner.taps("New event")
    await owner.types("Forum\nall welcome", entities=[{"type": "bold", "offset": 0, "length": 9}])
    await owner.types(THURSDAY)
    await owner.types("21:00")
    await owner.taps("Back")
    await announces(owner)
    message = carla.from_bot[-1]
    bold = [
        message["text"]
        .encode("utf-16-le")[2 * e["offset"] : 2 * (e["offset"] + e["length"])]
        .decode("utf-16-le")
        for e in message["entities"]
        if e["type"] == "bold"
    ]
    assert bold[-1] == "all"


async def test_the_preview_is_what_members_will_see_and_its_buttons_say_so(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, carla = await three(cluster)
    await plans(owner)
    await owner.taps("Preview")
    english, arabic, french = previewed(owner)
    assert "Export Forum" in english["text"]
    assert "Je participe" in str(french["reply_markup"])
    message, data = owner.button("I am going")
    await owner.taps_data(data, message["message_id"])
    assert "This is what members will see" in owner.toasts[-1]
    await announces(owner)
    for player, preview in ((amina, arabic), (bruno, french), (carla, english)):
        shown = player.from_bot[-1]
        assert shown["text"] == preview["text"]
        assert labels(shown) == labels(preview)


def previewed(owner: Player) -> list[dict[str, Any]]:
    return owner.from_bot[-4:-1]


def labels(message: dict[str, Any]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]


async def test_only_whom_it_is_for_are_invited(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, _bruno, carla = await three(cluster)
    await plans(owner)
    await owner.taps("Audience")
    await owner.taps("Language")
    await owner.taps("English")
    await owner.taps("Back")
    await owner.taps("Back")
    assert "Whom is it for?" in owner.screen
    assert "It reaches 1 person" in owner.screen
    await owner.taps("Yes, invite these")
    await owner.taps("Back")
    await announces(owner)
    assert "Export Forum" in carla.screen
    assert "Export Forum" not in amina.sees
    async with cluster.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Guest)) == 1


async def test_nobody_there_and_a_missing_language_stop_it(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await plans(owner)
    await owner.taps("Announce…")
    assert "would reach nobody" in owner.toasts[-1]
    await cluster.welcomes("Amina Haddad", language="ar")
    await owner.taps("Announce…")
    assert "no text in Arabic" in owner.screen
    await owner.taps("The text in English")
    await owner.types("/plan")
    await owner.taps("Export Forum")
    await owner.taps("Announce…")
    assert "• Arabic: 1 person, with the text in English" in owner.screen


async def test_at_night_the_invitations_wait_for_the_morning(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    cluster.clock.move(hours=12)
    await plans(owner)
    await owner.taps("Announce…")
    assert "the invitations go out on Tuesday, 24 November 2026, 08:00" in owner.screen
    await owner.taps("Announce it")
    assert "Export Forum" not in carla.sees
    await cluster.passes(hours=9, minutes=1)
    assert "Export Forum" in carla.screen


async def test_what_would_come_too_late_is_not_announced(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Carla Saab")
    cluster.clock.move(hours=12)
    await plans(owner, "24/11 07:30", "2 hours")
    await owner.taps("Announce…")
    assert "The invitations would go out on Tuesday, 24 November 2026, 08:00" in owner.toasts[-1]
    await cluster.passes(hours=9)
    await owner.taps("Announce…")
    assert "This time has passed" in owner.toasts[-1]


@pytest.mark.both_databases
async def test_a_double_tap_announces_once(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    await plans(owner)
    await owner.taps("Announce…")
    message, data = owner.button("Announce it")
    for _again in range(3):
        owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert carla.sees.count("Come and meet buyers") == 1
    assert "✉️ Invited: 1" in owner.screen
    assert "moved on" in owner.toasts[-1]


async def test_a_past_event_is_the_pattern_of_a_new_one(cluster: Cluster) -> None:
    owner, carla = await cluster.owner(), await cluster.welcomes("Carla Saab")
    await plans(owner)
    await owner.taps("Place")
    await owner.types("Sursock Hall")
    await owner.taps("Back")
    await announces(owner)
    await carla.taps("I am going")
    await cluster.passes(days=10)
    await owner.types("/plan")
    await owner.taps("Export Forum")
    assert "This event is over" in owner.screen
    await owner.taps("Plan another one like it")
    assert "When does it begin?" in owner.screen
    await owner.types("Thursday 10/12 18:00")
    await owner.types("21:00")
    await owner.taps("Back")
    assert "📍 Sursock Hall" in owner.screen
    await announces(owner)
    assert "10 December 2026" in carla.screen
    async with cluster.database.reading() as session:
        (guest,) = await session.scalars(select(Guest).where(Guest.event_id == 2))
        assert guest.rsvp is Rsvp.INVITED


async def test_a_plan_is_discarded_after_a_question(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await plans(owner)
    await owner.taps("Discard")
    message, data = owner.button("Discard it")
    await owner.taps("Discard it")
    assert "No event has been planned yet" in owner.screen
    await owner.taps_data(data, message["message_id"])
    assert "does not exist any more" in owner.toasts[-1]


async def test_an_empty_plan_is_not_begun_twice(cluster: Cluster) -> None:
    owner = await cluster.owner()
    for _again in range(3):
        await owner.types("/plan")
        await owner.taps("New event")
    async with cluster.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Event)) == 1


async def test_viewers_see_what_was_announced_and_plan_nothing(cluster: Cluster) -> None:
    owner, karim = await cluster.owner(), await cluster.welcomes("Karim Aoun")
    async with cluster.database.transaction() as session:
        session.add(Staff(telegram_id=karim.id, name="Karim", role=Role.VIEWER, added_at=cluster.clock()))
    await plans(owner)
    await karim.types("/plan")
    assert "No event has been planned yet" in karim.screen
    for data in ("no:1", "nn", "nq:1:start", "na:1", "nx:1:place", "nz:1:1", "a:event:1", "y:event:1:en"):
        await karim.taps_data(data)
        assert "Your role does not include this" in karim.toasts[-1], data
    assert (await the_event(cluster)).phase is EventPhase.PLANNING
    await announces(owner)
    await karim.types("/plan")
    await karim.taps("Export Forum")
    assert "Invited: 1" in karim.screen
    assert not any("another one" in label for label in karim.buttons)


@pytest.mark.parametrize(
    "data", ["nd:1:0", "nd:1:zzzzzz", "nm:1:start:zzzzzzzz", "nk:1:seats:-1", "no:99", "nq:1:nothing"]
)
async def test_forged_buttons_change_nothing(cluster: Cluster, data: str) -> None:
    owner = await cluster.owner()
    await plans(owner)
    await owner.taps_data(data)
    event = await the_event(cluster)
    assert f"{event.starts:%d/%m %H:%M}" == "26/11 18:00"
    assert event.seats is None
