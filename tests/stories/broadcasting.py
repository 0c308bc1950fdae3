"""What the stories about broadcasts share: composing and sending in few words."""

from __future__ import annotations

from typing import Any

from bot.models.broadcasts import Broadcast, BroadcastPhase
from tests.stories.cast import Cluster, Player, plain

NAMES = {"ar": "Arabic", "fr": "French", "en": "English"}


async def writes(staff: Player, **texts: str) -> None:
    """Somebody of the staff writes a text in each of these languages."""
    await staff.types("/broadcast")
    for language, text in texts.items():
        await staff.taps(NAMES[language])
        await staff.types(text)


async def sends(staff: Player, **texts: str) -> None:
    """They write, and tap through to "Send now"; the 30 seconds pass."""
    await writes(staff, **texts)
    await staff.taps("Send…")
    await staff.taps("Send now")
    await staff.cluster.passes(seconds=31)


async def looks(cluster: Cluster) -> None:
    """The timetable comes round to following broadcasts."""
    await cluster.passes(seconds=3)


def got(somebody: Player, text: str) -> list[dict[str, Any]]:
    """The messages with this very text in somebody's chat."""
    return [message for message in somebody.from_bot if plain(message.get("text", "")) == text]


def is_down_for(somebody: Player) -> None:
    """Telegram takes nothing for this chat until the faults are cleared; it is tried again in 2, 4, 8 s."""
    somebody.cluster.tg.faults.fail("502", times=None, method="sendMessage", chat_id=somebody.id)


async def recovers(cluster: Cluster) -> None:
    """Telegram works again, and what waited goes out."""
    cluster.tg.faults.clear()
    await cluster.passes(minutes=1)
    await looks(cluster)


async def phase(cluster: Cluster, broadcast_id: int = 1) -> BroadcastPhase:
    async with cluster.database.reading() as session:
        return (await session.get_one(Broadcast, broadcast_id)).phase


async def appoints_editor(owner: Player, somebody: Player) -> None:
    await owner.types("/staff")
    await owner.taps("Add somebody")
    await owner.types(str(somebody.id))
    await owner.taps("editor")
