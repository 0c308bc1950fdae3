"""Events as members see them: the invitation and the card, what becomes of a seat, and the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.i18n import N_, _, as_written, city_of, current, date_time, name, ngettext, number, pgettext, time
from bot.markup import CAPTION_LENGTH, escape, fits
from bot.models.events import Event, EventText, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Style, Tap, rows
from bot.rules.events import EventPhase, Rsvp, offers_are_over
from bot.rules.pages import Page
from bot.rules.towns import place_name
from bot.screens.companies import ShowPeople
from bot.screens.entrances import Entrance
from bot.screens.listing import legend, listing
from bot.screens.navigation import home_below_button, named, way_out
from bot.screens.vocabulary import person_name


class ListEvents(Tap, prefix="e"):
    page: int = 0


ENTRANCE = Entrance(
    "events", N_("Events: who goes, and when"), ListEvents(), N_("📅 Events"), for_staff="plan"
)


class ListPastEvents(Tap, prefix="ep"):
    """The events that one went to."""

    page: int = 0


class OpenEvent(Tap, prefix="eo"):
    event_id: int


class AnswerEvent(Tap, prefix="ea"):
    event_id: int
    is_going: bool


class ChooseColleague(Tap, prefix="ec"):
    """A colleague goes instead."""

    event_id: int


class SendColleague(Tap, prefix="ek"):
    event_id: int
    person_id: int


class GetCalendarFile(Tap, prefix="ei"):
    event_id: int


class GetPicture(Tap, prefix="ef"):
    event_id: int


@dataclass(frozen=True)
class Standing:
    """What a card shows beside the event: the reader's own row, companies that go, seats left (None: no limit), the
    link to a calendar on the web, and buttons of other features about this event."""

    guest: Guest | None = None
    companies: int = 0
    seats_left: int | None = None
    calendar_link: str = ""
    more: Rows = ()


def words_of(event: Event) -> EventText:
    """What an event is called and what is said of it, in the language being spoken."""
    return event.text_for(current()) or EventText(language=current(), title=_("An event without a title"))


def title_of(event: Event) -> str:
    """The title for a hole of an HTML sentence."""
    return name(words_of(event).title)


def when(event: Event) -> str:
    """When it is, on the clocks of where it takes place: from … to …."""
    if event.starts_at is None or event.ends_at is None or event.starts is None or event.ends is None:
        return _("The time is not set yet.")
    begins = date_time(event.starts_at, event.tz)
    if event.starts.date() == event.ends.date():
        return _("{moment}, until {time} ({city} time)").format(
            moment=begins, time=time(event.ends.time()), city=city_of(event.zone)
        )
    return _("{moment}, until {end} ({city} time)").format(
        moment=begins, end=date_time(event.ends_at, event.tz), city=city_of(event.zone)
    )


def begins(event: Event) -> str:
    """When it begins, on the clocks of where it takes place."""
    return date_time(event.starts_at, event.tz) if event.starts_at else _("The time is not set yet.")


def _own_clock(at: datetime) -> str:
    """The same instant as the reader's phone shows it; where a phone cannot, in universal time
    (https://core.telegram.org/bots/api#html-style)."""
    shown = f'<tg-time unix="{int(at.timestamp())}" format="wDt">{date_time(at, UTC)} UTC</tg-time>'
    return _("🕰 On your phone’s clock: {moment}").format(moment=shown)


def place_of(event: Event) -> str:
    """The place as its readers know it, with the link to a map where there is one; ready for HTML."""
    place = place_name(event.place, current())
    return f'<a href="{escape(event.map_link)}">{escape(place)}</a>' if event.map_link else name(place)


def where(event: Event, *, is_going: bool) -> list[str]:
    """Where it takes place; the link to take part online is for those who go, unless nobody does."""
    lines = []
    if event.place:
        lines.append(f"📍 {place_of(event)}")
    if event.online_link and event.phase is not EventPhase.CANCELLED:
        link = f'<a href="{escape(event.online_link)}">{escape(event.online_link)}</a>'
        lines.append(
            _("💻 Online: {link}").format(link=link)
            if is_going
            else _("💻 Online. Those who go see the link here.")
        )
    return lines


def when_and_where(event: Event, *, is_going: bool) -> list[str]:
    """When and where it takes place, on both clocks; the link to take part online is for those who go."""
    own = [_own_clock(event.starts_at)] if event.starts_at is not None else []
    return [f"🗓 {when(event)}", *own, *where(event, is_going=is_going)]


def facts(event: Event, *, is_going: bool) -> str:
    """When and where; and until when answers are wanted, if they are."""
    lines = when_and_where(event, is_going=is_going)
    if event.answer_by_at is not None and event.phase is not EventPhase.CANCELLED:
        lines.append(_("✉️ Please answer by {moment}").format(moment=date_time(event.answer_by_at, event.tz)))
    return "\n".join(lines)


def heading(event: Event) -> str:
    return f"<b>📅 {title_of(event)}</b>"


def invitation(event: Event) -> Reply:
    """What everybody of the audience is sent, with its picture where the text fits under one."""
    text = "\n\n".join(
        part
        for part in (heading(event), facts(event, is_going=False), as_written(words_of(event).html))
        if part
    )
    return _pictured(event, Reply(text, (*answers(event), (home_below_button(),))))


def _pictured(event: Event, reply: Reply) -> Reply:
    if not event.picture_id:
        return reply
    if fits(reply.text, CAPTION_LENGTH):
        return replace(reply, file=picture(event))
    return replace(reply, buttons=(_picture_button(event), *reply.buttons))


def picture(event: Event) -> File:
    """The picture or flyer, which Telegram has."""
    return File(file_id=event.picture_id, media=event.picture_media)


def _picture_button(event: Event) -> tuple[Button, ...]:
    return (Button(_("🖼 Flyer"), GetPicture(event.id)),)


def flyer(event: Event) -> Reply:
    return Reply(heading(event), (way_out(OpenEvent(event.id)),), file=picture(event))


def card(event: Event, standing: Standing, moment: Moment) -> Reply:
    """An event as it stands now, where the reader stands with it, and what they can do."""
    guest = standing.guest
    is_going = guest is not None and guest.rsvp is Rsvp.GOING
    state = _state(event, guest, moment)
    parts = [
        heading(event),
        facts(event, is_going=is_going),
        as_written(words_of(event).html),
        _who_goes(event, standing, moment),
        state,
    ]
    buttons: list[tuple[Button, ...]] = []
    if may_still_answer(event, moment):
        if guest is None or guest.came_at is None:
            buttons += answers(
                event,
                guest.rsvp if guest is not None else Rsvp.INVITED,
                must_confirm=guest is not None and guest.must_confirm,
                is_late=event.answer_by_at is not None and event.answer_by_at <= moment.now,
                is_last_call=_is_last_call(event, standing, moment),
            )
        if is_going:
            buttons.append((Button(_("📅 Calendar file"), GetCalendarFile(event.id)),))
            if standing.calendar_link:
                buttons[-1] += (Button(_("🌐 Google Calendar"), url=standing.calendar_link),)
    buttons += standing.more
    if event.picture_id:
        buttons.append(_picture_button(event))
    return Reply("\n\n".join(part for part in parts if part), (*buttons, way_out(ListEvents())))


def may_still_answer(event: Event, moment: Moment) -> bool:
    """Whether it lies ahead, and was not cancelled."""
    return (
        event.phase is EventPhase.ANNOUNCED and event.starts_at is not None and event.starts_at > moment.now
    )


def _is_last_call(event: Event, standing: Standing, moment: Moment) -> bool:
    """Whether somebody who waits can take a seat that is free at this moment."""
    is_over = event.starts_at is not None and offers_are_over(moment.now, event.starts_at)
    return is_over and standing.seats_left != 0


def _who_goes(event: Event, standing: Standing, moment: Moment) -> str:
    lines = []
    if standing.companies:
        lines.append(
            ngettext(
                "👥 {n} company taking part.", "👥 {n} companies taking part.", standing.companies
            ).format(n=number(standing.companies))
        )
    if standing.seats_left is not None and may_still_answer(event, moment):
        left = standing.seats_left
        lines.append(
            ngettext("💺 {n} seat is left.", "💺 {n} seats are left.", left).format(n=number(left))
            if left
            else _("💺 All seats are taken: there is a waiting list.")
        )
    return "\n".join(lines)


def _state(event: Event, guest: Guest | None, moment: Moment) -> str:
    """Where the reader stands, or what became of the event."""
    if event.phase is EventPhase.CANCELLED:
        return cancelled_because(event)
    if event.ends_at is not None and event.ends_at <= moment.now:
        is_over = _("This event is over.")
        return " ".join([is_over, _("You were there.")]) if guest and guest.came_at else is_over
    if guest is not None and guest.came_at is not None:
        return _("✅ You are checked in.")
    if event.starts_at is not None and event.starts_at <= moment.now:
        return _("This event has already begun.")
    is_late = event.answer_by_at is not None and event.answer_by_at <= moment.now
    if guest is None or guest.rsvp is Rsvp.INVITED:
        return _("✉️ The time to answer has passed.") if is_late else ""
    return own_answer(event, guest)


def own_answer(event: Event, guest: Guest) -> str:
    """Where somebody stands with an event, in a sentence."""
    match guest.rsvp:
        case Rsvp.GOING:
            return goes(must_confirm=guest.must_confirm)
        case Rsvp.WAITING:
            return _("⏳ You are on the waiting list. We write to you as soon as a seat is yours to take.")
        case Rsvp.OFFERED if guest.offered_until is not None:
            return _("🎟 A seat is kept for you until {moment}.").format(
                moment=date_time(guest.offered_until, event.tz)
            )
        case Rsvp.LAPSED:
            return _("⌛ The seat that was kept for you has gone to the next in line.")
        case Rsvp.NOT_GOING:
            return _("✖️ You are not going.")
        case _:
            return ""


def goes(*, must_confirm: bool) -> str:
    """To somebody who goes: so it is, or do they still?"""
    if must_confirm:
        return _("⚠️ The time has changed. Your seat is kept: will you still come?")
    return _("✅ You are going. See you there!")


def cancelled_because(event: Event) -> str:
    """That it was cancelled, and why, where that was said."""
    said = _("✖️ This event was cancelled.")
    return f"{said}\n{as_written(name(event.cancelled_because))}" if event.cancelled_because else said


def answers(
    event: Event,
    rsvp: Rsvp = Rsvp.INVITED,
    *,
    must_confirm: bool = False,
    is_late: bool = False,
    is_last_call: bool = False,
) -> Rows:
    """The answers that change something for somebody who stands so with an event."""
    yes = Button(_("✅ I am going"), AnswerEvent(event.id, is_going=True), style=Style.SUCCESS)
    no = Button(_("✖️ Not going"), AnswerEvent(event.id, is_going=False))
    colleague = Button(_("👤 A colleague goes"), ChooseColleague(event.id))
    match rsvp:
        case Rsvp.GOING:
            still = [replace(yes, label=_("✅ I will still come"))] if must_confirm else []
            return rows(*still, replace(no, label=_("✖️ I cannot come")), colleague)
        case Rsvp.OFFERED:
            return rows(
                (replace(yes, label=_("✅ Take the seat")), replace(no, label=_("✖️ No, thank you"))),
                colleague,
            )
        case Rsvp.WAITING:
            take = [replace(yes, label=_("✅ Take the free seat"))] if is_last_call else []
            return rows(*take, replace(no, label=_("✖️ Leave the waiting list")))
        case Rsvp.NOT_GOING:
            return () if is_late else rows(yes, colleague)
        case _:
            return rows(no) if is_late else rows((yes, no), colleague)


def answered(event: Event, standing: Standing, moment: Moment) -> Reply:
    """The card after an answer, which the toast says in a word."""
    guest = standing.guest
    return replace(card(event, standing, moment), toast=own_answer(event, guest) if guest is not None else "")


def choose_colleague(event: Event, own: Guest | None, colleagues: Sequence[Person]) -> Reply:
    """Which colleague goes instead; one who is not on the bot yet can be invited."""
    has_seat = own is not None and own.rsvp in (Rsvp.GOING, Rsvp.OFFERED)
    words = (
        _("Who goes to {title} in your place? Your seat is kept for them until they answer.")
        if has_seat
        else _("Which colleague should go to {title}? I will ask them.")
    )
    if not colleagues:
        words = _(
            "Nobody else of your company is on the bot and free to go to {title}. You can invite a colleague."
        )
    buttons = [Button(f"👤 {named(person_name(one))}", SendColleague(event.id, one.id)) for one in colleagues]
    invite = Button(_("➕ Invite a colleague to the bot"), ShowPeople())
    return Reply(words.format(title=title_of(event)), rows(*buttons, invite, way_out(OpenEvent(event.id))))


def colleague_asked(event: Event, standing: Standing, colleague: Person, moment: Moment) -> Reply:
    """The card once a colleague was asked to go instead."""
    said = _("👤 {person} is asked to go in your place.").format(person=name(person_name(colleague)))
    shown = card(event, standing, moment)
    return replace(shown, text=f"{said}\n\n{shown.text}")


def seat_offered(event: Event, until: datetime) -> Reply:
    """A seat came free, and it is somebody's turn."""
    words = _(
        "🎟 <b>A seat has come free for you</b>: {title}, {moment}.\n\nIt is kept for you until {until}."
    )
    return Reply(_about(event, words, until), (*answers(event, Rsvp.OFFERED), open_or_home(event)))


def handed_on(event: Event, guest: Guest, colleague: Person) -> Reply:
    """A colleague cannot go: would you?"""
    if guest.rsvp is Rsvp.OFFERED:
        words = _(
            "👤 {person} cannot go to {title}, {moment}, and gives the seat to you.\n\n"
            "It is kept for you until {until}. Will you go?"
        )
    else:
        words = _("👤 {person} cannot go to {title}, {moment}, and thinks of you. Will you go?")
    text = _about(event, words, guest.offered_until, person=name(person_name(colleague)))
    return Reply(text, (*answers(event, guest.rsvp), open_or_home(event)))


def _about(event: Event, words: str, until: datetime | None, **holes: str) -> str:
    kept = date_time(until, event.tz) if until is not None else ""
    return words.format(title=title_of(event), moment=begins(event), until=kept, **holes)


def open_or_home(event: Event) -> tuple[Button, ...]:
    """The last row of a message about an event, which stays."""
    return (Button(_("🔎 Open the event"), OpenEvent(event.id)), home_below_button())


def offer_over(event: Event) -> Reply:
    """Somebody let an offer pass."""
    words = _(
        "⌛ The seat at {title} that was kept for you has gone to the next in line. You can ask for another one."
    )
    return Reply(words.format(title=title_of(event)), (open_or_home(event),))


def seat_free(event: Event) -> Reply:
    """A seat came free shortly before the event."""
    words = _("💺 A seat has come free at {title}, {moment}. Whoever taps first gets it.")
    take = Button(_("✅ Take the free seat"), AnswerEvent(event.id, is_going=True), style=Style.SUCCESS)
    return Reply(words.format(title=title_of(event), moment=begins(event)), rows(take, open_or_home(event)))


def calendar_file(event: Event, file: File) -> Reply:
    """The event for the calendar on the phone."""
    words = _("📅 {title}\nOpen the file to put it into your calendar.").format(title=title_of(event))
    return Reply(words, (way_out(OpenEvent(event.id)),), file=file)


MARKS: Mapping[Rsvp, str] = {
    Rsvp.GOING: "✅",
    Rsvp.WAITING: "⏳",
    Rsvp.OFFERED: "🎟",
    Rsvp.NOT_GOING: "✖️",
    Rsvp.LAPSED: "⌛",
}


def events_ahead(listed: Page[Event], own: Mapping[int, Guest], *, acts: Rows = ()) -> Reply:
    """What lies ahead, each with the reader's own answer."""
    lines = [_line(event, own.get(event.id)) for event in listed.items]
    past = Button(_("🕓 Where I went"), ListPastEvents())
    return listing(
        _("<b>Events</b>"),
        listed,
        [Button(_label(event, own.get(event.id)), OpenEvent(event.id)) for event in listed.items],
        ListEvents,
        lines=[
            "\n\n".join(lines),
            *(["", legend(_meant(own.get(one.id)) for one in listed.items)] if lines else []),
        ],
        empty=_("No event lies ahead. You will be invited here when there is one."),
        acts=(*acts, (past,)),
    )


def _mark(guest: Guest | None) -> str:
    return MARKS.get(guest.rsvp, "✉️") if guest is not None else "✉️"


def _meant(guest: Guest | None) -> tuple[str, str]:
    """An icon of the list, with what it means."""
    words = {
        Rsvp.GOING: pgettext("one's answer to an invitation", "I am going"),
        Rsvp.WAITING: pgettext("one's answer to an invitation", "on the waiting list"),
        Rsvp.OFFERED: pgettext("one's answer to an invitation", "a seat is kept for me"),
        Rsvp.NOT_GOING: pgettext("one's answer to an invitation", "I am not going"),
        Rsvp.LAPSED: pgettext("one's answer to an invitation", "the seat was not taken"),
    }
    not_yet = pgettext("one's answer to an invitation", "not answered")
    return _mark(guest), words.get(guest.rsvp, not_yet) if guest is not None else not_yet


def _label(event: Event, guest: Guest | None) -> str:
    return f"{_mark(guest)} {named(words_of(event).title)}"


def _line(event: Event, guest: Guest | None) -> str:
    return f"{_mark(guest)} <b>{title_of(event)}</b>\n{begins(event)}"


def past_events(listed: Page[Event]) -> Reply:
    """The events that somebody went to."""
    return listing(
        _("<b>Where I went</b>"),
        listed,
        [Button(named(words_of(event).title), OpenEvent(event.id)) for event in listed.items],
        ListPastEvents,
        lines=["\n\n".join(f"<b>{title_of(event)}</b>\n{begins(event)}" for event in listed.items)],
        empty=_("You have not been to an event yet."),
        back=ListEvents(),
    )
