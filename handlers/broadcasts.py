"""Broadcasts: staff send them, now or later, and follow how they go."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Status
from bot.replies import Reply
from bot.rules.broadcasts import times_to_offer
from bot.rules.staff import Role
from bot.screens import broadcasts as screens
from bot.screens import composing as composing_screens
from bot.screens.following import reasons, standing, sure_to_cancel, sure_to_repeat
from bot.screens.navigation import way_out
from bot.services import broadcasts, following, scheduling
from bot.services.wordings import LanguageMissing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.home import at_home
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only
from handlers.typed import moment_of, moment_tapped

feature = Feature()

UNDER_WAY = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED)


async def settled(turn: Turn, broadcast_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the broadcast stands, if it moved on; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.WHOSE, broadcast_id)
    except broadcasts.HasMovedOn as moved:
        turn.close_form()
        said = screens.edited_too_late() if turn.incoming.is_edit else moved
        broadcast = await broadcasts.locked(turn.session, broadcast_id)
        return with_word(turn, await shown(turn, broadcast), said)


or_as_it_stands = OrAsItStands(settled, "broadcast_id")


async def shown(turn: Turn, broadcast: Broadcast, *, is_live: bool = True) -> Reply:
    """A broadcast as it stands. The tapped message then follows one that is on its way, unless another chat's
    does, or `is_live` is False. Raises NotAllowed for a draft and somebody who may not act."""
    session, zone = turn.session, turn.moment.zone
    if broadcast.phase is BroadcastPhase.COMPOSING:
        if not turn.has_role(Role.EDITOR):
            raise NotAllowed
        return composing_screens.composing(broadcast, await broadcasts.reach(session, broadcast))
    if broadcast.phase is BroadcastPhase.SCHEDULED:
        reached = await broadcasts.reach(session, broadcast)
        send_at = broadcast.send_at or turn.moment.now
        return screens.scheduled(broadcast, send_at, reached, turn.moment, may_act=turn.has_role(Role.EDITOR))
    report = await broadcasts.report(session, broadcast.id)
    await following.finish_if_through(session, broadcast, report, turn.moment)
    follows = is_live and _may_follow(turn, broadcast)
    if follows:
        await following.show_progress_in(session, broadcast, turn.id, turn.shown_in)
    course = await following.course(session, broadcast, report, turn.moment)
    return standing(broadcast, course, zone, may_act=turn.has_role(Role.EDITOR), is_live=follows)


def _may_follow(turn: Turn, broadcast: Broadcast) -> bool:
    if turn.shown_in is None or not turn.has_role(Role.EDITOR):
        return False
    if broadcast.phase in UNDER_WAY:
        return broadcast.progress_chat_id in (None, turn.id)
    # Of one that is over, the message that followed it until then is still to show the end
    is_its_own = broadcast.progress_message_id in (None, turn.shown_in)
    return is_its_own and broadcast.progress_chat_id == turn.id


async def below(turn: Turn, reply: Reply) -> Reply:
    """The reply; when it was asked for under a message that edits itself, as a new message below that one."""
    tapped = turn.incoming.tapped_message
    if not await following.is_progress(turn.session, turn.id, tapped):
        return reply
    turn.leave_message()
    return replace(reply, is_new=True)


TIME = "broadcasts.time"


async def show_list(turn: Turn, page: int = 0) -> Reply:
    listed = await broadcasts.listed(turn.session, page, with_drafts=turn.has_role(Role.EDITOR))
    tallies = await broadcasts.tallies(turn.session, [broadcast.id for broadcast in listed.items])
    return screens.all_broadcasts(listed, tallies, turn.moment.zone, may_act=turn.has_role(Role.EDITOR))


@feature.entrance(screens.LISTING)
@staff_only(Role.VIEWER)
async def list_broadcasts(turn: Turn, tap: screens.ListBroadcasts) -> Reply:
    return await below(turn, await show_list(turn, tap.page))


@feature.tapped(screens.GoHome)
@staff_only(Role.VIEWER)
async def go_home(turn: Turn, tap: screens.GoHome) -> Reply:
    return await below(turn, at_home(turn))


@feature.tapped(screens.OpenBroadcast)
@staff_only(Role.VIEWER)
async def open_broadcast(turn: Turn, tap: screens.OpenBroadcast) -> Reply:
    return await shown(turn, await broadcasts.locked(turn.session, tap.broadcast_id))


@feature.tapped(screens.ListReasons)
@staff_only(Role.VIEWER)
async def list_reasons(turn: Turn, tap: screens.ListReasons) -> Reply:
    broadcast = await broadcasts.locked(turn.session, tap.broadcast_id)
    return reasons(broadcast, await broadcasts.reasons(turn.session, broadcast.id, tap.page))


@feature.tapped(screens.ConfirmBroadcast)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def confirm(turn: Turn, tap: screens.ConfirmBroadcast) -> Reply:
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    return screens.confirm(broadcast, await broadcasts.ready(turn.session, broadcast))


@feature.tapped(screens.SendNow)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_now(turn: Turn, tap: screens.SendNow) -> Reply:
    """Send it, after the seconds in which it can be undone; this message then shows how it goes."""
    broadcast = await scheduling.send_soon(turn.session, tap.broadcast_id, turn.id, turn.moment)
    await following.show_progress_in(turn.session, broadcast, turn.id, turn.shown_in)
    return await shown(turn, broadcast)


@feature.tapped(screens.ChooseTime)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_time(turn: Turn, tap: screens.ChooseTime) -> Reply:
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    await broadcasts.ready(turn.session, broadcast)
    turn.open_form(TIME, broadcast_id=broadcast.id)
    zone = turn.moment.zone
    return screens.choose_time(broadcast, times_to_offer(turn.moment.now, zone), turn.moment)


@staff_only(Role.EDITOR)
async def _ask_time(turn: Turn) -> Reply:
    return await choose_time(turn, screens.ChooseTime(turn.answers["broadcast_id"]))


@feature.typed(TIME, ask=_ask_time, takes_again=True)
@staff_only(Role.EDITOR)
async def take_time(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["broadcast_id"], _take_time(turn, turn.answers["broadcast_id"]))


async def _take_time(turn: Turn, broadcast_id: int) -> Reply:
    await broadcasts.draft(turn.session, broadcast_id)
    wall = moment_of(turn, partial(screens.send_at, broadcast_id))
    if isinstance(wall, Reply):
        return replace(wall, buttons=(*wall.buttons, way_out(screens.ChooseTime(broadcast_id))))
    reply = await _set_for(turn, broadcast_id, wall)
    turn.close_form()
    return reply


@feature.tapped(screens.SendAt)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_at(turn: Turn, tap: screens.SendAt) -> Reply:
    return await _set_for(turn, tap.broadcast_id, moment_tapped(tap.minute))


async def _set_for(turn: Turn, broadcast_id: int, wall: datetime) -> Reply:
    broadcast = await scheduling.schedule(turn.session, broadcast_id, wall, turn.id, turn.moment)
    # Hours from now this message may be far up, or show something else: a new one will tell that it has begun
    await following.show_progress_in(turn.session, broadcast, turn.id, None)
    return await shown(turn, broadcast)


@feature.tapped(screens.CallBack)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def call_back(turn: Turn, tap: screens.CallBack) -> Reply:
    """Undo: back to composing, if it has not begun."""
    broadcast = await scheduling.call_back(turn.session, tap.broadcast_id, turn.id, turn.moment)
    following.detach(broadcast)
    return await shown(turn, broadcast)


@feature.tapped(screens.PauseSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pause(turn: Turn, tap: screens.PauseSending) -> Reply:
    return await shown(turn, await broadcasts.pause(turn.session, tap.broadcast_id, turn.id, turn.moment))


@feature.tapped(screens.ResumeSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def resume(turn: Turn, tap: screens.ResumeSending) -> Reply:
    return await shown(turn, await broadcasts.resume(turn.session, tap.broadcast_id, turn.id, turn.moment))


@feature.tapped(screens.CancelSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def cancel(turn: Turn, tap: screens.CancelSending) -> Reply:
    if tap.is_sure:
        broadcast = await broadcasts.cancel(turn.session, tap.broadcast_id, turn.id, turn.moment)
        return await shown(turn, broadcast)
    broadcast = await broadcasts.under_way(turn.session, tap.broadcast_id)
    if await following.is_progress(turn.session, turn.id, turn.shown_in):
        await following.show_end_only(turn.session, broadcast)
    report = await broadcasts.report(turn.session, broadcast.id)
    return sure_to_cancel(broadcast, report.tally)


@feature.tapped(screens.RepeatUncertain)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def repeat_uncertain(turn: Turn, tap: screens.RepeatUncertain) -> Reply:
    if tap.is_sure:
        return await _send_again(turn, tap.broadcast_id, Status.UNCERTAIN)
    broadcast = await broadcasts.locked(turn.session, tap.broadcast_id)
    report = await broadcasts.report(turn.session, broadcast.id)
    if not report.uncertain_again:
        return await shown(turn, broadcast)
    return sure_to_repeat(
        report.uncertain_again,
        screens.RepeatUncertain(broadcast.id, is_sure=True),
        screens.OpenBroadcast(broadcast.id),
    )


@feature.tapped(screens.RetryFailed)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def retry_failed(turn: Turn, tap: screens.RetryFailed) -> Reply:
    return await _send_again(turn, tap.broadcast_id, Status.FAILED)


async def _send_again(turn: Turn, broadcast_id: int, ended: Status) -> Reply:
    return await shown(
        turn, await broadcasts.send_again(turn.session, broadcast_id, ended, turn.id, turn.moment)
    )
