"""Signed codes at the door: a person's ticket, and the venue's code, which changes every ten minutes.

Two numbers and a tag: HMAC-SHA256 (RFC 2104), cut to 128 bits as its section 5 allows, over what the code is for and
both numbers. A code made for one thing is none for another. The first key signs and all verify, so that a new key put
in front leaves codes good that are on phones already; when a key is taken away, its codes end, and whoever changes keys
is told for how long they matter (`verbs/secrets.py`).

A code says that we made it, and for whom and what. Who may use it, and until when, is for whoever reads it to decide:
anybody may photograph a ticket, so only staff may take one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.rules.words import fold

TICKET = "ticket"
VENUE = "venue"
"""What codes are for; also the kinds of their deep links."""

SLOT = timedelta(minutes=10)
"""How long the venue's code is shown. It is taken during the next slot too: for 10 to 20 minutes."""

SLOTS_TAKEN = 2
NUMBER_LENGTH = 6

_NUMBERS = struct.Struct(">II")
_TAG_BYTES = 16
# 24 bytes are 32 characters without padding, and no two texts decode to the same bytes
_CODE = re.compile(r"[A-Za-z0-9_-]{32}")
_NUMBER = re.compile(rf"[0-9]{{{NUMBER_LENGTH}}}")

Keys = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whom a ticket is for, and which event."""

    event_id: int
    person_id: int


def ticket(event_id: int, person_id: int, keys: Keys) -> str:
    """The code of a person who goes to an event: 32 characters of [A-Za-z0-9_-]. Ids are below 2³²."""
    return _signed(TICKET, event_id, person_id, keys)


def read_ticket(code: str, keys: Keys) -> Ticket | None:
    """Whom a ticket is for; None when we did not make it, or not as a ticket."""
    numbers = _verified(TICKET, code, keys)
    return Ticket(*numbers) if numbers is not None else None


def venue_code(event_id: int, now: datetime, keys: Keys) -> str:
    """The code that the venue shows at `now`: 32 characters of [A-Za-z0-9_-]."""
    return _signed(VENUE, event_id, _slot(now), keys)


def read_venue_code(code: str, now: datetime, keys: Keys) -> int | None:
    """The event of a venue's code of this slot or the one before; None when it is older, or not ours."""
    numbers = _verified(VENUE, code, keys)
    if numbers is None:
        return None
    event_id, slot = numbers
    return event_id if 0 <= _slot(now) - slot < SLOTS_TAKEN else None


def venue_number(event_id: int, now: datetime, keys: Keys) -> str:
    """The venue's code at `now` as six digits, for those who type it."""
    return _number(event_id, _slot(now), keys[0])


def is_venue_number(typed: str, event_id: int, now: datetime, keys: Keys) -> bool:
    """Whether the venue's six digits of this slot or the one before were typed: in any script, with spaces or dashes.

    One guess in 500,000 is right, so the caller counts fruitless tries (RFC 4226, 7.3).
    """
    digits = _digits(typed)
    if not _NUMBER.fullmatch(digits):
        return False
    slots = range(_slot(now), _slot(now) - SLOTS_TAKEN, -1)
    right = [_number(event_id, slot, key) for slot in slots for key in keys]
    return any(hmac.compare_digest(digits, number) for number in right)


def is_like_venue_number(typed: str) -> bool:
    """Whether what was typed is a number of six digits at all, in any script."""
    return _NUMBER.fullmatch(_digits(typed)) is not None


def _digits(typed: str) -> str:
    return fold(typed).replace(" ", "")


def venue_changes_at(now: datetime) -> datetime:
    """When the venue's code that is shown at `now` is followed by the next one."""
    return datetime.fromtimestamp((_slot(now) + 1) * SLOT.total_seconds(), UTC)


def _slot(now: datetime) -> int:
    return int(now.timestamp() // SLOT.total_seconds())


def _number(event_id: int, slot: int, key: bytes) -> str:
    digest = _mac(f"{VENUE} number", _NUMBERS.pack(event_id, slot), key)
    return f"{int.from_bytes(digest) % 10**NUMBER_LENGTH:0{NUMBER_LENGTH}}"


def _signed(purpose: str, first: int, second: int, keys: Keys) -> str:
    numbers = _NUMBERS.pack(first, second)
    return base64.urlsafe_b64encode(numbers + _mac(purpose, numbers, keys[0])[:_TAG_BYTES]).decode()


def _verified(purpose: str, code: str, keys: Keys) -> tuple[int, int] | None:
    if not _CODE.fullmatch(code):
        return None
    data = base64.urlsafe_b64decode(code)
    numbers, tag = data[: _NUMBERS.size], data[_NUMBERS.size :]
    is_ours = any(hmac.compare_digest(tag, _mac(purpose, numbers, key)[:_TAG_BYTES]) for key in keys)
    first, second = _NUMBERS.unpack(numbers)
    return (first, second) if is_ours else None


def _mac(purpose: str, numbers: bytes, key: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\0" + numbers, hashlib.sha256)
