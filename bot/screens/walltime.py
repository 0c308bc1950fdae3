"""What staff read of a time that was agreed when the clocks turn out to show it at another instant."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from bot.i18n import _, date_time, time
from bot.rules.walltime import wall_of


def stays(wall: datetime, was: datetime, at: datetime, zone: tzinfo) -> str:
    """A wall time of `zone` whose instant was `was` and is `at` now: on the clock it is the same."""
    words = (
        _("{time} stays {time}: {moment}. Until now that was {was} UTC, and from now on it is {now} UTC.")
        if wall_of(at, zone) == wall
        else _(
            "The clocks skip {time} that night: it is {moment} instead. "
            "Until now that was {was} UTC, and from now on it is {now} UTC."
        )
    )
    return words.format(
        time=time(wall.time()), moment=date_time(at, zone), was=date_time(was, UTC), now=date_time(at, UTC)
    )
