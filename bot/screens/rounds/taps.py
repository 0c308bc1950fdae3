"""The taps about rounds."""

from __future__ import annotations

from bot.i18n import N_
from bot.replies import Tap
from bot.rules.rounds import Say, Start
from bot.screens.entrances import Entrance

WHOSE = "round"
"""The word under which the audience of the round being planned is chosen; there is one, without an id."""


class ListRounds(Tap, prefix="o"):
    page: int = 0


ENTRANCE = Entrance("rounds", N_("Rounds of introductions"), ListRounds(), N_("🔄 Rounds"))


class OpenRound(Tap, prefix="oo"):
    round_id: int


class GetPairs(Tap, prefix="of"):
    round_id: int


class SetMonthly(Tap, prefix="om"):
    is_on: bool


class PlanRound(Tap, prefix="os"): ...


class PickStart(Tap, prefix="ot"):
    start: Start


class PickDays(Tap, prefix="oj"):
    days: int


class ConfirmRound(Tap, prefix="oc"): ...


class StartRound(Tap, prefix="ol"):
    """Start it, with invitations at the minute since 1970 (UTC) that was shown."""

    minute: int


class CancelRound(Tap, prefix="ox"):
    round_id: int
    is_sure: bool


class ShowMyRound(Tap, prefix="ow"):
    round_id: int


class AnswerRound(Tap, prefix="oy"):
    round_id: int
    say: Say
