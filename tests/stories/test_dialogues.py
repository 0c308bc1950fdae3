"""Dialogues: whatever somebody does, and in whatever order, a text that the screen asks for is taken."""

from __future__ import annotations

import re
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.consumer import Answer
from bot.models.drafts import Draft
from bot.models.inbox import Handling
from handlers import FEATURES
from handlers.conversation import Talk
from tests.stories.asking import asks, two
from tests.stories.cast import OWNER, Cluster, person_of, plain

ASKS = re.compile(
    r"\bType\b|\bWrite (in|a)\b|type (one|them|a number|their)\b|you type now|Send me the text"
    r"|send each here|Share the person|What is your name|Which company"
)
WORDS = ["olive", "Nour Saliba", "12", "25/11 14:30", "!"]
UPDATES = count(10_000)


class Mouth:
    """Somebody whose updates are handled one by one within a transaction that is rolled back in the end."""

    def __init__(self, talk: Talk, session: AsyncSession, cluster: Cluster, telegram_id: int) -> None:
        self.screen = ""
        self.done: list[str] = []
        self.buttons: dict[str, str] = {}
        self._talk, self._session, self._cluster = talk, session, cluster
        self._user = {"id": telegram_id, "is_bot": False, "first_name": "Nour", "language_code": "en"}
        self._chat = {"id": telegram_id, "type": "private", "first_name": "Nour"}

    async def does(self, move: str) -> None:
        """Type it, or tap the button of the screen that is called so."""
        self.done.append(move)
        number = next(UPDATES)
        message = {"message_id": number, "date": 1, "chat": self._chat, "text": move}
        if move in self.buttons:
            told: dict[str, Any] = {"id": str(number), "from": self._user, "chat_instance": "1"}
            update = {"callback_query": {**told, "data": self.buttons[move], "message": message}}
        else:
            is_command = {"entities": [{"type": "bot_command", "offset": 0, "length": len(move)}]}
            update = {"message": {**message, "from": self._user, **(is_command if move[0] == "/" else {})}}
        answer = await self._talk.take_turn(
            self._session, number, {"update_id": number, **update}, self._cluster.clock()
        )
        if isinstance(answer, Answer) and answer.content["text"]:
            assert not answer.error
            self.screen = plain(answer.content["text"])
            laid = [button for row in answer.content.get("buttons", []) for button in row]
            self.buttons = {plain(button["label"]): button["data"] for button in laid if "data" in button}


async def world(cluster: Cluster) -> dict[str, int]:
    """A member, among others whom she can find and meet; the owner, who is no member; somebody from outside."""
    await cluster.owner()
    amina = await cluster.welcomes("Amina Haddad", "Cedar Press")
    await cluster.welcomes("Bruno Rossi", "Vetro Olive Jars")
    return {"member": amina.id, "staff": OWNER, "stranger": cluster.visitor("Nour").id}


COMMANDS = {
    "member": ["/directory", "/search olive", "/profile", "/company", "/introductions", "/help"],
    "staff": ["/broadcast", "/broadcasts", "/rounds", "/staff", "/requests", "/help", "/start"],
    "stranger": ["/start", "/help"],
}
LANGUAGES = {"العربية", "Français"}


@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    who=st.sampled_from(["member", "member", "staff", "stranger"]), chance=st.randoms(use_true_random=True)
)
async def test_a_text_that_is_asked_for_is_taken(cluster: Cluster, who: str, chance: Random) -> None:
    if not hasattr(cluster, "people"):
        cluster.people = await world(cluster)  # type: ignore[attr-defined]  # once for all examples
    machine = cluster.machine
    talk = Talk(FEATURES, machine.bot, machine.settings.zone, machine.settings.owner_ids)
    async with cluster.database.transaction() as session:
        somebody = Mouth(talk, session, cluster, cluster.people[who])  # type: ignore[attr-defined]
        await somebody.does("/start")
        for _move in range(12):
            is_asked = bool(ASKS.search(somebody.screen))
            tappable = sorted(somebody.buttons.keys() - LANGUAGES)
            kinds = [kind for kind in (COMMANDS[who], tappable, WORDS if is_asked else []) if kind]
            move = chance.choice(chance.choice(kinds))
            await somebody.does(move)
            if move in WORDS:
                assert "did not understand" not in somebody.screen, somebody.done
        await session.rollback()


@pytest.mark.parametrize(
    ("command", "said"), [("/broadcast", "staff only"), ("/weather", "did not understand")]
)
async def test_a_command_that_comes_to_nothing_leaves_the_question_in_sight(
    cluster: Cluster, command: str, said: str
) -> None:
    amina = await cluster.welcomes()
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.types(command)
    assert said in amina.screen
    assert "Type your name" in amina.screen
    await amina.types("Amina H.")
    assert (await person_of(amina)).name == "Amina H."


async def test_an_old_button_leaves_the_question_that_it_hides(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.taps_data("zz:of-an-earlier-version")
    assert "What would you like to do?" in amina.screen
    await amina.types("cedar")
    assert "🏢 Cedar Press" in amina.screen
    assert (await person_of(amina)).name == "Amina Haddad"


async def test_a_file_card_hides_no_other_question(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/company")
    await amina.taps("Files")
    amina.phone.send_document("prices.pdf", b"%PDF")
    await cluster.settled()
    card, message = amina.button("prices.pdf")[1], amina.from_bot[-1]["message_id"]
    await amina.types("/profile")
    await amina.taps("Name")
    await amina.taps_data(card, message)
    await amina.types("Something else")
    assert (await person_of(amina)).name == "Amina Haddad"


async def test_a_dialogue_that_cannot_be_finished_any_more_is_over(cluster: Cluster) -> None:
    amina, bruno = await two(cluster)
    await asks(cluster, amina, "Bruno Karam", "In my own words")
    await bruno.types("/settings")
    await bruno.taps("Leave")
    await bruno.taps("Leave")
    await amina.types("We fill jars")
    assert "cannot be asked" in amina.screen
    await amina.types("/profile")
    assert "👤 My profile" in amina.screen, "there is nothing to finish"


async def test_a_dialogue_that_an_earlier_version_left_behind_is_over(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    async with cluster.database.transaction() as session:
        remembered = {"company_id": 1, "person_id": 0, "origin": "card"}
        session.add(Draft(chat_id=amina.id, form="introduction", data=remembered, updated_at=cluster.clock()))
    await amina.types("cedar")
    assert "🏢 Cedar Press" in amina.screen
    assert await cluster.count(Handling.FAILED) == 0
