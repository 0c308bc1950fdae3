"""Whatever comes in, the answer is clear or there is none; nothing breaks, nothing leaks."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.inbox import Handling
from bot.models.people import Person
from bot.rules.fields import Field
from bot.rules.people import NAME_LIMIT
from bot.rules.staff import Role
from bot.screens.fields import EditField
from bot.screens.forms import Pick
from bot.screens.onboarding import Agree
from bot.screens.requests import Approve
from bot.screens.settings import ShowPrivacy
from bot.services import profile
from handlers import FEATURES
from tests.stories.asking import two
from tests.stories.cast import Cluster, Player, person_of, plain
from tests.stories.test_entrances import appointed

HOSTILE = [
    "<b>",
    "</a>&amp;",
    "_*[ n",
    "\u202egnp.exe",
    "🫒" * (NAME_LIMIT - 1) + "n",
    "{name} {0} %s",
    "'; DROP TABLE people;--",
]
NOTHING_TO_SEE = ["\u200b\u200d\u2060", "\u00a0 \u3000", "\u202e\u202d"]


async def asks_as(cluster: Cluster, name: str) -> Player:
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    await nour.types(name)
    return nour


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_shown_as_it_is(cluster: Cluster, name: str) -> None:
    owner = await cluster.owner()
    nour = await asks_as(cluster, name)
    await nour.types("Orchard <i>Juices</i>")
    assert plain(name.replace("\u202e", "")) in owner.sees
    assert "<i>Juices</i>" in owner.sees
    await owner.taps("Decide")
    await owner.taps("Approve as a new company")
    await nour.taps("Join now")
    await nour.taps("English")
    await nour.taps("✅")
    assert plain(name.replace("\u202e", "")) in nour.screen
    assert await cluster.count(Handling.FAILED) == 0


@pytest.mark.parametrize("name", ["🫒" * 4096, "x" * (NAME_LIMIT + 1)])
async def test_a_name_that_is_too_long_is_refused_and_the_question_stays(cluster: Cluster, name: str) -> None:
    owner = await cluster.owner()
    before = owner.sees
    nour = await asks_as(cluster, name)
    assert f"too long: {len(name):,} characters; at most {NAME_LIMIT} fit" in nour.screen
    await nour.types("Nour Saliba")
    assert "Which company" in nour.screen
    assert owner.sees == before
    assert await cluster.count(Handling.FAILED) == 0


@pytest.mark.parametrize("name", NOTHING_TO_SEE)
async def test_a_name_with_nothing_to_see_is_refused_and_the_question_stays(
    cluster: Cluster, name: str
) -> None:
    nour = await asks_as(cluster, "x")
    await nour.types("/cancel")
    nour = cluster.visitor("Nour")
    await nour.opens()
    await nour.taps("Ask to join")
    cluster.tg.inject(
        {
            "message": {
                "message_id": 9999,
                "date": 1,
                "chat": {"id": nour.id, "type": "private", "first_name": "Nour"},
                "from": {"id": nour.id, "is_bot": False, "first_name": name},
                "text": name,
            }
        }
    )
    await cluster.settled()
    assert "nothing to read" in nour.screen
    await nour.types("Nour Saliba")
    assert "Which company" in nour.screen


@pytest.mark.parametrize("name", ["_*[", "🫒🫒"])
async def test_a_name_without_a_letter_is_refused_and_the_question_stays(cluster: Cluster, name: str) -> None:
    nour = await asks_as(cluster, name)
    assert "A name has letters or digits." in nour.screen
    await nour.types("Nour Saliba")
    assert "Which company" in nour.screen


@pytest.mark.parametrize("data", ["", "zz", "bo:1", "h:1", "\u202e", "x" * 64, "ro:zzzzzz", "se:1:1"])
async def test_a_tap_from_nowhere_is_answered(cluster: Cluster, data: str) -> None:
    amina = await cluster.welcomes()
    cluster.tg.inject(a_tap(amina, data))
    await cluster.settled()
    assert await cluster.count(Handling.FAILED) == 0
    assert [call for call in cluster.tg.ledger if call.method == "answerCallbackQuery"]


def a_tap(player: Player, data: str, query_id: str = "77") -> dict[str, Any]:
    """A callback query of one's own making, on the newest message of the chat."""
    newest = player.from_bot[-1]
    shown = {key: value for key, value in newest.items() if key not in {"from_bot"}}
    return {
        "callback_query": {
            "id": query_id,
            "from": {"id": player.id, "is_bot": False, "first_name": "Amina"},
            "chat_instance": "1",
            "data": data,
            "message": shown,
        }
    }


@pytest.mark.parametrize("tap", [Pick("owner", "role", "staff"), Approve(1, 0)])
async def test_a_members_forged_staff_tap_does_nothing(cluster: Cluster, tap: Any) -> None:
    await cluster.owner()
    amina = await cluster.welcomes()
    cluster.tg.inject(a_tap(amina, tap.pack()))
    await cluster.settled()
    async with cluster.database.reading() as session:
        from bot.services import staff

        assert set(await staff.everyone(session, set())) == set()


async def test_agreeing_without_an_invite_joins_nobody(cluster: Cluster) -> None:
    nour = cluster.visitor("Nour")
    await nour.opens()
    cluster.tg.inject(a_tap(nour, Agree().pack()))
    await cluster.settled()
    assert "invite link" in nour.screen


@pytest.mark.both_databases
async def test_a_double_tap_acts_once(cluster: Cluster) -> None:
    token = await cluster.expects()
    amina = cluster.visitor("Amina")
    await amina.opens(token)
    await amina.taps("English")
    message, data = amina.button("✅")
    for _again in range(3):
        amina.phone.tap(message["message_id"], data)
    await cluster.settled()
    assert len(amina.from_bot) == 1
    assert "Amina Haddad" in amina.screen


async def test_a_stale_button_says_so_and_shows_how_things_stand(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    cluster.tg.inject(a_tap(amina, "old-button"))
    await cluster.settled()
    assert "What would you like to do" in amina.screen


async def test_a_tap_that_cannot_be_answered_still_acts(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    cluster.tg.faults.fail("reset_after", 1, method="answerCallbackQuery")
    await amina.taps("Settings")
    assert "Settings" in amina.screen


async def test_start_in_the_middle_of_anything_leads_home(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.opens()
    assert "here as staff" in owner.screen
    await owner.types("4711")
    assert "Nothing was found" in owner.screen


async def test_a_command_in_the_middle_asks_first_when_something_would_be_lost(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types("/help")
    assert "What you can do" in owner.screen
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types("4711")
    await owner.types("/help")
    assert "in the middle" in owner.screen
    await owner.taps("Finish it")
    assert "4711" in owner.screen
    await owner.types("/help")
    await owner.taps("Leave it and go on")
    assert "What you can do" in owner.screen
    await owner.types("4711")
    assert "Nothing was found" in owner.screen


async def test_stickers_polls_voices_and_huge_files_break_nothing(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    phone = amina.phone
    phone.send_sticker()
    phone.send_poll()
    phone.send_voice()
    phone.send_location()
    phone.send_document("../../etc/passwd", b"x", "text/plain", fake_size=20_000_000)
    phone.send_photo(b"\x89PNG", caption="<b>")
    phone.share_contact("+96170123456", "Somebody", user_id=4242)
    await cluster.settled()
    assert "did not understand" in amina.screen
    assert await cluster.count(Handling.FAILED) == 0


async def test_edits_groups_and_channels_are_let_be(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    before = len(cluster.tg.ledger)
    group = {"id": -100123, "type": "supergroup", "title": "A group"}
    user = {"id": amina.id, "is_bot": False, "first_name": "Amina"}
    message = {"message_id": 5, "date": 1, "chat": group, "from": user, "text": "/staff"}
    cluster.tg.inject({"message": message})
    cluster.tg.inject({"channel_post": {**message, "chat": {"id": -100, "type": "channel", "title": "x"}}})
    cluster.tg.inject({"edited_message": {**message, "edit_date": 2}})
    await cluster.settled()
    said = [call for call in cluster.tg.ledger[before:] if call.method.lower().startswith(("send", "edit"))]
    assert said == []


@pytest.mark.both_databases
async def test_poison_is_set_aside_reported_once_and_the_rest_goes_on(cluster: Cluster) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes()
    for poison in (
        {"message": {"message_id": 1}},
        {"message": "text"},
        {"callback_query": {"id": "1", "from": {"id": amina.id}}},
        {"my_chat_member": {"chat": None}},
    ):
        cluster.tg.inject(poison)
    await amina.types("/help")
    assert "What you can do" in amina.screen
    assert await cluster.count(Handling.QUARANTINED) == 4
    assert owner.sees.count("cannot read") == 1


async def test_a_bug_is_apologised_for_and_owners_are_told(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await cluster.owner()
    amina = await cluster.welcomes()

    async def broken(*args: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("bot.services.privacy.is_known", broken)
    await amina.types("/privacy")
    assert "went wrong on our side" in amina.screen
    reference = amina.screen.rsplit(" ", 1)[-1]
    assert reference in owner.sees
    assert await cluster.count(Handling.FAILED) == 1


@pytest.mark.both_databases
async def test_a_bug_in_the_question_below_a_refusal_is_apologised_for_too(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = await cluster.welcomes()
    await amina.types("/profile")
    await amina.taps("E-mail")

    async def broken(*args: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patching:
        patching.setattr("handlers.profile._question", broken)
        await amina.types("amina at cedarpress")
    assert "went wrong on our side" in amina.screen
    assert "still open" in amina.screen
    assert await cluster.count(Handling.FAILED) == 1
    await amina.types("amina@cedarpress.example")
    assert "amina@cedarpress.example" in amina.screen, "the question is still open"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_after_a_bug_the_question_that_is_open_stands_below_the_apology(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    amina = await cluster.welcomes(language=language)
    await amina.taps_data(EditField(Field.EMAIL).pack())
    question = amina.screen

    async def broken(*args: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patching:
        patching.setattr(profile, "write", broken)
        await amina.types("amina@example.com")
        assert amina.screen.endswith(question)
        assert amina.screen != question
        labels = amina.buttons
        patching.setattr("bot.services.privacy.is_known", broken)
        await amina.taps_data(ShowPrivacy().pack())
        assert amina.screen.endswith(question), "a tap that breaks closes nothing, and hides nothing"
        assert amina.buttons == labels
    await amina.types("amina@example.com")
    assert (await person_of(amina)).email == "amina@example.com"


async def test_a_turn_that_breaks_half_way_among_others_leaves_nothing_and_costs_them_nothing(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = [
        await cluster.welcomes(name, language=language)
        for name, language in (("Amina", "en"), ("Bruno", "fr"), ("Chafic", "ar"))
    ]
    for somebody in cast:
        await somebody.taps_data(EditField(Field.EMAIL).pack())
    writing = profile.write

    async def breaking(session: AsyncSession, person: Person, *change: Any) -> None:
        await writing(session, person, *change)
        await session.flush()
        if person.name == "Bruno":
            raise RuntimeError("a bug")

    with monkeypatch.context() as patching:
        patching.setattr(profile, "write", breaking)
        for somebody in cast:
            somebody.phone.send(f"somebody{somebody.id}@example.com")
        await cluster.settled()
    kept = [(await person_of(somebody)).email for somebody in cast]
    assert [email is not None for email in kept] == [True, False, True]
    assert ["went wrong" in cast[0].screen, "Référence" in cast[1].screen] == [False, True]
    await cast[1].types("bruno@example.com")
    assert (await person_of(cast[1])).email == "bruno@example.com"


@pytest.mark.both_databases
async def test_many_who_tap_and_type_at_once_break_nothing(cluster: Cluster) -> None:
    chance = random.Random(7)
    cast = [await cluster.owner(), *await two(cluster), await cluster.welcomes("Dana", language="ar")]
    await appointed(cluster, cast[3], Role.EDITOR)
    commands = [f"/{name}" for feature in FEATURES for name in feature.commands]
    words = [*commands, "vetro", "x@example.com", "word " * 500]
    for _ in range(40):
        for somebody in chance.sample(cast, 3):
            taps = [
                (message["message_id"], button["callback_data"])
                for message in somebody.from_bot[-3:]
                for row in message.get("reply_markup", {}).get("inline_keyboard", [])
                for button in row
                if "callback_data" in button
            ]
            if taps and chance.random() < 0.75:
                somebody.phone.tap(*chance.choice(taps))
            else:
                somebody.phone.send(chance.choice(words))
        await asyncio.sleep(chance.choice([0, 0, 0.01, 0.1]))
    await cluster.settled()
    assert await cluster.count(Handling.FAILED) == 0
    assert "went wrong" not in "".join(somebody.sees for somebody in cast)
