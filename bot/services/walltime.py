"""Wall times that somebody chooses: the instant that is meant, or what is wrong with the time."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.errors import Refusal
from bot.i18n import N_, date, date_time, time
from bot.rules.walltime import ClockProblem, instant_of, problem_of, sound_beside


class Skipped(Refusal):
    wording = N_(
        "On {date} the clocks never show {time}: that night they go forward past it. "
        "Choose a time up to {before}, or from {after} on."
    )


class ShownTwice(Refusal):
    wording = N_(
        "On {date} the clocks show {time} twice: that night they go back. "
        "Choose a time up to {before}, or from {after} on."
    )


REFUSALS = {ClockProblem.SKIPPED: Skipped, ClockProblem.TWICE: ShownTwice}


def chosen(wall: datetime, zone: tzinfo) -> datetime:
    """The instant (UTC) of a wall time that somebody chose. Raises Skipped, ShownTwice."""
    problem = problem_of(wall, zone)
    if problem is None:
        return instant_of(wall, zone)
    before, after = (date_time(instant_of(beside, zone), zone) for beside in sound_beside(wall, zone))
    raise REFUSALS[problem](date=date(wall.date()), time=time(wall.time()), before=before, after=after)
