"""What a dialogue remembers between two messages, in the database: a restart in the middle loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.drafts import Draft
from bot.moment import Moment


@dataclass(frozen=True)
class Dialogue:
    """The dialogue that somebody is in: the name of its form, and what it remembers."""

    form: str
    data: dict[str, Any]


async def open_one(session: AsyncSession, chat_id: int) -> Dialogue | None:
    """The dialogue that somebody is in."""
    found = await session.execute(select(Draft.form, Draft.data).where(Draft.chat_id == chat_id))
    row = found.one_or_none()
    return Dialogue(row.form, row.data) if row is not None else None


async def write(
    session: AsyncSession, chat_id: int, was: Dialogue | None, draft: Dialogue | None, moment: Moment
) -> None:
    """Write down where the dialogue stands at the end of a turn; `was` is how it stood at its beginning."""
    if draft == was:
        return
    is_theirs = Draft.chat_id == chat_id
    if draft is None:
        await session.execute(delete(Draft).where(is_theirs))
        return
    values = {"form": draft.form, "data": draft.data, "updated_at": moment.now}
    if was is None:
        await session.execute(insert(Draft).values(chat_id=chat_id, **values))
    else:
        await session.execute(update(Draft).where(is_theirs).values(**values))
