"""Buttons with links under a broadcast: typed as "Label – https://…", one a line, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from bot.rules.words import clean

MOST_LINKS = 6
"""Buttons with links under one broadcast."""
LABEL_LIMIT = 40
"""Characters of a label: what a phone shows of a button."""
ADDRESS_LIMIT = 1024
"""Characters of an address. Telegram names no limit; what it opens itself holds 2,048."""
TYPED_LIMIT = MOST_LINKS * (LABEL_LIMIT + ADDRESS_LIMIT)
_BARE = r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?$"
"""An address as people say it: qoot.org/forum."""
_ADDRESS = re.compile(rf"[a-z][a-z0-9+.-]*:\S*$|www\.\S+$|{_BARE}", re.IGNORECASE)
_BETWEEN = " \u00a0\u202f\t-–—:=>→|،,"
_NEVER = re.compile(r"[\s\\<>\"`{}|^]")


class Fault(StrEnum):
    """What is wrong with a line."""

    NO_ADDRESS = "no address"
    NO_LABEL = "no label"
    LONG_LABEL = "long label"
    BAD_ADDRESS = "bad address"
    TOO_MANY = "too many"


@dataclass(frozen=True)
class BadLine:
    """A line that is no button: which one, from 1, what it says, and why it is none."""

    number: int
    line: str
    fault: Fault


Link = tuple[str, str]
"""What a button says, and where it leads."""


def read_links(text: str) -> tuple[Link, ...] | BadLine:
    """The buttons that a text describes, one a line; or the first line that is none. Empty lines count for nothing."""
    links: list[Link] = []
    for number, typed in enumerate(text.splitlines(), 1):
        line = clean(typed, TYPED_LIMIT).text
        if not line:
            continue
        found = _link(line)
        if len(links) == MOST_LINKS:
            found = Fault.TOO_MANY
        if isinstance(found, Fault):
            return BadLine(number, line, found)
        links.append(found)
    return tuple(links)


def _link(line: str) -> Link | Fault:
    found = _ADDRESS.search(line)
    if found is None or (found.start() and line[found.start() - 1] not in _BETWEEN):
        return Fault.NO_ADDRESS
    label = line[: found.start()].strip(_BETWEEN)
    address = address_of(found.group())
    if address is None:
        return Fault.BAD_ADDRESS
    if not label:
        return Fault.NO_LABEL
    return (label, address) if len(label) <= LABEL_LIMIT else Fault.LONG_LABEL


def address_of(typed: str) -> str | None:
    """An address that a button may open: http or https (added where it has none), a host, nobody's name or
    password in it, of at most ADDRESS_LIMIT characters; else None. It is never fetched."""
    is_bare = typed.lower().startswith("www.") or re.match(_BARE, typed, re.IGNORECASE)
    address = f"https://{typed}" if is_bare else typed
    if len(address) > ADDRESS_LIMIT or _NEVER.search(address):
        return None
    try:
        parts = urlsplit(address)
        is_fine = bool(parts.hostname) and "." in (parts.hostname or "").strip(".") and parts.port != 0
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and is_fine and "@" not in parts.netloc else None


def as_typed(links: Iterable[Iterable[str]]) -> str:
    """Buttons as they are typed, one a line."""
    return "\n".join(" – ".join(link) for link in links)
