"""Long texts: phones cut what no message holds into several messages, which are one text here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.markup import units

LONG = 2000
"""UTF-16 units from which a text may go on: phones cut at a break in the second half of what a message holds."""
FULL = 4096
"""UTF-16 units that a phone puts into one message."""
APART_SECONDS = 2
"""How far apart the parts are sent, at most, by the dates of their messages."""
MOST = 10
"""The most parts that are one text."""


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
    """Updates that are parts of one text as a single update, with the ids of the messages as its `parts`.

    Only the first one's other facts count.
    """
    if len(raws) == 1:
        return raws[0]
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
