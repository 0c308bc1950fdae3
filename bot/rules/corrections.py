"""What was sent is corrected or withdrawn: what Telegram allows, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DELETABLE = timedelta(hours=48)
"""How long a bot can delete its message (https://core.telegram.org/bots/api#deletemessage)."""
IN_TIME = DELETABLE - timedelta(minutes=30)
"""What was sent longer ago is not deleted any more: it takes its time until the last message has its turn."""


class CorrectionKind(StrEnum):
    """What happens to the messages of a broadcast that was sent."""

    TEXT = "text"
    WITHDRAWAL = "withdrawal"


class Means(StrEnum):
    """How a message is changed where somebody has it."""

    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True)
class Affected:
    """How many messages a correction is about: `reached` can still be deleted, `late` only edited; `ahead` has not left
    yet; of `unknown` nobody knows whether they arrived, and they cannot be changed."""

    reached: int = 0
    late: int = 0
    ahead: int = 0
    unknown: int = 0

    @property
    def arrived(self) -> int:
        """Who has it."""
        return self.reached + self.late


@dataclass(frozen=True)
class Spread:
    """How many messages are changed, are still to be, and cannot be."""

    done: int = 0
    pending: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.done + self.pending + self.failed


@dataclass(frozen=True)
class CorrectionReport:
    """How far a correction has come. `language` is the one whose text was corrected."""

    kind: CorrectionKind
    language: str
    at: datetime
    edited: Spread = Spread()
    deleted: Spread = Spread()

    @property
    def is_pending(self) -> bool:
        return bool(self.edited.pending or self.deleted.pending)
