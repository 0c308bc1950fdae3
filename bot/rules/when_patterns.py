"""Patterns of words: regular expressions over what the words of a text may mean, instead of over its letters.

"mar 05" becomes "[month=3|weekday=1][D=05|H=05]": each word, number or sign stands in brackets with all that it may
mean. A pattern such as "{D}{month}" takes a day and a month from that, with their values; a sign stands between spaces.

Besides the kinds of `when_words` there are: D a day of a month (N: in digits), H an hour, MIN minutes, Q a quantity;
MM and YY two digits, Y four, HMM a time without a sign (730); SPOKEN a number in words, ORDINAL a day's number as one,
HOUR an hour's in Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.rules.when_words import VALUELESS, Meaning, meanings


def encode(words: list[str]) -> str:
    """The words as patterns see them. The longest known phrase counts as one word."""
    return "".join(_bracketed(words))


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of ours as a regular expression: {name} takes a word; {name=value} one with this value, ungrouped."""

    def hole(found: re.Match[str]) -> str:
        name, value = found.groups()
        taken = f"{name}={value}" if value else f"{name}=([\\w-]+)" if name not in VALUELESS else name
        return rf"(?:\[(?:[^\]|]+\|)*{taken}(?:\|[^\]]+)?\])"

    signs = re.sub(r" ([:/.-]) ", lambda sign: rf"\[(?:[^\]|]+\|)*{re.escape(sign[1])}\]", pattern)
    return re.compile(_HOLE.sub(hole, signs).replace(" ", ""))


def _bracketed(words: list[str]) -> Iterator[str]:
    """Each word or longest known phrase, with all that it may mean; what means nothing is a question mark."""
    at = 0
    while at < len(words):
        word = words[at]
        longest, found = at + 1, list(_numeric(word)) if word.isdecimal() else []
        for end, meaning in meanings(words, at):
            if end > longest:
                longest, found = end, []
            found += _named(meaning)
        found += [word] if word in _SIGNS else []
        yield f"[{'|'.join(found) or '?'}]"
        at = longest


_SIGNS = ":/.-"


def _named(meaning: Meaning) -> Iterator[str]:
    """The names in patterns that take a word of this meaning."""
    kind, value = meaning.kind, meaning.value
    if kind == "number":
        yield from (f"{name}={value}" for name in ("D", "H", "Q", "MIN", "SPOKEN"))
    elif kind == "ordinal":
        yield from (f"D={value}", f"ORDINAL={value}")
    elif kind == "hour":
        yield from (f"H={value}", f"HOUR={value}")
    elif kind == "quantity":
        yield f"Q={value}"
    else:
        yield kind if kind in VALUELESS else f"{kind}={value}"


def _numeric(digits: str) -> Iterator[str]:
    """The names in patterns that take a number in digits."""
    length = len(digits)
    if length <= 2:
        yield from (f"{name}={digits}" for name in ("D", "N", "H", "MIN"))
    if length == 2:
        yield from (f"{name}={digits}" for name in ("MM", "YY"))
    if length <= 3:
        yield f"Q={digits}"
    if length == 4:
        yield f"Y={digits}"
    if length in (3, 4):
        yield f"HMM={digits}"


_HOLE = re.compile(r"\{([A-Za-z]+)(?:=(\w+))?\}")
