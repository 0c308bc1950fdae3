"""Polls on the phone: each kind of question, anonymous and named, changed, resumed, reminded, in three languages."""

from __future__ import annotations

import pytest

from bot.models.polls import PollAnswer, SaidText, Voter
from bot.rules.ledger import Act, Offer
from tests.stories.cast import Cluster
from tests.stories.polling import acts, many, rows, sends, the_poll, writes

DAY = {
    "en": "Which day?\nTuesday\nThursday",
    "fr": "Quel jour ?\nMardi\nJeudi",
    "ar": "أيّ يوم؟\nالثلاثاء\nالخميس",
}
NEEDS = {
    "en": "What do you need?\nBuyers\nGrants\nPackaging",
    "fr": "De quoi avez-vous besoin ?\nAcheteurs\nSubventions\nEmballages",
    "ar": "ما حاجتكم؟\nمشترون\nمنح\nتغليف",
}
RATE = {"en": "How was the fair?", "fr": "Comment était la foire ?", "ar": "كيف كان المعرض؟"}
SCORE = {"en": "How satisfied are you?", "fr": "Êtes-vous satisfait ?", "ar": "ما مدى الرضا؟"}
WHY = {"en": "Why?", "fr": "Pourquoi ?", "ar": "لماذا؟"}
ALL = (("one", DAY), ("several", NEEDS), ("rating", RATE), ("score", SCORE), ("text", WHY))


@pytest.mark.both_databases
@pytest.mark.parametrize("setting", [(), ("Ask with names",)])
async def test_every_kind_of_question_is_answered_in_three_languages_and_the_result_comes_back(
    cluster: Cluster, setting: tuple[str, ...]
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    others = await many(cluster, 3)
    await writes(owner, *ALL)
    await sends(owner, *setting)
    assert "A poll of the cluster: 5 questions." in amina.screen
    assert ("With names" if setting else "kept encrypted") in amina.screen
    assert "Which day?" in amina.screen
    assert "Quel jour ?" in samia.screen
    assert "أيّ يوم؟" in karim.screen
    for person, day, need, done, skip in (
        (amina, "Tuesday", "Grants", "Done", "Skip"),
        (samia, "Jeudi", "Subventions", "Terminé", "Passer"),
        (karim, "الخميس", "منح", "تمّ", "تخطٍّ"),
        *((other, "Thursday", "Buyers", "Done", "Skip") for other in others),
    ):
        await person.taps(day)
        await person.taps(need)
        assert f"☑️ {need}" in person.buttons
        await person.taps(done)
        await person.taps("4")
        await person.taps("8")
        if person is not karim:
            await person.types("Because of the bread")
        else:
            await person.taps(skip)
    assert "Thank you, all is answered." in amina.screen
    assert "Tuesday" in amina.screen
    assert "8 of 10" in amina.screen
    assert await acts(cluster, Act.POLL_ANSWERED) == ["poll:1"] * 6
    assert await acts(cluster, Offer.POLL) == ["poll:1"] * 6
    await cluster.passes(days=2, hours=8)
    assert "The poll has closed" in amina.screen
    assert "First comes Thursday (83%), 6 answers." in amina.screen
    assert "8 of 10 on average" in amina.screen
    assert "Because of" not in amina.screen
    assert "Jeudi" in samia.screen
    assert "الخميس" in karim.screen
    left, texts = await rows(cluster, PollAnswer), await rows(cluster, SaidText)
    assert len(texts) == 5
    assert (left == []) == (not setting)
    assert all((text.voter_id is None) == (not setting) for text in texts)
    assert len([voter for voter in await rows(cluster, Voter) if voter.answered_at]) == 6


async def test_answers_are_changed_until_closing_and_each_counts_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await writes(owner, ("one", DAY), ("several", NEEDS))
    await sends(owner)
    amina = people[0]
    for person in people:
        await person.taps("Tuesday")
        await person.taps("Done")
    assert "none of them" in amina.screen
    await amina.taps("1. Which day?")
    assert "✓ Tuesday" in amina.buttons
    await amina.taps("Thursday")
    await amina.taps("2. What do you need?")
    await amina.taps("Grants")
    await amina.taps("Done")
    assert "Grants" in amina.screen
    assert await acts(cluster, Act.POLL_ANSWERED) == ["poll:1"] * 5
    await cluster.passes(days=2, hours=8)
    poll = await the_poll(cluster)
    assert [one.counts["whole"] for one in poll.questions] == [[5, 4, 1], [5, 0, 1, 0]]


async def test_a_double_tap_and_a_redelivered_update_count_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await writes(owner, ("several", NEEDS))
    await sends(owner)
    amina = people[0]
    message, data = amina.button("Buyers")
    amina.phone.tap(message["message_id"], data)
    amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert "☑️ Buyers" in amina.buttons
    assert len(await rows(cluster, PollAnswer)) == 1
    assert await acts(cluster, Act.POLL_ANSWERED) == ["poll:1"]
    await amina.taps("☑️ Buyers")
    assert "◻️ Buyers" in amina.buttons


async def test_who_stopped_in_the_middle_goes_on_from_the_list(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await writes(owner, ("one", DAY), ("text", WHY), ("rating", RATE))
    await sends(owner)
    await amina.taps("Tuesday")
    assert "▰▰▰▱▱▱▱▱▱▱ Question 2 of 3" in amina.screen
    await amina.types("/polls")
    assert "🗳 Which day?" in amina.buttons
    await amina.taps("Which day?")
    assert "Question 2 of 3" in amina.screen
    await amina.types("x" * 501)
    assert "at most 500 fit" in amina.sees
    await amina.types("More <b>bread</b>\nplease")
    assert "Question 3 of 3" in amina.screen
    await amina.taps("Back")
    assert "More <b>bread</b>" in amina.screen
    await amina.taps("Take my answer back")
    await amina.taps("5")
    assert "skipped" in amina.screen
    await amina.types("/polls")
    assert "✅ Which day?" in amina.buttons


@pytest.mark.both_databases
async def test_halfway_those_who_are_silent_are_reminded_once_and_nobody_else(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, bruno, *_others = await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner)
    await amina.taps("Tuesday")
    await cluster.passes(days=1, hours=3)
    assert "would still like to hear from you" not in bruno.sees
    await cluster.passes(hours=1)
    assert "would still like to hear from you: Which day?" in bruno.screen
    assert "would still like" not in amina.sees
    await cluster.passes(hours=3)
    assert bruno.sees.count("would still like") == 1
    await bruno.taps("Answer now")
    await bruno.taps("Thursday")
    assert "Thank you, all is answered." in bruno.screen


async def test_after_an_outage_up_to_the_last_hour_nobody_is_reminded(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner)
    await cluster.passes(days=2, hours=6, minutes=30)
    assert "would still like" not in people[0].sees
    assert (await the_poll(cluster)).reminded_at is not None


@pytest.mark.both_databases
async def test_one_voice_for_each_company_the_newest_counts_and_colleagues_are_left_in_peace(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    colleague = await cluster.welcomes("Second Haddad", "Company 1")
    await writes(owner, ("one", DAY))
    await sends(owner, "One voice for each company")
    assert "your company's newest answers count" in colleague.screen
    for person in people:
        await person.taps("Tuesday")
    await cluster.passes(days=1, hours=5)
    assert "would still like" not in colleague.sees
    await colleague.types("/polls")
    await colleague.taps("Which day?")
    assert "A colleague has answered for your company" in colleague.screen
    assert "✓" not in "".join(colleague.buttons)
    await colleague.taps("Thursday")
    await owner.types("/poll")
    await owner.taps("Which day?")
    assert "5 of 5 companies have answered" in owner.screen
    await cluster.passes(days=2)
    assert (await the_poll(cluster)).questions[0].counts["whole"] == [5, 4, 1]


async def test_a_press_after_closing_gets_a_sentence_and_the_result(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 6)
    await writes(owner, ("one", DAY), ("text", WHY))
    await sends(owner)
    for person in people[:5]:
        await person.taps("Tuesday")
    late, typing = people[5], people[0]
    _message, data = late.button("Tuesday")
    invitation = late.from_bot[-1]["message_id"]
    await cluster.passes(days=2, hours=8)
    await late.taps_data(data, invitation)
    assert late.toasts[-1] == "This poll has closed: answers are not taken any more."
    assert "First comes Tuesday (100%), 5 answers." in late.screen
    await typing.types("too late")
    assert "answers are not taken any more" in typing.sees
    assert await rows(cluster, SaidText) == []


async def test_of_fewer_than_five_nothing_is_kept_and_nothing_shown(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 6)
    await writes(owner, ("one", DAY), ("text", WHY))
    await sends(owner)
    for person in people[:4]:
        await person.taps("Tuesday")
        await person.types("A secret")
    await cluster.passes(days=2, hours=8)
    assert "Fewer than 5 answered, so nothing is shown." in people[0].screen
    assert "The poll has closed" not in people[5].sees
    poll = await the_poll(cluster)
    assert [one.counts for one in poll.questions] == [{"whole": [0], "groups": {}}] * 2
    assert await rows(cluster, SaidText) == []
    assert await rows(cluster, PollAnswer) == []
    await owner.types("/poll")
    await owner.taps("Which day?")
    assert "Fewer than 5 answered" in owner.screen


async def test_who_joins_the_audience_later_finds_the_poll_and_can_answer(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    await writes(owner, ("one", DAY))
    await sends(owner)
    late = await cluster.welcomes("Late Comer", "New Company")
    await late.types("/polls")
    await late.taps("Which day?")
    await late.taps("Tuesday")
    assert "Thank you, all is answered." in late.screen


async def test_buttons_of_ones_own_making_answer_nothing(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await writes(owner, ("one", DAY), ("score", SCORE))
    await sends(owner)
    for forged in (
        "pa:1:0:9",
        "pa:1:9:0",
        "pa:1:1:b",
        "pu:1:0",
        "pd:1:0",
        "pa:99:0:0",
        "pq:1:-1",
    ):
        await amina.taps_data(forged)
    assert await rows(cluster, PollAnswer) == []


async def test_members_who_were_not_asked_see_nothing_of_it(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await many(cluster, 5)
    stranger = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    await writes(owner, ("one", DAY))
    await owner.taps("Audience")
    await owner.taps("Language")
    await owner.taps("English")
    await owner.taps("Back")
    await owner.taps("Back")
    await sends(owner)
    assert "Which day?" not in stranger.sees
    await stranger.types("/polls")
    assert "Aucun sondage pour vous en ce moment" in stranger.screen
    await stranger.taps_data("po:1")
    assert "n’existe plus" in stranger.toasts[-1]


async def test_an_open_poll_is_something_to_do_and_counts_in_ones_score_once_answered(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    amina, *_others = await many(cluster, 5)
    await cluster.passes(days=40)
    await writes(owner, ("one", DAY))
    await sends(owner, closes="5/1 18:00")
    await amina.types("/score")
    assert "The poll “Which day?” is open until" in amina.screen
    await amina.taps("Answer the poll")
    await amina.taps("Tuesday")
    await amina.types("/score")
    assert "You answered 1 of 1 poll." in amina.screen
    assert "is open until" not in amina.screen
