"""Moments in words: a wall time, when something goes out, and the question which of several was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from bot.i18n import _, date_time, isolate, ngettext, time
from bot.i18n import date as day_name
from bot.moment import Moment
from bot.replies import Button, Reply, Tap, rows
from bot.rules.walltime import wall_of

EXAMPLE = "25/11 14:30"
DAY_EXAMPLE = "15/2/2027"


def spoken_example() -> str:
    """A moment as somebody might type it in the language being spoken; the bot reads it in any."""
    return _("Thursday 6 pm")


def on_the_clock(wall: datetime) -> str:
    """A wall time in full: weekday, date and time."""
    # Printed as it is, whatever clock changes do to it elsewhere
    return date_time(wall.replace(tzinfo=UTC), UTC)


def when_they_go_out(goes_out: datetime, moment: Moment) -> str:
    """The last look at what is sent to members: at which instant that is."""
    if goes_out <= moment.now:
        return _("📤 The invitations go out at once.")
    return _("🌙 Members are not written to at night: the invitations go out on {moment}.").format(
        moment=date_time(goes_out, moment.zone)
    )


def briefly(wall: datetime, moment: Moment) -> str:
    """A wall time on a button: of today and tomorrow just the time, else in full."""
    today = wall_of(moment.now, moment.zone).date()
    if wall.date() == today:
        return _("Today, {time}").format(time=time(wall.time()))
    if wall.date() == today + timedelta(days=1):
        return _("Tomorrow, {time}").format(time=time(wall.time()))
    return on_the_clock(wall)


def which_meant(readings: Sequence[datetime], tap_for: Callable[[datetime], Tap], moment: Moment) -> Reply:
    """What was typed leaves it open: its readings (wall times), each on a button with the noun's own tap."""
    words = ngettext(
        "Do you mean this? Tap it, or type it in another way.",
        "Which of these do you mean? Tap it, or type it in another way.",
        len(readings),
    )
    return Reply(words, rows(*(Button(briefly(wall, moment), tap_for(wall)) for wall in readings)))


def which_day(days: Sequence[date], tap_for: Callable[[date], Tap]) -> Reply:
    """The same for days."""
    words = _("Which of these days do you mean? Tap it, or type it in another way.")
    return Reply(words, rows(*(Button(day_name(day), tap_for(day)) for day in days)))


def not_that_weekday(
    on: date, readings: Sequence[datetime], tap_for: Callable[[datetime], Tap], moment: Moment
) -> Reply:
    """The weekday that was typed is not that of the date: both are offered."""
    mismatch = _("The weekday and the date do not go together: that day is {day}.").format(
        day=isolate(day_name(on))
    )
    asked = which_meant(readings, tap_for, moment)
    return Reply(f"{mismatch}\n\n{asked.text}", asked.buttons)
