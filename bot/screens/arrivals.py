"""The door as staff see it: who is expected, the search, who came, the list of the room, and guests nobody knew of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import _, date_time, isolate, name, number, pgettext, time
from bot.models.companies import Company
from bot.models.events import Event, Guest
from bot.moment import Moment
from bot.replies import Button, File, Reply, Rows, Tap, rows
from bot.rules.checkins import ArrivalList, Doors, Turnout
from bot.rules.events import DOORS_CLOSE, DOORS_OPEN, SEATED, CheckIn, EventPhase
from bot.rules.pages import Page
from bot.screens.checkins import (
    Attendee,
    CheckedIn,
    CheckInPerson,
    OpenArrival,
    OpenDoor,
    ShowVenueCode,
    came_late,
    doors_of,
    figures,
    rsvp_name,
    undo,
    verdict,
)
from bot.screens.events import heading, title_of, words_of
from bot.screens.forms import Pick
from bot.screens.listing import listing
from bot.screens.navigation import named
from bot.screens.planning import OpenPlan
from bot.screens.vocabulary import company_name, size_name, sub_cluster_name

EXPECTED, CAME, NOT_LISTED, LATE = "⬜", "✅", "➕", "⏰"
Cell = str | int | datetime | None
Table = tuple[str, list[str], list[list[Cell]]]


class ShowDoorFound(Tap, prefix="kp"):
    """What the search at the door found, page by page."""

    event_id: int
    page: int = 0


class ListArrivals(Tap, prefix="kl"):
    event_id: int
    which: ArrivalList
    page: int = 0


class BringGuest(Tap, prefix="kg"):
    """Let somebody in whom the cluster does not know."""

    event_id: int


class GetGuestList(Tap, prefix="kx"):
    event_id: int


def on_staff_card(event: Event, *, may_act: bool) -> Rows:
    """The buttons on the card that staff see of an event: the door, and for who may only look, the list of the room."""
    if event.phase is not EventPhase.ANNOUNCED:
        return ()
    if may_act:
        return rows(Button(_("🚪 The door"), OpenDoor(event.id)))
    return rows(_excel_button(event))


def _excel_button(event: Event) -> Button:
    return Button(_("📥 The list as Excel"), GetGuestList(event.id))


def door(
    event: Event,
    expected: Page[Attendee],
    turnout: Turnout,
    moment: Moment,
    just: CheckedIn | None = None,
) -> Reply:
    """Who goes and has not come; while somebody can be checked in, one tap on the name does. Above stands who was
    checked in `just` now."""
    stand = doors_of(event, moment)
    may_act = stand in (Doors.OPEN, Doors.AFTER)
    said, back = ([verdict(just)], undo(just, moment)) if just is not None else ([], [])
    listed = [
        Button(label(one), CheckInPerson(event.id, one.person.id, expected.number))
        for one in expected.items
        if one.person
    ]
    lines = [] if may_act else [f"• {name_and_company(one)}" for one in expected.items]
    return listing(
        "\n\n".join([heading(event), *said, figures(turnout), _how(event, stand)]),
        expected,
        listed if may_act else [],
        lambda page: OpenDoor(event.id, page),
        lines=lines,
        empty=_("Everybody who is coming has arrived.") if turnout.going else _("Nobody is coming so far."),
        acts=(*rows(*back), *_acts(event, stand, turnout)),
        back=OpenPlan(event.id),
    )


def _how(event: Event, stand: Doors) -> str:
    """What staff can do now."""
    assert event.starts_at is not None
    assert event.ends_at is not None
    match stand:
        case Doors.SHUT:
            return _("🚪 The doors open on {moment}. These are coming:").format(
                moment=date_time(event.starts_at - DOORS_OPEN, event.tz)
            )
        case Doors.OPEN:
            return _(
                "🚪 Tap who comes in. Or type a name or a company; or scan a ticket with your phone’s camera."
            )
        case Doors.AFTER:
            return _("🚪 The event is over. Until {moment} you can still tap who was there.").format(
                moment=date_time(event.ends_at + DOORS_CLOSE, event.tz)
            )
        case Doors.CLOSED:
            return _("🚪 The event is over, and who came is settled. These did not come:")


def _acts(event: Event, stand: Doors, turnout: Turnout) -> Rows:
    acts: list[Button | tuple[Button, ...]] = []
    if stand is Doors.OPEN:
        acts.append(Button(_("🔢 Code for the screen"), ShowVenueCode(event.id)))
    if stand in (Doors.OPEN, Doors.AFTER):
        acts.append(Button(_("🚶 A guest nobody knew of"), BringGuest(event.id)))
    lists = []
    if turnout.came:
        label = _("✅ Who came ({n})").format(n=number(turnout.came))
        lists.append(Button(label, ListArrivals(event.id, ArrivalList.CAME)))
    if turnout.late:
        label = _("⏰ Who was late ({n})").format(n=number(turnout.late))
        lists.append(Button(label, ListArrivals(event.id, ArrivalList.LATE)))
    acts += [tuple(lists)] if lists else []
    return rows(*acts, _excel_button(event))


def label(attendee: Attendee) -> str:
    """Somebody on a button, with how they stand."""
    guest = attendee.guest
    mark = NOT_LISTED
    if attendee.came_at is not None:
        mark = CAME
    elif guest is not None and guest.rsvp in SEATED:
        mark = EXPECTED
    return f"{mark} {_named(attendee)}"


def _named(attendee: Attendee) -> str:
    return named(*(part for part in (attendee.name, attendee.company_name) if part))


def name_and_company(attendee: Attendee) -> str:
    """Somebody on a line of a list."""
    if not attendee.company_name:
        return name(attendee.name)
    return _("{person} ({company})").format(person=name(attendee.name), company=name(attendee.company_name))


def found(event: Event, text: str, page: Page[Attendee]) -> Reply:
    """Whom the search at the door found, each with how they stand."""
    legend = _("⬜ expected · ✅ came · ➕ not on the list")
    buttons = [Button(label(one), _tap_on(event, one)) for one in page.items]
    return listing(
        "\n\n".join([heading(event), _("🔎 “{query}”").format(query=name(text))]),
        page,
        buttons,
        lambda number: ShowDoorFound(event.id, number),
        lines=[legend] if page.total else (),
        empty=_("Nobody in the cluster has this name. Try fewer letters, or the company."),
        acts=rows(Button(_("🚶 A guest nobody knew of"), BringGuest(event.id))),
        back=OpenDoor(event.id),
    )


def _tap_on(event: Event, attendee: Attendee) -> Tap:
    assert attendee.person is not None
    if attendee.guest is not None and attendee.came_at is not None:
        return OpenArrival(attendee.guest.id)
    return CheckInPerson(event.id, attendee.person.id)


def arrivals(event: Event, which: ArrivalList, page: Page[Attendee]) -> Reply:
    """Who came, or came late, each with the time; one tap looks at somebody."""
    titles = {ArrivalList.CAME: _("<b>Who came</b>"), ArrivalList.LATE: _("<b>Who was late</b>")}
    return listing(
        f"{heading(event)}\n\n{titles[which]}",
        page,
        [Button(_arrived(event, one), OpenArrival(one.guest.id)) for one in page.items if one.guest],
        lambda number: ListArrivals(event.id, which, number),
        empty=_("Nobody yet."),
        back=OpenDoor(event.id),
    )


def _arrived(event: Event, attendee: Attendee) -> str:
    at = attendee.came_at
    assert at is not None
    mark = LATE if came_late(event, at) else CAME
    clock = isolate(time(at.astimezone(event.tz).time()))
    return f"{mark} {clock} {_named(attendee)}"


# Guests whom the cluster does not know


def ask_guest_name(event: Event, typed: str) -> Reply:
    """The question what a guest is called; what was searched for may be it."""
    words = _("🚶 <b>{title}</b>\n\nWhat is the guest’s name?").format(title=title_of(event))
    use = rows(Button(named(typed), Pick("typed"))) if typed else ()
    return Reply(words, use)


def ask_guest_company() -> Reply:
    words = _("Which company of the cluster is the guest of? Type its name, or tap “None of them”.")
    return Reply(words, rows(_of_none()))


def which_company(found: Sequence[Company]) -> Reply:
    """Which of the companies that were found is meant."""
    if not found:
        words = _("No company of the cluster has this name. Try fewer letters, or tap “None of them”.")
        return Reply(words, rows(_of_none()))
    buttons = [Button(f"🏢 {named(company_name(one))}", Pick(str(one.id))) for one in found]
    return Reply(_("Which of these is it?"), rows(*buttons, _of_none()))


def _of_none() -> Button:
    return Button(pgettext("a guest's company", "None of them"), Pick("0"))


# The list of the room


def table(event: Event, attendees: Sequence[Attendee]) -> Table:
    """The list of the room as a table: its title, its header, its rows. Who has a seat is numbered."""
    header = [
        pgettext("column of a table", "No."),
        _("Name"),
        pgettext("column of a table", "Company"),
        _("Size"),
        _("Sub-cluster"),
        pgettext("column of a table", "Answer"),
        pgettext("column of a table", "Came"),
        pgettext("column of a table", "Remark"),
    ]
    seated = 0
    listed: list[list[Cell]] = []
    for one in attendees:
        guest, company = one.guest, one.company
        if guest is None:
            continue
        has_seat = guest.rsvp in SEATED or guest.came_at is not None
        seated += has_seat
        size = size_name(company.size) if company is not None and company.size is not None else ""
        parts = "; ".join(sub_cluster_name(part.slug) for part in company.sub_clusters) if company else ""
        came = guest.came_at.astimezone(event.tz) if guest.came_at is not None else None
        answer = rsvp_name(guest.rsvp)
        listed.append(
            [
                seated if has_seat else None,
                one.name,
                one.company_name,
                size,
                parts,
                answer,
                came,
                _remark(event, guest),
            ]
        )
    return words_of(event).title, header, listed


def _remark(event: Event, guest: Guest) -> str:
    if guest.came_at is None:
        return ""
    if guest.check_in is CheckIn.WALK_IN:
        return _("Was not on the list")
    return pgettext("who came", "Late") if came_late(event, guest.came_at) else ""


def guest_list(event: Event, data: bytes) -> Reply:
    """The list of the room, as a document."""
    day = f"-{event.starts:%Y-%m-%d}" if event.starts is not None else ""
    return Reply(
        _("The list of the room: {title}").format(title=title_of(event)),
        file=File(f"guests{day}.xlsx", data),
        toast=_("Your file is on its way."),
    )
