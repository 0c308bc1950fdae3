"""Profiles that nobody has confirmed for a long time, and what was changed in companies' profiles."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.services import companies, confirmations


async def nudge_stale_profiles(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who confirmed nothing for 180 days whether all is still right. True if anybody is asked."""
    return await confirmations.remind(session, moment)


async def tell_company_changes(session: AsyncSession, moment: Moment) -> bool:
    """Tell staff together what was changed within ten minutes of a first change. True if there was any."""
    return await companies.tell_gathered(session, moment)
