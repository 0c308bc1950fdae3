"""An announced event as staff see it: how it stands, who answered what, how the invitations went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.i18n import N_, _, date_time, gettext, name, number
from bot.models.companies import Company
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import Button, Reply, Rows, Style, Tap, grid, rows
from bot.rules.broadcasts import BroadcastReport
from bot.rules.events import EventPhase, Figures, Rsvp
from bot.rules.pages import Page
from bot.screens.cancelling import cancel_button
from bot.screens.events import cancelled_because, heading, title_of
from bot.screens.following import again_buttons, counts, sure_to_repeat
from bot.screens.listing import listing
from bot.screens.navigation import home_below_button, way_out
from bot.screens.planning import WHOSE, CopyEvent, ListPlans, OpenPlan, said
from bot.screens.vocabulary import company_name, person_name
from bot.screens.wordings import preview_button


class ListGuests(Tap, prefix="nw"):
    """Those who stand so with an event."""

    event_id: int
    rsvp: Rsvp
    page: int = 0


class RepeatInvitations(Tap, prefix="nr"):
    """Send the invitation again to those of whom nobody knows whether they got it."""

    event_id: int
    is_sure: bool


class RetryInvitations(Tap, prefix="ny"):
    """Send it again to those with whom it failed."""

    event_id: int


class ReviseEvent(Tap, prefix="nu"):
    """Change it, or go on with a change."""

    event_id: int


@dataclass(frozen=True)
class Answer:
    """Where somebody stands with an event; who has left has no record any more, and may have no company."""

    guest: Guest
    person: Person | None
    company: Company | None


def staff_card(
    event: Event,
    figures: Figures,
    went: BroadcastReport,
    moment: Moment,
    *,
    may_act: bool,
    more: Rows = (),
) -> Reply:
    """How an announced event stands; `more` are the buttons of other features about it."""
    words = [
        heading(event),
        _state(event, moment),
        "\n".join(said(event)),
        "\n".join(_answers(event, figures)),
    ]
    repeat: Rows = ()
    if went.tally.people:
        words.append("\n".join(_invitations(went)))
    acts: Rows = ()
    if may_act and may_change(event, moment):
        change = Button(_("✏️ Change…"), ReviseEvent(event.id))
        acts = ((change, cancel_button(WHOSE, event.id)),)
        repeat = again_buttons(went, RepeatInvitations(event.id, is_sure=False), RetryInvitations(event.id))
    lists = [
        Button(gettext(words).format(n=number(n)), ListGuests(event.id, rsvp))
        for rsvp, words in LISTS.items()
        if (n := figures.by_rsvp.get(rsvp, 0))
    ]
    again = rows(Button(_("📄 Plan another one like it"), CopyEvent(event.id))) if may_act else ()
    shown = (preview_button(WHOSE, event.id),)
    return Reply(
        "\n\n".join(words), (*grid(lists, 2), *more, *repeat, *acts, shown, *again, way_out(ListPlans()))
    )


def may_change(event: Event, moment: Moment) -> bool:
    """Whether an event can still be changed or cancelled: it was announced, and has not begun."""
    return (
        event.phase is EventPhase.ANNOUNCED and event.starts_at is not None and event.starts_at > moment.now
    )


def _state(event: Event, moment: Moment) -> str:
    """What became of it."""
    if event.phase is EventPhase.CANCELLED:
        return cancelled_because(event)
    if event.ends_at is not None and event.ends_at <= moment.now:
        return _("This event is over.")
    if event.starts_at is not None and event.starts_at <= moment.now:
        return _("This event has already begun.")
    return _("Announced on {moment}").format(
        moment=date_time(event.announced_at or event.created_at, event.tz)
    )


LISTS: Mapping[Rsvp, str] = {
    Rsvp.GOING: N_("✅ Going: {n}"),
    Rsvp.WAITING: N_("⏳ Waiting: {n}"),
    Rsvp.OFFERED: N_("🎟 Seat kept: {n}"),
    Rsvp.NOT_GOING: N_("✖️ Not going: {n}"),
    Rsvp.LAPSED: N_("⌛ Seat let go: {n}"),
    Rsvp.INVITED: N_("✉️ No answer yet: {n}"),
}
"""What those are called who stand so with an event, on the buttons that list them."""


def _answers(event: Event, figures: Figures) -> list[str]:
    """What the buttons below do not say."""
    lines = [
        _("✉️ Invited: {n}").format(n=number(figures.invited)),
        _("🏢 Companies taking part: {n}").format(n=number(figures.companies)),
    ]
    if figures.must_confirm and event.phase is EventPhase.ANNOUNCED:
        lines.append(_("⚠️ Asked again since the time changed: {n}").format(n=number(figures.must_confirm)))
    return lines


def _invitations(went: BroadcastReport) -> list[str]:
    if went.tally.sent == went.tally.people:
        return [_("📤 The invitations were sent: {n}").format(n=number(went.tally.sent))]
    return [_("<b>Invitations</b>"), *counts(went.tally, went)]


def guests(event: Event, rsvp: Rsvp, listed: Page[Answer]) -> Reply:
    """Who stands so with an event."""
    which = gettext(LISTS[rsvp]).format(n=number(listed.total))
    return listing(
        f"{heading(event)}\n{which}",
        listed,
        [],
        lambda page: ListGuests(event.id, rsvp, page),
        lines=[_answer_line(event, answer) for answer in listed.items],
        empty=_("Nobody."),
        back=OpenPlan(event.id),
    )


def _answer_line(event: Event, answer: Answer) -> str:
    who = name(person_name(answer.person)) if answer.person is not None else _("somebody who has left")
    if answer.company is not None:
        who = _("{person}, {company}").format(person=who, company=name(company_name(answer.company)))
    guest = answer.guest
    if guest.rsvp is Rsvp.OFFERED and guest.offered_until is not None:
        return _("• {who}: until {moment}").format(who=who, moment=date_time(guest.offered_until, event.tz))
    if guest.must_confirm:
        return _("• {who}: has not confirmed the new time").format(who=who)
    return f"• {who}"


def sure_to_send_again(event: Event, n: int) -> Reply:
    return sure_to_repeat(n, RepeatInvitations(event.id, is_sure=True), OpenPlan(event.id))


def invitations_went(event: Event, went: BroadcastReport) -> Reply:
    """To staff: not all invitations arrived for certain."""
    words = _("The invitations to {title} are through, and some may not have arrived.\n\n{counts}")
    text = words.format(title=title_of(event), counts="\n".join(counts(went.tally, went)))
    look = Button(_("🗓 Look at the event"), OpenPlan(event.id), style=Style.PRIMARY)
    return Reply(text, rows(look, (home_below_button(),)))
