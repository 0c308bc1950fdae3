"""Text in two directions: each line runs its own way, and names keep from disturbing their neighbours."""

import re
import unicodedata

from bot.i18n.speech import current
from bot.markup import escape, plain

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"

_RIGHT = frozenset({"R", "AL"})
# What is meant to be copied or followed: nothing of ours goes into it
_COPIED = re.compile(r"<(/?)(?:a|code|pre)\b[^>]*>")
# Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9, 2.1-2.5)
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u200e\u200f\u2068\u2069]")


def isolate(text: str) -> str:
    """Text of unknown direction as one run that leaves its neighbours' order alone. Nothing stays nothing."""
    inside = _DIRECTION_CONTROLS.sub("", text)
    return f"{FIRST_STRONG_ISOLATE}{inside}{POP_DIRECTIONAL_ISOLATE}" if inside else ""


def name(text: str) -> str:
    """What a person typed, for a hole of an HTML sentence: escaped and isolated."""
    return isolate(escape(text))


def directed(text: str) -> str:
    """HTML of ours ready to be shown: each line runs the way of its language, whatever name it begins with. Idempotent.

    In Arabic each line starts with a right-to-left mark; elsewhere a line that an Arabic name would turn around
    starts with a left-to-right one, since not every screen looks past the isolate around the name. Lines within code
    and links get none: it would be copied with them.
    """
    lines: list[str] = []
    within = 0
    for line in text.split("\n"):
        lines.append(line if within else _marked(line))
        for closing in _COPIED.findall(line):
            within = max(0, within - 1) if closing else within + 1
    return "\n".join(lines)


def undirected(text: str) -> str:
    """The text without marks and isolates, for where there is no room for them."""
    return _MARKS.sub("", text)


def _marked(line: str) -> str:
    if current() == "ar":
        mark = RIGHT_TO_LEFT_MARK
    elif _begins(line) in _RIGHT:
        mark = LEFT_TO_RIGHT_MARK
    else:
        return line
    # A blank line needs none, and one that has it keeps it
    return line if not line or line.startswith(mark) else mark + line


def _begins(line: str) -> str:
    """The direction of the first strong character of a line of HTML, within isolates too: L, R, AL, or "" for none."""
    directions = (unicodedata.bidirectional(character) for character in plain(line))
    return next((one for one in directions if one == "L" or one in _RIGHT), "")
