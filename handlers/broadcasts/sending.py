"""Sending: the last look, now or later, undo, and what can be done while it goes and after."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.errors import Refusal
from bot.i18n import N_
from bot.models import Status
from bot.replies import Reply
from bot.rules.broadcasts import UNDO, read_time, times_to_offer
from bot.rules.staff import Role
from bot.screens import broadcasts as screens
from bot.services import broadcasts
from handlers.broadcasts.routes import below, feature, may_act, or_as_it_stands, settled, shown
from handlers.home import at_home
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

TIME = "broadcasts.time"
TYPED_TIME = 40
"""Characters of a typed time."""
LAST_MINUTE = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp()) // 60


class NotATime(Refusal):
    """What was typed is no moment."""

    wording = N_("I cannot read this as a time. Type it like {example}, or leave with /cancel.")


async def show_list(turn: Turn, page: int = 0) -> Reply:
    """A page of broadcasts."""
    listed = await broadcasts.listed(turn.session, page, with_drafts=may_act(turn))
    tallies = await broadcasts.tallies(turn.session, [broadcast.id for broadcast in listed.items])
    return screens.all_broadcasts(listed, tallies, turn.moment.zone, may_act=may_act(turn))


@feature.command("broadcasts")
@staff_only(Role.VIEWER)
async def show_broadcasts(turn: Turn) -> Reply:
    """The last broadcasts, by command."""
    return await show_list(turn)


@feature.tapped(screens.ListBroadcasts)
@staff_only(Role.VIEWER)
async def list_broadcasts(turn: Turn, tap: screens.ListBroadcasts) -> Reply:
    """The last broadcasts, by button."""
    return await below(turn, await show_list(turn, tap.page))


@feature.tapped(screens.GoHome)
@staff_only(Role.VIEWER)
async def go_home(turn: Turn, tap: screens.GoHome) -> Reply:
    """Home, below a message that edits itself."""
    return await below(turn, at_home(turn))


@feature.tapped(screens.OpenBroadcast)
@staff_only(Role.VIEWER)
async def open_broadcast(turn: Turn, tap: screens.OpenBroadcast) -> Reply:
    """One broadcast as it stands."""
    return await shown(turn, await broadcasts.locked(turn.session, tap.broadcast_id))


@feature.tapped(screens.Confirm)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def confirm(turn: Turn, tap: screens.Confirm) -> Reply:
    """The last look before sending."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    return screens.confirm(broadcast, await broadcasts.ready(turn.session, broadcast))


@feature.tapped(screens.SendNow)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_now(turn: Turn, tap: screens.SendNow) -> Reply:
    """Send it, after the seconds in which it can be undone; this message then shows how it goes."""
    broadcast = await broadcasts.schedule(
        turn.session, tap.broadcast_id, turn.moment.now + UNDO, turn.id, turn.moment
    )
    await broadcasts.show_progress_in(turn.session, broadcast, turn.id, turn.incoming.tapped_message)
    return await shown(turn, broadcast)


@feature.tapped(screens.ChooseTime)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_time(turn: Turn, tap: screens.ChooseTime) -> Reply:
    """Ask when it goes out."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    await broadcasts.ready(turn.session, broadcast)
    turn.open_form(TIME, broadcast_id=broadcast.id)
    zone = turn.moment.zone
    return screens.choose_time(broadcast, times_to_offer(turn.moment.now, zone), turn.moment)


@staff_only(Role.EDITOR)
async def _ask_time(turn: Turn) -> Reply:
    return await choose_time(turn, screens.ChooseTime(turn.answers["broadcast_id"]))


@feature.typed(TIME, ask=_ask_time)
@staff_only(Role.EDITOR)
async def take_time(turn: Turn) -> Reply:
    """A typed time."""
    words = words_of(turn, TYPED_TIME)
    send_at = read_time(words, turn.moment.now, turn.moment.zone)
    if send_at is None:
        raise NotATime(example="25/11 14:30")
    return await settled(turn, turn.answers["broadcast_id"], _take_time(turn, send_at))


async def _take_time(turn: Turn, send_at: datetime) -> Reply:
    reply = await _set_for(turn, turn.answers["broadcast_id"], send_at)
    turn.close_form()
    return reply


@feature.tapped(screens.SendAt)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def send_at(turn: Turn, tap: screens.SendAt) -> Reply:
    """Send it at a time that was offered."""
    if not 0 <= tap.minute < LAST_MINUTE:
        raise broadcasts.NotAhead
    return await _set_for(turn, tap.broadcast_id, datetime.fromtimestamp(tap.minute * 60, UTC))


async def _set_for(turn: Turn, broadcast_id: int, send_at: datetime) -> Reply:
    broadcast = await broadcasts.schedule(turn.session, broadcast_id, send_at, turn.id, turn.moment)
    # Hours from now this message may be far up, or show something else: a new one will tell that it has begun
    await broadcasts.show_progress_in(turn.session, broadcast, turn.id, None)
    return await shown(turn, broadcast)


@feature.tapped(screens.CallBack)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def call_back(turn: Turn, tap: screens.CallBack) -> Reply:
    """Undo: back to composing, if it has not begun."""
    broadcast = await broadcasts.call_back(turn.session, tap.broadcast_id, turn.id, turn.moment)
    broadcasts.detach(broadcast)
    return await shown(turn, broadcast)


@feature.tapped(screens.PauseSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pause(turn: Turn, tap: screens.PauseSending) -> Reply:
    """Hold what has not been sent."""
    return await shown(turn, await broadcasts.pause(turn.session, tap.broadcast_id, turn.id, turn.moment))


@feature.tapped(screens.ResumeSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def resume(turn: Turn, tap: screens.ResumeSending) -> Reply:
    """Send what was held."""
    return await shown(turn, await broadcasts.resume(turn.session, tap.broadcast_id, turn.id, turn.moment))


@feature.tapped(screens.CancelSending)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def cancel(turn: Turn, tap: screens.CancelSending) -> Reply:
    """Send no more of it, after the question."""
    if tap.is_sure:
        broadcast = await broadcasts.cancel(turn.session, tap.broadcast_id, turn.id, turn.moment)
        return await shown(turn, broadcast)
    broadcast = await broadcasts.under_way(turn.session, tap.broadcast_id)
    if await broadcasts.is_progress(turn.session, turn.id, turn.incoming.tapped_message):
        await broadcasts.show_end_only(turn.session, broadcast)
    report = await broadcasts.report(turn.session, broadcast.id)
    return screens.sure_to_cancel(broadcast, report.tally)


@feature.tapped(screens.RepeatUncertain)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def repeat_uncertain(turn: Turn, tap: screens.RepeatUncertain) -> Reply:
    """Send the uncertain ones again, after the warning."""
    if tap.is_sure:
        return await _send_again(turn, tap.broadcast_id, Status.UNCERTAIN)
    broadcast = await broadcasts.locked(turn.session, tap.broadcast_id)
    report = await broadcasts.report(turn.session, broadcast.id)
    if not report.uncertain_again:
        return await shown(turn, broadcast)
    return screens.sure_to_repeat(broadcast, report.uncertain_again)


@feature.tapped(screens.RetryFailed)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def retry_failed(turn: Turn, tap: screens.RetryFailed) -> Reply:
    """Send the failed ones again."""
    return await _send_again(turn, tap.broadcast_id, Status.FAILED)


async def _send_again(turn: Turn, broadcast_id: int, ended: Status) -> Reply:
    return await shown(
        turn, await broadcasts.send_again(turn.session, broadcast_id, ended, turn.id, turn.moment)
    )
