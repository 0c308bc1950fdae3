"""An announced event that is changed or cancelled: what staff see before they do it, and what members are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.i18n import _, as_written, current, date_time, name, number, pgettext
from bot.markup import CAPTION_LENGTH, escape, fits
from bot.models.events import Event
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.revisions import Change, differences
from bot.screens.audiences import people
from bot.screens.events import (
    AnswerEvent,
    GetCalendarFile,
    begins,
    open_or_home,
    place_of,
    title_of,
    when,
)
from bot.screens.navigation import way_out
from bot.screens.planning import OpenPlan, seats_line


class SaveChanges(Tap, prefix="ns"):
    """Save a change, by the id of its plan."""

    event_id: int


@dataclass(frozen=True)
class Gathered:
    """A change before it is saved: the event, its plan, what changes, how many are told and asked again, and how many
    seats are taken."""

    event: Event
    revision: Event
    changes: tuple[Change, ...]
    told: int
    asked: int
    taken: int


def look(gathered: Gathered, goes_out: datetime, moment: Moment) -> Reply:
    """The last look before a change is saved: what was and what will be, and who is told."""
    event, revision = gathered.event, gathered.revision
    if not gathered.changes:
        return Reply(_("Nothing has been changed yet."), rows(way_out(OpenPlan(revision.id))))
    parts = [
        _("<b>Save these changes of {title}?</b>").format(title=title_of(event)),
        "\n\n".join(_lines(event, revision, gathered.changes, is_going=True)),
        "\n".join(_who_hears(gathered, goes_out, moment)),
    ]
    label = _("💾 Save and tell them") if gathered.told else _("💾 Save")
    return Reply(
        "\n\n".join(parts),
        rows(Button(label, SaveChanges(revision.id), style=Style.PRIMARY), way_out(OpenPlan(revision.id))),
    )


def _who_hears(gathered: Gathered, goes_out: datetime, moment: Moment) -> list[str]:
    lines = []
    if gathered.told:
        lines.append(_("📣 Told to those who answered: {people}.").format(people=people(gathered.told)))
        if goes_out > moment.now:
            lines.append(_at_night(goes_out, moment))
    else:
        lines.append(_("Nobody is told of this."))
    if gathered.asked:
        lines.append(_("❔ Asked whether they still come: {people}.").format(people=people(gathered.asked)))
    seats = gathered.revision.seats
    if Change.SEATS in gathered.changes and seats is not None and seats < gathered.taken:
        words = _(
            "⚠️ {taken} seats are taken already: nobody loses theirs, and none is free until enough are given back."
        )
        lines.append(words.format(taken=number(gathered.taken)))
    return lines


def _at_night(goes_out: datetime, moment: Moment) -> str:
    return _("🌙 Members are not written to at night: they hear of it on {moment}.").format(
        moment=date_time(goes_out, moment.zone)
    )


def _lines(was: Event, event: Event, changes: tuple[Change, ...], *, is_going: bool) -> list[str]:
    """What changed, each as it is now and as it was."""
    lines = []
    if {Change.START, Change.END} & {*changes}:
        lines.append(_("🗓 New time: {after}\nBefore: {before}").format(after=when(event), before=when(was)))
    if Change.PLACE in changes:
        words = _("📍 New place: {after}\nBefore: {before}")
        lines.append(words.format(after=_place(event), before=_place(was)))
    if Change.ONLINE in changes:
        lines.append(_online(event, is_going=is_going))
    if Change.TITLE in changes:
        words = _("✏️ New title: {after}\nBefore: {before}")
        lines.append(words.format(after=title_of(event), before=title_of(was)))
    if Change.TEXT in changes:
        lines.append(_("📝 The text has changed: open the event to read it."))
    if Change.ANSWER_BY in changes:
        lines.append(
            _("✉️ Please answer by {moment}").format(moment=date_time(event.answer_by_at, event.tz))
            if event.answer_by_at is not None
            else _("✉️ You can answer at any time until it begins.")
        )
    if {Change.SEATS, Change.PER_COMPANY} & {*changes}:
        lines.append(f"{seats_line(was)}\n→ {seats_line(event)}")
    if Change.PICTURE in changes:
        lines.append(_("🖼 The flyer has changed."))
    return lines


def _place(event: Event) -> str:
    if not event.place:
        return pgettext("place", "none")
    return place_of(event)


def _online(event: Event, *, is_going: bool) -> str:
    if not event.online_link:
        return _("💻 It does not take place online any more.")
    if not is_going:
        return _("💻 Online. Those who go see the link here.")
    link = f'<a href="{escape(event.online_link)}">{escape(event.online_link)}</a>'
    return _("💻 Online: {link}").format(link=link)


def changed(was: Event, event: Event, calendar: File | None) -> Reply:
    """To somebody who answered: what changed, in their language. With the file for the calendar of who goes, whom a new
    beginning asks again."""
    is_going = calendar is not None
    changes = tuple(one for one in differences(was.facts(current()), event.facts(current())) if one.is_told)
    parts = [
        _("🔁 <b>{title}</b>: something has changed.").format(title=title_of(event)),
        *_lines(was, event, changes, is_going=is_going),
    ]
    ways: Rows = ()
    if is_going and Change.START in changes:
        parts.append(_("Your seat is kept. Will you still come?"))
        still = Button(_("✅ I will still come"), AnswerEvent(event.id, is_going=True), style=Style.SUCCESS)
        ways = rows((still, Button(_("✖️ I cannot come"), AnswerEvent(event.id, is_going=False))))
    return _with_calendar("\n\n".join(parts), (*ways, open_or_home(event)), event, calendar)


def _with_calendar(text: str, buttons: Rows, event: Event, calendar: File | None) -> Reply:
    """With the file where the text fits under one, else with the button that fetches it."""
    if calendar is None:
        return Reply(text, buttons)
    text_with = "\n\n".join([text, _("📅 Open the file to bring your calendar up to date.")])
    if fits(text_with, CAPTION_LENGTH):
        return Reply(text_with, buttons, file=calendar)
    return Reply(text, ((Button(_("📅 Calendar file"), GetCalendarFile(event.id)),), *buttons))


def cancelled(event: Event, calendar: File | None) -> Reply:
    """To somebody who answered: it does not take place. With the file that takes it out of the calendar of who goes."""
    parts = [
        _("✖️ <b>{title}</b> is cancelled: it does not take place on {moment}.").format(
            title=title_of(event), moment=begins(event)
        )
    ]
    if event.cancelled_because:
        parts.append(as_written(name(event.cancelled_because)))
    if calendar is not None:
        parts.append(_("📅 Open the file to take it out of your calendar."))
    return Reply("\n\n".join(parts), (open_or_home(event),), file=calendar)
