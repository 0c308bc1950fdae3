"""Corrections: staff give what was sent another text, or withdraw it."""

from __future__ import annotations

from bot.markup import RAW_BYTES
from bot.models.broadcasts import Broadcast
from bot.models.corrections import Correction
from bot.replies import Reply
from bot.rules.staff import Role
from bot.screens import corrections as screens
from bot.services import corrections, following
from bot.services.broadcasts import HasMovedOn
from bot.services.wordings import NotWritten
from handlers.broadcasts import below, or_as_it_stands, settled, shown
from handlers.feature import Feature
from handlers.moved_on import with_word
from handlers.turn import Turn, staff_only
from handlers.typed import words_of

feature = Feature()

TEXT = "corrections.text"


@feature.tapped(screens.CorrectBroadcast)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def correct(turn: Turn, tap: screens.CorrectBroadcast) -> Reply:
    broadcast = await corrections.changeable(turn.session, tap.broadcast_id)
    if len(broadcast.texts) > 1:
        return await below(turn, screens.choose_text(broadcast))
    return await below(turn, _ask(turn, broadcast, broadcast.texts[0].language))


@feature.tapped(screens.CorrectText)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def correct_text(turn: Turn, tap: screens.CorrectText) -> Reply:
    broadcast = await corrections.changeable(turn.session, tap.broadcast_id)
    if tap.language not in broadcast.wordings.written:
        raise NotWritten
    return _ask(turn, broadcast, tap.language)


def _ask(turn: Turn, broadcast: Broadcast, language: str) -> Reply:
    turn.open_form(TEXT, broadcast_id=broadcast.id, language=language)
    return screens.ask(broadcast, language)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await correct_text(turn, screens.CorrectText(**turn.answers))


@feature.typed(TEXT, ask=_ask_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_text(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["broadcast_id"], _take_text(turn, **turn.answers))


async def _take_text(turn: Turn, broadcast_id: int, language: str) -> Reply:
    words_of(turn, RAW_BYTES, lines=True)
    correction = await corrections.write(
        turn.session, broadcast_id, language, turn.incoming.html, turn.id, turn.moment
    )
    turn.close_form()
    broadcast = await corrections.changeable(turn.session, broadcast_id)
    return await _confirm(turn, broadcast, correction)


async def _confirm(turn: Turn, broadcast: Broadcast, correction: Correction) -> Reply:
    about = await corrections.affected(turn.session, broadcast, turn.moment, correction.language)
    return screens.confirm(broadcast, correction, about)


@feature.tapped(screens.ConfirmCorrection)
@staff_only(Role.EDITOR)
async def confirm(turn: Turn, tap: screens.ConfirmCorrection) -> Reply:
    """Put it in force, or ask the others of the staff to; if the text was changed meanwhile, that is said, and it is
    asked again."""
    try:
        broadcast, asked = await corrections.confirm(turn.session, tap.correction_id, turn.id, turn.moment)
    except corrections.TextHasChanged as changed:
        broadcast, correction = await corrections.get(turn.session, tap.correction_id)
        corrections.look_again(broadcast, correction)
        return with_word(turn, await _confirm(turn, broadcast, correction), changed)
    except HasMovedOn as moved:
        broadcast = await corrections.broadcast_of(turn.session, tap.correction_id)
        return with_word(turn, await shown(turn, broadcast), moved)
    return await _followed(turn, broadcast) if asked is None else screens.others_asked(broadcast, asked)


@feature.tapped(screens.WithdrawBroadcast)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def withdraw(turn: Turn, tap: screens.WithdrawBroadcast) -> Reply:
    if not tap.is_sure:
        broadcast = await corrections.changeable(turn.session, tap.broadcast_id)
        about = await corrections.affected(turn.session, broadcast, turn.moment)
        return await below(turn, screens.sure_to_withdraw(broadcast, about))
    broadcast = await corrections.withdraw(
        turn.session, tap.broadcast_id, turn.id, turn.moment, replaces=tap.replaces
    )
    return await _followed(turn, broadcast)


async def _followed(turn: Turn, broadcast: Broadcast) -> Reply:
    """How the broadcast stands, in this message, which then follows it to the end, unless another chat's does."""
    if broadcast.progress_chat_id not in (None, turn.id):
        return await shown(turn, broadcast)
    await following.show_progress_in(turn.session, broadcast, turn.id, turn.shown_in)
    return await shown(turn, broadcast)
