"""Broadcasts: staff list them and follow how they go; `scheduling` sends them, `approvals` decides."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.deliveries import Status
from bot.replies import Reply
from bot.rules.audiences import Reach
from bot.rules.composing import Taken
from bot.rules.staff import Role
from bot.screens import approvals as approval_screens
from bot.screens import broadcasts as screens
from bot.screens import composing as composing_screens
from bot.screens import scheduling as scheduling_screens
from bot.screens.following import reasons, standing, sure_to_cancel, sure_to_repeat
from bot.services import approvals, broadcasts, following, staff
from bot.services.wordings import LanguageMissing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.home import at_home
from handlers.moved_on import OrAsItStands, with_word
from handlers.turn import NotAllowed, Turn, staff_only

feature = Feature()

UNDER_WAY = (BroadcastPhase.SENDING, BroadcastPhase.PAUSED)
AHEAD = (BroadcastPhase.COMPOSING, BroadcastPhase.ASKING, BroadcastPhase.HELD, BroadcastPhase.SCHEDULED)


async def settled(turn: Turn, broadcast_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the broadcast stands, if it moved on; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing as missing:
        turn.close_form()
        broadcast = await broadcasts.locked(turn.session, broadcast_id)
        if broadcast.phase is not BroadcastPhase.COMPOSING:
            return with_word(turn, await shown(turn, broadcast), missing)
        return await writing.what_is_missing(turn, screens.WHOSE, broadcast_id)
    except broadcasts.HasMovedOn as moved:
        turn.close_form()
        said = scheduling_screens.edited_too_late() if turn.incoming.is_edit else moved
        broadcast = await broadcasts.locked(turn.session, broadcast_id)
        return with_word(turn, await shown(turn, broadcast), said)


or_as_it_stands = OrAsItStands(settled, "broadcast_id")


async def shown(turn: Turn, broadcast: Broadcast, *, is_live: bool = True) -> Reply:
    """A broadcast as it stands. The tapped message then follows one that is on its way, unless another chat's
    does, or `is_live` is False. Raises NotAllowed for a draft and somebody who may not act."""
    session, zone = turn.session, turn.moment.zone
    may_act = turn.has_role(Role.EDITOR)
    if broadcast.phase in broadcasts.NOT_FOR_ALL and not may_act:
        raise NotAllowed
    if broadcast.phase in AHEAD:
        return await _ahead(turn, broadcast, await broadcasts.reach(session, broadcast), may_act=may_act)
    report = await broadcasts.report(session, broadcast.id)
    await following.finish_if_through(session, broadcast, report, turn.moment)
    follows = is_live and _may_follow(turn, broadcast)
    if follows:
        await following.show_progress_in(session, broadcast, turn.id, turn.shown_in)
    course = await following.course(session, broadcast, report, turn.moment)
    return standing(broadcast, course, zone, may_act=turn.has_role(Role.EDITOR), is_live=follows)


async def _ahead(turn: Turn, broadcast: Broadcast, reached: Reach, *, may_act: bool) -> Reply:
    """A broadcast of which nothing was sent yet."""
    match broadcast.phase:
        case BroadcastPhase.ASKING:
            asked = await approvals.asked(turn.session, broadcast, turn.moment)
            return approval_screens.waiting(
                broadcast, asked.approval, reached, asked.names, may_decide=turn.id in asked.can
            )
        case BroadcastPhase.HELD:
            return scheduling_screens.held(broadcast, reached, turn.moment, may_act=may_act)
        case BroadcastPhase.SCHEDULED:
            at = broadcast.send_at or turn.moment.now
            return scheduling_screens.scheduled(broadcast, at, reached, turn.moment, may_act=may_act)
        case _:
            return composing_screens.composing(broadcast, reached, composed(turn, broadcast.id))


COMPOSING = "composing"
"""While a draft is shown, whatever is sent is a part of it. It remembers which, and what was `taken` last."""


def composed(turn: Turn, broadcast_id: int) -> Taken | None:
    """Open the draft to whatever is sent next; what it took last, as long as the dialogue about it stays open."""
    is_open = turn.draft is not None and turn.draft.form == COMPOSING
    known = turn.answers if is_open and turn.answers.get("broadcast_id") == broadcast_id else {}
    turn.open_form(COMPOSING, **{**known, "broadcast_id": broadcast_id})
    return Taken.of(known.get("taken"))


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


async def show_list(turn: Turn, page: int = 0) -> Reply:
    listed = await broadcasts.listed(turn.session, page, with_drafts=turn.has_role(Role.EDITOR))
    tallies = await broadcasts.tallies(turn.session, [broadcast.id for broadcast in listed.items])
    writers = await staff.named(turn.session, {one.author_id for one in listed.items if one.author_id})
    may_act = turn.has_role(Role.EDITOR)
    return screens.all_broadcasts(listed, tallies, writers, turn.moment.zone, may_act=may_act)


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
