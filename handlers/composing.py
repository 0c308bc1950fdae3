"""Composing a broadcast: staff write it and choose whom it is for."""

from __future__ import annotations

from functools import partial

from bot.models.broadcasts import Broadcast
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.rules.staff import Role
from bot.rules.wordings import Wordings
from bot.screens import broadcasts as screens
from bot.screens import composing as composing_screens
from bot.screens.audiences import counted
from bot.services import broadcasts, composing
from handlers import audiences as choosing
from handlers import wordings as writing
from handlers.broadcasts import or_as_it_stands, settled, show_list, shown
from handlers.feature import Feature
from handlers.turn import Turn, staff_only

feature = Feature()


async def _audience(turn: Turn, broadcast_id: int) -> Audience:
    return Audience.of((await broadcasts.draft(turn.session, broadcast_id)).audience)


async def _set_audience(turn: Turn, broadcast_id: int, audience: Audience) -> None:
    await composing.set_audience(turn.session, broadcast_id, audience, turn.id)


async def _reached(turn: Turn, broadcast_id: int, _audience: Audience) -> str:
    broadcast = await broadcasts.get(turn.session, broadcast_id)
    return counted(await broadcasts.reach(turn.session, broadcast))


async def _by_company(turn: Turn, broadcast_id: int) -> bool:
    return (await broadcasts.get(turn.session, broadcast_id)).by_company


async def _set_by_company(turn: Turn, broadcast_id: int, is_on: bool) -> None:
    await composing.set_by_company(turn.session, broadcast_id, turn.id, by_company=is_on)


choosing.register(
    screens.WHOSE,
    choosing.Choosing(
        _audience,
        _set_audience,
        screens.OpenBroadcast,
        _reached,
        settled=settled,
        voices=choosing.Voices(_by_company, _set_by_company),
    ),
)


async def _preview(turn: Turn, broadcast: Broadcast, language: str) -> Reply:
    read = broadcast.wordings.read_in(language)
    return screens.message(broadcast, read or language)


def _changed(turn: Turn, broadcast: Broadcast, was: Wordings) -> None:
    if broadcast.wordings != was:
        is_text = broadcast.wordings.written != was.written
        broadcasts.changed(turn.session, broadcast, Edited.TEXT if is_text else Edited.FALLBACK, turn.id)


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=broadcasts.draft,
        get=broadcasts.get,
        text_of=composing.text_of,
        reach=broadcasts.reach,
        ask=composing_screens.ask_text,
        preview=_preview,
        shown=partial(shown, is_live=False),
        back=screens.OpenBroadcast,
        settled=settled,
        changed=_changed,
    ),
)


@feature.entrance(screens.WRITING)
@staff_only(Role.EDITOR)
async def start_broadcast(turn: Turn, tap: screens.StartBroadcast) -> Reply:
    """Begin a broadcast, or go on with the one being composed."""
    return await shown(turn, await composing.start(turn.session, turn.id, turn.moment))


@feature.tapped(screens.Discard)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard(turn: Turn, tap: screens.Discard) -> Reply:
    if not tap.is_sure:
        return composing_screens.sure_to_discard(await broadcasts.draft(turn.session, tap.broadcast_id))
    await composing.discard(turn.session, tap.broadcast_id, turn.id, turn.moment)
    return await show_list(turn)
