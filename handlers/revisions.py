"""Announced events changed or cancelled by staff; those who answered are told."""

from __future__ import annotations

from bot.models.events import Event
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import announced
from bot.screens import planning as plans
from bot.screens import revisions as screens
from bot.screens.events import title_of
from bot.services import events, revisions
from handlers import cancelling
from handlers.feature import Feature
from handlers.planning import card, or_as_it_stands, shown
from handlers.turn import Turn, staff_only

feature = Feature()


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


async def _load(turn: Turn, event_id: int) -> Event:
    return await events.announced(turn.session, event_id, turn.moment)


async def _told(turn: Turn, event: Event) -> int:
    return await revisions.answered(turn.session, event)


async def _cancel(turn: Turn, event_id: int, reason: str) -> Event:
    return await revisions.cancel(turn.session, event_id, reason, turn.id, turn.moment)


cancelling.register(
    plans.WHOSE, cancelling.Cancelling(_load, title_of, _told, _cancel, card, back=plans.OpenPlan)
)
