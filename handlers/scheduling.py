"""Sending a broadcast: the last look, now or at a time, undone or called back; what was held back is decided on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.replies import Reply
from bot.rules.scheduling import times_to_offer
from bot.rules.staff import Role
from bot.screens import approvals as approval_screens
from bot.screens import scheduling as screens
from bot.screens.navigation import way_out
from bot.services import approvals, broadcasts, following, scheduling
from bot.services.broadcasts import ChangedSince
from bot.services.scheduling import AtNight
from handlers.broadcasts import composed, or_as_it_stands, settled, shown
from handlers.feature import Feature
from handlers.moved_on import with_word
from handlers.turn import Turn, staff_only
from handlers.typed import moment_of, moment_tapped

feature = Feature()

TIME = "broadcasts.time"


@feature.tapped(screens.ConfirmBroadcast)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def confirm(turn: Turn, tap: screens.ConfirmBroadcast) -> Reply:
    return await last_look(turn, await broadcasts.unsent(turn.session, tap.broadcast_id))


async def last_look(turn: Turn, broadcast: Broadcast, wanted: datetime | None = None) -> Reply:
    """What is confirmed by sending it, and whether somebody else has to approve it; `wanted` is the wall time that was
    chosen. Raises what `ready` does."""
    reached = await broadcasts.ready(turn.session, broadcast)
    if broadcast.phase is BroadcastPhase.COMPOSING:
        # What is typed at the last look is a part of it, too
        composed(turn, broadcast.id)
    stands = await approvals.standing(turn.session, broadcast, reached.people, turn.id, turn.moment)
    if not stands.is_needed:
        return screens.confirm(broadcast, reached, turn.moment, wanted=wanted)
    note = approval_screens.needed(stands.limit, lapsed=stands.lapsed, can_any=bool(stands.can))
    if not stands.can:
        return approval_screens.nobody_can(broadcast, reached, note, is_owner=turn.has_role(Role.OWNER))
    return screens.confirm(broadcast, reached, turn.moment, note=note, is_asked=True, wanted=wanted)


@feature.tapped(screens.SendNow)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_now(turn: Turn, tap: screens.SendNow) -> Reply:
    """Send it, after the seconds in which it can be undone; this message then counts them, and shows how it goes."""
    return await _send(turn, tap.broadcast_id, tap.revision, None, at_night=tap.at_night)


@feature.tapped(screens.SendAt)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_at(turn: Turn, tap: screens.SendAt) -> Reply:
    wall = moment_tapped(tap.minute)
    return await _send(turn, tap.broadcast_id, tap.revision, wall, at_night=tap.at_night)


async def _send(
    turn: Turn, broadcast_id: int, revision: int, wall: datetime | None, *, at_night: bool = False
) -> Reply:
    """Send what was shown, or ask for the approval that it needs. When it is not that any more it is shown anew, and
    before it rings phones at night that is asked about."""
    session = turn.session
    turn.close_form()
    try:
        broadcast = await approvals.send(
            session, broadcast_id, revision, wall, turn.id, turn.moment, at_night=at_night
        )
    except ChangedSince as since:
        return await _changed(turn, broadcast_id, since, wall)
    except approvals.NobodyElse:
        return await last_look(turn, await broadcasts.unsent(session, broadcast_id))
    except AtNight as night:
        broadcast = await broadcasts.unsent(session, broadcast_id)
        if broadcast.phase is BroadcastPhase.COMPOSING:
            composed(turn, broadcast.id)
        return screens.at_night(broadcast, night.wall, turn.moment)
    if broadcast.phase is BroadcastPhase.SCHEDULED:
        # Hours from now this message may be far up, or show something else: a new one will tell that it has begun
        shown_in = turn.shown_in if wall is None else None
        await following.show_progress_in(session, broadcast, turn.id, shown_in)
    return await shown(turn, broadcast)


async def _changed(
    turn: Turn, broadcast_id: int, since: ChangedSince, wanted: datetime | None = None
) -> Reply:
    turn.close_form()
    anew = await last_look(turn, await broadcasts.unsent(turn.session, broadcast_id), wanted)
    return with_word(turn, anew, screens.changed_since(since.changes))


@feature.tapped(screens.ChooseTime)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_time(turn: Turn, tap: screens.ChooseTime) -> Reply:
    broadcast = await broadcasts.unsent(turn.session, tap.broadcast_id)
    try:
        await broadcasts.check_shown(turn.session, broadcast, tap.revision, turn.id)
    except ChangedSince as since:
        return await _changed(turn, broadcast.id, since)
    await broadcasts.ready(turn.session, broadcast)
    turn.open_form(TIME, broadcast_id=broadcast.id, revision=broadcast.revision)
    offered = times_to_offer(turn.moment.now, turn.moment.zone)
    return screens.choose_time(broadcast, offered, turn.moment)


@staff_only(Role.EDITOR)
async def _ask_time(turn: Turn) -> Reply:
    return await choose_time(turn, _asked(turn))


def _asked(turn: Turn) -> screens.ChooseTime:
    return screens.ChooseTime(turn.answers["broadcast_id"], turn.answers.get("revision", 0))


@feature.typed(TIME, ask=_ask_time, takes_again=True)
@staff_only(Role.EDITOR)
async def take_time(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["broadcast_id"], _take_time(turn, _asked(turn)))


async def _take_time(turn: Turn, asked: screens.ChooseTime) -> Reply:
    broadcast = await broadcasts.unsent(turn.session, asked.broadcast_id)
    wall = moment_of(turn, partial(_meant, asked))
    if isinstance(wall, Reply):
        return replace(wall, buttons=(*wall.buttons, way_out(asked)))
    return await _send(turn, broadcast.id, asked.revision, wall)


def _meant(asked: screens.ChooseTime, wall: datetime) -> screens.SendAt:
    """The tap for one of several times that may be meant."""
    return screens.at_wall(asked.broadcast_id, wall, asked.revision)


@feature.tapped(screens.CallBack)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def call_back(turn: Turn, tap: screens.CallBack) -> Reply:
    """Undo: back to composing, if it has not begun."""
    broadcast = await scheduling.call_back(turn.session, tap.broadcast_id, turn.id, turn.moment)
    await following.detach(turn.session, broadcast)
    return await shown(turn, broadcast)


@feature.tapped(screens.DropHeld)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def drop_held(turn: Turn, tap: screens.DropHeld) -> Reply:
    broadcast = await scheduling.drop_held(turn.session, tap.broadcast_id, turn.id, turn.moment)
    return await shown(turn, broadcast)
