"""Formatted text: from markup or a list of entities to what a message carries."""

from typing import Any

from bot.simulator.entities.arrange import arranged, cleaned
from bot.simulator.entities.detect import with_detected
from bot.simulator.entities.given import given_entities
from bot.simulator.entities.html import parse_html
from bot.simulator.entities.units import Entity
from bot.simulator.errors import bad_request
from bot.simulator.wire import Query

MOST_RAW_BYTES = 32_768
MOST_TEXT = 4096
MOST_CAPTION = 1024


def formatted(
    query: Query, field: str, parse_mode: str = "parse_mode", entities: str = "entities"
) -> tuple[str, list[Entity]]:
    """The text of a call's field with its entities, ("", []) when it is empty. ApiError 400 to refuse."""
    return parsed(query.text(field), query.text(parse_mode), query.value(entities, "message entities"))


def parsed(raw: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """Formatted text from markup, or from text and a list of entities; ApiError 400 as Telegram says."""
    if len(raw) > MOST_RAW_BYTES // 4 and len(raw.encode(errors="replace")) > MOST_RAW_BYTES:
        raise bad_request("text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        text, found = parse_html(raw)
    elif mode in ("", "none"):
        text, found = raw, given_entities(entities)
    else:
        raise bad_request("unsupported parse_mode")
    text, found = cleaned(text, found)
    return text, with_detected(text, arranged(found))
