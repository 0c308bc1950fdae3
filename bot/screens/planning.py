"""Planning an event: the plan and what is asked of it, the last look, and the announced event as staff see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.i18n import N_, _, current, name, number, pgettext
from bot.models.events import Event
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.audiences import Audience, Reach
from bot.rules.events import EventPhase
from bot.rules.pages import Page
from bot.rules.planning import Detail
from bot.rules.towns import place_name
from bot.screens.audiences import ShowAudience, counted, in_words, people, unreached
from bot.screens.entrances import Entrance
from bot.screens.events import begins, invitation, title_of, when, words_of
from bot.screens.listing import legend, listing
from bot.screens.navigation import named, sure, way_out
from bot.screens.when import on_the_clock, when_they_go_out
from bot.screens.wordings import language_buttons, preview_button, what_is_written, who_gets_what

WHOSE = "event"
"""The word under which an event's audience is chosen and its texts are written."""


class ListPlans(Tap, prefix="n"):
    """All events, as staff see them."""

    page: int = 0


ENTRANCE = Entrance("plan", N_("Plan an event and see who comes"), ListPlans(), N_("🗓 Plan events"))


class NewEvent(Tap, prefix="nn"): ...


class OpenPlan(Tap, prefix="no"):
    """An event as staff see it: its plan, or how it stands once it was announced."""

    event_id: int


class CopyEvent(Tap, prefix="nc"):
    event_id: int


class AskDetail(Tap, prefix="nq"):
    """Ask about one detail; `page` is that of the days to choose from."""

    event_id: int
    detail: Detail
    page: int = 0


class GoOn(Tap, prefix="ng"):
    """Ask about what was not settled yet."""

    event_id: int


class LeaveOut(Tap, prefix="nx"):
    """Say nothing of this detail: that is settled, too."""

    event_id: int
    detail: Detail


class PickDay(Tap, prefix="nd"):
    """The day on which it begins, as Python counts them (`date.toordinal`): then the hour is asked."""

    event_id: int
    day: int


class PickTime(Tap, prefix="nm"):
    """A wall time, as `minute_of` counts."""

    event_id: int
    detail: Detail
    minute: int


class PickNumber(Tap, prefix="nk"):
    event_id: int
    detail: Detail
    n: int


class DiscardPlan(Tap, prefix="nz"):
    event_id: int
    is_sure: bool


class LookOnce(Tap, prefix="nl"):
    """The last look before it is announced."""

    event_id: int


class Announce(Tap, prefix="na"):
    event_id: int


class LookAtChanges(Tap, prefix="nh"):
    """What would change of an announced event, and who is told, before it is saved; by the id of the plan."""

    event_id: int


class TapPreview(Tap, prefix="nv"):
    """A button under an invitation that is only looked at."""


@dataclass(frozen=True)
class Planned:
    """A plan as it is shown: whom it reaches, what is settled, what is asked next."""

    event: Event
    reached: Reach
    next: Detail | None


def detail_name(detail: Detail) -> str:
    """What a detail is called, on its button."""
    return {
        Detail.TEXTS: _("✏️ Title and text"),
        Detail.START: _("🗓 Beginning"),
        Detail.END: _("🏁 End"),
        Detail.PLACE: _("📍 Place"),
        Detail.MAP: _("🗺 Map link"),
        Detail.ONLINE: _("💻 Online link"),
        Detail.PICTURE: _("🖼 Flyer"),
        Detail.SEATS: _("💺 Seats"),
        Detail.PER_COMPANY: _("🏭 For one company"),
        Detail.AUDIENCE: _("👥 Audience"),
        Detail.ANSWER_BY: _("✉️ Answer by"),
    }[detail]


def plan(planned: Planned) -> Reply:
    """What is said of an event so far, and what is still missing; a button for each."""
    event, reached = planned.event, planned.reached
    if event.revises_id is not None:
        return _change(event, event.revises_id, reached)
    words = [
        _("<b>🗓 Plan of an event</b>"),
        what_is_written(event.wordings, reached),
        "\n".join(said(event)),
        in_words(Audience.of(event.audience)),
        counted(reached),
    ]
    go_on: Rows = ()
    if planned.next is not None:
        label = _("▶️ Go on: {what}").format(what=detail_name(planned.next))
        go_on = rows(Button(label, GoOn(event.id), style=Style.PRIMARY))
    return Reply("\n\n".join(words), (*go_on, *_details(event), *_acts(event), way_out(ListPlans())))


def _change(event: Event, revises_id: int, reached: Reach) -> Reply:
    """The change of an announced event, as it is gathered."""
    words = [
        _("<b>✏️ Changes of an event</b>\nNobody sees them before you save them."),
        what_is_written(event.wordings, reached),
        "\n".join(said(event)),
    ]
    acts = rows(
        Button(_("👀 Look at the changes…"), LookAtChanges(event.id), style=Style.PRIMARY),
        (
            preview_button(WHOSE, event.id),
            Button(_("🗑 Discard the changes"), DiscardPlan(event.id, is_sure=False)),
        ),
        way_out(OpenPlan(revises_id)),
    )
    return Reply("\n\n".join(words), (*_details(event), *acts))


def said(event: Event) -> list[str]:
    """What is said of an event besides its texts, a line for each detail; what is needed and missing is marked."""
    return [
        time_line(event),
        place_line(event),
        *([_("🗺 Map: {link}").format(link=name(event.map_link))] if event.map_link else []),
        *([_("💻 Online: {link}").format(link=name(event.online_link))] if event.online_link else []),
        seats_line(event),
        _("✉️ Answers by {moment}").format(moment=on_the_clock(event.answer_by))
        if event.answer_by is not None
        else _("✉️ Answers at any time"),
        *([_("🖼 There is a flyer.")] if event.picture_id else []),
    ]


def time_line(event: Event) -> str:
    if event.starts is None:
        return _("⚠️ When it begins is not set yet.")
    if event.ends is None:
        missing = _("⚠️ When it ends is not set yet.")
        return f"{beginning_line(event)}\n{missing}"
    return beginning_line(event)


def beginning_line(event: Event) -> str:
    """When it is, as far as that is said; for an event with a beginning."""
    if event.ends is None:
        return _("🗓 Begins on {moment}").format(moment=begins(event))
    return _("🗓 {moment}").format(moment=when(event))


def place_line(event: Event) -> str:
    return (
        _("📍 {place}").format(place=name(place_name(event.place, current())))
        if event.place
        else _("▫️ No place yet")
    )


def seats_line(event: Event) -> str:
    company = event.seats_per_company
    if event.seats is None and company is None:
        return _("💺 No limit of seats")
    if event.seats is None:
        return _("💺 Seats for one company: at most {n}").format(n=number(company or 0))
    if company is None:
        return _("💺 Seats: {n}").format(n=number(event.seats))
    return _("💺 Seats: {n}, for one company at most {most}").format(
        n=number(event.seats), most=number(company)
    )


def _details(event: Event) -> Rows:
    asked = [Detail.START, Detail.END, Detail.PLACE]
    asked += [Detail.MAP] if event.place else []
    asked += [Detail.ONLINE, Detail.PICTURE, Detail.SEATS, Detail.PER_COMPANY, Detail.ANSWER_BY]
    buttons = [Button(detail_name(detail), AskDetail(event.id, detail)) for detail in asked]
    if event.revises_id is None:
        buttons.append(Button(detail_name(Detail.AUDIENCE), ShowAudience(WHOSE, event.id)))
    return (language_buttons(WHOSE, event.id, event.wordings), *grid(buttons, 2))


def _acts(event: Event) -> Rows:
    acts = [preview_button(WHOSE, event.id)] if event.texts else []
    is_whole = event.texts and event.starts is not None and event.ends is not None
    announce = rows(Button(_("📣 Announce…"), LookOnce(event.id), style=Style.PRIMARY)) if is_whole else ()
    discard = Button(_("🗑 Discard"), DiscardPlan(event.id, is_sure=False))
    return (*announce, (*acts, discard))


def preview(event: Event) -> Reply:
    """The invitation as members will see it; its buttons say that it is only looked at."""
    shown = invitation(event)
    buttons = tuple(
        tuple(replace(button, tap=TapPreview()) if button.tap is not None else button for button in row)
        for row in shown.buttons
    )
    return replace(shown, buttons=buttons)


def tapped_preview() -> str:
    return _("This is what members will see. There, this button answers the invitation.")


def last_look(planned: Planned, goes_out: datetime, moment: Moment) -> Reply:
    """Before it is announced: who gets what, and when."""
    event, reached = planned.event, planned.reached
    words = [
        _("<b>Announce {title} to {people}?</b>").format(
            title=title_of(event), people=people(reached.people)
        ),
        "\n".join(said(event)),
        "\n".join(who_gets_what(event.wordings, reached) + unreached(reached)),
        in_words(Audience.of(event.audience)),
        when_they_go_out(goes_out, moment),
    ]
    return Reply(
        "\n\n".join(words),
        rows(
            Button(_("📣 Announce it"), Announce(event.id), style=Style.PRIMARY),
            preview_button(WHOSE, event.id),
            way_out(OpenPlan(event.id)),
        ),
    )


def sure_to_discard(event: Event) -> Reply:
    if event.revises_id is not None:
        words, label = (
            _("Discard the changes of {title}? It stays as it was announced."),
            _("🗑 Discard the changes"),
        )
    else:
        words = _("Discard the plan of {title}? Its texts are deleted, and nobody hears of it.")
        label = _("Discard it")
    return sure(
        words.format(title=title_of(event)),
        label,
        DiscardPlan(event.id, is_sure=True),
        OpenPlan(event.id),
    )


def all_events(listed: Page[Event], moment: Moment, *, may_act: bool) -> Reply:
    """What is being planned, what lies ahead and what was, each to be opened."""
    begin = Button(_("➕ New event"), NewEvent(), style=Style.PRIMARY)
    return listing(
        _("<b>All events</b>"),
        listed,
        [
            Button(f"{_mark(event, moment)} {named(words_of(event).title)}", OpenPlan(event.id))
            for event in listed.items
        ],
        ListPlans,
        lines=[
            "\n\n".join(_line(event, moment) for event in listed.items),
            *(["", legend(_state(_mark(one, moment)) for one in listed.items)] if listed.total else []),
        ],
        empty=_("No event has been planned yet."),
        acts=rows(begin) if may_act else (),
    )


def _state(icon: str) -> tuple[str, str]:
    """An icon of the list, with what it means."""
    words = {
        "✏️": pgettext("state of an event", "being planned"),
        "✖️": pgettext("state of an event", "cancelled"),
        "🕓": pgettext("state of an event", "over"),
    }
    return icon, words.get(icon) or pgettext("state of an event", "announced")


def _mark(event: Event, moment: Moment) -> str:
    if event.phase is EventPhase.PLANNING:
        return "✏️"
    if event.phase is EventPhase.CANCELLED:
        return "✖️"
    return "🕓" if event.ends_at is not None and event.ends_at <= moment.now else "📅"


def _line(event: Event, moment: Moment) -> str:
    return f"{_mark(event, moment)} <b>{title_of(event)}</b>\n{begins(event)}"
