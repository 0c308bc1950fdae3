"""Text in two directions, and text from people: escaped, and kept from disturbing its neighbours."""

import html
import re
import unicodedata

from bot.i18n.speech import current

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"

# Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9, 2.1-2.5)
_TAG = re.compile("<[^>]*>")
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


def right_to_left(text: str) -> str:
    """Text ready to be shown: in Arabic each line starts with a right-to-left mark. Twice is as once."""
    if current() != "ar":
        return text
    return "\n".join(_marked(line) for line in text.split("\n"))


def _marked(line: str) -> str:
    # A blank line needs none, and one that has it keeps it
    return line if not line or line.startswith(RIGHT_TO_LEFT_MARK) else RIGHT_TO_LEFT_MARK + line


def marked_where_needed(text: str) -> str:
    """Text that staff wrote, in Arabic: only lines that would start from the left get a mark, the rest stays as is."""
    if current() != "ar":
        return text
    return "\n".join(_marked(line) if _starts_from_left(line) else line for line in text.split("\n"))


def _starts_from_left(line: str) -> bool:
    """Whether the first strong character of a line of HTML is a left-to-right one (UAX #9, P2)."""
    plain = html.unescape(_TAG.sub("", line))
    strong = next(
        (unicodedata.bidirectional(c) for c in plain if unicodedata.bidirectional(c) in {"L", "R", "AL"}), ""
    )
    return strong == "L"
