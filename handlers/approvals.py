"""Approvals: a second person decides about a broadcast; owners say above which number of people that is."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.broadcasts import BroadcastPhase
from bot.replies import Reply
from bot.rules.approvals import MOST
from bot.rules.staff import Role
from bot.rules.tallies import read_count
from bot.screens import approvals as screens
from bot.screens.scheduling import changed_since
from bot.services import approvals, broadcasts, following
from bot.services.broadcasts import ChangedSince
from handlers.broadcasts import settled, shown
from handlers.feature import Feature
from handlers.moved_on import OrAsItStands, with_word
from handlers.scheduling import last_look
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

WHY = "approvals.why"
NUMBER = "approvals.number"
LONGEST_WORDS = 500
LONGEST_NUMBER = 20


class NotANumberOfPeople(Refusal):
    wording = N_("Type a number of people from 1 to {limit}, such as {example}, or leave with /cancel.")


async def _decided(turn: Turn, broadcast_id: int, deciding: Awaitable[Reply]) -> Reply:
    """What deciding shows; when what was shown has changed, it is shown anew, and asked about again."""
    try:
        return await settled(turn, broadcast_id, deciding)
    except ChangedSince as since:
        turn.close_form()
        broadcast = await broadcasts.locked(turn.session, broadcast_id)
        return with_word(turn, await shown(turn, broadcast), changed_since(since.changes))


or_as_it_stands = OrAsItStands(_decided, "broadcast_id")


@feature.tapped(screens.Approve)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def approve(turn: Turn, tap: screens.Approve) -> Reply:
    """Approve it: it goes out as was asked, or is shown for a time to be chosen."""
    broadcast = await approvals.approve(
        turn.session,
        tap.broadcast_id,
        tap.approval_id,
        tap.revision,
        turn.id,
        turn.moment,
        seen_in=turn.shown_in,
    )
    if broadcast.phase is BroadcastPhase.COMPOSING:
        return with_word(turn, await last_look(turn, broadcast), screens.choose_when())
    shown_in = turn.shown_in if broadcast.send_wall is None else None
    await following.show_progress_in(turn.session, broadcast, turn.id, shown_in)
    return await shown(turn, broadcast)


@feature.tapped(screens.Decline)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def decline(turn: Turn, tap: screens.Decline) -> Reply:
    """Not like this: ask for a word on why."""
    about = (tap.broadcast_id, tap.approval_id, tap.revision)
    if tap.is_silent:
        return await _decline(turn, *about, "")
    broadcast = await approvals.to_decline(turn.session, *about, turn.id)
    turn.open_form(WHY, broadcast_id=broadcast.id, approval_id=tap.approval_id, revision=tap.revision)
    return screens.why(broadcast, tap.approval_id)


async def _decline(turn: Turn, broadcast_id: int, approval_id: int, revision: int, words: str) -> Reply:
    broadcast = await approvals.decline(
        turn.session,
        broadcast_id,
        approval_id,
        revision,
        words,
        turn.id,
        turn.moment,
        seen_in=turn.shown_in,
    )
    turn.close_form()
    return with_word(turn, await shown(turn, broadcast), screens.was_declined())


@staff_only(Role.EDITOR)
async def _ask_why(turn: Turn) -> Reply:
    return await decline(turn, screens.Decline(**turn.answers))


@feature.typed(WHY, ask=_ask_why)
@staff_only(Role.EDITOR)
async def take_why(turn: Turn) -> Reply:
    return await _decided(turn, turn.answers["broadcast_id"], _take_why(turn))


async def _take_why(turn: Turn) -> Reply:
    asked = screens.Decline(**turn.answers)
    words = words_of(turn, LONGEST_WORDS, lines=True)
    return await _decline(turn, asked.broadcast_id, asked.approval_id, asked.revision, words)


@feature.tapped(screens.Withdraw)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def withdraw(turn: Turn, tap: screens.Withdraw) -> Reply:
    broadcast = await approvals.withdraw(
        turn.session, tap.broadcast_id, turn.id, turn.moment, seen_in=turn.shown_in
    )
    return await shown(turn, broadcast)


@feature.tapped(screens.ShowNumber)
@staff_only(Role.OWNER)
async def show_number(turn: Turn, tap: screens.ShowNumber) -> Reply:
    """Ask above which number of people a second approver is needed."""
    turn.open_form(NUMBER)
    return screens.ask_number(await approvals.above(turn.session))


@staff_only(Role.OWNER)
async def _ask_number(turn: Turn) -> Reply:
    return await show_number(turn, screens.ShowNumber())


@feature.tapped(screens.SetNumber, form=NUMBER)
@staff_only(Role.OWNER)
async def set_number(turn: Turn, tap: screens.SetNumber) -> Reply:
    return await _set_number(turn, tap.people)


@feature.typed(NUMBER, ask=_ask_number)
@staff_only(Role.OWNER)
async def take_number(turn: Turn) -> Reply:
    how_many = read_count(words_of(turn, LONGEST_NUMBER))
    if not how_many:
        raise NotANumberOfPeople(limit=number(MOST), example=number(200))
    return await _set_number(turn, how_many)


async def _set_number(turn: Turn, people: int) -> Reply:
    if not 0 <= people <= MOST:
        raise NotANumberOfPeople(limit=number(MOST), example=number(200))
    await approvals.set_above(turn.session, people or None, turn.id, turn.moment)
    turn.close_form()
    return screens.ask_number(await approvals.above(turn.session))
