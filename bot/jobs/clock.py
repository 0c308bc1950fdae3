"""A clock that was set back: what was to happen at once, by its former time, does not wait until that comes again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment
from bot.outbox import queue
from bot.services import scheduling


async def _bring_forward(session: AsyncSession, was: datetime, moment: Moment) -> None:
    await queue.bring_forward(session, was, moment.now)


PUT_RIGHT: tuple[Callable[[AsyncSession, datetime, Moment], Awaitable[None]], ...] = (
    scheduling.bring_forward,
    _bring_forward,
)
"""Each noun that keeps a moment which stands for "in so many seconds". What is agreed by the clock stays as it is."""


async def put_right(session: AsyncSession, was: datetime, moment: Moment) -> None:
    """The clock showed `was` just before it was set back to now."""
    for bring_forward in PUT_RIGHT:
        await bring_forward(session, was, moment)
