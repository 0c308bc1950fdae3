"""The button under a broadcast: who taps it is noted, and can take that back."""

from __future__ import annotations

from bot.replies import Reply
from bot.screens import interest as screens
from bot.services import interest
from handlers.feature import Feature
from handlers.turn import Turn, members_only

feature = Feature()


@feature.tapped(screens.TellInterest)
@members_only
async def tell_interest(turn: Turn, tap: screens.TellInterest) -> Reply:
    """The broadcast stays as it is, with its button; the answer comes below."""
    broadcast, is_new = await interest.tell(turn.session, tap.broadcast_id, turn.person, turn.moment)
    turn.leave_message()
    return screens.noted(broadcast, is_new=is_new)


@feature.tapped(screens.TakeBackInterest)
@members_only
async def take_back_interest(turn: Turn, tap: screens.TakeBackInterest) -> Reply:
    return screens.taken_back(await interest.take_back(turn.session, tap.broadcast_id, turn.person))
