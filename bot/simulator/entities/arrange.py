"""From what was written to what a message keeps: some characters vanish, entities get Telegram's order.

Source: fix_formatted_text (MessageEntity.cpp) and clean_input_string (misc.cpp) in https://github.com/tdlib/td.
"""

import re

from bot.simulator.entities.units import Entity, utf16_length

REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
PRIORITY = {
    "expandable_blockquote": 0,
    "blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
}
SPLITTABLE = {"bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94}
CODE = ("pre", "code")
QUOTES = ("blockquote", "expandable_blockquote")


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without what Telegram removes (direction overrides, outer white space); entities follow."""
    if REMOVED.search(text):
        text, entities = _without_removed(text, entities)
    text = CONTROL.sub(" ", text)
    trimmed = text.strip(" \n")
    if trimmed == text:
        return text, entities
    leading = len(text) - len(text.lstrip(" \n"))
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


def arranged(entities: list[Entity]) -> list[Entity]:
    """Entities sorted, those of one style merged, nothing inside code, no quote inside a quote."""
    if len(entities) < 2:
        return entities
    solid = [one for one in entities if one["type"] not in SPLITTABLE and one["type"] not in QUOTES]
    quotes = _disjoint([one for one in entities if one["type"] in QUOTES])
    solid = _disjoint(solid)
    code = [(one["offset"], _end(one)) for one in solid if one["type"] in CODE]
    styles = [
        {"type": style, "offset": begin, "length": end - begin}
        for style in SPLITTABLE
        for begin, end in _minus(_union([one for one in entities if one["type"] == style]), code)
    ]
    return sorted([*quotes, *solid, *styles], key=_order)


def _order(entity: Entity) -> tuple[int, int, int]:
    kind = entity["type"]
    return entity["offset"], -entity["length"], PRIORITY.get(kind, SPLITTABLE.get(kind, 50))


def _disjoint(entities: list[Entity]) -> list[Entity]:
    """Of overlapping entities only the first: the outer one, or the one of the stronger kind."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=_order):
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _union(entities: list[Entity]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for begin, end in sorted((one["offset"], _end(one)) for one in entities):
        if ranges and begin <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        else:
            ranges.append((begin, end))
    return ranges


def _minus(ranges: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    for hole_begin, hole_end in holes:
        ranges = [
            (left, right)
            for begin, end in ranges
            for left, right in ((begin, min(end, hole_begin)), (max(begin, hole_end), end))
            if left < right
        ]
    return ranges
