"""Reminders of events, as those who go and those who have not answered get them.

A message may be read hours later: it says when something is by the day and the hour, never how long until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import _, number
from bot.models.events import Event
from bot.replies import Button, Reply, rows
from bot.rules.event_reminders import Reminder
from bot.rules.events import Rsvp
from bot.screens.audiences import people
from bot.screens.checkins import ticket_buttons
from bot.screens.events import answers, begins, facts, goes, open_or_home, title_of, when_and_where, words_of
from bot.screens.navigation import home_below_button, named
from bot.screens.planning import OpenPlan

MOST_NAMED = 8
"""Events that staff read of in one message, which holds 4,096 characters."""


def reminded(event: Event, *, must_confirm: bool) -> Reply:
    """To those who go; those of a moved event who have not said so again are asked whether they still do."""
    parts = [
        _("⏰ <b>A reminder: {title}</b>").format(title=title_of(event)),
        "\n".join(when_and_where(event, is_going=True)),
        goes(must_confirm=must_confirm),
    ]
    if event.seats is not None or event.seats_per_company is not None:
        parts.append(_("If you cannot come, please say so: your seat then goes to somebody else."))
    ticket = [] if must_confirm else ticket_buttons(event)
    buttons = rows(*ticket, *answers(event, Rsvp.GOING, must_confirm=must_confirm), open_or_home(event))
    return Reply("\n\n".join(parts), buttons)


def unanswered(event: Event) -> Reply:
    """To those who were invited and have not said anything."""
    parts = [
        _("✉️ <b>Will you come? {title}</b>").format(title=title_of(event)),
        facts(event, is_going=False),
        _("You have not answered yet. One tap is enough, and a no helps too."),
    ]
    return Reply("\n\n".join(parts), (*answers(event), open_or_home(event)))


@dataclass(frozen=True)
class Missed:
    """A reminder of an event, the how many-th one of its kind, and how many people did not get it in time."""

    event: Event
    reminder: Reminder
    times: int
    people: int


def missed(all_missed: Sequence[Missed]) -> Reply:
    """To staff: who was not reminded of what, and will not be."""
    by_event: dict[int, list[Missed]] = {}
    for one in all_missed:
        by_event.setdefault(one.event.id, []).append(one)
    named_here = list(by_event.values())[:MOST_NAMED]
    words = [
        _("<b>⏰ Reminders that did not arrive in time</b>"),
        _(
            "When they were due the bot was down, could not reach Telegram, or had a wrong clock. "
            "They would not help any more and are not sent:"
        ),
        *map(_missing, named_here),
    ]
    if more := len(by_event) - len(named_here):
        words.append(_("… and {n} more").format(n=number(more)))
    buttons = [
        Button(f"🔎 {named(words_of(one.event).title)}", OpenPlan(one.event.id)) for one, *_rest in named_here
    ]
    return Reply("\n\n".join(words), rows(*buttons, home_below_button()))


def _missing(of_event: Sequence[Missed]) -> str:
    event = of_event[0].event
    heading = _("<b>{title}</b>, {moment}").format(title=title_of(event), moment=begins(event))
    return "\n".join([heading, *(_line(one.reminder).format(people=people(one.people)) for one in of_event)])


def _line(reminder: Reminder) -> str:
    return {
        Reminder.WEEK: _("• a week before: {people}"),
        Reminder.UNANSWERED: _("• three days before, to those who had not answered: {people}"),
        Reminder.DAY: _("• a day before: {people}"),
        Reminder.HOURS: _("• two hours before: {people}"),
    }[reminder]
