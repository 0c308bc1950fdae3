"""Pages of what a query finds."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.pages import PAGE, Page, nearest

T = TypeVar("T")


async def page_of(session: AsyncSession, query: Select[T], number: int, size: int = PAGE) -> Page[T]:
    """A page of what an ordered query finds, the nearest one when there is none of that number: two statements."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = await session.scalar(counted) or 0
    number = nearest(number, total, size)
    found = await session.scalars(query.offset(number * size).limit(size))
    return Page(found.all(), total, number, size)
