"""The feature of broadcasts, and what all its handlers share: showing how a broadcast stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps
from typing import Protocol, TypeVar

from bot.i18n import _
from bot.models import Broadcast, Phase
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import broadcasts as screens
from bot.services import broadcasts
from handlers.feature import Feature
from handlers.turn import NotAllowed, Turn

feature = Feature()

UNDER_WAY = (Phase.SENDING, Phase.PAUSED)


class AboutOne(Protocol):
    """A tap about one broadcast."""

    @property
    def broadcast_id(self) -> int: ...


T = TypeVar("T", bound=AboutOne)


def or_as_it_stands(
    handler: Callable[[Turn, T], Awaitable[Reply]],
) -> Callable[[Turn, T], Awaitable[Reply]]:
    """When the broadcast has moved on since the button was shown, or something is missing, that is shown."""

    @wraps(handler)
    async def taken(turn: Turn, tap: T) -> Reply:
        return await settled(turn, tap.broadcast_id, handler(turn, tap))

    return taken


async def settled(turn: Turn, broadcast_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the broadcast stands, if it moved on; or what is missing, if something is."""
    try:
        return await acting
    except broadcasts.LanguageMissing:
        turn.close_form()
        return await what_is_missing(turn, await broadcasts.draft(turn.session, broadcast_id))
    except broadcasts.HasMovedOn as moved:
        turn.close_form()
        said = _(moved.wording)
        broadcast = await broadcasts.locked(turn.session, broadcast_id)
        if turn.incoming.is_tap:
            return replace(await shown(turn, broadcast), toast=said, is_alert=True)
        return replace(await shown(turn, broadcast), before=(Reply(said),))


async def what_is_missing(turn: Turn, broadcast: Broadcast) -> Reply:
    """The question about the first language without text; without one, the broadcast as it is composed."""
    reached = await broadcasts.reach(turn.session, broadcast)
    missing = broadcasts.missing(broadcast, reached)
    if not missing or not broadcast.texts:
        return screens.composing(broadcast, reached)
    return screens.choose_fallback(broadcast, reached, missing[0])


def may_act(turn: Turn) -> bool:
    """Whether whoever looks may also act."""
    return turn.role is not None and turn.role.includes(Role.EDITOR)


async def shown(turn: Turn, broadcast: Broadcast, *, is_live: bool = True) -> Reply:
    """A broadcast as it stands. The tapped message then follows one that is on its way, unless another chat's
    does, or `is_live` is False. Raises NotAllowed for a draft and somebody who may not act."""
    session, zone = turn.session, turn.moment.zone
    if broadcast.phase is Phase.COMPOSING:
        if not may_act(turn):
            raise NotAllowed
        return screens.composing(broadcast, await broadcasts.reach(session, broadcast))
    if broadcast.phase is Phase.SCHEDULED:
        reached = await broadcasts.reach(session, broadcast)
        send_at = broadcast.send_at or turn.moment.now
        return screens.scheduled(broadcast, send_at, reached, turn.moment, may_act=may_act(turn))
    report = await broadcasts.report(session, broadcast.id)
    follows = is_live and _may_follow(turn, broadcast)
    if follows:
        await broadcasts.show_progress_in(session, broadcast, turn.id, turn.incoming.tapped_message)
    return screens.standing(broadcast, report, zone, may_act=may_act(turn), is_live=follows)


def _may_follow(turn: Turn, broadcast: Broadcast) -> bool:
    if turn.incoming.tapped_message is None or not may_act(turn):
        return False
    is_free = broadcast.progress_chat_id is None and broadcast.phase in UNDER_WAY
    return is_free or broadcast.progress_chat_id == turn.id


async def below(turn: Turn, reply: Reply) -> Reply:
    """The reply; when it was asked for under a message that edits itself, as a new message below that one."""
    tapped = turn.incoming.tapped_message
    if not await broadcasts.is_progress(turn.session, turn.id, tapped):
        return reply
    if turn.chat.screen_id == tapped:
        turn.chat.screen_id = None
    return replace(reply, is_new=True)
