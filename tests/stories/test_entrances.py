"""Entrances: home, /help and the menu of commands show what works for whoever looks, and no more."""

from __future__ import annotations

import pytest

from bot.rules.staff import Role
from bot.services import appointing
from handlers.menus import Publisher
from tests.moments import at
from tests.stories.cast import OWNER, Cluster, Player

OF_STAFF = {
    "missions": "All missions",
    "leads": "All missions",
    "events": "All events",
    "polls": "Plan polls",
    "opportunities": "💡 Opportunities",
    "introductions": "Introductions",
    "company": "👥 Members",
    "score": "scores are being computed",
}
"""Commands that only members have, with what staff are shown of the same."""


async def appointed(cluster: Cluster, player: Player, role: Role) -> Player:
    """Put somebody on the staff list, and let them see home."""
    async with cluster.database.transaction() as session:
        await appointing.appoint(session, player.id, "", role, OWNER, at(cluster.clock()))
    await player.types("/start")
    return player


async def menu_of(cluster: Cluster, player: Player) -> list[str]:
    """The commands that Telegram offers in somebody's chat, as published."""
    await Publisher(cluster.database, cluster.machine.bot, {OWNER}).publish()
    return [command["command"] for command in menu(cluster, player)]


def menu(cluster: Cluster, player: Player) -> list[dict[str, str]]:
    return cluster.tg.menus.seen_by(player.id, player.phone.account.language_code)


def commands_in(text: str) -> list[str]:
    return [line.split(" ")[0][1:] for line in text.split("\n") if line.startswith("/")]


async def test_staff_who_are_no_members_are_shown_nothing_that_asks_them_for_an_invite(
    cluster: Cluster,
) -> None:
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    assert vera.buttons == [
        "🔎 Directory",
        "📊 Broadcasts",
        "🗓 Plan events",
        "🌍 Plan missions",
        "🗳 Plan polls",
        "💡 Post opportunities",
        "🤝 Introductions of members",
        "👥 Members",
        "🔄 Rounds",
        "📈 Engagement of companies",
        "⚙️ Settings and privacy",
    ]
    offered = await menu_of(cluster, vera)
    await vera.types("/help")
    assert sorted(commands_in(vera.screen)) == sorted(offered)
    for command in offered:
        await vera.types(f"/{command}")
        assert "invite link" not in vera.screen, command
    assert {"profile", "company", "introductions"}.isdisjoint(offered)
    await vera.types("/profile")
    assert "You are here as staff" in vera.screen
    assert "📊 Broadcasts" in vera.buttons
    for command, own in OF_STAFF.items():
        await vera.types(f"/{command}")
        assert own in vera.screen
    assert {"broadcast", "requests", "staff"}.isdisjoint(offered)


async def test_a_member_of_the_staff_is_offered_both(cluster: Cluster) -> None:
    amina = await appointed(cluster, await cluster.welcomes(), Role.EDITOR)
    assert amina.buttons == [
        *("🔎 Directory", "📅 Events", "🌍 Missions", "🗳 Polls", "💡 Opportunities", "🤝 Introductions"),
        *("👤 My profile", "🏢 My company", "📈 My score"),
        *(
            "📣 New broadcast",
            "📊 Broadcasts",
            "🗓 Plan events",
            "🌍 Plan missions",
            "🗳 Plan polls",
            "💡 Post opportunities",
            "🤝 Introductions of members",
            "👥 Members",
            "✋ Requests to join",
            "🔄 Rounds",
            "📈 Engagement of companies",
        ),
        "⚙️ Settings and privacy",
    ]
    offered = await menu_of(cluster, amina)
    assert offered[:6] == ["broadcast", "broadcasts", "plan", "mission", "poll", "opportunity"]
    assert {"profile", "directory", "introductions"} < set(offered)
    assert "staff" not in offered


async def test_members_are_offered_nothing_of_staffs(cluster: Cluster) -> None:
    amina = await cluster.welcomes()
    await amina.types("/help")
    assert commands_in(amina.screen) == await menu_of(cluster, amina)
    assert "staff" not in amina.screen


async def test_home_and_menu_in_arabic(cluster: Cluster) -> None:
    amina = await cluster.welcomes(language="ar")
    await amina.types("/start")
    rows = [
        [button["text"] for button in row] for row in amina.from_bot[-1]["reply_markup"]["inline_keyboard"]
    ]
    assert [len(row) for row in rows] == [2, 2, 2, 2, 1, 1]
    assert "الدليل" in rows[0][1], "the first button stands on the right"
    await amina.types("/help")
    assert "/directory – " in amina.screen
    offered = await menu_of(cluster, amina)
    assert commands_in(amina.screen) == offered
    assert all("؀" <= one["description"][0] <= "ۿ" for one in menu(cluster, amina))


@pytest.mark.both_databases
async def test_staff_find_and_read_members_without_being_one(cluster: Cluster) -> None:
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    await vera.taps("Directory")
    await vera.types("cedar")
    assert "Amina Haddad" in vera.screen
    assert not any("introduction" in label for label in vera.buttons)
    await vera.taps("Back")
    assert "1 company found" in vera.screen


async def test_staff_search_no_more_often_than_members(cluster: Cluster) -> None:
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    vera = await appointed(cluster, cluster.visitor("Vera"), Role.VIEWER)
    for _ in range(31):
        await vera.types("/search cedar")
    assert "30 times within an hour" in vera.screen
