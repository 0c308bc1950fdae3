"""Planning events: staff write them step by step, look at them as members will, and announce them.

How a plan is written, `handlers/plan_details.py` has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.models.deliveries import Status
from bot.models.events import Event
from bot.replies import Reply, Rows
from bot.rules.events import EventPhase
from bot.rules.planning import next_to_ask
from bot.rules.staff import Role
from bot.screens import announced
from bot.screens import planning as screens
from bot.services import announcing, events, planning, telling
from bot.services.wordings import LanguageMissing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only

feature = Feature()


async def settled(turn: Turn, event_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the event stands, if it is no plan any more; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.WHOSE, event_id)
    except (planning.HasMovedOn, announcing.DetailsMissing) as stands:
        turn.close_form()
        event = await planning.as_it_stands(turn.session, event_id)
        return with_word(turn, await shown(turn, event), stands)


or_as_it_stands = OrAsItStands(settled, "event_id")


async def shown(turn: Turn, event: Event) -> Reply:
    """An event as staff see it: its plan, or how it stands. Raises NotAllowed: a plan is for who may write it."""
    if event.phase is not EventPhase.PLANNING:
        return await card(turn, event)
    if not turn.has_role(Role.EDITOR):
        raise NotAllowed
    return screens.plan(await planned(turn, event))


async def planned(turn: Turn, event: Event) -> screens.Planned:
    reached = await announcing.reach(turn.session, event)
    is_asked = event.revises_id is None
    ask_next = next_to_ask(planning.settled(event), has_seats=event.seats is not None) if is_asked else None
    return screens.Planned(event, reached, ask_next)


# What other features show on the card of an event

Beside = Callable[[Turn, Event], Awaitable[Rows]]
_BESIDE: list[Beside] = []


def beside_card(buttons: Beside) -> Beside:
    """These buttons stand on the card that staff see of an announced event; none where they make no sense."""
    _BESIDE.append(buttons)
    return buttons


async def card(turn: Turn, event: Event) -> Reply:
    """An announced event as staff see it."""
    more = [row for buttons in _BESIDE for row in await buttons(turn, event)]
    figures = await events.figures(turn.session, event.id)
    went = await announcing.invitations(turn.session, event.about)
    may_act = turn.has_role(Role.EDITOR)
    return announced.staff_card(event, figures, went, turn.moment, may_act=may_act, more=tuple(more))


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_plans(turn: Turn, tap: screens.ListPlans) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    listed = await events.for_staff(turn.session, page, turn.moment, with_drafts=may_act)
    return screens.all_events(listed, turn.moment, may_act=may_act)


@feature.tapped(screens.OpenPlan)
@staff_only(Role.VIEWER)
async def open_plan(turn: Turn, tap: screens.OpenPlan) -> Reply:
    return await shown(turn, await planning.as_it_stands(turn.session, tap.event_id))


@feature.tapped(screens.DiscardPlan)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard_plan(turn: Turn, tap: screens.DiscardPlan) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await planning.get(turn.session, tap.event_id))
    event = await planning.discard(turn.session, tap.event_id, turn.id, turn.moment)
    if event.revises_id is not None:
        return await card(turn, await events.get(turn.session, event.revises_id))
    return await _list(turn)


@feature.tapped(screens.TapPreview)
@staff_only(Role.VIEWER)
async def tap_preview(turn: Turn, tap: screens.TapPreview) -> Reply:
    return Reply(toast=screens.tapped_preview(), is_alert=True)


@feature.tapped(screens.LookOnce)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def look_once(turn: Turn, tap: screens.LookOnce) -> Reply:
    event = await planning.get(turn.session, tap.event_id)
    await announcing.ready(turn.session, event, turn.moment)
    return screens.last_look(await planned(turn, event), telling.goes_out_at(turn.moment), turn.moment)


@feature.tapped(screens.Announce)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def announce(turn: Turn, tap: screens.Announce) -> Reply:
    return await shown(turn, await announcing.announce(turn.session, tap.event_id, turn.id, turn.moment))


@feature.tapped(announced.ListGuests)
@staff_only(Role.VIEWER)
async def list_guests(turn: Turn, tap: announced.ListGuests) -> Reply:
    event = await events.once_announced(turn.session, tap.event_id)
    if tap.rsvp not in announced.LISTS:
        return await shown(turn, event)
    listed = await announcing.answers(turn.session, event.id, tap.rsvp, tap.page)
    return announced.guests(event, tap.rsvp, listed)


@feature.tapped(announced.RepeatInvitations)
@staff_only(Role.EDITOR)
async def repeat_invitations(turn: Turn, tap: announced.RepeatInvitations) -> Reply:
    """Send the invitation again where nobody knows whether it arrived."""
    if tap.is_sure:
        return await _send_again(turn, tap.event_id, Status.UNCERTAIN)
    event = await events.get(turn.session, tap.event_id)
    uncertain = (await announcing.invitations(turn.session, event.about)).uncertain_again
    return announced.sure_to_send_again(event, uncertain) if uncertain else await shown(turn, event)


@feature.tapped(announced.RetryInvitations)
@staff_only(Role.EDITOR)
async def retry_invitations(turn: Turn, tap: announced.RetryInvitations) -> Reply:
    return await _send_again(turn, tap.event_id, Status.FAILED)


async def _send_again(turn: Turn, event_id: int, ended: Status) -> Reply:
    return await card(turn, await announcing.send_again(turn.session, event_id, ended, turn.id, turn.moment))
