"""What the stories about planned events share: members of three languages, and an event that was announced to them."""

from __future__ import annotations

from typing import Any

from bot.models.events import Event, Guest
from bot.rules.events import Rsvp
from tests.events import an_event, says, stands
from tests.stories.cast import Cluster, Player, person_of, plain


async def three(cluster: Cluster) -> tuple[Player, Player, Player]:
    """Members who read Arabic, French and English."""
    return (
        await cluster.welcomes("Amina Haddad", "Cedar Press", language="ar"),
        await cluster.welcomes("Bruno Karam", "Orchard Juices", language="fr"),
        await cluster.welcomes("Carla Saab", "Valley Wines", language="en"),
    )


async def the_event(cluster: Cluster, event_id: int = 1) -> Event:
    async with cluster.database.reading() as session:
        return await session.get_one(Event, event_id)  # type: ignore[no-any-return]


async def announced(cluster: Cluster, said: dict[Player, Rsvp], **columns: Any) -> Event:
    """An event on Thursday at 18:00 to which all members are invited, and what some of them said."""
    event = await an_event(cluster.database, **columns)
    for player, rsvp in said.items():
        await says(cluster.database, event, await person_of(player), rsvp)
    return event


async def row_of(cluster: Cluster, event: Event, player: Player) -> Guest:
    found = await stands(cluster.database, event, await person_of(player))
    assert found is not None
    return found


async def opens_card(owner: Player, title: str = "Olive Oil Forum") -> None:
    await owner.types("/plan")
    await owner.taps(title)


def files_to(player: Player) -> list[str]:
    """The calendar files that somebody got, the newest last."""
    files = player.cluster.tg.files
    found = []
    for message in player.from_bot:
        if "document" in message and message["document"]["file_name"].endswith(".ics"):
            file = files.get(message["document"]["file_id"])
            assert file is not None
            found.append(plain(file.content().decode().replace("\r\n ", "")))
    return found
