"""What came of introductions: asked of both sides when it is time."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.services import outcomes


async def ask_for_outcomes(session: AsyncSession, moment: Moment) -> bool:
    """Ask who was introduced 14, 30 or 90 days ago what came of it. True when anybody was asked."""
    return await outcomes.ask_due(session, moment)
