"""What people write: cleaned to be kept, folded to be compared, shortened to be shown."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

Key = TypeVar("Key", bound=str)

# Overrides, isolates and deprecated format characters turn a text around or hide in it; lone surrogates
# cannot be encoded; the others print nothing. U+200C/U+200D stay: Persian words and emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# One that holds French punctuation to its word stays, or a line would begin with a question mark
_SPACES = re.compile("(?!(?<!\\s)[\u00a0\u202f](?=[?!;:»]))(?!(?<=«)[\u00a0\u202f](?!\\s))[^\\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_EDGES = " \u061c\u200c\u200d\u200e\u200f"
# Letters and symbols by their category, but empty to the eye
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SEPARATORS = re.compile(r"[;,/|\n\u060c\u061b\uff0c\uff1b]")

_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ک": "ك",
        "ڤ": "ف",
        "پ": "ب",
        "ـ": "",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
    }
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, whole, and by how many characters it exceeds the limit that it was cleaned for."""

    text: str
    excess: int = 0

    @property
    def is_too_long(self) -> bool:
        """Whether the caller must refuse the text: it is never cut here."""
        return self.excess > 0


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a typed list means: the keys found, in order and once each, and the parts not understood."""

    keys: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def clean(text: str, limit: int, *, lines: bool = False) -> Cleaned:
    """The text without what hides, turns or breaks other text; nothing is cut, and nothing is raised.

    `limit` counts code points of the result. `lines` keeps line breaks (at most one empty line in a row);
    otherwise they become spaces. Text with nothing to see in it becomes "". The result is in NFC.
    """
    breaks = _LINE_BREAK.sub("\n" if lines else " ", text)
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", _UNWANTED.sub("", breaks)))
    joined = "\n".join(line.strip(_EDGES) for line in spaced.split("\n")).strip("\n")
    kept = _BLANK_LINES.sub("\n\n", joined) if _is_visible(joined) else ""
    return Cleaned(kept, max(0, len(kept) - limit))


def shortened(text: str, limit: int, *, lines: bool = False) -> str:
    """At most `limit` characters of the text, a cut shown by an ellipsis: to show, not keep.

    On one line, unless `lines` keeps its line breaks.
    """
    line = clean(text, limit, lines=lines)
    return line.text[: limit - 1].rstrip(" .,;:،؛") + "…" if line.is_too_long else line.text


def is_in_arabic(text: str) -> bool:
    """Whether a text is in Arabic letters, for the most part."""
    letters = [ch for ch in text if ch.isalpha()]
    return 2 * sum("ء" <= ch <= "ي" for ch in letters) > len(letters)


def fold(text: str) -> str:
    """The text as search and comparison see it: no marks, accents, case, punctuation or letter variants.

    One fold for both sides of every comparison, Arabic and Latin; digits of any script become 0–9.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(decomposed.translate(_FOLDING).split())


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a list as people type it: commas, semicolons (Arabic too), slashes, bars, new lines."""
    parts = (clean(part, len(part)).text for part in _SEPARATORS.split(text))
    return tuple(part for part in parts if part)


def by_wording(wordings: Mapping[Key, str]) -> Mapping[str, Key]:
    """Folded wording → what it means, from lists as `split_list` reads them; each key words itself too."""
    return MappingProxyType(
        {fold(word): key for key, listed in wordings.items() for word in (str(key), *split_list(listed))}
    )


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(ch)[0] in "LNPS" and ch not in _BLANK_LETTERS for ch in text)


class _Folding(dict[int, str]):
    """What `fold` makes of a character, worked out when it is first met: str.translate asks only once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(ch: str) -> str:
    category = unicodedata.category(ch)
    if category == "Nd":
        return str(unicodedata.decimal(ch))
    if ch.isspace() or category[0] in "ZP" or category in ("Sm", "Sk"):
        return " "
    return "" if category[0] in "MC" or category == "Lm" else ch


_FOLDING = _Folding(_LETTERS)
