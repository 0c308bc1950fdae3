"""What a job is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo


@dataclass(frozen=True)
class Duty:
    """What a job is given: the moment, the zone, and who the owners are."""

    now: datetime
    zone: tzinfo
    owner_ids: frozenset[int]
