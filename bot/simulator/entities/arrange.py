"""From what was written to what a message keeps: some characters vanish, entities get Telegram's order.

Source: fix_formatted_text (MessageEntity.cpp) and clean_input_string (misc.cpp) in https://github.com/tdlib/td.
"""

import re
from itertools import pairwise

from bot.simulator.entities.units import Entity, utf16_length

REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
STYLES = {"bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94}
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CLOSED = frozenset({"pre", "code", "date_time"})
"""What holds no other formatting."""
USUAL = 50
PRIORITY = {
    **dict.fromkeys(QUOTES, 0),
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    **STYLES,
    "custom_emoji": 99,
}


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without what Telegram removes (direction overrides, outer white space); entities follow.

    White space at the beginning stays where an entity covers it.
    """
    if REMOVED.search(text):
        text, entities = _without_removed(text, entities)
    text = CONTROL.sub(" ", text)
    trimmed = text.strip(" \n")
    if trimmed == text:
        return text, entities
    first = min((one["offset"] for one in entities), default=len(text))
    leading = min(len(text) - len(text.lstrip(" \n")), first)
    trimmed = text.rstrip(" \n")[leading:]
    end = utf16_length(trimmed)
    return trimmed, [
        moved for one in entities if (moved := _moved(one, one["offset"] - leading, _end(one) - leading, end))
    ]


def _without_removed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    gone = [utf16_length(text[: match.start()]) for match in REMOVED.finditer(text)]
    kept = REMOVED.sub("", text)

    def after(offset: int) -> int:
        return offset - sum(1 for position in gone if position < offset)

    end = utf16_length(kept)
    return kept, [
        moved for one in entities if (moved := _moved(one, after(one["offset"]), after(_end(one)), end))
    ]


def _moved(entity: Entity, begin: int, end: int, limit: int) -> Entity | None:
    begin, end = max(0, begin), min(end, limit)
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def _end(entity: Entity) -> int:
    return int(entity["offset"] + entity["length"])


def in_order(entities: list[Entity]) -> list[Entity]:
    """Entities as Telegram sorts them: by place, the longer first, then by kind."""
    return sorted(entities, key=_order)


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], PRIORITY.get(entity["type"], USUAL)


def arranged(entities: list[Entity]) -> list[Entity]:
    """Entities in order; nothing overlaps but by nesting, and nothing nests in code nor a quote in a quote.

    Neighbours of one style merge; a style is cut where another one begins, and where anything else begins or ends.
    """
    if len(entities) < 2:
        return entities
    quotes = _disjoint([one for one in entities if one["type"] in QUOTES])
    solid = [
        one
        for one in _disjoint([one for one in entities if one["type"] not in QUOTES | STYLES.keys()])
        if not any(_crosses(one, quote) for quote in quotes)
    ]
    runs = {style: _union([one for one in entities if one["type"] == style]) for style in STYLES}
    cuts = {begin for ranges in runs.values() for begin, _ in ranges}
    cuts |= {place for one in (*quotes, *solid) for place in (one["offset"], _end(one))}
    closed = [(one["offset"], _end(one)) for one in solid if one["type"] in CLOSED]
    styles = [
        {"type": style, "offset": left, "length": right - left}
        for style, ranges in runs.items()
        for begin, end in ranges
        for left, right in pairwise(sorted({begin, end, *(cut for cut in cuts if begin < cut < end)}))
        if not any(start <= left and right <= stop for start, stop in closed)
    ]
    return in_order([*quotes, *solid, *styles])


def _disjoint(entities: list[Entity]) -> list[Entity]:
    """Of overlapping entities only the first: the outer one, or the one of the stronger kind."""
    kept: list[Entity] = []
    for entity in in_order(entities):
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    """Whether an entity that touches a quote is not wholly inside it."""
    begin, end = entity["offset"], _end(entity)
    return (
        end > quote["offset"]
        and _end(quote) > begin
        and not (quote["offset"] <= begin and end <= _end(quote))
    )


def _union(entities: list[Entity]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for begin, end in sorted((one["offset"], _end(one)) for one in entities):
        if ranges and begin <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        else:
            ranges.append((begin, end))
    return ranges
