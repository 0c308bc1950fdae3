"""Polls being planned: templates, the language guard, options that match, previews, times; called off and closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.models.deliveries import Delivery, Status
from bot.models.polls import PollAnswer
from bot.models.staff import AuditEntry
from bot.rules.polls import PollPhase
from tests.stories.broadcasting import appoints_editor
from tests.stories.cast import Cluster
from tests.stories.polling import many, rows, sends, the_poll, writes
from tests.stories.test_polls import DAY, NEEDS, WHY


@pytest.mark.parametrize(
    ("template", "asked"),
    [
        ("Satisfaction", ["How satisfied are you with the cluster", "What should we do better?"]),
        ("What do you need next quarter?", ["What do you need most", "anything else"]),
        ("Find a date", ["Which of these days suit you?"]),
    ],
)
async def test_a_template_is_ready_in_three_languages_but_for_its_closing_time(
    cluster: Cluster, template: str, asked: list[str]
) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    await owner.types("/poll")
    await owner.taps("New poll")
    await owner.taps(template)
    for words in asked:
        assert words in owner.screen
    await owner.taps("Send…")
    assert owner.toasts[-1] == "Say first when this poll closes."
    await sends(owner)
    assert "Un sondage du cluster" in samia.screen
    if template == "Find a date":
        assert "mardi 8 décembre 2026" in " ".join(samia.buttons)


async def test_a_language_of_the_audience_without_text_blocks_sending(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    await writes(owner, ("one", {"en": DAY["en"]}))
    assert "no text in: French" in owner.screen
    await owner.taps("Send…")
    assert "There is no text in French" in owner.screen
    await owner.taps("The text in English")
    await owner.taps("Back")
    await sends(owner)
    assert "Which day?" in samia.screen


async def test_languages_with_other_numbers_of_options_block_sending(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    await writes(owner, ("one", {"en": DAY["en"], "fr": "Quel jour ?\nMardi\nJeudi\nVendredi"}))
    assert "not as many options in each language" in owner.screen
    await owner.taps("Closing time")
    await owner.types("25/11 18:00")
    await owner.taps("Send…")
    assert "Question 1 does not have as many options" in owner.toasts[-1]
    assert (await the_poll(cluster)).phase is PollPhase.WRITING


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Which day?", "you sent 0"),
        ("Which day?\nTuesday", "you sent 1"),
        ("Which day?\n" + "\n".join(f"Day {n}" for n in range(11)), "you sent 11"),
        ("Which day?\nTuesday\nTuesday", "stands there twice"),
        ("Which day?\nTuesday\n" + "x" * 61, "too long for a button"),
        ("x" * 301 + "\nA\nB", "at most 300 fit"),
    ],
)
async def test_a_question_that_cannot_be_is_refused_with_what_to_do(
    cluster: Cluster, typed: str, said: str
) -> None:
    owner = await cluster.owner()
    await writes(owner)
    await owner.taps("Add a question")
    await owner.taps("One of several options")
    await owner.types(typed)
    assert said in owner.sees
    await owner.types(DAY["en"])
    assert "✓ English" in " ".join(owner.buttons)


async def test_an_anonymous_poll_needs_five_and_a_named_one_does_not(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 4)
    await writes(owner, ("one", DAY))
    await owner.taps("Closing time")
    await owner.types("25/11 18:00")
    await owner.taps("Send…")
    assert "must ask at least 5" in owner.toasts[-1]
    await owner.types("/poll")
    await owner.taps("Which day?")
    await owner.taps("Ask with names")
    await owner.taps("Send…")
    await owner.taps("Send now")
    assert "With names" in amina.screen


async def test_a_closing_time_too_soon_or_too_far_is_refused(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await owner.taps("Closing time")
    await owner.types("today 11:30")
    assert "need at least 1 hour to answer" in owner.sees
    await owner.types("25/11/2027 18:00")
    assert "within 180 days" in owner.sees
    await owner.types("25/11 18:00")
    assert "It closes on Wednesday, 25 November 2026" in owner.screen


async def test_the_preview_shows_every_question_in_a_language_and_its_buttons_only_say_so(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    await writes(owner, ("one", DAY), ("several", NEEDS), ("text", WHY))
    await owner.taps("👁 Arabic")
    for words in ("استطلاع من التجمّع", "أيّ يوم؟", "ما حاجتكم؟", "لماذا؟"):
        assert words in owner.sees
    await owner.taps("الثلاثاء")
    assert "This is what members will see" in owner.toasts[-1]
    assert await rows(cluster, PollAnswer) == []


async def test_at_night_the_invitation_waits_for_the_morning_and_the_last_look_says_so(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await cluster.passes(hours=11)
    await writes(owner, ("one", DAY))
    await owner.taps("Closing time")
    await owner.types("25/11 18:00")
    await owner.taps("Send…")
    assert "not written to at night" in owner.screen
    await owner.taps("Send now")
    assert "Which day?" not in amina.sees
    await cluster.passes(hours=11)
    assert "Which day?" in amina.screen


async def test_who_answers_before_the_invitation_leaves_is_not_invited_any_more(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await cluster.passes(hours=11)
    await writes(owner, ("one", DAY))
    await sends(owner)
    await amina.types("/polls")
    await amina.taps("Which day?")
    await amina.taps("Tuesday")
    await cluster.passes(hours=11)
    assert "A poll of the cluster" not in amina.sees
    told = [one for one in await rows(cluster, Delivery) if one.about == "poll:1"]
    assert sorted(one.status for one in told) == [Status.CANCELLED, *[Status.SENT] * 4]


async def test_a_poll_that_is_called_off_deletes_its_answers_and_tells_who_gave_them(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina, bruno, *_others = await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner)
    await amina.taps("Tuesday")
    await owner.taps("Cancel the poll…")
    await owner.taps("Cancel the poll")
    assert "was cancelled" in owner.screen
    assert "Your answers were deleted" in amina.screen
    assert "cancelled" not in bruno.sees
    assert await rows(cluster, PollAnswer) == []
    await bruno.taps("Thursday")
    assert bruno.toasts[-1] == "This poll was cancelled."
    await cluster.passes(days=3)
    assert "The poll has closed" not in amina.sees


async def test_a_poll_is_closed_early_and_a_second_press_says_how_it_stands(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner)
    for person in people:
        await person.taps("Tuesday")
    await owner.taps("Close it now…")
    assert "5 of 5 people have answered" in owner.screen
    message, data = owner.button("Close it")
    await owner.taps("Close it")
    assert "First comes Tuesday (100%)" in people[0].screen
    await owner.taps_data(data, message["message_id"])
    assert "has moved on" in owner.toasts[-1]
    async with cluster.database.reading() as session:
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()))
        deeds = [entry.act.value for entry in entries]
    assert deeds == ["close poll", "send poll"]


async def test_who_answered_is_seen_by_name_only_in_a_named_poll(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner, "Ask with names")
    await amina.taps("Tuesday")
    await owner.taps("Who has answered")
    assert "✅ Member 1 · Company 1" in owner.screen
    assert "▫️ Member 2 · Company 2" in owner.screen
    assert "Tuesday" not in owner.screen
    await writes(owner, ("one", NEEDS))
    await sends(owner)
    assert "Who has answered" not in " ".join(owner.buttons)
    await owner.taps_data("ll:2")
    assert "Member 1" not in owner.screen


async def test_an_editor_goes_on_with_a_colleagues_draft_and_a_viewer_cannot(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, *_others = await many(cluster, 5)
    await appoints_editor(owner, amina)
    await writes(owner, ("one", DAY))
    await amina.types("/poll")
    await amina.taps("Which day?")
    await amina.taps("1. Which day?")
    await amina.taps("Remove this question")
    await amina.taps("Remove it")
    assert "It asks nothing yet" in amina.screen
    await amina.taps("Discard")
    await amina.taps("Discard it")
    assert "No poll was sent yet." in amina.screen
    await bruno.types("/poll")
    assert "for the cluster's staff only" in bruno.sees


async def test_no_more_than_five_questions(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await writes(owner, *[("text", WHY)] * 5)
    assert "Add a question" not in " ".join(owner.buttons)
    await owner.taps_data("la:1:text")
    assert "at most 5 questions" in owner.toasts[-1]
