"""Menus of commands: everybody is offered what works for them, in their language, at the price of one call a change."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, select
from telegram.error import NetworkError

from bot.models.chats import Chat
from bot.models.companies import Company
from bot.models.menus import Menu
from bot.models.people import Person, Standing
from bot.models.staff import Staff
from bot.outbox.line import ServerFault
from bot.rules.staff import Role
from bot.services import appointing, menus
from bot.simulator.ledger import Call
from handlers.menus import (
    AT_ONCE,
    GAP_SECONDS,
    LOOK_SECONDS,
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    Publisher,
    digests,
)
from tests.moments import at
from tests.stories.cast import OWNER, Cluster, Player

STRANGERS = ["start", "settings", "privacy", "help", "cancel"]
METHODS = ("setMyCommands", "deleteMyCommands", "setMyName", "setMyDescription", "setMyShortDescription")
WORDS = {
    "en": "Language and settings",
    "fr": "Langue et réglages",
    "ar": "اللغة والإعدادات",
}
NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}
ERASE = {"en": "Erase my data", "fr": "Effacer mes données", "ar": "محو بياناتي"}
IN_LANGUAGES = pytest.mark.parametrize("language", WORDS)


class Seconds:
    """Monotonic seconds that a test lets pass, and what was slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def publisher_of(cluster: Cluster, seconds: Seconds | None = None) -> Publisher:
    clock = seconds or Seconds()
    return Publisher(cluster.database, cluster.machine.bot, {OWNER}, clock, clock.sleep)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def publisher(cluster: Cluster, seconds: Seconds) -> Publisher:
    return publisher_of(cluster, seconds)


def menu(player: Player) -> dict[str, str]:
    """What Telegram offers in somebody's chat: commands, and what they do."""
    listed = player.cluster.tg.menus.seen_by(player.id, player.phone.account.language_code)
    return {one["command"]: one["description"] for one in listed}


def calls(cluster: Cluster) -> list[Call]:
    """What was published, or tried."""
    return [call for call in cluster.tg.ledger if call.method in METHODS]


def chats_told(cluster: Cluster) -> list[int]:
    """Whose chats' menus were set or taken away, in order."""
    scopes = [call.params.get("scope") for call in calls(cluster)]
    return [scope["chat_id"] for scope in scopes if isinstance(scope, dict)]


async def is_appointed(player: Player, role: Role) -> None:
    async with player.cluster.database.transaction() as session:
        await appointing.appoint(session, player.id, "", role, OWNER, at(player.cluster.clock()))


async def is_dismissed(player: Player) -> None:
    async with player.cluster.database.transaction() as session:
        await appointing.dismiss(session, player.id, OWNER, at(player.cluster.clock()))


async def noted(cluster: Cluster) -> list[int]:
    """The chats that are known to have menus of their own."""
    async with cluster.database.reading() as session:
        return list(await session.scalars(select(Menu.chat_id).order_by(Menu.chat_id)))


async def has_joined_before(cluster: Cluster, how_many: int) -> list[int]:
    """So many members, who all have written to the bot; the last one joined last."""
    for number in range(1, how_many + 1):
        cluster.tg.phone(number, language_code="en").start()
    await cluster.settled()
    async with cluster.database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=cluster.clock())
        session.add(company)
        for number in range(1, how_many + 1):
            cluster.clock.move(seconds=1)
            session.add(
                Person(
                    name=f"Member {number}",
                    created_at=cluster.clock(),
                    company=company,
                    telegram_id=number,
                    standing=Standing.MEMBER,
                    joined_at=cluster.clock(),
                )
            )
    return list(range(1, how_many + 1))


@IN_LANGUAGES
async def test_a_stranger_is_offered_only_what_works_for_them(
    cluster: Cluster, publisher: Publisher, language: str
) -> None:
    nour = cluster.visitor(language=language)
    await nour.opens()
    await publisher.publish()
    assert list(menu(nour)) == STRANGERS
    assert menu(nour)["settings"] == WORDS[language]
    for command in menu(nour):
        await nour.types(f"/{command}")
        others = [name for code, name in NAMES.items() if code != language]
        expected = ERASE[language] if command == "privacy" else others[0]
        assert expected in " ".join(nour.buttons), command


@IN_LANGUAGES
async def test_who_joins_is_offered_members_commands_until_they_leave(
    cluster: Cluster, publisher: Publisher, language: str
) -> None:
    elsewhere = "fr" if language != "fr" else "en"
    amina = await cluster.welcomes(language=elsewhere)
    await amina.types("/language")
    await amina.taps(NAMES[language])
    await publisher.publish()
    assert {"directory", "introductions", "profile", "company", "settings"} < set(menu(amina))
    assert "broadcast" not in menu(amina)
    assert menu(amina)["settings"] == WORDS[language], "in the language that they chose, not their phone's"
    nour = cluster.visitor(language=language)
    assert list(menu(nour)) == STRANGERS
    leave, yes = {
        "en": ("Leave the bot", "Leave"),
        "fr": ("Quitter le bot", "Quitter"),
        "ar": ("مغادرة البوت", "مغادرة"),
    }[language]
    await amina.types("/settings")
    await amina.taps(leave)
    await amina.taps(yes)
    await publisher.publish()
    assert list(menu(amina)) == STRANGERS
    assert await noted(cluster) == []


async def test_a_role_that_changes_changes_the_menu(cluster: Cluster, publisher: Publisher) -> None:
    amina = await cluster.welcomes()
    await is_appointed(amina, Role.VIEWER)
    await publisher.publish()
    assert "broadcasts" in menu(amina)
    assert "broadcast" not in menu(amina)
    await is_appointed(amina, Role.EDITOR)
    await publisher.publish()
    assert "broadcast" in menu(amina)
    await is_dismissed(amina)
    await publisher.publish()
    assert "broadcasts" not in menu(amina)
    assert "profile" in menu(amina)


async def test_staff_who_are_no_members_lose_their_menu_with_their_role(
    cluster: Cluster, publisher: Publisher
) -> None:
    vera = cluster.visitor("Vera")
    await is_appointed(vera, Role.VIEWER)
    await publisher.publish()
    assert chats_told(cluster) == [], "nobody is told of a chat that the bot has never seen"
    await vera.opens()
    await publisher.publish()
    assert "broadcasts" in menu(vera)
    await is_dismissed(vera)
    await publisher.publish()
    assert list(menu(vera)) == STRANGERS


@pytest.mark.both_databases
async def test_who_is_erased_loses_their_menu_and_then_nothing_of_them_is_left(
    cluster: Cluster, publisher: Publisher
) -> None:
    amina = await cluster.welcomes()
    await publisher.publish()
    await amina.types("/privacy")
    await amina.taps("Erase my data")
    await amina.taps("Erase everything")
    assert "profile" in menu(amina)
    await publisher.publish()
    assert list(menu(amina)) == STRANGERS
    assert await noted(cluster) == []


async def test_who_left_can_still_choose_a_language(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/settings")
    await amina.taps("Leave the bot")
    await amina.taps("Leave")
    await amina.types("/settings")
    assert amina.buttons == ["Come back", "العربية", "Français"]
    await amina.taps("Français")
    assert "Revenir" in amina.buttons


@pytest.mark.both_databases
async def test_nothing_is_called_where_nothing_changed(cluster: Cluster, publisher: Publisher) -> None:
    amina = await cluster.welcomes()
    await publisher.publish()
    assert len(calls(cluster)) == 1 + 4 * 4
    await amina.types("/help")
    await amina.taps("Home")
    await publisher.publish()
    await publisher_of(cluster).publish()
    assert len(calls(cluster)) == 1 + 4 * 4


@pytest.mark.both_databases
async def test_only_those_who_are_behind_are_read(cluster: Cluster, publisher: Publisher) -> None:
    """A cluster of thousands is looked at every few seconds, and nearly always nobody is behind."""
    one, other = await has_joined_before(cluster, 2)
    assert await behind(cluster) == [other, one]
    await publisher.publish()
    assert await behind(cluster) == []
    async with cluster.database.transaction() as session:
        await appointing.appoint(session, one, "", Role.EDITOR, OWNER, at(cluster.clock()))
    assert await behind(cluster) == [one]
    async with cluster.database.transaction() as session:
        member = await session.scalar(select(Person).where(Person.telegram_id == other))
        assert member is not None
        member.language = "fr"
    assert await behind(cluster) == [one, other]


async def behind(cluster: Cluster) -> list[int]:
    """Whose chats have other commands than they should, in the order in which they are told."""
    async with cluster.database.reading() as session:
        return [insider.chat_id for insider in await menus.behind(session, {OWNER}, digests())]


async def test_members_of_long_ago_get_theirs_part_by_part_and_who_joins_meanwhile_does_not_wait(
    cluster: Cluster, publisher: Publisher
) -> None:
    members = await has_joined_before(cluster, AT_ONCE * 2 + 5)
    assert await publisher.publish()
    assert chats_told(cluster) == members[: -AT_ONCE - 1 : -1], "who joined last comes first"
    amina = await cluster.welcomes()
    assert await publisher.publish()
    assert chats_told(cluster)[AT_ONCE] == amina.id
    assert not any("scope" not in call.params for call in calls(cluster)), "everybody's menu changes last"
    assert not await publisher.publish()
    assert sorted(chats_told(cluster)) == [*members, amina.id]
    assert "profile" in menu(amina)


async def test_there_is_a_gap_after_each_chat(
    cluster: Cluster, publisher: Publisher, seconds: Seconds
) -> None:
    await has_joined_before(cluster, 3)
    await publisher.publish()
    assert seconds.slept == [GAP_SECONDS] * 3


async def test_a_429_makes_the_menus_wait_as_told_and_nothing_else(
    cluster: Cluster, publisher: Publisher, seconds: Seconds
) -> None:
    amina = await cluster.welcomes()
    bruno = await cluster.welcomes("Bruno Karam")
    cluster.tg.faults.fail("429", method="setMyCommands", retry_after=30)
    await publisher.publish()
    tried = [call.method for call in calls(cluster)]
    assert tried.count("setMyCommands") == 1, "the others need not hear it too"
    assert tried.count("setMyName") == 4
    seconds.now += 29
    await publisher.publish()
    assert menu(amina) == menu(bruno) == {}
    seconds.now += 2
    await publisher.publish()
    assert "profile" in menu(amina)
    assert "profile" in menu(bruno)


async def test_a_name_that_telegram_makes_wait_for_a_day_keeps_no_menu_waiting(
    cluster: Cluster, publisher: Publisher
) -> None:
    cluster.tg.faults.fail("429", method="setMyName", retry_after=86_400)
    await publisher.publish()
    amina = await cluster.welcomes()
    await publisher.publish()
    assert "profile" in menu(amina)
    assert [call.method for call in calls(cluster)].count("setMyName") == 1


async def test_a_chat_that_telegram_refuses_is_tried_again_after_an_hour(
    cluster: Cluster, publisher: Publisher, seconds: Seconds
) -> None:
    amina = await cluster.welcomes()
    bruno = await cluster.welcomes("Bruno Karam")
    cluster.tg.faults.fail("403", method="setMyCommands")
    await publisher.publish()
    await publisher.publish()
    assert chats_told(cluster) == [bruno.id, amina.id]
    assert "profile" not in menu(bruno)
    seconds.now += PATIENCE_SECONDS
    await publisher.publish()
    assert "profile" in menu(bruno)


async def test_one_whose_call_breaks_does_not_keep_the_others_waiting(
    cluster: Cluster, publisher: Publisher, seconds: Seconds
) -> None:
    amina = await cluster.welcomes()
    bruno = await cluster.welcomes("Bruno Karam")
    cluster.tg.faults.fail("502", method="setMyCommands")
    with pytest.raises(ServerFault, match="502"):
        await publisher.publish()
    await publisher.publish()
    assert "profile" in menu(amina)
    assert "profile" not in menu(bruno)
    seconds.now += 20
    await publisher.publish()
    assert "profile" in menu(bruno)


async def test_an_outage_is_waited_for(cluster: Cluster, seconds: Seconds) -> None:
    amina = await cluster.welcomes()
    cluster.tg.faults.fail("502", method="setMyCommands")

    async def sleep(pause: float) -> None:
        await seconds.sleep(pause)
        seconds.now += pause
        if len(seconds.slept) == 3:
            raise asyncio.CancelledError

    publisher = Publisher(cluster.database, cluster.machine.bot, {OWNER}, seconds, sleep)
    with pytest.raises(asyncio.CancelledError):
        await publisher.keep_published()
    assert seconds.slept == [PAUSE_SECONDS, GAP_SECONDS, LOOK_SECONDS]
    assert "profile" in menu(amina)


async def test_a_menu_of_which_nobody_knows_whether_telegram_took_it_is_taken_away_all_the_same(
    cluster: Cluster, publisher: Publisher
) -> None:
    amina = await cluster.welcomes()
    cluster.tg.faults.fail("reset_after", method="setMyCommands")
    with pytest.raises(NetworkError):
        await publisher.publish()
    async with cluster.database.transaction() as session:
        await session.execute(delete(Person).where(Person.telegram_id == amina.id))
    await publisher_of(cluster).publish()
    assert list(menu(amina)) == STRANGERS
    assert await noted(cluster) == []


async def test_taking_a_menu_away_is_tried_until_telegram_has_answered(
    cluster: Cluster, publisher: Publisher, seconds: Seconds
) -> None:
    vera = cluster.visitor("Vera")
    await is_appointed(vera, Role.VIEWER)
    await vera.opens()
    await publisher.publish()
    await is_dismissed(vera)
    cluster.tg.faults.fail("502", method="deleteMyCommands")
    with pytest.raises(ServerFault, match="502"):
        await publisher.publish()
    assert "broadcasts" in menu(vera)
    seconds.now += 20
    await publisher.publish()
    assert list(menu(vera)) == STRANGERS


async def test_a_chat_that_is_gone_has_no_menu_any_more(cluster: Cluster, publisher: Publisher) -> None:
    async with cluster.database.transaction() as session:
        session.add(Menu(chat_id=77))
    await publisher.publish()
    assert await noted(cluster) == []


async def test_owners_of_the_settings_read_their_own_language(cluster: Cluster, publisher: Publisher) -> None:
    rima = await cluster.owner("fr")
    await publisher.publish()
    assert menu(rima)["settings"] == WORDS["fr"]
    assert "staff" in menu(rima)
    async with cluster.database.reading() as session:
        assert await session.get(Staff, OWNER) is None
        assert (await session.get_one(Chat, OWNER)).language == "fr"
