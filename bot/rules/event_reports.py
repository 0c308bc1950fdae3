"""What came of an event, in numbers: who was invited, answered and came, of which companies, and how they liked it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from bot.rules.checkins import is_late
from bot.rules.companies import Size
from bot.rules.events import ANSWERED, Rsvp
from bot.rules.feedback import Satisfaction

Part = TypeVar("Part")


class Counted(NamedTuple):
    """What is counted of one guest: `size` is that of their company."""

    rsvp: Rsvp
    came_at: datetime | None
    rating: int | None
    company_id: int | None
    size: Size | None


@dataclass(frozen=True)
class Attendance:
    """How many people were invited, said that they go, and came."""

    invited: int
    going: int
    came: int

    @classmethod
    def of(cls, guests: Sequence[Counted]) -> Attendance:
        return cls(
            sum(guest.rsvp is not Rsvp.UNINVITED for guest in guests),
            sum(guest.rsvp is Rsvp.GOING for guest in guests),
            sum(guest.came_at is not None for guest in guests),
        )


@dataclass(frozen=True)
class EventReport:
    """An event in numbers, of people save where companies are named.

    `came`, `late`, `walk_ins` and `companies` are None where nobody was checked in: it is not known who came. So is
    `no_shows`, and as long as the event is not over. `by_sub_cluster` counts a company in each of its sub-clusters, the
    one with most invited first; None is what has no size, or no sub-cluster.
    """

    whole: Attendance
    answered: int
    late: int | None
    walk_ins: int | None
    no_shows: int | None
    companies: int | None
    new_companies: int | None
    by_size: Mapping[Size | None, Attendance]
    by_sub_cluster: Mapping[str | None, Attendance]
    satisfaction: Satisfaction

    @property
    def is_checked(self) -> bool:
        """Whether anybody was checked in."""
        return self.whole.came > 0


def report_of(
    guests: Sequence[Counted],
    sub_clusters: Mapping[int, Sequence[str]],
    known: frozenset[int],
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> EventReport:
    """The report on an event. `sub_clusters` are those of companies by id; `known` companies came to an earlier one."""
    came = [guest for guest in guests if guest.came_at is not None]
    companies = {guest.company_id for guest in came if guest.company_id is not None}
    is_checked, is_over = bool(came), ends_at <= now
    late = sum(guest.came_at is not None and is_late(guest.came_at, starts_at, ends_at) for guest in came)
    missing = sum(guest.rsvp is Rsvp.GOING and guest.came_at is None for guest in guests)
    parts = [(slug, guest) for guest in guests for slug in sub_clusters.get(guest.company_id or 0) or (None,)]
    by_size = _by_part((guest.size, guest) for guest in guests)
    by_sub_cluster = _by_part(parts)
    return EventReport(
        whole=Attendance.of(guests),
        answered=sum(guest.rsvp in ANSWERED for guest in guests),
        late=late if is_checked else None,
        walk_ins=sum(guest.rsvp is not Rsvp.GOING for guest in came) if is_checked else None,
        no_shows=missing if is_checked and is_over else None,
        companies=len(companies) if is_checked else None,
        new_companies=len(companies - known) if is_checked else None,
        by_size={size: by_size[size] for size in (*Size, None) if size in by_size},
        by_sub_cluster=dict(
            sorted(
                by_sub_cluster.items(), key=lambda part: (part[0] is None, -part[1].invited, part[0] or "")
            )
        ),
        satisfaction=Satisfaction.of(Counter(guest.rating for guest in guests if guest.rating is not None)),
    )


def _by_part(guests: Iterable[tuple[Part, Counted]]) -> dict[Part, Attendance]:
    gathered: dict[Part, list[Counted]] = {}
    for part, guest in guests:
        gathered.setdefault(part, []).append(guest)
    return {part: Attendance.of(those) for part, those in gathered.items()}
