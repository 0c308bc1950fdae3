"""What comes of polls: the whole and one's sub-cluster, texts that staff look at, Excel, and what was done about it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.charts.pictures import Bars, Ratings
from bot.exchange.excel import sheets
from bot.i18n import speaking
from bot.models.polls import PollAnswer, SaidText, Voter
from bot.rules.ledger import Act
from bot.screens.poll_results import posters
from bot.services import privacy
from tests.stories import broadcasting
from tests.stories.cast import Cluster, Player, plain
from tests.stories.polling import acts, all_tap, all_type, asks, is_in, many, rows, the_poll
from tests.stories.test_events_erased import erases, leaves
from tests.stories.test_polls import DAY, NEEDS, SCORE, WHY

CLOSING = {"days": 2, "hours": 8}


def photos(player: Player) -> list[dict[str, Any]]:
    return [message for message in player.from_bot if "photo" in message]


@pytest.mark.both_databases
async def test_the_result_comes_as_a_picture_of_the_whole_and_of_ones_sub_cluster(cluster: Cluster) -> None:
    people = await many(cluster, 12)
    await is_in(cluster, "wine", *(f"Company {n}" for n in range(1, 7)))
    await is_in(cluster, "snacks", *(f"Company {n}" for n in range(7, 13)))
    await is_in(cluster, "processing", *(f"Company {n}" for n in range(1, 13)))
    await asks(cluster, ("one", DAY), ("score", SCORE))
    await all_tap(people[:6], "Tuesday", "8")
    await all_tap(people[6:], "Thursday", "8")
    await cluster.passes(**CLOSING)
    wine, snacks = people[0], people[11]
    assert "First comes Tuesday and Thursday (50%), 12 answers." in wine.screen
    assert "Your sub-cluster: first comes Tuesday (100%)." in wine.screen
    assert "Your sub-cluster: first comes Thursday (100%)." in snacks.screen
    assert len(photos(wine)) == 1
    assert sum("The poll has closed" in plain(one.get("caption", "")) for one in people[0].from_bot) == 1
    poll = await the_poll(cluster)
    assert {name: one.people for name, one in poll.questions[0].result.groups.items()} == {
        "wine": 6,
        "snacks": 6,
    }
    await wine.types("/polls")
    assert "📊 Which day?" in wine.buttons
    await wine.taps("Which day?")
    assert "Your sub-cluster: first comes Tuesday (100%)." in wine.screen
    assert len(photos(wine)) == 2


@pytest.mark.both_databases
async def test_a_sub_cluster_by_which_a_small_one_could_be_computed_is_left_out(cluster: Cluster) -> None:
    people = await many(cluster, 8)
    await is_in(cluster, "wine", *(f"Company {n}" for n in range(1, 7)))
    await is_in(cluster, "snacks", "Company 7", "Company 8")
    await asks(cluster, ("one", DAY))
    await all_tap(people, "Tuesday")
    await cluster.passes(**CLOSING)
    assert "8 answers" in people[0].screen
    assert "Your sub-cluster" not in people[0].screen
    assert (await the_poll(cluster)).questions[0].counts == {"whole": [8, 8, 0], "groups": {}}


async def test_what_sub_clusters_agree_on_where_opinions_divide_is_named(cluster: Cluster) -> None:
    people = await many(cluster, 10)
    await is_in(cluster, "wine", *(f"Company {n}" for n in range(1, 6)))
    await is_in(cluster, "snacks", *(f"Company {n}" for n in range(6, 11)))
    await asks(cluster, ("several", NEEDS))
    await all_tap(people[:5], "Packaging", "Buyers", "Done")
    await all_tap(people[5:], "Packaging", "Grants", "Done")
    await cluster.passes(**CLOSING)
    assert "all sub-clusters shown agree within 10 points on: Packaging." in people[0].screen


async def test_more_than_three_questions_come_as_two_pictures(cluster: Cluster) -> None:
    people = await many(cluster, 5)
    await asks(cluster, *[("one", DAY)] * 5)
    await all_tap(people, *["Tuesday"] * 5)
    await cluster.passes(**CLOSING)
    assert len(photos(people[0])) == 2
    assert people[0].screen.count("First comes Tuesday") == 5


async def test_the_result_goes_to_everybody_asked_if_staff_say_so_in_each_language(cluster: Cluster) -> None:
    people = await many(cluster, 5)
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    karim = await cluster.welcomes("كريم عون", "بقاع للشحن", language="ar")
    await asks(cluster, ("one", DAY), ("score", SCORE), tells_all=True)
    await all_tap(people, "Thursday", "9")
    await cluster.passes(**CLOSING)
    assert "En tête : Jeudi (100 %), 5 réponses." in samia.screen.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    assert "يأتي أوّلًا الخميس (100%)، 5 أجوبة." in karim.screen
    with speaking("ar"):
        (arabic,) = posters(await the_poll(cluster))
    choice, scale = arabic.charts
    assert arabic.is_rtl
    assert isinstance(choice, Bars)
    assert isinstance(scale, Ratings)
    assert [(bar.name, plain(bar.amounts[0].said)) for bar in choice.bars] == [
        ("الثلاثاء", "0%"),
        ("الخميس", "100%"),
    ]
    assert scale.mean == "9"


@pytest.mark.both_databases
async def test_texts_are_seen_by_staff_first_and_by_the_others_once_cleared(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await asks(cluster, ("text", WHY))
    await all_tap(people, "Write an answer")
    await all_type(people, *(f"Reason {n} <i>" for n in range(len(people))))
    await cluster.passes(**CLOSING)
    amina = people[0]
    assert "5 texts wait for your look" in owner.sees
    await amina.taps("Open the poll")
    assert "What people wrote" not in " ".join(amina.buttons)
    await owner.taps("Open the poll")
    await owner.taps("Look at what people wrote (5)")
    assert "Member" not in owner.screen
    cleared = owner.screen.split("\n\n")[1]
    await owner.taps("Show it")
    assert "Page 2 of 5" in owner.screen
    await owner.taps("Leave it out")
    await amina.types("/polls")
    await amina.taps("Why?")
    await amina.taps("What people wrote")
    assert cleared in amina.screen
    assert amina.screen.count("Reason") == 1
    assert "Member" not in amina.screen
    assert {text.voter_id for text in await rows(cluster, SaidText)} == {None}


@pytest.mark.both_databases
async def test_the_excel_of_a_named_poll_has_names_and_of_an_anonymous_one_only_counts(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 5)
    await asks(cluster, ("one", DAY), ("text", WHY), is_anonymous=False)
    await asks(cluster, ("one", DAY), ("text", WHY))
    for poll_id in (1, 2):
        for person in people:
            await person.taps_data(f"pa:{poll_id}:0:1")
            await person.types("=1+1")
    await cluster.passes(**CLOSING)
    named, anonymous = [await workbook(owner, poll_id) for poll_id in (1, 2)]
    assert len(named) == 3
    assert ("Member 1", "Company 1") in [line[:2] for line in named[0]]
    assert named[0][1][3:] == ("Thursday", "=1+1")
    assert len(anonymous) == 2
    assert "Member" not in json.dumps(anonymous)
    assert ("Which day?", "Thursday", "5", "100") in anonymous[0]
    assert [line[1] for line in anonymous[1][1:]] == ["=1+1"] * 5


async def workbook(owner: Player, poll_id: int) -> list[list[tuple[str, ...]]]:
    """The sheets of the answers to a poll, as lines of cells."""
    await owner.taps_data(f"lo:{poll_id}")
    await owner.taps("The answers as an Excel file")
    sent = owner.from_bot[-1]["document"]
    file = owner.cluster.tg.files.get(sent["file_id"])
    assert file is not None
    return [[line.cells for line in sheet] for sheet in sheets(file.content())]


@pytest.mark.both_databases
async def test_what_was_done_reaches_those_who_got_the_result_once(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 6)
    samia = await cluster.welcomes("Samia Saad", "Vetro Glass", language="fr")
    await asks(cluster, ("one", DAY))
    await all_tap(people[:5], "Tuesday")
    await samia.taps("Jeudi")
    await cluster.passes(**CLOSING)
    await owner.taps_data("lo:1")
    await owner.taps("You said → we did")
    assert "6 people" in owner.screen
    await owner.taps("English")
    await owner.types("We meet on <b>Tuesdays</b> now.")
    await owner.taps("Send…")
    await owner.taps("Send now")
    assert "There is no text in French" in owner.screen
    await owner.taps("Write it in French")
    await owner.types("Nous nous voyons le mardi.")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(hours=15)
    assert "We meet on" in people[0].screen
    assert "Nous nous voyons le mardi." in samia.screen
    assert "We meet on" not in people[5].sees
    await owner.taps_data("lb:1:1")
    await cluster.passes(minutes=1)
    assert people[0].sees.count("We meet on") == 1
    await people[0].types("/polls")
    await people[0].taps("Which day?")
    await people[0].taps("What was done about it")
    assert "We meet on" in people[0].screen


@pytest.mark.both_databases
@pytest.mark.parametrize("goes", [erases, leaves])
async def test_who_goes_stays_counted_and_what_they_wrote_is_deleted_when_erased(
    cluster: Cluster, goes
) -> None:  # type: ignore[no-untyped-def]
    people = await many(cluster, 6)
    await asks(cluster, ("one", DAY), ("text", WHY))
    await all_tap(people, "Tuesday")
    await all_type(people, "My words")
    await goes(people[0])
    await cluster.passes(**CLOSING)
    poll = await the_poll(cluster)
    assert poll.questions[0].counts["whole"] == [6, 6, 0]
    assert len(await rows(cluster, SaidText)) == (5 if goes is erases else 6)
    assert len([voter for voter in await rows(cluster, Voter) if voter.person_id is None]) == (
        1 if goes is erases else 0
    )
    assert await acts(cluster, Act.POLL_ANSWERED) == ["poll:1"] * 6


async def test_of_a_named_poll_that_has_closed_the_words_of_who_is_erased_go_and_the_counts_stay(
    cluster: Cluster,
) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 2)
    await asks(cluster, ("one", DAY), ("text", WHY), is_anonymous=False)
    await all_tap(people, "Tuesday")
    await all_type(people, "My words")
    await cluster.passes(**CLOSING)
    await erases(people[0])
    assert len(await rows(cluster, SaidText)) == 1
    assert len(await rows(cluster, PollAnswer)) == 2
    named, *_others = await workbook(owner, 1)
    assert [line[1:2] + line[3:] for line in named[1:]] in (
        [("Company 1", "Tuesday"), ("Company 2", "Tuesday", "My words")],
        [("Company 2", "Tuesday", "My words"), ("Company 1", "Tuesday")],
    )


async def test_a_download_says_what_was_answered_while_it_is_linked_and_not_after(cluster: Cluster) -> None:
    people = await many(cluster, 5)
    await asks(cluster, ("one", DAY), ("text", WHY))
    await all_tap(people, "Tuesday")
    await all_type(people, "My words")

    async def answers() -> list[Any]:
        async with cluster.database.reading() as session:
            stored = json.loads(await privacy.everything_about(session, people[0].id))
        return [one["answer"] for one in stored["polls"][0]["answers"]]

    assert await answers() == [["Tuesday"], "My words"]
    await cluster.passes(**CLOSING)
    assert await answers() == []


async def test_of_the_longest_result_as_much_is_said_as_fits_under_a_picture(cluster: Cluster) -> None:
    people = await many(cluster, 5)
    options = "\n".join(f"{letter} " + "&" * 57 for letter in "abcdefghij")
    long = dict.fromkeys(("en", "fr", "ar"), f"{'A question that goes on ' * 12}\n{options}")
    await asks(cluster, *[("several", long)] * 5)
    await all_tap(people, *["◻️ a ", "Done"] * 5)
    await cluster.passes(**CLOSING)
    assert "The poll has closed" in people[0].screen
    assert "1. A question that goes on" in people[0].screen


async def test_staff_write_to_those_who_gave_an_answer_under_their_name(cluster: Cluster) -> None:
    owner = await cluster.owner()
    people = await many(cluster, 3)
    await asks(cluster, ("one", DAY), is_anonymous=False)
    for person, day in zip(people, ("Tuesday", "Thursday", "Thursday"), strict=True):
        await person.taps(day)
    await cluster.passes(**CLOSING)
    await broadcasting.writes(owner, en="See you on Thursday")
    await owner.taps("Audience")
    await owner.taps("Answer to an event")
    assert "There is nothing to choose from yet." in owner.screen
    await owner.taps("Back")
    await owner.taps("Answer to a poll")
    await owner.taps("Which day?")
    await owner.taps("Thursday")
    assert "• Answer to a poll: “Which day?”: Thursday" in owner.screen
    assert "It reaches 2 people" in owner.screen
    await owner.taps("Back")
    assert "✓ Which day? (1)" in owner.buttons
    await owner.taps("Back")
    await owner.taps("Back")
    await owner.taps("Send…")
    await owner.taps("Send now")
    await cluster.passes(seconds=31)
    assert ["See you on Thursday" in person.sees for person in people] == [False, True, True]
