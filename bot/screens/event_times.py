"""When events are: what staff read when the clocks have moved them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import _, city_of
from bot.models.events import Event
from bot.replies import Reply, rows
from bot.screens.events import title_of
from bot.screens.navigation import home_below_button
from bot.screens.walltime import stays


def set_by_the_clocks(event: Event, was: Sequence[datetime | None]) -> Reply:
    """To staff: times of an event stand for other instants than they did; `was` are those of before, as its begin, its
    end and its last moment for answers."""
    times = (
        (_("<b>Begin</b>"), event.starts, event.starts_at),
        (_("<b>End</b>"), event.ends, event.ends_at),
        (_("<b>Answers until</b>"), event.answer_by, event.answer_by_at),
    )
    moved = [
        f"{label}\n{stays(wall, before, at, event.tz)}"
        for (label, wall, at), before in zip(times, was, strict=True)
        if wall is not None and at is not None and before is not None and before != at
    ]
    words = [
        _("<b>🕒 An event keeps its time on the clock</b>"),
        title_of(event),
        *moved,
        _("The rules for the clocks in {city} have changed.").format(city=city_of(event.zone)),
    ]
    return Reply("\n\n".join(words), rows(home_below_button()))
