"""How a broadcast goes: how fast, how long it still takes, who got it and tapped, what was corrected since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.rules.broadcasts import BroadcastReport
from bot.rules.corrections import CorrectionReport

MEASURED_FOR = timedelta(seconds=5)
"""Sooner nothing is said of how fast it goes."""
ROUNDED_TO = timedelta(seconds=10)


@dataclass(frozen=True)
class Speed:
    """Messages that are settled in a second, and about how long the others take."""

    a_second: float
    left: timedelta


@dataclass(frozen=True)
class Course:
    """How a broadcast goes or went: its messages, the readers of each language whom it reached and who tapped its
    button, how fast it goes, and its corrections, the newest first."""

    report: BroadcastReport
    reached: Mapping[str, int] = field(default_factory=dict)
    tapped: Mapping[str, int] = field(default_factory=dict)
    speed: Speed | None = None
    corrections: tuple[CorrectionReport, ...] = ()

    @property
    def taps(self) -> int:
        """How many people tapped the button."""
        return sum(self.tapped.values())

    @property
    def is_moving(self) -> bool:
        """Whether any of its messages still is to be sent or changed."""
        return bool(self.report.tally.pending) or any(one.is_pending for one in self.corrections)


def speed_of(settled: int, since: timedelta, pending: int) -> Speed | None:
    """How fast it goes, when so many were settled since then; None where that says nothing yet."""
    if since < MEASURED_FOR or settled <= 0 or not pending:
        return None
    a_second = settled / since.total_seconds()
    tens = max(1, round(pending / a_second / ROUNDED_TO.total_seconds()))
    return Speed(a_second, tens * ROUNDED_TO)
