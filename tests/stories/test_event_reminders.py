"""Reminders of events as members get them, in three languages, and what staff read of those that did not arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.events import Event
from tests.events import STARTS, an_event, says
from tests.stories.cast import Cluster, Player, person_of

LANGUAGES = ("en", "fr", "ar")
REMINDER = {
    "en": "⏰ A reminder: Olive Oil Forum\n\n🗓 Thursday, 26 November 2026, 18:00, until 21:00 (Beirut time)",
    "fr": "⏰ Rappel\u00a0: Forum de l’huile d’olive\n\n🗓 jeudi 26 novembre 2026",
    "ar": "⏰ تذكير: ملتقى زيت الزيتون\n\n🗓 الخميس، 26 تشرين الثاني 2026",
}
QUESTION = {
    "en": "✉️ Will you come? Olive Oil Forum",
    "fr": "✉️ Viendrez-vous\u202f? Forum de l’huile d’olive",
    "ar": "✉️ هل ستحضرون؟ ملتقى زيت الزيتون",
}
YES = {"en": "I am going", "fr": "Je participe", "ar": "سأحضر"}
GOES = {"en": "You are going", "fr": "Votre participation est confirmée", "ar": "حضوركم مؤكّد"}
AWAY = {"en": "I cannot come", "fr": "Je ne peux pas venir", "ar": "لا يمكنني الحضور"}
STILL = {"en": "I will still come", "fr": "Je confirme ma venue", "ar": "أؤكّد حضوري"}
STILL_COMING = {
    "en": "will you still come?",
    "fr": "viendrez-vous à la nouvelle date",
    "ar": "هل ستحضرون في الموعد الجديد؟",
}
MISSED = {
    "en": (
        "⏰ Reminders that did not arrive in time",
        "Olive Oil Forum, Thursday, 26 November 2026, 18:00\n• a day before: 1 person\n• two hours before: 1 person",
    ),
    "fr": (
        "⏰ Des rappels ne sont pas arrivés à temps",
        "Forum de l’huile d’olive, jeudi 26 novembre 2026 à 18:00\n"
        "• un jour avant\u00a0: 1\u00a0personne\n• deux heures avant\u00a0: 1\u00a0personne",
    ),
    "ar": (
        "⏰ تذكيرات لم تصل في وقتها",
        "ملتقى زيت الزيتون، الخميس، 26 تشرين الثاني 2026، 6:00 م\n• قبل يوم: شخص واحد\n• قبل ساعتين: شخص واحد",
    ),
}


async def amina_goes(cluster: Cluster, language: str = "en", **columns: object) -> tuple[Player, Event]:
    """Amina goes to the forum on Thursday at 18:00; it is Monday, 11:00."""
    amina = await cluster.welcomes(language=language)
    given = {name: columns.pop(name) for name in ("must_confirm",) if name in columns}
    event = await an_event(cluster.database, **columns)
    await says(cluster.database, event, await person_of(amina), **given)
    return amina, event


@pytest.mark.both_databases
@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_goes_is_reminded_a_day_and_two_hours_before(cluster: Cluster, language: str) -> None:
    amina, _event = await amina_goes(cluster, language, online_link="https://meet.example/room")
    await cluster.passes(days=2, hours=6, minutes=59)
    assert REMINDER[language] not in amina.sees
    await cluster.passes(minutes=2)
    assert REMINDER[language] in amina.screen
    assert GOES[language] in amina.screen
    assert "https://meet.example/room" in amina.screen
    await cluster.passes(hours=21)
    assert amina.sees.count(REMINDER[language]) == 1
    amina.button("🎟")
    await cluster.passes(hours=1, minutes=1)
    assert amina.sees.count(REMINDER[language]) == 2
    await amina.taps(AWAY[language])
    assert GOES[language] not in amina.screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_has_not_answered_is_asked_three_days_before_and_answers_with_a_tap(
    cluster: Cluster, language: str
) -> None:
    amina = await cluster.welcomes(language=language)
    await an_event(cluster.database, place="", online_link="https://meet.example/room")
    await cluster.passes(hours=7, minutes=1)
    assert QUESTION[language] in amina.screen
    assert "meet.example" not in amina.screen
    await amina.taps(YES[language])
    assert GOES[language] in amina.screen
    await cluster.passes(days=1)
    assert QUESTION[language] not in amina.sees


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_has_not_said_whether_they_come_at_the_new_time_is_asked_with_the_reminder(
    cluster: Cluster, language: str
) -> None:
    amina, _event = await amina_goes(cluster, language, must_confirm=True)
    await cluster.passes(days=2, hours=7, minutes=1)
    assert REMINDER[language] in amina.screen
    assert STILL_COMING[language] in amina.screen
    await amina.taps(STILL[language])
    assert GOES[language] in amina.screen


async def test_who_said_no_is_not_reminded_and_who_changes_their_mind_is(cluster: Cluster) -> None:
    amina, _event = await amina_goes(cluster)
    bruno = await cluster.welcomes("Bruno Karam", "Vetro Glass")
    await amina.types("/events")
    await amina.taps("Olive Oil Forum")
    await amina.taps("I cannot come")
    await bruno.types("/events")
    await bruno.taps("Olive Oil Forum")
    await bruno.taps("I am going")
    await cluster.passes(days=2, hours=7, minutes=1)
    assert "A reminder" not in amina.sees
    assert "A reminder" in bruno.sees
    await bruno.taps("I cannot come")
    await amina.types("/events")
    await amina.taps("Olive Oil Forum")
    await amina.taps("I am going")
    await cluster.passes(hours=22)
    assert "A reminder" in amina.sees
    assert bruno.sees.count("A reminder") == 0


async def test_where_seats_are_few_the_reminder_asks_to_give_one_back(cluster: Cluster) -> None:
    amina, _event = await amina_goes(cluster, seats=1)
    await cluster.passes(days=2, hours=7, minutes=1)
    assert "If you cannot come, please say so: your seat then goes to somebody else." in amina.screen


async def test_an_event_at_seven_in_the_morning_is_reminded_of_in_the_evening(cluster: Cluster) -> None:
    amina, _event = await amina_goes(cluster, starts=STARTS.replace(hour=7), lasts=timedelta(hours=2))
    await cluster.passes(days=1, hours=21, minutes=1)
    assert amina.sees.count("A reminder") == 1, "on Wednesday at 08:00"
    await cluster.passes(hours=10, minutes=58)
    assert amina.sees.count("A reminder") == 1
    await cluster.passes(minutes=2)
    assert amina.sees.count("A reminder") == 2, "on Wednesday at 19:00"
    assert "Thursday, 26 November 2026, 07:00" in amina.screen


@pytest.mark.parametrize("language", LANGUAGES)
async def test_after_a_week_of_downtime_staff_read_once_who_was_not_reminded_of_what(
    cluster: Cluster, language: str
) -> None:
    owner = await cluster.owner(language)
    amina, _event = await amina_goes(cluster, language)
    await cluster.passes(hours=1)
    await cluster.passes(days=7)
    heading, line = MISSED[language]
    assert heading in owner.sees
    assert line in owner.sees
    assert "⏰" not in amina.sees
    await cluster.passes(days=1)
    assert owner.sees.count(heading) == 1


async def test_staff_open_the_event_from_what_they_read(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await amina_goes(cluster)
    await cluster.passes(hours=1)
    await cluster.passes(days=7)
    await owner.taps("🔎 Olive Oil Forum")
    assert "📅 Olive Oil Forum" in owner.screen
    assert "Companies taking part: 1" in owner.screen
