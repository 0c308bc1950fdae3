"""The moment: what every use case is told about when and where it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True)
class Moment:
    """When something happens (`now`, aware), the cluster's time zone, and the ids that are always owners."""

    now: datetime
    zone: tzinfo
    owner_ids: frozenset[int] = frozenset()

    @property
    def today(self) -> date:
        """The date on the calendar of the cluster's zone."""
        return self.now.astimezone(self.zone).date()
