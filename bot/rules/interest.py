"""The button under a broadcast by which members say that they are interested, or would like to be told more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class ButtonKind(StrEnum):
    """Which button stands under a broadcast, if any."""

    NONE = ""
    INTERESTED = "interested"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Gathering:
    """How taps are gathered before staff are told of them together: so long after the first, and at most so often."""

    after: timedelta
    every: timedelta


GATHERED: Mapping[ButtonKind, Gathering] = MappingProxyType(
    {
        ButtonKind.INTERESTED: Gathering(timedelta(hours=1), timedelta(days=1)),
        ButtonKind.MORE: Gathering(timedelta(minutes=5), timedelta(hours=1)),
    }
)
"""Who asks for more waits for an answer; an interest is to be known by the next day. Hundreds tap in the first hour."""


def is_to_be_told(kind: ButtonKind, first_at: datetime, told_at: datetime | None, now: datetime) -> bool:
    """Whether staff are told now of taps that they have not heard of: of which the first was at `first_at`, when they
    last heard of this broadcast's at `told_at`."""
    gathering = GATHERED.get(kind)
    if gathering is None or now < first_at + gathering.after:
        return False
    return told_at is None or now >= told_at + gathering.every
