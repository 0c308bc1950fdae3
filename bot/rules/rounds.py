"""Rounds: their phases and dates, what members say to one, and when the monthly one falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.timetable import after_quiet

JOIN_WITHIN = timedelta(days=4)
"""How long members may join a round, unless staff choose otherwise."""
JOIN_DAYS = (2, JOIN_WITHIN.days, 7)
"""How many days staff may give members to join."""
ANSWER_WITHIN = timedelta(days=7)
"""How long after the pairing staff get their report: every suggestion has been answered or has expired by then."""
RATES = (1, 2, 4)
"""How many suggestions a month somebody may choose to get."""
START_CLOCK = time(10, 0)
"""The hour of the cluster at which invitations go out, unless they go at once."""
REMIND_BEFORE = timedelta(days=1)
"""How long before the pairing those who have not answered are reminded."""
LATE = timedelta(hours=1)
"""What begins later than this is given new dates: members would lose the time that they were promised."""
TRY_AGAIN_AFTER = timedelta(minutes=15)
"""How long after a pairing that failed the next try comes; what staff are told says it in words."""
_MONDAY = 0


class RoundPhase(StrEnum):
    """Where a round stands. The last two are final."""

    PLANNED = "planned"
    INVITING = "inviting"
    MATCHING = "matching"
    MEETING = "meeting"
    ENDED = "ended"
    CANCELLED = "cancelled"


OPEN = (RoundPhase.PLANNED, RoundPhase.INVITING, RoundPhase.MATCHING)
"""Until its pairs are found a round is open, and no other one begins."""
CANCELLABLE = (RoundPhase.PLANNED, RoundPhase.INVITING)
"""Until the pairing has begun a round can be called off."""


class Participation(StrEnum):
    """What somebody said to one round."""

    INVITED = "invited"
    JOINED = "joined"
    SKIPPED = "skipped"


class Say(StrEnum):
    """What somebody may say to an invitation: yes, not this time, or never mind rounds."""

    JOIN = "join"
    SKIP = "skip"
    PAUSE = "pause"


class Habit(StrEnum):
    """What somebody wants of rounds in general: be asked each time, take part always, or be left in peace."""

    ASK = "ask"
    ALWAYS = "always"
    PAUSED = "paused"


class Start(StrEnum):
    """When the invitations of a new round go out."""

    NOW = "now"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a round invites, when it pairs those who joined, and when staff get their report; in UTC."""

    starts_at: datetime
    matches_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """How a round went: people invited, and what they said; people paired; pairs, and what came of them."""

    invited: int = 0
    joined: int = 0
    skipped: int = 0
    paired: int = 0
    pairs: int = 0
    introduced: int = 0
    waiting: int = 0

    @property
    def silent(self) -> int:
        """How many did not answer the invitation."""
        return self.invited - self.joined - self.skipped

    @property
    def alone(self) -> int:
        """How many joined and got nobody."""
        return self.joined - self.paired


def start_at(start: Start, now: datetime, zone: tzinfo) -> datetime:
    """When invitations go out: now (or when the quiet hours end), or at ten tomorrow, or next Monday; in UTC."""
    today = now.astimezone(zone).date()
    match start:
        case Start.NOW:
            return after_quiet(now, zone)
        case Start.TOMORROW:
            return _at(today + timedelta(days=1), START_CLOCK, zone)
        case Start.MONDAY:
            return _at(today + timedelta(days=7 - today.weekday()), START_CLOCK, zone)


def dates(starts_at: datetime, join_days: int, zone: tzinfo) -> Dates:
    """The dates of a round that invites at `starts_at`: the same hour on the clocks of `zone`, days later."""
    local = starts_at.astimezone(zone)
    matches_on = local.date() + timedelta(days=join_days)
    return Dates(
        starts_at=starts_at.astimezone(UTC),
        matches_at=_at(matches_on, local.time(), zone),
        ends_at=_at(matches_on + ANSWER_WITHIN, local.time(), zone),
    )


def dates_after_failure(when: Dates, now: datetime, zone: tzinfo) -> Dates:
    """The dates of a round whose pairing failed now: the next try, and the report as much later, not at night."""
    again_at = now + TRY_AGAIN_AFTER
    return Dates(when.starts_at, again_at, after_quiet(when.ends_at + (again_at - when.matches_at), zone))


def phase_after_failure(pairs: int) -> RoundPhase:
    """Where a round stands whose pairing failed: with pairs written there is no way back, without it can be joined."""
    return RoundPhase.MATCHING if pairs else RoundPhase.INVITING


def has_moved(starts_at: datetime, *, shown_minute: int) -> bool:
    """Whether a round would now begin much later than was shown (in minutes since 1970): it is to be shown again."""
    return starts_at.timestamp() - shown_minute * 60 > LATE.total_seconds()


def join_days(starts_at: datetime, matches_at: datetime, zone: tzinfo) -> int:
    """How many days members have to join."""
    return (matches_at.astimezone(zone).date() - starts_at.astimezone(zone).date()).days


def phase_by(phase: RoundPhase, when: Dates, now: datetime) -> RoundPhase:
    """Where a round stands by its dates, before the job that is due has come round."""
    if phase is RoundPhase.INVITING and when.matches_at <= now:
        return RoundPhase.MATCHING
    return RoundPhase.ENDED if phase is RoundPhase.MEETING and when.ends_at <= now else phase


def may_answer(phase: RoundPhase, matches_at: datetime, now: datetime) -> bool:
    """Whether an invitation can be answered, or an answer changed."""
    return phase is RoundPhase.INVITING and now < matches_at


def reminds(starts_at: datetime, matches_at: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether those who have not answered are reminded now: a day before the pairing, in no shorter round than two."""
    is_time = matches_at - REMIND_BEFORE <= now < matches_at
    return is_time and join_days(starts_at, matches_at, zone) >= 2 * REMIND_BEFORE.days


def latest_monthly(now: datetime, zone: tzinfo) -> datetime:
    """The last first-Monday-of-a-month at ten that is not after `now`; in UTC."""
    this_month = now.astimezone(zone).date().replace(day=1)
    slot = _first_monday(this_month, zone)
    if slot > now:
        slot = _first_monday((this_month - timedelta(days=1)).replace(day=1), zone)
    return slot


def next_monthly(now: datetime, zone: tzinfo) -> datetime:
    """The next first-Monday-of-a-month at ten after `now`; in UTC."""
    this_month = now.astimezone(zone).date().replace(day=1)
    slot = _first_monday(this_month, zone)
    if slot <= now:
        slot = _first_monday((this_month + timedelta(days=31)).replace(day=1), zone)
    return slot


def _first_monday(month: date, zone: tzinfo) -> datetime:
    return _at(month + timedelta(days=(_MONDAY - month.weekday()) % 7), START_CLOCK, zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
