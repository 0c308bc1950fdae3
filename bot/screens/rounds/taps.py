"""The taps about rounds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.replies import Tap
from bot.rules.rounds import Say, Start


@dataclass(frozen=True)
class ListRounds(Tap, prefix="o"):
    """Show the rounds, the last one first."""

    page: int = 0


@dataclass(frozen=True)
class OpenRound(Tap, prefix="oo"):
    """Show one round as it stands."""

    round_id: int


@dataclass(frozen=True)
class GetPairs(Tap, prefix="of"):
    """Send me the pairs of a round as a table."""

    round_id: int


@dataclass(frozen=True)
class SetMonthly(Tap, prefix="om"):
    """Begin a round by itself every month, or stop that."""

    is_on: bool


@dataclass(frozen=True)
class PlanRound(Tap, prefix="os"):
    """Plan a round, or go on with the one being planned."""


@dataclass(frozen=True)
class PickStart(Tap, prefix="ot"):
    """Invitations go out then."""

    start: Start


@dataclass(frozen=True)
class PickDays(Tap, prefix="oj"):
    """Members have so many days to join."""

    days: int


@dataclass(frozen=True)
class ShowWhom(Tap, prefix="oa"):
    """Show whom the round being planned is for."""


@dataclass(frozen=True)
class OpenWhom(Tap, prefix="od"):
    """Show the values that it can be narrowed to."""

    dimension: str
    page: int


@dataclass(frozen=True)
class NarrowWhom(Tap, prefix="on"):
    """Put a value in, or take it out."""

    dimension: str
    key: str
    page: int


@dataclass(frozen=True)
class WidenWhom(Tap, prefix="oe"):
    """For everybody again."""


@dataclass(frozen=True)
class ConfirmRound(Tap, prefix="oc"):
    """It is planned: show it all once more."""


@dataclass(frozen=True)
class StartRound(Tap, prefix="ol"):
    """Start it, with invitations at the minute since 1970 (UTC) that was shown."""

    minute: int


@dataclass(frozen=True)
class CancelRound(Tap, prefix="ox"):
    """Call a round off; `is_sure` after the question."""

    round_id: int
    is_sure: bool


@dataclass(frozen=True)
class ShowMyRound(Tap, prefix="ow"):
    """Show the invitation to a round, or how my answer stands."""

    round_id: int


@dataclass(frozen=True)
class AnswerRound(Tap, prefix="oy"):
    """What I say to an invitation."""

    round_id: int
    say: Say
