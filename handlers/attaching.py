"""What goes beside the texts of a broadcast: its media, the buttons with links, and the one that members answer by."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.replies import Reply
from bot.rules.links import TYPED_LIMIT, BadLine, read_links
from bot.rules.staff import Role
from bot.screens import composing as screens
from bot.services import broadcasts, composing
from bot.services.wordings import NothingWritten
from handlers.broadcasts import COMPOSING, or_as_it_stands, settled, shown
from handlers.feature import Feature
from handlers.turn import Turn, staff_only
from handlers.typed import Empty, words_of

feature = Feature()

LINKS = "composing.links"


class BadLinks(Refusal):
    """A line that is no button; which one and why is said already."""

    wording = N_("{what}\nPlease send all lines again, or leave with /cancel.")


# Media


@feature.tapped(screens.ShowMedia, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def show_media(turn: Turn, tap: screens.ShowMedia) -> Reply:
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id)
    return screens.media(broadcast)


@feature.tapped(screens.RemoveMedia, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def remove_media(turn: Turn, tap: screens.RemoveMedia) -> Reply:
    broadcast = await composing.remove_media(turn.session, tap.broadcast_id, tap.language, turn.id)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id)
    return screens.media(broadcast) if composing.has_media(broadcast) else await shown(turn, broadcast)


@feature.tapped(screens.ReplaceMedia, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def replace_media(turn: Turn, tap: screens.ReplaceMedia) -> Reply:
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    turn.open_form(COMPOSING, broadcast_id=broadcast.id, replaces=tap.language)
    return screens.ask_media(broadcast)


# Buttons


@feature.tapped(screens.SetButton, form=COMPOSING)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def set_button(turn: Turn, tap: screens.SetButton) -> Reply:
    return await shown(turn, await composing.set_button(turn.session, tap.broadcast_id, tap.kind, turn.id))


@feature.tapped(screens.AskLinks)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_links(turn: Turn, tap: screens.AskLinks) -> Reply:
    """The buttons of a language; without one, of the reader's own, or else of the first that is written."""
    broadcast = await broadcasts.draft(turn.session, tap.broadcast_id)
    if not broadcast.texts:
        raise NothingWritten
    written = [text.language for text in broadcast.texts]
    language = next((one for one in (tap.language, turn.locale) if one in written), written[0])
    turn.open_form(LINKS, broadcast_id=broadcast.id, language=language)
    return screens.ask_links(broadcast, language)


@staff_only(Role.EDITOR)
async def _ask_links_again(turn: Turn) -> Reply:
    return await ask_links(turn, screens.AskLinks(turn.answers["broadcast_id"], turn.answers["language"]))


@feature.typed(LINKS, ask=_ask_links_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_links(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["broadcast_id"], _take_links(turn))


async def _take_links(turn: Turn) -> Reply:
    asked = turn.answers
    links = read_links(words_of(turn, TYPED_LIMIT, lines=True))
    if isinstance(links, BadLine):
        raise BadLinks(what=screens.bad_line(links))
    if not links:
        raise Empty
    broadcast = await composing.set_links(
        turn.session, asked["broadcast_id"], asked["language"], links, turn.id
    )
    turn.close_form()
    return await shown(turn, broadcast)


@feature.tapped(screens.RemoveLinks)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def remove_links(turn: Turn, tap: screens.RemoveLinks) -> Reply:
    return await shown(
        turn, await composing.set_links(turn.session, tap.broadcast_id, tap.language, (), turn.id)
    )
