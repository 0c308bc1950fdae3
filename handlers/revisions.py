"""Announced events changed or cancelled by staff; those who answered are told."""

from __future__ import annotations

from bot.replies import Reply
from bot.rules.planning import REASON_LIMIT
from bot.rules.staff import Role
from bot.screens import announced
from bot.screens import planning as plans
from bot.screens import revisions as screens
from bot.services import events, revisions
from handlers.feature import Feature
from handlers.planning import card, or_as_it_stands, shown
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

CANCELLING = "revisions.cancelling"


@feature.tapped(announced.ReviseEvent)
@staff_only(Role.EDITOR)
async def revise_event(turn: Turn, tap: announced.ReviseEvent) -> Reply:
    return await shown(turn, await revisions.revise(turn.session, tap.event_id, turn.id, turn.moment))


@feature.tapped(plans.LookAtChanges)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def look_at_changes(turn: Turn, tap: plans.LookAtChanges) -> Reply:
    change = await revisions.gathered(turn.session, tap.event_id, turn.moment)
    return screens.look(change, revisions.told_at(change, turn.moment), turn.moment)


@feature.tapped(screens.SaveChanges)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def save_changes(turn: Turn, tap: screens.SaveChanges) -> Reply:
    return await card(turn, await revisions.save(turn.session, tap.event_id, turn.id, turn.moment))


@feature.tapped(announced.CancelEvent, form=CANCELLING)
@staff_only(Role.EDITOR)
async def cancel_event(turn: Turn, tap: announced.CancelEvent) -> Reply:
    """Cancel it, once staff are sure; for the reason that was typed, if that is the one they saw."""
    is_about_it = turn.answers.get("event_id") == tap.event_id
    reason = turn.answers.get("reason", "") if tap.has_reason and is_about_it else ""
    if tap.is_sure and bool(reason) == tap.has_reason:
        event = await revisions.cancel(turn.session, tap.event_id, reason, turn.id, turn.moment)
        turn.close_form()
        return await card(turn, event)
    event = await events.announced(turn.session, tap.event_id, turn.moment)
    turn.open_form(CANCELLING, event_id=event.id)
    return screens.ask_reason(event, await revisions.answered(turn.session, event))


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    event = await events.announced(turn.session, turn.answers["event_id"], turn.moment)
    told = await revisions.answered(turn.session, event)
    if reason := turn.answers.get("reason"):
        return screens.sure_to_cancel(event, reason, told)
    return screens.ask_reason(event, told)


@feature.typed(CANCELLING, ask=_ask_again, loses=lambda data: "reason" in data)
@staff_only(Role.EDITOR)
async def take_reason(turn: Turn) -> Reply:
    turn.open_form(CANCELLING, event_id=turn.answers["event_id"], reason=words_of(turn, REASON_LIMIT))
    return await _ask_again(turn)
