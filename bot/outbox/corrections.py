"""Corrections in the outbox: messages that arrived are edited or deleted, at the pace, each accounted for.

Sessions first, `now` last, never commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import Broadcast
from bot.models.chats import Chat
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.outbox import queue
from bot.outbox.broadcasts import messages_of


def arrived(broadcast_id: int, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """A broadcast's messages that are known to be in somebody's chat, and of these those that `which` says."""
    there = (
        Delivery.status == Status.SENT,
        Delivery.message_id.is_not(None),
        Delivery.chat_id != queue.NOBODY,
    )
    return and_(messages_of(broadcast_id), *there, *which)


def changes_of(broadcast_id: int) -> ColumnElement[bool]:
    """What changes a broadcast's messages."""
    return and_(Delivery.broadcast_id == broadcast_id, Delivery.purpose == Purpose.CORRECTION)


async def reword(session: AsyncSession, broadcast: Broadcast, contents: Mapping[str, Any]) -> list[int]:
    """Whoever has not got a broadcast yet gets these contents. Returns the deliveries that are on their way with the
    former ones.

    Those that wait are locked first: whoever is claiming one has read its letter by then, or will read the new one.
    """
    waiting = and_(messages_of(broadcast.id), Delivery.status.in_(queue.QUEUED))
    await session.execute(select(Delivery.id).where(waiting).order_by(Delivery.id).with_for_update())
    await session.execute(update(Letter).where(Letter.id == broadcast.letter_id).values(contents=contents))
    return await on_the_way(session, broadcast.id)


async def on_the_way(session: AsyncSession, broadcast_id: int) -> list[int]:
    """The deliveries of a broadcast that are being sent."""
    sending = and_(messages_of(broadcast_id), Delivery.status == Status.SENDING)
    return list(await session.scalars(select(Delivery.id).where(sending).order_by(Delivery.id)))


async def write_down(
    session: AsyncSession,
    broadcast: Broadcast,
    what: str,
    contents: Mapping[str, Any],
    which: ColumnElement[bool],
    now: datetime,
) -> int:
    """Change each of these messages (`arrived`), the oldest first. Idempotent. Returns how many are new."""
    whom = (
        select(Delivery.chat_id, Delivery.person_id, Delivery.language, Delivery.message_id, Delivery.also)
        .where(which)
        .order_by(Delivery.settled_at, Delivery.id)
    )
    letter_id = await queue.write_letter(session, contents)
    written = await queue.enqueue(
        session,
        letter_id,
        whom,
        besides=("edits", "also"),
        about=broadcast.about,
        what=what,
        purpose=Purpose.CORRECTION,
        now=now,
        broadcast_id=broadcast.id,
    )
    if not written:
        await queue.drop_letters(session, [letter_id])
    return written


async def amend(
    session: AsyncSession,
    about: str,
    what: str,
    contents: Mapping[str, Any],
    besides: tuple[int, int | None],
    now: datetime,
) -> int:
    """Change a message that chats were told, where it stands as it came: not where it has become somebody's live
    screen, nor in the chat and the message that `besides` names. Idempotent. Returns how many are new."""
    is_screen = exists().where(Chat.id == Delivery.chat_id, Chat.screen_id == Delivery.message_id)
    chat_id, message_id = besides
    which = [Delivery.about == about, Delivery.what == what, Delivery.status == Status.SENT, ~is_screen]
    if message_id is not None:
        which.append(or_(Delivery.chat_id != chat_id, Delivery.message_id != message_id))
    whom = (
        select(Delivery.chat_id, Delivery.person_id, Delivery.language, Delivery.message_id)
        .where(*which, Delivery.message_id.is_not(None), Delivery.chat_id != queue.NOBODY)
        .order_by(Delivery.id)
    )
    letter_id = await queue.write_letter(session, contents)
    written = await queue.enqueue(
        session,
        letter_id,
        whom,
        besides=("edits",),
        about=about,
        what=f"{what} amended",
        purpose=Purpose.CORRECTION,
        now=now,
    )
    if not written:
        await queue.drop_letters(session, [letter_id])
    return written


async def overtake(
    session: AsyncSession,
    broadcast_id: int,
    languages: Collection[str],
    contents: Mapping[str, Any],
    now: datetime,
) -> None:
    """A newer change comes: what still waits in chats of these languages is dropped, and what is tried again of an
    earlier one shows the newest contents, too."""
    chosen = (
        select(Delivery.id)
        .where(
            changes_of(broadcast_id),
            Delivery.status.in_(queue.QUEUED),
            Delivery.language.in_(languages) if languages else false(),
        )
        .order_by(Delivery.id)
        .with_for_update()
    )
    dropped = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(chosen.scalar_subquery()))
        .values(status=Status.CANCELLED, settled_at=now)
        .returning(Delivery.letter_id)
        .execution_options(synchronize_session=False)
    )
    await queue.drop_letters(session, dropped.all())
    pending = select(Delivery.letter_id).where(
        changes_of(broadcast_id), Delivery.status.in_(queue.PENDING), Delivery.letter_id.is_not(None)
    )
    await session.execute(
        update(Letter).where(Letter.id.in_(pending.scalar_subquery())).values(contents=contents)
    )


async def counted(session: AsyncSession, broadcast_id: int) -> dict[str, dict[Status, int]]:
    """How many messages of each change of a broadcast stand in each way."""
    found = await session.execute(
        select(Delivery.what, Delivery.status, func.count())
        .where(changes_of(broadcast_id))
        .group_by(Delivery.what, Delivery.status)
    )
    counts: dict[str, dict[Status, int]] = defaultdict(dict)
    for what, status, messages in found.all():
        counts[what or ""][status] = messages
    return counts


async def how_they_ended(session: AsyncSession, ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Of these deliveries, those that arrived, and those that are still on their way."""
    found = await session.execute(select(Delivery.id, Delivery.status).where(Delivery.id.in_(ids)))
    statuses = dict(found.all())
    came = [number for number, status in statuses.items() if status is Status.SENT]
    return came, [number for number, status in statuses.items() if status is Status.SENDING]
