"""Leads: whom a company met at a fair, how warm it was, and what it will do about it.

At a stand a lead is noted with one hand: whatever is sent, a photo of a card, a contact, a few words, is a lead of its
own at once, and is completed by two taps, then or later. What was sent without a connection arrives in any order, so
nothing is put together by guessing: what belongs together is joined by a tap.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.words import shortened


class Warmth(StrEnum):
    """How interested they were."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class Promise(StrEnum):
    """What the company will do next."""

    PRICES = "prices"
    SAMPLES = "samples"
    MEETING = "meeting"
    MESSAGE = "message"
    NOTHING = "nothing"


class Part(StrEnum):
    """What of a lead is typed."""

    NAME = "name"
    CONTACT = "contact"
    NOTE = "note"


NAME_LIMIT = 120
LIMITS = {Part.NAME: NAME_LIMIT, Part.CONTACT: 300, Part.NOTE: 4000}
"""Characters."""
SENT_LIMIT = 4000
"""Characters of what is sent as a lead: one long message."""
MOST_PHOTOS = 10
SENT_TOGETHER = timedelta(minutes=10)
"""What somebody sends within this time may belong to one lead."""
KEPT = timedelta(days=2 * 365)
"""After the mission's last day. Then what was noted of people is deleted; that there was a lead stays."""
AROUND = timedelta(days=2)
"""Before and after a mission, while photos that come without being asked for are leads: one arrives early, and a
connection comes back late."""


class Counts(NamedTuple):
    """How many leads a company has at a mission, how many of today by the calendar there, and how many are to be
    completed."""

    total: int
    today: int
    open: int


class Noted(NamedTuple):
    """What is known of a lead by what was sent."""

    name: str = ""
    note: str = ""
    photos: int = 0


def read(words: str) -> tuple[str, str]:
    """The company's name and the note in what somebody sent: the first line, and the rest.

    A first line that is too long to be a name is the beginning of the note, and the name its first words.
    """
    first, _break, rest = words.partition("\n")
    if len(first) <= NAME_LIMIT:
        return first, rest.strip()
    return shortened(first, NAME_LIMIT // 2), words


def together(*notes: str) -> str:
    """Notes below each other, each once."""
    return "\n".join(dict.fromkeys(note for note in notes if note))


def may_belong(lead: Noted, other: Noted) -> bool:
    """Whether two may be the same company: the card of one, and the name of the other; or both sides of a card."""
    return not (lead.name and other.name) and bool(lead.photos or other.photos)


def belongs_to(lead: Noted, at: datetime, others: Iterable[tuple[int, Noted, datetime]]) -> int | None:
    """Which of the others, by its key, a lead that was noted `at` an instant may belong to: the nearest to it."""
    near = [
        (abs(noted_at - at), key)
        for key, other, noted_at in others
        if abs(noted_at - at) <= SENT_TOGETHER and may_belong(lead, other)
    ]
    return min(near)[1] if near else None
