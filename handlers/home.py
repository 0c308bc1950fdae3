"""Home, help and leaving a dialogue."""

from __future__ import annotations

from dataclasses import replace

from bot.replies import Reply
from bot.screens import home as screens
from bot.screens import onboarding
from bot.screens.navigation import Home, HomeBelow
from handlers.feature import Feature
from handlers.turn import Turn, anyone

feature = Feature()


def at_home(turn: Turn) -> Reply:
    """The home screen of whoever it is; for strangers, how to come in."""
    if not turn.is_inside:
        return onboarding.outside(has_left=turn.known is not None)
    return screens.home(turn.member, turn.entrances)


@feature.tapped(Home)
@anyone
async def go_home(turn: Turn, tap: Home) -> Reply:
    return at_home(turn)


@feature.tapped(HomeBelow)
@anyone
async def go_home_below(turn: Turn, tap: HomeBelow) -> Reply:
    turn.leave_message()
    return replace(at_home(turn), is_new=True)


@feature.entrance(screens.HELP)
@anyone
async def help_page(turn: Turn) -> Reply:
    return screens.help_page(turn.entrances) if turn.is_inside else at_home(turn)


@feature.entrance(screens.CANCEL)
@anyone
async def cancel(turn: Turn) -> Reply:
    turn.close_form()
    said = screens.cancelled() if turn.was_left else screens.nothing_open()
    return replace(at_home(turn), before=(replace(said, buttons=()),))
