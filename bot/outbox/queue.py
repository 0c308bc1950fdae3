"""The queue of messages to others: enqueue, claim, settle, recover. Sessions first, `now` last, never commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Delivery, Memo, Person, Purpose, Status
from bot.outbox import broadcasts
from bot.outbox.outcomes import LEFT_BEHIND, Attempt, Doubtful, Outcome, Verdict, judge
from bot.replies import Reply, laid_out
from bot.rules.words import shortened

LEASE = timedelta(seconds=90)
"""Longer than any call to Telegram may take: a row still `sending` after it belongs to a process that died."""
REPLY_KEEPS = timedelta(hours=1)
"""How long the answer to somebody's tap or message is worth showing."""
PASSING = frozenset({Purpose.REPLY, Purpose.PROGRESS})
"""Messages that leave no record once they were sent: an answer on somebody's own screen, a progress line."""
RESTABLE = frozenset({Purpose.REMINDER, Purpose.BROADCAST})
"""What waits while the outbox rests; answers, decisions and notices still go."""
ERROR_LENGTH = 300


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


async def _supersede(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Screens that still wait to be shown in a chat would come after the newer one, and hide it: they are dropped."""
    waiting = await session.scalars(
        select(Delivery).where(
            Delivery.chat_id == chat_id, Delivery.purpose == Purpose.REPLY, Delivery.status == Status.WAITING
        )
    )
    for older in waiting:
        if older.content.get("file") is None and not older.content.get("before"):
            older.status, older.settled_at, older.error = (
                Status.CANCELLED,
                now,
                "a newer screen took its place",
            )


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


async def settle(session: AsyncSession, ended: Sequence[tuple[Attempt, Outcome]], now: datetime) -> None:
    """Write down how attempts ended. People who are gone become unreachable until they come back; a broadcast
    that fails too often pauses itself."""
    judged = [(attempt, judge(attempt, outcome, now)) for attempt, outcome in ended]
    watched = await broadcasts.locked(session, judged)
    await broadcasts.remember_progress(session, judged)
    passing = [a.id for a, v in judged if v.status is Status.SENT and a.purpose in PASSING]
    if passing:
        await session.execute(delete(Delivery).where(Delivery.id.in_(passing)))
    lasting = [_row(a, v, now) for a, v in judged if a.id not in set(passing)]
    if lasting:
        await session.execute(update(Delivery), lasting)
    await broadcasts.look(session, watched, judged, now)
    gone = [a.chat_id for a, v in judged if v.status is Status.UNREACHABLE]
    if gone:
        await session.execute(
            update(Person)
            .where(Person.telegram_id.in_(gone))
            .values(is_reachable=False)
            .execution_options(synchronize_session=False)
        )


def _row(attempt: Attempt, verdict: Verdict, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": attempt.id,
        "status": verdict.status,
        "tries": verdict.tries,
        "doubts": verdict.doubts,
        "message_id": verdict.message_id,
        "error": shortened(verdict.error, ERROR_LENGTH),
        "leased_until": None,
        "settled_at": None if verdict.status is Status.WAITING else now,
    }
    if verdict.not_before is not None:
        row["not_before"] = verdict.not_before
    return row


async def recover(session: AsyncSession, *, is_alone: bool, is_leader: bool, now: datetime) -> int:
    """Judge what a dead process left `sending`, as doubtful. Returns how many there were.

    A row whose lease is over was left behind; so was every row that only a leader sends, when a new one takes over;
    and every row at all, when no other process can be sending (`is_alone`).
    """
    a = Delivery
    columns = (a.id, a.chat_id, a.purpose, a.tries, a.doubts, a.not_after, a.broadcast_id)
    left = select(*columns).where(a.status == Status.SENDING)
    if not is_alone:
        is_over = or_(a.leased_until.is_(None), a.leased_until < now)
        left = left.where(or_(is_over, a.purpose != Purpose.REPLY) if is_leader else is_over)
    rows = (await session.execute(left.with_for_update(skip_locked=True))).all()
    ended = [(Attempt(*row), Doubtful(LEFT_BEHIND)) for row in rows]
    if ended:
        await settle(session, ended, now)
    return len(ended)


async def withdraw(session: AsyncSession, dedupe_key: str) -> None:
    """Take the message with this key back, unless it is on its way: a newer one says more."""
    await session.execute(
        delete(Delivery).where(Delivery.dedupe_key == dedupe_key, Delivery.status != Status.SENDING)
    )


async def cancel_for(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Cancel what waits to be sent to a person."""
    await session.execute(
        update(Delivery)
        .where(Delivery.person_id == person_id, Delivery.status.in_([Status.WAITING, Status.HELD]))
        .values(status=Status.CANCELLED, settled_at=now)
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
    """Take somebody out of the outbox: what waits is dropped, what is on record keeps neither them nor its words."""
    pending = (Status.WAITING, Status.HELD, Status.UNCERTAIN, Status.FAILED)
    await session.execute(delete(Delivery).where(Delivery.chat_id == chat_id, Delivery.status.in_(pending)))
    await session.execute(
        update(Delivery)
        .where(Delivery.chat_id == chat_id)
        .values(chat_id=0, person_id=None, content={}, dedupe_key=None)
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
