"""Texts from people made fit for a picture: cleaned, broken into lines, shortened; in two directions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]

ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
ELLIPSIS = "…"
UNKNOWN = "□"
"""In place of a letter that no face of ours has."""
NAMELESS = "–"

_LONGEST = 400  # characters looked at: no picture has room for more
_MOST_MARKS = 2  # on one letter, as in Arabic a shadda with its vowel; more would tower over the line
_JOINERS = "\u200c\u200d"
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def cleaned(text: str, has_glyph: Callable[[str], bool]) -> str:
    """The text on one line, without what a picture cannot show: controls, emoji, all but two marks on a letter.

    Isolates are kept, and closed; other marks and controls of direction are dropped. A letter that no face has becomes
    a square.
    """
    kept: list[str] = []
    open_isolates = marks = 0
    for character in unicodedata.normalize("NFC", _SPACES.sub(" ", text[:_LONGEST]).strip()):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind[0] == "M" else 0
        if character == ISOLATE:
            open_isolates += 1
        elif character == END_OF_ISOLATE:
            if not open_isolates:
                continue
            open_isolates -= 1
        elif character in _JOINERS:
            if not (kept and unicodedata.bidirectional(kept[-1]) == "AL"):
                continue
        elif kind[0] == "C" or marks > _MOST_MARKS:
            continue
        elif not has_glyph(character):
            if kind[0] not in "LN":
                continue
            character = UNKNOWN
        kept.append(character)
    return _SPACES.sub(" ", "".join(kept) + END_OF_ISOLATE * open_isolates).strip()


def wrapped(text: str, width: float, most: int, measure: Measure) -> list[str]:
    """A cleaned text in at most so many lines, each no wider than `width`; what is left over ends in an ellipsis.

    An isolate that a line break or the ellipsis cuts through is closed at the end of the line: the ellipsis stands
    where the name would have gone on, and the next line goes on in the name's direction.
    """
    lines: list[str] = []
    while text and len(lines) < most:
        if measure(text) <= width:
            return [*lines, text]
        if len(lines) == most - 1:
            return [*lines, _shortened(text, width, measure)]
        line, text = _broken(text, width, measure)
        lines.append(line)
    return lines


def _shortened(text: str, width: float, measure: Measure) -> str:
    """As much of the text as there is room for, and an ellipsis."""
    cut = _longest_fitting(text, width, lambda start: measure(_ended(start)))
    return _ended(text[:cut])


def _broken(text: str, width: float, measure: Measure) -> tuple[str, str]:
    """The first line, broken at a space or, in a word that is too long for a line, between letters; and the rest."""
    cut = _longest_fitting(text, width, lambda start: measure(_closed(start)))
    space = cut if text[cut : cut + 1] == " " else text.rfind(" ", 0, cut)
    if space > 0:
        cut = space
    cut = max(cut, 1)
    line, rest = text[:cut], text[cut:].strip()
    return _closed(line), ISOLATE * _unclosed(line) + rest


def _longest_fitting(text: str, width: float, measure_start: Measure) -> int:
    """How many characters fit, and never a letter without its marks."""
    fits, too_many = 0, len(text)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if measure_start(text[:middle]) <= width:
            fits = middle
        else:
            too_many = middle
    while fits and unicodedata.category(text[fits]) in ("Mn", "Me", "Cf"):
        fits -= 1
    return fits


def _ended(start: str) -> str:
    return _closed(start.rstrip(f" {_JOINERS}{ISOLATE}") + ELLIPSIS)


def _closed(start: str) -> str:
    return start + END_OF_ISOLATE * _unclosed(start)


def _unclosed(start: str) -> int:
    return start.count(ISOLATE) - start.count(END_OF_ISOLATE)
