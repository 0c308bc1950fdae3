"""Text in two directions, and text from people: escaped, and kept from disturbing its neighbours."""

import html
import re
import unicodedata
from collections.abc import Callable

from bot.i18n.speech import current

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
LEFT_TO_RIGHT_MARK = "\u200e"

_RIGHT = frozenset({"R", "AL"})
_TAG = re.compile("<[^>]*>")
# Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9, 2.1-2.5)
_DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Text from people for Telegram's HTML, in content and in attributes: & < > and the double quote."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def isolate(text: str) -> str:
    """Text of unknown direction as one run that leaves its neighbours' order alone. Nothing stays nothing."""
    inside = _DIRECTION_CONTROLS.sub("", text)
    return f"{FIRST_STRONG_ISOLATE}{inside}{POP_DIRECTIONAL_ISOLATE}" if inside else ""


def name(text: str) -> str:
    """What a person typed, for a hole of an HTML sentence: escaped and isolated."""
    return isolate(escape(text))


def directed(text: str) -> str:
    """Text ready to be shown: each line runs the way of its language, whatever name it begins with. Twice is as once.

    In Arabic each line starts with a right-to-left mark; elsewhere a line that an Arabic name would turn around
    starts with a left-to-right one, since not every screen looks past the isolate around the name.
    """
    if current() == "ar":
        return _each(text, lambda line: _marked(line, RIGHT_TO_LEFT_MARK))
    return _each(text, lambda line: _marked(line, LEFT_TO_RIGHT_MARK) if _begins(line) in _RIGHT else line)


def marked_where_needed(text: str) -> str:
    """Text that staff wrote, in Arabic: only lines that would start from the left get a mark, the rest stays as is."""
    if current() != "ar":
        return text
    return _each(text, lambda line: _marked(line, RIGHT_TO_LEFT_MARK) if _begins(line) == "L" else line)


def _each(text: str, change: Callable[[str], str]) -> str:
    return "\n".join(change(line) for line in text.split("\n"))


def _marked(line: str, mark: str) -> str:
    # A blank line needs none, and one that has it keeps it
    return line if not line or line.startswith(mark) else mark + line


def _begins(line: str) -> str:
    """The direction of the first strong character of a line of HTML, within isolates too: L, R, AL, or "" for none."""
    plain = html.unescape(_TAG.sub("", line))
    directions = (unicodedata.bidirectional(character) for character in plain)
    return next((one for one in directions if one == "L" or one in _RIGHT), "")
