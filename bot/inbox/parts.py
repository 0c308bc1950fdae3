"""What people send at once and comes as several updates: a long text, which phones cut into messages, and an album,
each of whose files is a message. Each is one turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.markup import units

LONG = 2000
"""UTF-16 units from which a text may go on: phones cut at a break in the second half of what a message holds."""
FULL = 4096
"""UTF-16 units that a phone puts into one message."""
APART_SECONDS = 2
"""How far apart the parts of a text are sent, at most, by the dates of their messages."""
MOST = 10
"""The most parts that are one text, and the most files of an album
(https://core.telegram.org/bots/api#sendmediagroup)."""


def may_go_on(raw: Any) -> bool:
    """Whether an update may be one with others that come behind it."""
    return is_long(raw) or _album_of(raw) is not None


def belonging(raws: Sequence[Any]) -> tuple[list[int], bool]:
    """Of somebody's updates, in order, the places of those that are one with the first; and whether another of its
    parts may yet come.

    The parts of a text stand one behind the other: what stands behind them ends it. The files of an album are known by
    what they share, and never say how many they are.
    """
    if (album := _album_of(raws[0])) is not None:
        places = [place for place, raw in enumerate(raws) if _album_of(raw) == album][:MOST]
        return places, len({_message_id(raws[place]) for place in places}) < MOST
    places = [0]
    while len(places) < min(MOST, len(raws)) and goes_on(raws[places[-1]], raws[len(places)]):
        places.append(len(places))
    return places, len(places) == len(raws) and is_long(raws[-1])


def is_long(raw: Any) -> bool:
    """Whether an update is a text that may go on in the next one."""
    message = _text_message(raw)
    return message is not None and units(message["text"]) > LONG


def goes_on(earlier: Any, raw: Any) -> bool:
    """Whether an update is the next part of the one before it."""
    first, message = _text_message(earlier), _text_message(raw)
    if first is None or message is None or not is_long(earlier):
        return False
    sent, before = message.get("date"), first.get("date")
    return isinstance(sent, int) and isinstance(before, int) and 0 <= sent - before <= APART_SECONDS


def joined(raws: Sequence[Any]) -> Any:
    """Updates that are one as a single update: of a text with the ids of its messages as `parts`, of an album with all
    its messages as `album`, in their order. Only the first one's other facts count.
    """
    if len(raws) == 1:
        return raws[0]
    if _album_of(raws[0]) is not None:
        messages = {_message_id(raw): raw["message"] for raw in raws}
        return {**raws[0], "album": [messages[number] for number in sorted(messages)]}
    text, part = "", ""
    entities: list[Any] = []
    for message in [raw["message"] for raw in raws]:
        text += _break_after(part)
        shift, part = units(text), message["text"]
        entities += [{**entity, "offset": entity["offset"] + shift} for entity in message.get("entities", ())]
        text += part
    ids = [raw["message"].get("message_id") for raw in raws]
    return {**raws[0], "message": {**raws[0]["message"], "text": text, "entities": entities}, "parts": ids}


def _break_after(part: str) -> str:
    """What was lost after a part, since messages are trimmed. A phone cuts at the strongest break that there is, and
    through a word only where there is none: such a part is full."""
    if not part or units(part) >= FULL:
        return ""
    return "\n\n" if "\n\n" in part else "\n" if "\n" in part else " "


def _text_message(raw: Any) -> dict[str, Any] | None:
    """The message of an update that brings a text, which is no command and was not forwarded."""
    message = raw.get("message") if isinstance(raw, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        return None
    is_typed = not message["text"].startswith("/") and "forward_origin" not in message
    return message if is_typed else None


def _album_of(raw: Any) -> str | None:
    """What the files of one album share; None for all else."""
    message = raw.get("message") if isinstance(raw, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("message_id"), int):
        return None
    album = message.get("media_group_id")
    return album if isinstance(album, str) else None


def _message_id(raw: Any) -> int:
    number: int = raw["message"]["message_id"]
    return number
