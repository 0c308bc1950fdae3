"""Composing a broadcast: what it says, and whom it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES, number
from bot.markup import TEXT_LENGTH, fits, length, tidied
from bot.models.broadcasts import Broadcast, BroadcastPhase, BroadcastText
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.broadcasts import Edited
from bot.rules.staff import Deed
from bot.services import staff, wordings
from bot.services.broadcasts import changed, draft
from bot.services.wordings import TextTooLong


async def start(session: AsyncSession, author_id: int, moment: Moment) -> Broadcast:
    """The broadcast that somebody is composing, or a new one."""
    present = await session.scalar(
        select(Broadcast)
        .where(Broadcast.author_id == author_id, Broadcast.phase == BroadcastPhase.COMPOSING)
        .order_by(Broadcast.id.desc())
        .limit(1)
    )
    if present is not None:
        return present
    broadcast = Broadcast(author_id=author_id, created_at=moment.now, texts=[])
    session.add(broadcast)
    await session.flush()
    return broadcast


def text_of(broadcast: Broadcast, language: str, html: str) -> BroadcastText:
    """The row of a text in a language, from Telegram HTML. Raises TextTooLong."""
    if not fits(html):
        raise TextTooLong(length=number(length(html)), limit=number(TEXT_LENGTH))
    return BroadcastText(language=language, html=html)


async def set_audience(session: AsyncSession, broadcast_id: int, audience: Audience, actor_id: int) -> None:
    """Say whom a broadcast that is being composed is for."""
    broadcast = await draft(session, broadcast_id)
    if broadcast.audience != audience.stored():
        broadcast.audience = audience.stored()
        changed(session, broadcast, Edited.AUDIENCE, actor_id)


async def set_by_company(
    session: AsyncSession, broadcast_id: int, actor_id: int, *, by_company: bool
) -> None:
    """Say whether one person of each company gets a broadcast that is being composed, or everybody."""
    broadcast = await draft(session, broadcast_id)
    if broadcast.by_company != by_company:
        broadcast.by_company = by_company
        changed(session, broadcast, Edited.AUDIENCE, actor_id)


async def discard(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> None:
    """Throw away what was composed, with its texts."""
    broadcast = await draft(session, broadcast_id)
    broadcast.phase, broadcast.texts, broadcast.ended_at = BroadcastPhase.DISCARDED, [], moment.now
    staff.audit(session, actor_id, Deed.BROADCAST_DISCARDED, moment, broadcast=str(broadcast.id))
    await session.flush()


async def compose(
    session: AsyncSession,
    written: Mapping[str, str],
    audience: Audience,
    fallbacks: Sequence[str],
    moment: Moment,
    *,
    by_company: bool = False,
) -> Broadcast:
    """A broadcast composed in one go, outside the chat. A language without text gets the first of `fallbacks`
    that is written. Raises TextTooLong."""
    broadcast = Broadcast(
        author_id=None, created_at=moment.now, audience=audience.stored(), by_company=by_company, texts=[]
    )
    for language, html in written.items():
        wordings.put(broadcast, text_of(broadcast, language, tidied(html)))
    substitute = next((language for language in fallbacks if language in written), None)
    if substitute is not None:
        broadcast.fallbacks = {reader: substitute for reader in LOCALES if reader not in written}
    session.add(broadcast)
    await session.flush()
    return broadcast
