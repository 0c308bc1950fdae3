"""The digest that staff get on Mondays: five figures, three names, one thing to do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.moment import Moment
from bot.rules.engagement import advice, latest_monday
from bot.rules.scoring import Band
from bot.rules.staff import Role
from bot.rules.timetable import believed
from bot.screens import digests as screens
from bot.services import engagement, memos
from bot.services.score_weeks import last_day, newest_day
from bot.services.telling import Message, tell_staff

DONE = "digest"
"""The memo of the Monday (an instant) whose digest was dealt with last."""


async def send_due(session: AsyncSession, moment: Moment) -> bool:
    """Tell staff how the week was: once a week from Monday 09:00 on, however late, when last night's scores are kept.

    Nothing is said of a silent week, nor of the one in which the bot was set up. True when they are told.
    """
    slot = latest_monday(moment.now, moment.zone)
    done = await memos.get(session, DONE)
    if done is None:
        await memos.put(session, DONE, slot.isoformat())
        return False
    dealt_with = believed(datetime.fromisoformat(done), slot, moment.now)
    if dealt_with >= slot:
        await memos.put(session, DONE, dealt_with.isoformat())
        return False
    until = await newest_day(session)
    if until is None or until < last_day(moment):
        return False
    await memos.put(session, DONE, slot.isoformat())
    digest = await _digest(session, moment)
    if digest is None:
        return False
    about = f"digest:{slot.astimezone(moment.zone).date().isoformat()}"
    message = Message(about, "digest", Purpose.NOTICE, lambda: screens.digest(digest))
    return await tell_staff(session, message, moment, needed=Role.VIEWER) > 0


async def _digest(session: AsyncSession, moment: Moment) -> screens.Digest | None:
    """What there is to say; None when that is nothing."""
    until = await engagement.scored_until(session)
    figures = await engagement.figures(session, until, moment)
    named = await engagement.stood_of(session, await engagement.concerns(session, until))
    if figures.is_silent and not named:
        return None
    counts = await engagement.by_band(session)
    dormant, unasked = counts.get(Band.DORMANT, 0), counts.get(Band.UNASKED, 0)
    return screens.Digest(
        until, moment.today, figures, named, advice(bool(named), dormant, unasked), dormant, unasked
    )
