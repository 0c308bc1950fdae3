"""Check-in: a member's ticket and "I am here", what staff see of whom they check in, and the venue's code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.charts.pictures import QrCode
from bot.i18n import _, current, date_time, isolate, name, number, time
from bot.models.companies import Company
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.checkins import Doors, NumberProblem, Turnout, Verdict, doors, is_late
from bot.rules.events import EventPhase, Rsvp
from bot.screens.events import OpenEvent, heading, title_of, words_of
from bot.screens.navigation import home_below_button, named, way_out
from bot.screens.vocabulary import company_name, person_name


class GetTicket(Tap, prefix="kt"):
    event_id: int


class SayHere(Tap, prefix="kh"):
    """A member is at the venue, and types the number that it shows."""

    event_id: int


class OpenDoor(Tap, prefix="k"):
    """Staff stand at the door: who is expected, page by page."""

    event_id: int
    page: int = 0


class CheckInPerson(Tap, prefix="kc"):
    """Somebody came; `page` is that of the list on which they were tapped."""

    event_id: int
    person_id: int
    page: int = 0


class LetIn(Tap, prefix="kw"):
    """Somebody of the cluster who is not on the list comes in."""

    event_id: int
    person_id: int


class OpenArrival(Tap, prefix="ka"):
    """Look at somebody who came."""

    guest_id: int


class UndoCheckIn(Tap, prefix="ku"):
    """Take the check-in of this second (since 1970) back."""

    guest_id: int
    came: int


class ShowVenueCode(Tap, prefix="kv"):
    event_id: int


@dataclass(frozen=True)
class Attendee:
    """Somebody at the door: their row, if they have one; the person, unless the cluster does not know them or has
    forgotten them; and the company of the cluster that they are of, if any."""

    guest: Guest | None
    person: Person | None
    company: Company | None
    walk_in_name: str = ""

    @property
    def name(self) -> str:
        """What they are called."""
        return person_name(self.person) if self.person is not None else self.walk_in_name

    @property
    def company_name(self) -> str:
        """What their company is called in the language being spoken; "" for none."""
        return company_name(self.company) if self.company is not None else ""

    @property
    def came_at(self) -> datetime | None:
        return self.guest.came_at if self.guest is not None else None


@dataclass(frozen=True)
class CheckedIn:
    """What came of checking somebody in to an event."""

    event: Event
    attendee: Attendee
    verdict: Verdict


def second_of(came_at: datetime) -> int:
    """The second, since 1970, that tells one check-in of somebody from another."""
    return int(came_at.timestamp())


def doors_of(event: Event, moment: Moment) -> Doors:
    """How the doors of an event stand; those of one without a time, or not on, are shut."""
    if event.phase is not EventPhase.ANNOUNCED or event.starts_at is None or event.ends_at is None:
        return Doors.SHUT
    return doors(moment.now, event.starts_at, event.ends_at)


def came_late(event: Event, came_at: datetime) -> bool:
    return (
        event.starts_at is not None
        and event.ends_at is not None
        and is_late(came_at, event.starts_at, event.ends_at)
    )


# What a member sees


def on_card(event: Event, guest: Guest | None, moment: Moment) -> Rows:
    """The buttons on an event's card for somebody who goes: the ticket where there is a door, and "I am here"."""
    if guest is None or guest.rsvp is not Rsvp.GOING or event.phase is not EventPhase.ANNOUNCED:
        return ()
    stand = doors_of(event, moment)
    if stand not in (Doors.SHUT, Doors.OPEN):
        return ()
    here = [Button(_("📍 I’m here"), SayHere(event.id), style=Style.PRIMARY)]
    return rows(*ticket_buttons(event), *(here if stand is Doors.OPEN and guest.came_at is None else []))


def ticket_buttons(event: Event) -> list[Button]:
    """The button that shows one's ticket; none where there is no door."""
    has_door = bool(event.place) or not event.online_link
    return [Button(_("🎟 My ticket"), GetTicket(event.id))] if has_door else []


def ticket(event: Event, person: Person, link: str) -> Reply:
    """A member's ticket, to be shown at the door."""
    words = _(
        "🎟 <b>{title}</b>\n{moment}\n\nShow this to the staff at the door: they scan it. It is yours alone, and ends "
        "with the event."
    )
    moment = date_time(event.starts_at, event.tz) if event.starts_at is not None else ""
    code = QrCode(link, (person_name(person), words_of(event).title), is_rtl=current() == "ar")
    return Reply(
        words.format(title=title_of(event), moment=moment),
        (way_out(OpenEvent(event.id)),),
        file=File("ticket.png", media="photo", picture=code),
    )


def ask_number(event: Event) -> Reply:
    """The question for the six digits that the venue shows."""
    words = _(
        "📍 <b>{title}</b>\n\nType the six digits that you see on the screen at the venue. Or scan the code there with "
        "your phone’s camera."
    )
    return Reply(words.format(title=title_of(event)), (way_out(OpenEvent(event.id)),))


def number_refused(event: Event, problem: NumberProblem) -> Reply:
    """A number that checks nobody in, above the question."""
    if problem is NumberProblem.TOO_MANY_TRIES:
        words = _(
            "There were too many wrong numbers within an hour. Please scan the code with your phone’s camera, or ask "
            "the staff at the door."
        )
    else:
        words = _("This is not the number on the screen. It changes every ten minutes: please look again.")
    asked = ask_number(event)
    return replace(asked, text=f"{words}\n\n{asked.text}")


def you_are_in(done: CheckedIn) -> Reply:
    """To a member who checked in by themselves."""
    words = _("✅ You are checked in. Welcome to {title}!")
    came_at = done.attendee.came_at
    if done.verdict is Verdict.ALREADY and came_at is not None:
        words = _("✅ You have been checked in to {title} since {time}.")
    text = words.format(title=title_of(done.event), time=_clock(done.event, came_at))
    open_event = Button(_("🔎 Open the event"), OpenEvent(done.event.id))
    return Reply(text, rows((open_event, home_below_button())))


def _clock(event: Event, at: datetime | None) -> str:
    return isolate(time(at.astimezone(event.tz).time())) if at is not None else ""


# What staff see


def who(attendee: Attendee) -> str:
    """Name and company for a hole of an HTML sentence."""
    person = f"<b>{name(attendee.name)}</b>"
    if not attendee.company_name:
        return person
    return _("{person} ({company})").format(person=person, company=name(attendee.company_name))


def checked_in(done: CheckedIn, turnout: Turnout, moment: Moment) -> Reply:
    """What came of a scan or a tap at the door: who it is, and how full the room is."""
    event = done.event
    lines = [heading(event), verdict(done)]
    buttons = undo(done, moment)
    if done.verdict is Verdict.NOT_ON_LIST:
        if turnout.is_full:
            lines.append(_("💺 All seats are taken. You decide."))
        if done.attendee.person is not None:
            let = LetIn(event.id, done.attendee.person.id)
            buttons.append(Button(_("🚶 Let them in"), let, style=Style.PRIMARY))
    lines.append(figures(turnout))
    return Reply("\n\n".join(lines), rows(*buttons, _door_button(event), way_out()))


def undo(done: CheckedIn, moment: Moment) -> list[Button]:
    """The button that takes a check-in back, as long as one can."""
    guest, came_at = done.attendee.guest, done.attendee.came_at
    if guest is None or came_at is None or doors_of(done.event, moment) is Doors.CLOSED:
        return []
    words = _("↩️ Undo: {person}").format(person=named(done.attendee.name))
    return [Button(words, UndoCheckIn(guest.id, second_of(came_at)))]


def _door_button(event: Event) -> Button:
    return Button(_("🚪 The door"), OpenDoor(event.id))


def verdict(done: CheckedIn) -> str:
    """What came of it, and whom it is about, as HTML."""
    event, came_at = done.event, done.attendee.came_at
    person = who(done.attendee)
    match done.verdict:
        case Verdict.CAME:
            said = _("✅ Checked in: {person}").format(person=person)
        case Verdict.ALREADY:
            words = _("☑️ Checked in already at {time}: {person}")
            said = words.format(person=person, time=_clock(event, came_at))
        case Verdict.UNDONE:
            return _("↩️ Not checked in any more: {person}").format(person=person)
        case Verdict.NOT_ON_LIST:
            stand = done.attendee.guest.rsvp if done.attendee.guest is not None else Rsvp.UNINVITED
            words = _("⚠️ Not on the list: {person}\n{answer}")
            return words.format(person=person, answer=rsvp_name(stand))
    if came_at is not None and came_late(event, came_at):
        late = _("⏰ Late: it began at {time}.").format(time=_clock(event, event.starts_at))
        return f"{said}\n{late}"
    return said


def rsvp_name(rsvp: Rsvp) -> str:
    """What somebody answered to an invitation, as staff read it."""
    return {
        Rsvp.INVITED: _("Has not answered"),
        Rsvp.GOING: _("Going"),
        Rsvp.WAITING: _("On the waiting list"),
        Rsvp.OFFERED: _("A seat is kept for them"),
        Rsvp.NOT_GOING: _("Not going"),
        Rsvp.LAPSED: _("Let an offered seat pass"),
        Rsvp.UNINVITED: _("Was not invited"),
    }[rsvp]


def figures(turnout: Turnout) -> str:
    """How many came, and how many are still expected."""
    lines = [
        _("Came: {came} · still expected: {expected}").format(
            came=number(turnout.came), expected=number(turnout.expected)
        )
    ]
    if turnout.walk_ins:
        lines.append(_("Of these, not on the list: {n}").format(n=number(turnout.walk_ins)))
    if turnout.late:
        lines.append(_("Late: {n}").format(n=number(turnout.late)))
    if turnout.seats is not None:
        lines.append(_("Seats: {n}").format(n=number(turnout.seats)))
    return "\n".join(lines)


def venue_code(event: Event, link: str, digits: str, changes_at: datetime, until: datetime) -> Reply:
    """The code for the screen at the venue, with its number; when the next one follows, and until when this one is
    taken."""
    half = len(digits) // 2
    grouped = f"{digits[:half]} {digits[half:]}"
    words = _(
        "🔢 <b>{number}</b>\n\nShow this picture on the screen at the venue. Those who go scan it, or tap “{here}” on "
        "the card of the event and type the number.\n\nIt is good until {until}. From {next} on there "
        "is a new one to be shown."
    )
    text = words.format(
        number=isolate(grouped),
        here=_("📍 I’m here"),
        until=_clock(event, until),
        next=_clock(event, changes_at),
    )
    code = QrCode(link, (words_of(event).title,), is_rtl=current() == "ar", number=grouped)
    new = Button(_("↻ New code"), ShowVenueCode(event.id), style=Style.PRIMARY)
    return Reply(
        text,
        rows(new, way_out(OpenDoor(event.id))),
        file=File("code.png", media="photo", picture=code),
    )
