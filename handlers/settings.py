"""Settings and privacy: language, leaving, downloading, erasing."""

from __future__ import annotations

from bot.replies import Reply
from bot.screens import settings as screens
from bot.services import joining, privacy
from handlers.feature import Feature
from handlers.home import at_home
from handlers.turn import Turn, anyone, members_only

feature = Feature()


@feature.command("settings", "language")
@anyone
async def show_settings(turn: Turn) -> Reply:
    return _settings(turn)


@feature.tapped(screens.ShowSettings)
@anyone
async def open_settings(turn: Turn, tap: screens.ShowSettings) -> Reply:
    return _settings(turn)


def _settings(turn: Turn) -> Reply:
    if turn.member is None and turn.role is None:
        return at_home(turn)
    return screens.settings(is_member=turn.member is not None)


@feature.command("privacy")
@anyone
async def show_privacy(turn: Turn) -> Reply:
    return await _privacy(turn)


@feature.tapped(screens.ShowPrivacy)
@anyone
async def open_privacy(turn: Turn, tap: screens.ShowPrivacy) -> Reply:
    return await _privacy(turn)


async def _privacy(turn: Turn) -> Reply:
    return screens.privacy(
        is_known=await privacy.is_known(turn.session, turn.id),
        is_inside=turn.member is not None or turn.role is not None,
    )


@feature.tapped(screens.Download)
@anyone
async def download(turn: Turn, tap: screens.Download) -> Reply:
    return screens.my_data(await privacy.everything_about(turn.session, turn.id))


@feature.tapped(screens.Leave)
@members_only
async def leave(turn: Turn, tap: screens.Leave) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_leave()
    await joining.leave(turn.session, turn.person, turn.moment)
    return screens.left()


@feature.tapped(screens.Erase)
@anyone
async def erase(turn: Turn, tap: screens.Erase) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_erase()
    await privacy.erase(turn.session, turn.id, turn.update_id, turn.moment)
    turn.draft = None
    return screens.erased()
