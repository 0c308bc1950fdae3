"""What the stories about broadcasts share: composing and sending in few words."""

from __future__ import annotations

from typing import Any

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
