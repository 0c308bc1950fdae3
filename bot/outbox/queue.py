"""The queue of messages to others: enqueue, claim, forget. Sessions first, `now` last, never commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Delivery, Memo, Purpose, Status
from bot.outbox.outcomes import Attempt
from bot.replies import Reply, laid_out

LEASE = timedelta(seconds=90)
"""Longer than any call to Telegram may take: a row still `sending` after it belongs to a process that died."""
REPLY_KEEPS = timedelta(hours=1)
"""How long the answer to somebody's tap or message is worth showing."""
NOBODY = 0
"""The chat of what is left of somebody who was forgotten."""
RESTABLE = frozenset({Purpose.REMINDER, Purpose.BROADCAST})
"""What waits while the outbox rests; answers, decisions and notices still go."""


@dataclass(frozen=True)
class Claimed:
    """A delivery whose status is `sending`, committed before the call begins."""

    attempt: Attempt
    content: dict[str, Any]


async def enqueue(
    session: AsyncSession,
    chat_id: int,
    reply: Reply,
    *,
    purpose: Purpose,
    language: str,
    now: datetime,
    person_id: int | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    dedupe_key: str | None = None,
    broadcast_id: int | None = None,
    edits: int | None = None,
) -> bool:
    """Write a message to somebody down, laid out for their language; `edits`: the id of the one it changes.

    False when `dedupe_key` was there already.
    """
    content = laid_out(reply, language)
    if edits is not None:
        content["edits"] = edits
    values = {
        "chat_id": chat_id,
        "person_id": person_id,
        "purpose": purpose,
        "priority": purpose.priority,
        "content": content,
        "language": language,
        "dedupe_key": dedupe_key,
        "broadcast_id": broadcast_id,
        "status": Status.WAITING,
        "created_at": now,
        "not_before": not_before or now,
        "not_after": not_after,
    }
    statement = ignoring_duplicates(session).values(**values).returning(Delivery.id)
    return await session.scalar(statement) is not None


def ignoring_duplicates(session: AsyncSession) -> Any:
    """An INSERT into deliveries that leaves a row alone whose dedupe key is there already."""
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert(Delivery) if dialect == "sqlite" else postgresql.insert(Delivery)
    return insert.on_conflict_do_nothing(index_elements=["dedupe_key"])


async def begin_reply(
    session: AsyncSession, chat_id: int, content: dict[str, Any], *, language: str, now: datetime
) -> Claimed:
    """Write the answer of a turn down as `sending`: the caller shows it itself, right after the commit."""
    if content["text"]:
        await _supersede(session, chat_id, now)
    delivery = Delivery(
        chat_id=chat_id,
        purpose=Purpose.REPLY,
        priority=Purpose.REPLY.priority,
        content=content,
        language=language,
        status=Status.SENDING,
        created_at=now,
        not_before=now,
        not_after=now + REPLY_KEEPS,
        leased_until=now + LEASE,
    )
    session.add(delivery)
    await session.flush()
    return Claimed(Attempt(delivery.id, chat_id, Purpose.REPLY, 0, 0, delivery.not_after), content)


async def answer_tap(session: AsyncSession, callback_id: str, now: datetime) -> None:
    """Answer a tap of somebody who is forgotten, and whose turn will not come: its spinner ends, no more."""
    await session.execute(
        insert(Delivery).values(
            chat_id=NOBODY,
            purpose=Purpose.REPLY,
            priority=Purpose.REPLY.priority,
            content=_wordless(callback_id),
            status=Status.WAITING,
            created_at=now,
            not_before=now,
            not_after=now + REPLY_KEEPS,
        )
    )


def _wordless(callback_id: str) -> dict[str, Any]:
    return {"text": "", "callback": {"id": callback_id}}


async def _supersede(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Screens that still wait to be shown in a chat would come after the newer one, and hide it: they are dropped."""
    waiting = await session.scalars(
        select(Delivery).where(
            Delivery.chat_id == chat_id, Delivery.purpose == Purpose.REPLY, Delivery.status == Status.WAITING
        )
    )
    for older in waiting:
        if older.content.get("file") is None and not older.content.get("before"):
            older.status, older.settled_at, older.content = Status.CANCELLED, now, {}
            older.error = "a newer screen took its place"


RESTING = "outbox resting"
"""The memo that says why the outbox rests; empty when it does not."""


async def is_resting(session: AsyncSession) -> bool:
    """Whether broadcasts and reminders wait until staff say go on."""
    return bool(await session.scalar(select(Memo.value).where(Memo.name == RESTING)))


def _due(now: datetime, is_resting: bool) -> ColumnElement[bool]:
    due = and_(Delivery.status == Status.WAITING, Delivery.not_before <= now)
    return and_(due, Delivery.purpose.not_in(RESTABLE)) if is_resting else due


async def is_anything_due(session: AsyncSession, *, is_resting: bool, now: datetime) -> bool:
    """Whether a claim would find something."""
    return await session.scalar(select(Delivery.id).where(_due(now, is_resting)).limit(1)) is not None


async def claim(session: AsyncSession, most: int, *, is_resting: bool, now: datetime) -> list[Claimed]:
    """Mark up to `most` due deliveries as `sending`, the most urgent first, and hand them out."""
    chosen = (
        select(Delivery.id)
        .where(_due(now, is_resting))
        .order_by(Delivery.priority, Delivery.not_before, Delivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(chosen.scalar_subquery()))
        .values(status=Status.SENDING, leased_until=now + LEASE)
        .returning(
            Delivery.id,
            Delivery.chat_id,
            Delivery.purpose,
            Delivery.tries,
            Delivery.doubts,
            Delivery.not_after,
            Delivery.broadcast_id,
            Delivery.content,
            Delivery.priority,
        )
        .execution_options(synchronize_session=False)
    )
    found = sorted(claimed.all(), key=lambda row: (row.priority, row.id))
    return [Claimed(Attempt(*row[:-2]), row.content) for row in found]


async def withdraw(session: AsyncSession, dedupe_key: str) -> None:
    """Take the message with this key back, unless it is on its way: a newer one says more."""
    await session.execute(
        delete(Delivery).where(Delivery.dedupe_key == dedupe_key, Delivery.status != Status.SENDING)
    )


async def cancel(session: AsyncSession, key: str, now: datetime) -> None:
    """Cancel what waits to be sent under dedupe keys that begin with `key`: what it says is no longer so, nor kept."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.dedupe_key.startswith(key, autoescape=True),
            Delivery.status.in_([Status.WAITING, Status.HELD]),
        )
        .values(status=Status.CANCELLED, settled_at=now, content={})
        .execution_options(synchronize_session=False)
    )


async def cancel_for(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Cancel what waits to be sent to a person; what it says is not kept."""
    await session.execute(
        update(Delivery)
        .where(Delivery.person_id == person_id, Delivery.status.in_([Status.WAITING, Status.HELD]))
        .values(status=Status.CANCELLED, settled_at=now, content={})
        .execution_options(synchronize_session=False)
    )


async def backlog(session: AsyncSession, now: datetime) -> tuple[int, float]:
    """How many deliveries are due, and the age in seconds of the oldest (0 when none)."""
    count, oldest = (
        await session.execute(
            select(func.count(), func.min(Delivery.not_before)).where(
                Delivery.status == Status.WAITING, Delivery.not_before <= now
            )
        )
    ).one()
    return count, (now - oldest).total_seconds() if oldest is not None else 0.0


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many deliveries there are of each status."""
    found = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    return {status.value: count for status, count in found}


async def forget(session: AsyncSession, chat_id: int) -> None:
    """Take somebody out of the outbox: what waits is dropped, what is on record keeps neither them nor its words.

    Of an answer that is still to be shown, what answers the tap stays, without a word and without them.
    """
    shown = await session.execute(
        select(Delivery.id, Delivery.content).where(
            Delivery.chat_id == chat_id,
            Delivery.purpose == Purpose.REPLY,
            Delivery.status.in_((Status.WAITING, Status.SENDING)),
        )
    )
    for delivery_id, content in shown.all():
        if callback := content.get("callback"):
            await session.execute(
                update(Delivery)
                .where(Delivery.id == delivery_id)
                .values(chat_id=NOBODY, person_id=None, content=_wordless(callback["id"]), dedupe_key=None)
                .execution_options(synchronize_session=False)
            )
    pending = (Status.WAITING, Status.HELD, Status.UNCERTAIN, Status.FAILED)
    await session.execute(delete(Delivery).where(Delivery.chat_id == chat_id, Delivery.status.in_(pending)))
    await session.execute(
        update(Delivery)
        .where(Delivery.chat_id == chat_id)
        .values(chat_id=NOBODY, person_id=None, content={}, dedupe_key=None)
        .execution_options(synchronize_session=False)
    )


async def forget_about(session: AsyncSession, key: str, *, besides: str = "") -> None:
    """Messages to others, under dedupe keys that begin with `key`, speak of somebody who is forgotten: what waits is
    dropped, what is on record keeps no words. What waits under `besides` still goes, and keeps none afterwards."""
    theirs = Delivery.dedupe_key.startswith(key, autoescape=True)
    dropped = [theirs, Delivery.status.in_([Status.WAITING, Status.HELD])]
    if besides:
        dropped.append(~Delivery.dedupe_key.startswith(besides, autoescape=True))
    await session.execute(delete(Delivery).where(*dropped))
    pending = (Status.WAITING, Status.HELD, Status.SENDING)
    await session.execute(
        update(Delivery)
        .where(theirs, Delivery.status.not_in(pending))
        .values(content={})
        .execution_options(synchronize_session=False)
    )


async def purge(session: AsyncSession, before: datetime) -> None:
    """Drop the records of settled messages that belong to no broadcast and are older than `before`."""
    settled = (Status.SENT, Status.FAILED, Status.UNREACHABLE, Status.UNCERTAIN, Status.CANCELLED)
    await session.execute(
        delete(Delivery).where(
            Delivery.broadcast_id.is_(None), Delivery.status.in_(settled), Delivery.settled_at < before
        )
    )
