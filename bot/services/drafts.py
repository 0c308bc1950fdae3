"""What a dialogue remembers between two messages, in the database: a restart in the middle loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.drafts import Draft, TakenText
from bot.moment import Moment

EDITABLE = timedelta(hours=48)
"""How long Telegram lets people edit what they sent."""


PART = "part"
"""In place of a form: a text that came in several messages went into one, and an edit brings one of them alone."""
ALBUM = "album"
"""The same of an album: what stands below another of its files than the one that had words."""


@dataclass(frozen=True)
class Dialogue:
    """The dialogue that somebody is in: the name of its form, and what it remembers."""

    form: str
    data: dict[str, Any]

    def is_same(self, other: Dialogue) -> bool:
        """Whether it is the same dialogue, at whichever step: a flow that was opened again is another one."""
        return self.form == other.form and self.data.get("run") == other.data.get("run")


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


async def note_text(
    session: AsyncSession, chat_id: int, message_id: int, dialogue: Dialogue, moment: Moment
) -> None:
    """Remember into which dialogue a text went."""
    row = TakenText(
        chat_id=chat_id, message_id=message_id, form=dialogue.form, data=dialogue.data, taken_at=moment.now
    )
    await session.merge(row)


async def taken(session: AsyncSession, chat_id: int, message_id: int) -> Dialogue | None:
    """The dialogue that a text went into, as it stood before; None also when a later text answered the same."""
    found = await session.execute(
        select(TakenText.form, TakenText.data, TakenText.message_id)
        .where(TakenText.chat_id == chat_id, TakenText.message_id >= message_id)
        .order_by(TakenText.message_id)
    )
    texts = [(row.message_id, Dialogue(row.form, row.data)) for row in found]
    if not texts or texts[0][0] != message_id:
        return None
    _id, dialogue = texts[0]
    return dialogue if dialogue not in [later for _id, later in texts[1:]] else None


async def purge_texts(session: AsyncSession, moment: Moment) -> None:
    """Forget which texts went where, once Telegram lets nobody edit them."""
    await session.execute(delete(TakenText).where(TakenText.taken_at < moment.now - EDITABLE))
