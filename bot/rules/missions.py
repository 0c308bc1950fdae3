"""Export missions and trade fairs: what is said of one, how applications stand, and how they are scored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType

from bot.rules import countries
from bot.rules.walltime import instant_of
from bot.rules.words import split_list

MOST_PLACES = 1_000
MOST_AHEAD = timedelta(days=731)
"""How far ahead a mission can be: a year mistyped is further."""
LONGEST = timedelta(days=60)
TEXT_LIMIT = 2_000
"""Characters of what is said of a mission: its card, with all else at its longest, still fits one message of 4096."""
REASON_LIMIT = 500
CITY_LIMIT = 60
FAIR_LIMIT = 120
MOST_DOCUMENTS = 5
"""Of one kind, in one application."""


class MissionPhase(StrEnum):
    """Where a mission stands; one that is announced takes applications until its deadline, and is over by the clock."""

    PLANNING = "planning"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"


class Interest(StrEnum):
    """What somebody has said to the invitation, beside what their company applies for."""

    UNSAID = "unsaid"
    INTERESTED = "interested"
    NOT_FOR_US = "not_for_us"


class DocumentKind(StrEnum):
    """What a document of an application is."""

    PRICE_LIST = "price_list"
    CATALOGUE = "catalogue"


class Covered(StrEnum):
    """What the cost of a mission covers, so that companies need not pay for it apart."""

    STAND = "stand"
    FLIGHT = "flight"
    HOTEL = "hotel"
    TRANSPORT = "transport"
    SAMPLES = "samples"
    MEETINGS = "meetings"
    INTERPRETER = "interpreter"
    VISA = "visa"


# Planning


class MissionDetail(StrEnum):
    """What is said of a mission while it is planned."""

    TEXTS = "texts"
    DESTINATION = "destination"
    FAIR = "fair"
    STARTS = "starts"
    ENDS = "ends"
    DEADLINE = "deadline"
    COST = "cost"
    COVERED = "covered"
    PLACES = "places"
    MINIMUM = "minimum"
    DECIDES = "decides"
    CONDITIONS = "conditions"
    AUDIENCE = "audience"


NEEDED = (
    MissionDetail.TEXTS,
    MissionDetail.DESTINATION,
    MissionDetail.STARTS,
    MissionDetail.ENDS,
    MissionDetail.DEADLINE,
)
"""Without these nothing is announced."""


def next_to_ask(settled: Collection[str], *, has_minimum: bool) -> MissionDetail | None:
    """What is asked next, when these were settled; None when all was. The day on which it is decided whether a mission
    takes place is asked where a minimum is needed for that."""
    due = (detail for detail in MissionDetail if has_minimum or detail is not MissionDetail.DECIDES)
    return next((detail for detail in due if detail not in settled), None)


@dataclass(frozen=True)
class Destination:
    """A country (ISO 3166), and the city if it was said."""

    country: str
    city: str = ""


def destination(words: str) -> Destination | None:
    """Where a mission goes, as people type it: "Dubai, Emirates", "الإمارات", "Paris - France"; None where no country
    is named."""
    parts = [part.strip() for whole in split_list(words) for part in whole.split(" - ") if part.strip()]
    named = [(part, countries.country(part)) for part in parts]
    code = next((found for _part, found in reversed(named) if found), None)
    if code is None:
        return None
    others = [part for part, found in named if found is None]
    # A city that is itself read as its country: "Dubai, UAE"
    cities = others or [part for part, _found in named[:-1]]
    return Destination(code, ", ".join(cities)[:CITY_LIMIT])


USUAL_LENGTHS = (2, 3, 4, 5, 7)
"""Days that a mission usually lasts."""
USUAL_PLACES = (6, 8, 10, 12, 15, 20)
USUAL_MINIMUM = (3, 4, 5, 6, 8)
CLOSES = time(18, 0)
"""By the clocks: when a deadline that is offered is."""
DEADLINE_LEADS = tuple(timedelta(weeks=weeks) for weeks in (4, 6, 8))
DEADLINES_FROM_NOW = tuple(timedelta(weeks=weeks) for weeks in (2, 3))


def deadlines_offered(starts_on: date, now: datetime, zone: tzinfo) -> list[datetime]:
    """The usual wall times until which companies apply, those that lie ahead, soonest first."""
    today = now.astimezone(zone).date()
    days = {today + later for later in DEADLINES_FROM_NOW} | {starts_on - lead for lead in DEADLINE_LEADS}
    walls = [datetime.combine(day, CLOSES) for day in sorted(days) if day < starts_on]
    return [wall for wall in walls if instant_of(wall, zone) > now]


DECIDED_AFTER = tuple(timedelta(days=days) for days in (3, 7, 14))


def decision_days(deadline: datetime, starts_on: date) -> list[date]:
    """The usual days on which it is decided whether a mission takes place: after the deadline, before it begins."""
    days = (deadline.date() + later for later in DECIDED_AFTER)
    return [day for day in days if day < starts_on]


ASKED_FROM = time(9, 0)
"""By the clocks: when staff are asked whether a mission takes place, on the day of that."""


def is_decision_due(decides_on: date, now: datetime, zone: tzinfo) -> bool:
    """Whether staff are to be asked by now."""
    return now >= instant_of(datetime.combine(decides_on, ASKED_FROM), zone)


# Applying


class ApplicationState(StrEnum):
    """Where the application of a company stands.

    BEGUN: not sent in yet. WAITING: on the waiting list for a place. WITHDRAWN: by the company, before or after staff
    decided.
    """

    BEGUN = "begun"
    APPLIED = "applied"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SENT_IN = (
    ApplicationState.APPLIED,
    ApplicationState.ACCEPTED,
    ApplicationState.WAITING,
    ApplicationState.REFUSED,
)
"""What staff decide on, or have decided."""
OPEN = (ApplicationState.BEGUN, ApplicationState.APPLIED)
"""What its company can still change, until the deadline."""
UNDER_WAY = (*OPEN, ApplicationState.ACCEPTED, ApplicationState.WAITING)
"""What its company can withdraw."""


class ApplicationStep(StrEnum):
    """What a company is asked, in this order."""

    MOTIVATION = "motivation"
    PRODUCTS = "products"
    BUYERS = "buyers"
    PRICE_LIST = "price_list"
    CATALOGUE = "catalogue"
    TRAVELLER = "traveller"


DOCUMENT_OF: Mapping[ApplicationStep, DocumentKind] = MappingProxyType(
    {
        ApplicationStep.PRICE_LIST: DocumentKind.PRICE_LIST,
        ApplicationStep.CATALOGUE: DocumentKind.CATALOGUE,
    }
)
ANSWER_LIMITS: Mapping[ApplicationStep, int] = MappingProxyType(
    {
        ApplicationStep.MOTIVATION: 900,
        ApplicationStep.PRODUCTS: 600,
        ApplicationStep.BUYERS: 600,
    }
)
"""Characters of what is typed: all answers together are shown to staff on one screen."""
MUST_BE_SAID = (ApplicationStep.MOTIVATION, ApplicationStep.PRODUCTS, ApplicationStep.TRAVELLER)
"""The others can be left out."""


def next_step(given: Collection[str]) -> ApplicationStep | None:
    """What is asked next; None when all is answered."""
    return next((step for step in ApplicationStep if step not in given), None)


GRACE = timedelta(minutes=10)
"""How long after the deadline an application can still be sent in that was written in time: Telegram does not say when
a button was tapped, and a tap may have been under way."""


def is_in_time(sent_at: datetime, deadline_at: datetime) -> bool:
    """Whether what was sent at an instant, by Telegram's clock, counts."""
    return sent_at <= deadline_at


def may_still_send(now: datetime, deadline_at: datetime) -> bool:
    """Whether an application can be sent in; what it says was written in time."""
    return now <= deadline_at + GRACE


# Deciding


class Verdict(StrEnum):
    """What staff decide about an application."""

    ACCEPT = "accept"
    WAIT = "wait"
    REFUSE = "refuse"


BECOMES: Mapping[Verdict, ApplicationState] = MappingProxyType(
    {
        Verdict.ACCEPT: ApplicationState.ACCEPTED,
        Verdict.WAIT: ApplicationState.WAITING,
        Verdict.REFUSE: ApplicationState.REFUSED,
    }
)


def decisions_on(state: ApplicationState) -> tuple[Verdict, ...]:
    """What staff can make of an application that stands so."""
    if state not in SENT_IN:
        return ()
    return tuple(decision for decision, becomes in BECOMES.items() if becomes is not state)


@dataclass(frozen=True)
class MissionFigures:
    """How a mission stands: people who were told, by what they said, and applications by their state."""

    by_interest: Mapping[Interest, int]
    by_state: Mapping[ApplicationState, int]

    @property
    def told(self) -> int:
        return sum(self.by_interest.values())

    @property
    def accepted(self) -> int:
        return self.by_state.get(ApplicationState.ACCEPTED, 0)


# Scores


class Yardstick(StrEnum):
    """What applications are scored by, each from 1 to 5."""

    PRODUCTS = "products"
    READINESS = "readiness"
    MOTIVATION = "motivation"
    BUYERS = "buyers"
    MATERIALS = "materials"


MOST_POINTS = 5
WEIGHTS = (0, 1, 2, 3)
"""What a yardstick can count; 0: not at all."""
APART = 20
"""Two scores that differ by more than this, of 100, are shown to staff: somebody has seen what the other has not."""


def weights_of(stored: Mapping[str, int]) -> dict[Yardstick, int]:
    """What each yardstick counts; 1 where nothing was said."""
    return {one: stored.get(one, 1) for one in Yardstick}


def weighted(points: Mapping[Yardstick, int], weights: Mapping[Yardstick, int]) -> int | None:
    """The score, of 100, that somebody's points come to; None while a yardstick that counts has none.

    The lowest points are 0 of 100, the highest 100, by each yardstick.
    """
    counting = {one: weight for one, weight in weights.items() if weight}
    if not counting or not counting.keys() <= points.keys():
        return None
    total = sum(weight * (points[one] - 1) for one, weight in counting.items())
    return round(100 * total / ((MOST_POINTS - 1) * sum(counting.values())))


@dataclass(frozen=True)
class Assessment:
    """What several people's points come to: the score of each who has given all, by their account, and the mean."""

    by_scorer: Mapping[int, int]

    @property
    def mean(self) -> int | None:
        scores = self.by_scorer.values()
        return round(sum(scores) / len(scores)) if scores else None

    @property
    def difference(self) -> int:
        """How far the scores are apart at most."""
        scores = self.by_scorer.values()
        return max(scores) - min(scores) if scores else 0

    @property
    def is_disputed(self) -> bool:
        return self.difference > APART


def assessment(points: Sequence[tuple[int, Yardstick, int]], weights: Mapping[Yardstick, int]) -> Assessment:
    """What points come to, each with the account of who gave them."""
    by_scorer: dict[int, dict[Yardstick, int]] = {}
    for scorer, yardstick, given in points:
        by_scorer.setdefault(scorer, {})[yardstick] = given
    scores = {scorer: weighted(given, weights) for scorer, given in by_scorer.items()}
    return Assessment({scorer: score for scorer, score in scores.items() if score is not None})


# Documents, taken together

BUNDLE_BYTES = 45 * 1024 * 1024
"""What one archive holds: a bot can send 50 MB (https://core.telegram.org/bots/api#senddocument)."""


def bundles(
    sizes: Sequence[int], fetchable: int, most: int = BUNDLE_BYTES
) -> tuple[list[list[int]], list[int]]:
    """Which documents, by their places, go into which archive, in order; and those that are too large to be fetched."""
    archives: list[list[int]] = []
    left_out, room = list[int](), 0
    for place, size in enumerate(sizes):
        if size > fetchable:
            left_out.append(place)
            continue
        if not archives or size > room:
            archives.append([])
            room = most
        archives[-1].append(place)
        room -= size
    return archives, left_out
