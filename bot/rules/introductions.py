"""Introductions: what may be asked, what each answer makes of a request, and when the bot speaks up by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.rules.people import Seat

MOST_A_DAY = 5
AFTER_NO = timedelta(days=90)
AFTER_LATER = timedelta(days=30)
AFTER_WITHDRAWAL = timedelta(days=1)
"""Whoever takes a request back has changed their mind; asking and taking back in turn would be pestering."""
NUDGE_AFTER = timedelta(days=2)
EXPIRES_AFTER = timedelta(days=5)
MOST_ASKED = 3
ASKED_WITHIN = timedelta(days=30)
"""Nobody is suggested to more people than so many within so long: the most wanted would be worn out."""
RATE_WITHIN = timedelta(days=27)
"""A month, as rates count it: two first Mondays may be 28 days apart, and each is the month's."""
WORDS_LIMIT = 300
"""Characters of a sentence that says why."""


class State(StrEnum):
    """Where an introduction stands. All but `open` are final."""

    OPEN = "open"
    INTRODUCED = "introduced"
    POSTPONED = "postponed"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Origin(StrEnum):
    """Where an introduction came from: a member's own idea, or a round's or staff's, which both must agree to."""

    CARD = "card"
    SUGGESTION = "suggestion"
    ROUND = "round"
    STAFF = "staff"

    @property
    def is_proposed(self) -> bool:
        """Whether somebody else had the idea, so that both sides are asked."""
        return self in (Origin.ROUND, Origin.STAFF)


class Side(StrEnum):
    """Which of the two somebody is."""

    ASKER = "asker"
    OTHER = "other"


class Word(StrEnum):
    """What somebody answers."""

    YES = "yes"
    LATER = "later"
    NO = "no"


class Why(StrEnum):
    """A ready-made reason to meet; `own` stands for a sentence of one's own, `opening` for what is open to them,
    `about` for what they searched for."""

    BUY = "buy"
    SELL = "sell"
    EXPORT = "export"
    DISTRIBUTE = "distribute"
    TECHNICAL = "technical"
    PARTNER = "partner"
    FINANCE = "finance"
    MET = "met"
    OPENING = "opening"
    ABOUT = "about"
    OWN = "own"


class Decline(StrEnum):
    """Why somebody says no; only staff see it. `own` stands for a sentence of one's own."""

    NOT_RELEVANT = "not_relevant"
    KNOWN = "known"
    NO_TIME = "no_time"
    OWN = "own"
    NONE = "none"


class Contact(StrEnum):
    """A way to reach somebody that they may pass on."""

    TELEGRAM = "telegram"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides an introduction: its state, and who has said yes."""

    state: State
    asker_agrees: bool
    other_agrees: bool

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    def agrees(self, side: Side) -> bool:
        return self.asker_agrees if side is Side.ASKER else self.other_agrees


def answered(terms: Terms, side: Side, word: Word) -> Terms:
    """What an answer makes of an open introduction: it comes about when both have said yes, and only then."""
    if not terms.is_open:
        return terms
    match word:
        case Word.NO:
            return replace(terms, state=State.DECLINED)
        case Word.LATER:
            return replace(terms, state=State.POSTPONED)
        case Word.YES:
            asker = terms.asker_agrees or side is Side.ASKER
            other = terms.other_agrees or side is Side.OTHER
            state = State.INTRODUCED if asker and other else State.OPEN
            return Terms(state, asker_agrees=asker, other_agrees=other)


MEANT = MappingProxyType({Word.YES: State.INTRODUCED, Word.LATER: State.POSTPONED, Word.NO: State.DECLINED})
"""What each answer would make of an introduction."""


def is_effective(terms: Terms, closed_by: Side | None, side: Side, meant: State) -> bool:
    """Whether an introduction is what a side meant to make of it, by an answer, a hand-over or taking it back.

    A press that came too late is not. A yes counts as long as the other may still say it too.
    """
    if meant is State.INTRODUCED:
        return terms.state is State.INTRODUCED or (terms.is_open and terms.agrees(side))
    return terms.state is meant and closed_by is side


def may_ask_again(
    state: State, closed_at: datetime, *, by_them: bool = True, left_unanswered: bool = False
) -> datetime | None:
    """When somebody may ask again after an introduction ended; None when they need not wait.

    A silence counts as a no does, or asking again would tell them apart. `by_them`: who wants to ask now did not end it
    themselves; `left_unanswered`: it was a request to them, which they let run out.
    """
    match state:
        case State.DECLINED if by_them:
            return closed_at + AFTER_NO
        case State.EXPIRED if by_them and not left_unanswered:
            return closed_at + AFTER_NO
        case State.POSTPONED if by_them:
            return closed_at + AFTER_LATER
        case State.WITHDRAWN if not by_them:
            return closed_at + AFTER_WITHDRAWAL
        case _:
            return None


def as_known(state: State, *, is_own: bool) -> State:
    """What somebody may know of an end that they did not bring about: a no and a silence are one and the same."""
    return State.EXPIRED if state is State.DECLINED and not is_own else state


SEATS_FOR: Mapping[Why, tuple[Seat, ...]] = MappingProxyType(
    {
        Why.BUY: (Seat.COMMERCIAL, Seat.EXPORT),
        Why.SELL: (Seat.PROCUREMENT,),
        Why.EXPORT: (Seat.EXPORT, Seat.COMMERCIAL),
        Why.DISTRIBUTE: (Seat.COMMERCIAL, Seat.EXPORT),
        Why.TECHNICAL: (Seat.TECHNICAL,),
        Why.PARTNER: (),
        Why.FINANCE: (),
        Why.MET: (),
        Why.OPENING: (),
        Why.ABOUT: (),
        Why.OWN: (),
    }
)
"""Whose matter a reason is; after them the lead, the liaison, and whoever is there."""
_ANYWAY = (Seat.LEAD, Seat.LIAISON, Seat.COMMERCIAL, Seat.EXPORT, Seat.PROCUREMENT, Seat.TECHNICAL)


def seats_in_order(why: Why) -> tuple[Seat, ...]:
    """On which seats the right one for a reason is looked for, the likeliest first; after these, on any."""
    return tuple(dict.fromkeys((*SEATS_FOR[why], *_ANYWAY)))


def right_person(seats: Sequence[tuple[int, Seat]], why: Why) -> int | None:
    """Who of a company is the right one for a reason, by id: the first on the likeliest seat; None of nobody."""
    for wanted in seats_in_order(why):
        for person_id, seat in seats:
            if seat is wanted:
                return person_id
    return seats[0][0] if seats else None
