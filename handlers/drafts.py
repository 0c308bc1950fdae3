"""What a dialogue remembers between two messages, in the database: a restart in the middle loses nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Draft
from bot.moment import Moment


async def open_one(session: AsyncSession, chat_id: int) -> Draft | None:
    """The dialogue that somebody is in."""
    return await session.get(Draft, chat_id)


async def keep(session: AsyncSession, chat_id: int, form: str, data: dict[str, Any], moment: Moment) -> Draft:
    """Write down where the dialogue stands. One a person: an earlier one gives way."""
    draft = await session.get(Draft, chat_id)
    if draft is None:
        draft = Draft(chat_id=chat_id, form=form, data=data, updated_at=moment.now)
        session.add(draft)
    else:
        draft.form, draft.data, draft.updated_at = form, data, moment.now
    return draft


async def drop(session: AsyncSession, chat_id: int) -> None:
    """Forget the dialogue."""
    draft = await session.get(Draft, chat_id)
    if draft is not None:
        await session.delete(draft)
