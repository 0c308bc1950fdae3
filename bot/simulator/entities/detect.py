"""Commands, mentions, hashtags, links and addresses, which Telegram finds by itself."""

import re

from bot.simulator.entities.arrange import arranged
from bot.simulator.entities.units import Entity, utf16_length

FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b)"
    r"|(?P<bot_command>(?<![\w/@<>.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<![\w#/&])#(?=\w*[^\W\d_])\w{1,256}\b)"
)
MARKS = re.compile(r"[/@#]")
CLOSED = frozenset({"pre", "code", "date_time", "text_link", "text_mention", "custom_emoji"})


def with_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities, and those that Telegram finds outside code and links, in order."""
    if not MARKS.search(text):
        return entities
    taken = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in CLOSED]
    found: list[Entity] = []
    for match in FOUND.finditer(text):
        begin = utf16_length(text[: match.start()])
        end = begin + utf16_length(match.group())
        if not any(begin < right and left < end for left, right in taken):
            found.append({"type": match.lastgroup, "offset": begin, "length": end - begin})
    if not found:
        return entities
    return arranged([*entities, *found])
