"""Composing: texts, what stands in for a missing one, preview, discarding."""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import LOCALES
from bot.markup import RAW_BYTES
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import broadcasts as screens
from bot.services import broadcasts
from handlers.broadcasts.routes import feature, or_as_it_stands, settled, shown, what_is_missing
from handlers.broadcasts.sending import show_list
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

TEXT = "broadcasts.text"


@feature.command("broadcast")
@staff_only(Role.EDITOR)
async def start_broadcast(turn: Turn) -> Reply:
    """Begin a broadcast, or go on with the one being composed, by command."""
    return await shown(turn, await broadcasts.start(turn.session, turn.id, turn.moment))


@feature.tapped(screens.StartBroadcast)
@staff_only(Role.EDITOR)
async def open_draft(turn: Turn, tap: screens.StartBroadcast) -> Reply:
    """Begin a broadcast, or go on with the one being composed, by button."""
    return await shown(turn, await broadcasts.start(turn.session, turn.id, turn.moment))


@feature.tapped(screens.WriteText)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def write_text(turn: Turn, tap: screens.WriteText) -> Reply:
    """Ask for the text in a language."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    if tap.language not in LOCALES:
        raise broadcasts.NotWritten
    turn.open_form(TEXT, broadcast_id=broadcast.id, language=tap.language)
    return screens.ask_text(broadcast, tap.language)


@staff_only(Role.EDITOR)
async def _ask_text(turn: Turn) -> Reply:
    asked = turn.answers
    return await write_text(turn, screens.WriteText(asked["broadcast_id"], asked["language"]))


@feature.typed(TEXT, ask=_ask_text)
@staff_only(Role.EDITOR)
async def take_text(turn: Turn) -> Reply:
    """The text in a language, with its formatting."""
    return await settled(turn, turn.answers["broadcast_id"], _take_text(turn))


async def _take_text(turn: Turn) -> Reply:
    words_of(turn, RAW_BYTES, lines=True)
    asked = turn.answers
    broadcast = await broadcasts.write(
        turn.session, asked["broadcast_id"], asked["language"], turn.incoming.html
    )
    turn.close_form()
    return await shown(turn, broadcast)


@feature.tapped(screens.RemoveText)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def remove_text(turn: Turn, tap: screens.RemoveText) -> Reply:
    """Remove the text in a language."""
    return await shown(turn, await broadcasts.unwrite(turn.session, tap.broadcast_id, tap.language))


@feature.tapped(screens.ChooseFallback)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def choose_fallback(turn: Turn, tap: screens.ChooseFallback) -> Reply:
    """Ask what readers of a language without text get."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    if tap.language not in LOCALES or not broadcast.texts:
        raise broadcasts.NotWritten
    return screens.choose_fallback(broadcast, await broadcasts.reach(turn.session, broadcast), tap.language)


@feature.tapped(screens.UseFallback)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def use_fallback(turn: Turn, tap: screens.UseFallback) -> Reply:
    """Readers of one language get the text in another; then the next language that lacks one."""
    broadcast = await broadcasts.choose_fallback(turn.session, tap.broadcast_id, tap.language, tap.substitute)
    return await what_is_missing(turn, broadcast)


@feature.tapped(screens.Preview)
@staff_only(Role.VIEWER)
@or_as_it_stands
async def preview(turn: Turn, tap: screens.Preview) -> Reply:
    """Each text as members see it, and the broadcast below."""
    broadcast = await broadcasts.get(turn.session, tap.broadcast_id)
    if not broadcast.texts:
        raise broadcasts.NothingWritten
    return replace(await shown(turn, broadcast, is_live=False), before=screens.preview(broadcast))


@feature.tapped(screens.Discard)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard(turn: Turn, tap: screens.Discard) -> Reply:
    """Throw a draft away, after the question."""
    if not tap.is_sure:
        return screens.sure_to_discard(await broadcasts.draft(turn.session, tap.broadcast_id))
    await broadcasts.discard(turn.session, tap.broadcast_id, turn.id, turn.moment)
    return await show_list(turn)
