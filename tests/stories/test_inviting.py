"""Staff invite people, one or many at once, and see how far each has come."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.models.invites import Invite
from tests.stories.cast import Cluster, Player


def copied(player: Player) -> list[str]:
    """What the buttons of the newest picture copy."""
    (message,) = [one for one in player.from_bot if "photo" in one][-1:]
    buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
    return [button["copy_text"]["text"] for button in buttons if "copy_text" in button]


SPOKEN = {
    "en": "New invitation|not opened|opened the link on|Hello Bruno",
    "fr": "Nouvelle invitation|lien pas encore ouvert|lien ouvert le|Bonjour Bruno",
    "ar": "دعوة جديدة|ولم يُفتح|وفُتح الرابط|مرحبًا Bruno",
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_somebody_is_invited_by_code_link_or_message_and_staff_see_how_far_they_came(
    cluster: Cluster, language: str
) -> None:
    invite, sent, opened, hello = SPOKEN[language].split("|")
    owner = await cluster.owner(language)
    async with cluster.database.transaction() as session:
        await cluster._invite(session, "Bruno Karam", "Karam Estates", language=language)
    await owner.types("/members")
    await owner.types("bruno")
    await owner.taps("Bruno Karam")
    message, data = owner.button(invite)
    owner.phone.tap(message["message_id"], data)
    owner.phone.tap(message["message_id"], data)
    await cluster.settled()
    async with cluster.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Invite)) == 2, "one more, not two"
    assert sent in owner.screen
    texts = copied(owner)
    link = texts[-1]
    assert texts[0].startswith(hello)
    assert all(text.endswith(link) and len(text) <= 256 for text in texts)
    bruno = cluster.visitor("Bruno", language)
    await bruno.opens(link.partition("start=")[2])
    await owner.types("/invite")
    await owner.types("/members")
    await owner.types("bruno")
    await owner.taps("Bruno Karam")
    assert opened in owner.screen


async def test_many_are_invited_at_once_and_those_who_have_not_joined_are_listed(cluster: Cluster) -> None:
    owner = await cluster.owner()
    await cluster.welcomes("Amina Haddad", "Cedar Press")
    for name in ("Bruno Karam", "Chafic Nassar"):
        await cluster.expects(name, "Karam Estates")
    await owner.types("/invite")
    assert "Joined (1)" in owner.buttons
    await owner.taps("Invited, link not opened (2)")
    assert "Bruno Karam · Invited on" in owner.screen
    await owner.taps("New links for all, as Excel")
    assert "2 invitations." in owner.screen
    assert owner.from_bot[-1]["document"]["file_name"] == "invitations-2026-11-23.xlsx"
    async with cluster.database.reading() as session:
        made = await session.scalar(
            select(func.count()).select_from(Invite).where(Invite.made_by == owner.id)
        )
    assert made == 2
    await owner.types("/members")
    await owner.types("karam estates")
    await owner.taps("🏢 Karam Estates")
    await owner.taps("Invite who has not joined (2)")
    assert "2 invitations." in owner.screen
