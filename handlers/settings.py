"""Settings and privacy: language, leaving, downloading, erasing."""

from __future__ import annotations

from bot.replies import Reply
from bot.screens import settings as screens
from bot.services import joining, my_data, privacy
from handlers.feature import Feature
from handlers.home import at_home
from handlers.turn import Turn, anyone, members_only

feature = Feature()


@feature.entrance(screens.SETTINGS, "language")
@anyone
async def show_settings(turn: Turn, tap: screens.ShowSettings) -> Reply:
    return screens.settings(is_member=turn.member is not None) if turn.is_inside else at_home(turn)


@feature.entrance(screens.PRIVACY)
@anyone
async def show_privacy(turn: Turn, tap: screens.ShowPrivacy) -> Reply:
    """The privacy notice. It answers always."""
    is_known = await privacy.is_known(turn.session, turn.id)
    return screens.privacy(is_known=is_known, is_inside=turn.is_inside)


@feature.tapped(screens.Download)
@anyone
async def download(turn: Turn, tap: screens.Download) -> Reply:
    if tap.is_raw:
        document = await privacy.everything_about(turn.session, turn.id)
    else:
        document = await my_data.page(turn.session, turn.id, turn.moment)
    return screens.my_data(document, is_raw=tap.is_raw)


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
