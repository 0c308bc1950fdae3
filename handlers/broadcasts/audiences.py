"""Whom a broadcast is for, chosen by buttons."""

from __future__ import annotations

from bot.models import Broadcast
from bot.replies import Reply
from bot.rules.audiences import Audience
from bot.rules.staff import Role
from bot.screens import audiences as screens
from bot.screens.broadcasts import OpenBroadcast
from bot.services import audiences, broadcasts
from handlers.broadcasts.routes import feature, or_as_it_stands
from handlers.turn import Turn, staff_only


@feature.tapped(screens.ShowAudience)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def show_audience(turn: Turn, tap: screens.ShowAudience) -> Reply:
    """Whom it is for, and how many they are."""
    return await _audience(turn, await broadcasts.draft(turn.session, tap.broadcast_id))


@feature.tapped(screens.OpenDimension)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def open_dimension(turn: Turn, tap: screens.OpenDimension) -> Reply:
    """The values of one dimension."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    return await _dimension(turn, broadcast, tap.dimension, tap.page)


@feature.tapped(screens.Narrow)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def narrow(turn: Turn, tap: screens.Narrow) -> Reply:
    """Put a value in, or take it out."""
    broadcast = await broadcasts.narrow(turn.session, tap.broadcast_id, tap.dimension, tap.key)
    return await _dimension(turn, broadcast, tap.dimension, tap.page)


@feature.tapped(screens.Widen)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def widen(turn: Turn, tap: screens.Widen) -> Reply:
    """For everybody again."""
    return await _audience(turn, await broadcasts.widen(turn.session, tap.broadcast_id))


async def _audience(turn: Turn, broadcast: Broadcast) -> Reply:
    chosen = Audience.of(broadcast.audience)
    reached = await broadcasts.reach(turn.session, broadcast)
    choosing = screens.OfBroadcast(broadcast.id)
    return screens.audience_screen(
        choosing, chosen, screens.counted(reached), back=OpenBroadcast(broadcast.id)
    )


async def _dimension(turn: Turn, broadcast: Broadcast, dimension: str, page: int) -> Reply:
    options = await audiences.options(turn.session, dimension)
    reached = await broadcasts.reach(turn.session, broadcast)
    chosen = Audience.of(broadcast.audience)
    return screens.dimension_screen(
        screens.OfBroadcast(broadcast.id), chosen, screens.counted(reached), dimension, options, page
    )
