"""What a broadcast may do: how it goes, when it must stop itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.rules.pages import Page

WINDOW = 20
"""How many of the last settled messages of a broadcast are looked at."""
TOO_MANY = 0.5
"""The share of failures among them at which a broadcast pauses itself."""
NO_WORDING = "no text in this language"
"""Why a message failed that the broadcast has no words for; all other reasons are Telegram's."""
STOOD_STILL = "the program was down for more than an hour"
"""Why a broadcast paused itself that was half sent then: what is left of it may be out of date, or ring at night."""
NO_REASONS: Page[tuple[str, int]] = Page((), 0, 0)


class Edited(StrEnum):
    """What of a broadcast somebody changed: with each, what was confirmed before is confirmed no longer."""

    TEXT = "text"
    MEDIA = "media"
    BUTTON = "button"
    AUDIENCE = "audience"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Tally:
    """How the messages of a broadcast stand."""

    pending: int = 0
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    cancelled: int = 0

    @property
    def people(self) -> int:
        return self.settled + self.pending

    @property
    def settled(self) -> int:
        """How many are through, one way or another."""
        return self.sent + self.failed + self.unreachable + self.uncertain + self.cancelled

    @property
    def reached_nobody(self) -> bool:
        """Whether nothing is left to send and it arrived for certain with nobody, nor perhaps with anybody."""
        return not (self.pending or self.sent or self.uncertain)


@dataclass(frozen=True)
class BroadcastReport:
    """How a broadcast went: the counts, the commonest reasons of failures, and how many may go again. `wordless` are
    how many failed because there is no text in the language that they read, by language."""

    tally: Tally
    reasons: Page[tuple[str, int]] = NO_REASONS
    uncertain_again: int = 0
    failed_again: int = 0
    wordless: Mapping[str, int] = field(default_factory=dict)


def is_failing(last_failed: Sequence[bool]) -> bool:
    """Whether a broadcast should pause, given its last settled messages (True: failed)."""
    recent = last_failed[-WINDOW:]
    return len(recent) == WINDOW and sum(recent) / WINDOW >= TOO_MANY
