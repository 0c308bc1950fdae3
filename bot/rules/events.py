"""Events: who gets a seat, how long a seat is offered, and how it is known that somebody came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from bot.rules.timetable import after_quiet, is_quiet

TITLE_LIMIT = 120
PLACE_LIMIT = 200
LINK_LIMIT = 500
MOST_SEATS = 100_000


class EventPhase(StrEnum):
    """Where an event stands; one that is announced is over by the clock."""

    PLANNING = "planning"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class Rsvp(StrEnum):
    """Where somebody stands with an event.

    OFFERED: a free seat is kept for them until a stated moment. LAPSED: they let it pass, or did not take it in time.
    UNINVITED: nobody asked them; they came all the same, and were let in.
    """

    INVITED = "invited"
    GOING = "going"
    WAITING = "waiting"
    OFFERED = "offered"
    NOT_GOING = "not_going"
    LAPSED = "lapsed"
    UNINVITED = "uninvited"


SEATED = (Rsvp.GOING, Rsvp.OFFERED)
"""Who takes a seat, or has one kept."""
ANSWERED = tuple(one for one in Rsvp if one not in (Rsvp.INVITED, Rsvp.UNINVITED))
"""Who has said something, and is told of changes."""


@dataclass(frozen=True)
class Figures:
    """How an event stands: people by what they said, seats taken or kept, and companies of which somebody goes."""

    by_rsvp: Mapping[Rsvp, int]
    companies: int
    came: int
    must_confirm: int
    taken: int

    @property
    def invited(self) -> int:
        return sum(n for rsvp, n in self.by_rsvp.items() if rsvp is not Rsvp.UNINVITED)


@dataclass(frozen=True)
class Waiting:
    """Somebody on the waiting list, of a company (None: it left the cluster), since when."""

    person_id: int
    company_id: int | None
    since: datetime


@dataclass(frozen=True)
class Hall:
    """The seats of an event: how many there are, over all and for one company (None: no limit), how many are taken or
    kept, by company, and who waits."""

    seats: int | None = None
    seats_per_company: int | None = None
    taken: Mapping[int | None, int] = field(default_factory=dict)
    waiting: Sequence[Waiting] = ()

    @property
    def left(self) -> int | None:
        """How many seats are free; None without a limit."""
        return None if self.seats is None else max(0, self.seats - sum(self.taken.values()))

    def has_room_for(self, company_id: int | None) -> bool:
        """Whether neither limit keeps somebody of this company out."""
        if self.left == 0:
            return False
        return self.seats_per_company is None or self.taken.get(company_id, 0) < self.seats_per_company

    def next_in_line(self) -> Waiting | None:
        """Who gets a free seat: of those whom no limit keeps out, companies without a seat first, then in order."""
        return next(iter(to_offer(self)), None)


def answer_of(hall: Hall, company_id: int | None, *, is_first_come: bool) -> Rsvp:
    """What "I am going" makes of somebody: GOING, or WAITING when there is no room, or when others wait for it.

    `is_first_come`: free seats are not offered in turn any more, so nobody's turn is kept.
    """
    if not hall.has_room_for(company_id):
        return Rsvp.WAITING
    return Rsvp.GOING if is_first_come or hall.next_in_line() is None else Rsvp.WAITING


def to_offer(hall: Hall) -> list[Waiting]:
    """Who is offered a seat now, in order, until no seat is free for anybody who waits: companies without a seat first,
    then in the order in which they wait. Thousands may wait."""
    in_order = sorted(hall.waiting, key=lambda one: (one.since, one.person_id))
    with_seat = {company for company, seats in hall.taken.items() if seats}
    first, then = list[Waiting](), list[Waiting]()
    for one in in_order:
        (then if one.company_id in with_seat else first).append(one)
        with_seat.add(one.company_id)
    left, taken, offered = hall.left, Counter(hall.taken), list[Waiting]()
    for one in (*first, *then):
        if len(offered) == left:
            break
        if hall.seats_per_company is None or taken[one.company_id] < hall.seats_per_company:
            taken[one.company_id] += 1
            offered.append(one)
    return offered


OFFER_LASTS = timedelta(days=2)
OFFERS_END = timedelta(hours=3)
"""This long before an event begins, offers end: from then on a free seat is whoever's taps first."""
SHORTEST_OFFER = timedelta(minutes=15)


def offers_are_over(now: datetime, starts_at: datetime) -> bool:
    """Whether it is so late that free seats go to whoever comes first."""
    return now + SHORTEST_OFFER > starts_at - OFFERS_END


def may_offer(now: datetime, starts_at: datetime, zone: tzinfo) -> bool:
    """Whether a seat may be offered now: not too late, and not in quiet hours, unless the event is today."""
    if offers_are_over(now, starts_at):
        return False
    is_today = now.astimezone(zone).date() == starts_at.astimezone(zone).date()
    return is_today or not is_quiet(now, zone)


def offered_until(now: datetime, starts_at: datetime) -> datetime:
    """How long a seat is kept that is offered now: two days, or until three hours before the event."""
    return min(now + OFFER_LASTS, starts_at - OFFERS_END)


def handed_until(now: datetime, starts_at: datetime) -> datetime:
    """How long a seat is kept that a colleague hands on: as an offer, but one can be handed on until the beginning."""
    until = offered_until(now, starts_at)
    return until if until > now + SHORTEST_OFFER else starts_at


TIME_TO_ACT = timedelta(hours=3)
"""How long before an event people must hear that it is another time, or off, for it to be of use."""


def cannot_wait(now: datetime, starts_at: datetime, zone: tzinfo) -> bool:
    """Whether news of an event that begins then comes too late at the end of the quiet hours that it falls into."""
    return after_quiet(now, zone) > max(now, starts_at - TIME_TO_ACT)


class CheckIn(StrEnum):
    """How it is known that somebody came."""

    TICKET = "ticket"
    NAME = "name"
    CODE = "code"
    WALK_IN = "walk_in"


LATE_AFTER = timedelta(minutes=15)
"""Who comes this long after the beginning is late."""
DOORS_OPEN = timedelta(hours=3)
"""How long before the beginning people can be checked in."""
DOORS_CLOSE = timedelta(hours=6)
"""How long after the end staff can still check people in; tickets and codes end with the event."""
