"""The text of a file of unknown encoding: what programs of many countries and decades have saved."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from bot.exchange.lines import RosterUnreadable, Unreadable

_CODE_PAGES = ("cp1252", "cp1256", "mac_roman", "cp850", "cp720", "iso8859_6")
"""Windows Western and Arabic, Mac, DOS Western and Arabic, and the Arabic of Unix: of equals the first."""
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_WORDS = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
_USUAL = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔÙÛÜŒñáíóúßÄÖ")
_MARKS = frozenset("’‘“”«»–—…°№€•·\u00a0\u202f\u200e\u200f")
_SAMPLE = 200_000  # bytes with which encodings are told apart
_TWICE = re.compile("[ÃÂØÙ][\x80-\xbf\u2018-\u203a\u0152-\u017e\u0192\u02c6\u02dc\u20ac\u2122]")
"""UTF-8 that was read as Windows' Western and saved again: é has become Ã©."""


def decoded(data: bytes) -> str:
    """The text. Raises RosterUnreadable for what is no text."""
    try:
        text = _by_mark(data) or _by_nulls(data) or _utf_8(data) or _code_page(data)
    except UnicodeDecodeError as error:
        raise RosterUnreadable(Unreadable.NOT_A_TABLE) from error
    if "\x00" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise RosterUnreadable(Unreadable.NOT_A_TABLE)
    return _once(text)


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return (
                _utf_8(data[3:]) or data.decode(encoding)
                if encoding == "utf-8-sig"
                else data.decode(encoding)
            )
    return None


def _by_nulls(data: bytes) -> str | None:
    """UTF-16 without its mark: commas and line ends have a null byte, on the side that tells the order."""
    even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
    if max(even, odd) * 20 < min(len(data) // 2, 1000):
        return None
    return data.decode("utf-16-le" if odd > even else "utf-16-be")


def _utf_8(data: bytes) -> str | None:
    """UTF-8, also with a few bytes of something else in it: those are read as Windows' Western."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    text = data.decode(errors="surrogateescape")
    bad = sum(1 for character in text if "\udc80" <= character <= "\udcff")
    good = sum(1 for character in text if character > "\x7f") - bad
    if bad * 3 > good:
        return None
    return "".join(
        _western(character) if "\udc80" <= character <= "\udcff" else character for character in text
    )


def _western(escaped: str) -> str:
    return bytes([ord(escaped) - 0xDC00]).decode("cp1252", errors="replace")


def _code_page(data: bytes) -> str:
    """By the code page in which most words are words."""
    sample = data[:_SAMPLE]
    best = max(_CODE_PAGES, key=lambda page: _plausible(sample.decode(page, errors="replace")))
    return data.decode(best, errors="replace")


def _plausible(text: str) -> float:
    """How much of what is not ASCII is letters of French or of Arabic in words of their own script."""
    score = 0.0
    for word, times in Counter(_WORDS.findall(text)).items():
        others = [character for character in word if character > "\x7f" and character not in _MARKS]
        if others:
            score += min(times, 5) * _worth(word, others)
    return score


def _worth(word: str, others: list[str]) -> float:
    arabic = sum(1 for character in others if "\u0621" <= character <= "\u0652")
    if arabic == len(others):
        is_mixed = any(character.isascii() for character in word)
        return (
            -2.0 * arabic
            if is_mixed
            else arabic + (2.0 if "ال" in word else 0.0) - (1.0 if arabic == 1 else 0.0)
        )
    usual = sum(1 for character in others if character in _USUAL)
    letters = sum(
        1 for character in others if unicodedata.category(character)[0] == "L" and character.isalpha()
    )
    worth = 2.0 * usual - 1.0 * (letters - usual) - 2.0 * (len(others) - letters)
    # A capital letter within a word that is not all in capitals is none
    inside = "".join(word[1:])
    return worth - 3.0 if inside.lower() != inside and word.upper() != word else worth


def _once(text: str) -> str:
    """The text as it was before it was taken for another encoding and saved again, line by line."""
    if len(_TWICE.findall(text[:_SAMPLE])) < 2:
        return text
    return "".join(_undone(line) for line in text.splitlines(keepends=True))


def _undone(line: str) -> str:
    if not _TWICE.search(line):
        return line
    try:
        # Bytes that Windows' Western leaves open were taken as they are
        raw = b"".join(
            bytes([ord(character)]) if "\x80" <= character <= "\x9f" else character.encode("cp1252")
            for character in line
        )
        return raw.decode()
    except UnicodeError:
        return line
