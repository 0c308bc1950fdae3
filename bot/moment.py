"""The moment: what every use case is told about when and where it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo


@dataclass(frozen=True)
class Moment:
    """When something happens (`now`, aware), the cluster's time zone, and the ids that are always owners."""

    now: datetime
    zone: tzinfo
    owner_ids: frozenset[int] = frozenset()
