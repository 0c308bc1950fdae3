"""The inbox table: keep, take, finish. Sessions first, `now` last, never commits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.inbox import Handling, InboundUpdate
from bot.rules.words import shortened

NOBODY = 0
MOST_UPDATE_ID = 2**63 - 1
ERROR_LENGTH = 500


def update_id_of(raw: object) -> int | None:
    """The id of a raw update, or None for something that is no update at all."""
    if not isinstance(raw, dict):
        return None
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if 0 <= number <= MOST_UPDATE_ID else None


def sender_of(raw: dict[str, Any]) -> int:
    """Whose update this is, for the order of handling; 0 when it does not say."""
    for body in raw.values():
        if isinstance(body, dict):
            for key in ("from", "user", "chat"):
                somebody = body.get(key)
                number = somebody.get("id") if isinstance(somebody, dict) else None
                if isinstance(number, int) and abs(number) <= MOST_UPDATE_ID:
                    return number
    return NOBODY


async def keep(session: AsyncSession, raws: Iterable[Any], now: datetime) -> list[int]:
    """Write updates down; one that is there already stays as it is. Returns the ids that were new."""
    rows = [
        {
            "update_id": number,
            "sender_id": sender_of(raw),
            "payload": raw,
            "status": Handling.WAITING,
            "received_at": now,
            "error": "",
        }
        for raw in raws
        if (number := update_id_of(raw)) is not None
    ]
    if not rows:
        return []
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    kept = await session.scalars(
        insert(InboundUpdate)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["update_id"])
        .returning(InboundUpdate.update_id)
    )
    return list(kept)


async def waiting_senders(session: AsyncSession, most: int, *, besides: Iterable[int]) -> list[int]:
    """Who has updates waiting, the one that waits longest first."""
    found = await session.scalars(
        select(InboundUpdate.sender_id)
        .where(InboundUpdate.status == Handling.WAITING, InboundUpdate.sender_id.not_in(list(besides)))
        .group_by(InboundUpdate.sender_id)
        .order_by(func.min(InboundUpdate.update_id))
        .limit(most)
    )
    return list(found)


async def next_of(session: AsyncSession, sender_id: int) -> InboundUpdate | None:
    """The oldest waiting update of somebody, locked."""
    return await session.scalar(
        select(InboundUpdate)
        .where(*_waiting(sender_id))
        .order_by(InboundUpdate.update_id)
        .limit(1)
        .with_for_update()
    )


async def oldest_of(session: AsyncSession, sender_id: int) -> int | None:
    """The id of somebody's oldest waiting update, locked; what it says is not read."""
    return await session.scalar(
        select(InboundUpdate.update_id)
        .where(*_waiting(sender_id))
        .order_by(InboundUpdate.update_id)
        .limit(1)
        .with_for_update()
    )


def _waiting(sender_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return InboundUpdate.sender_id == sender_id, InboundUpdate.status == Handling.WAITING


def finish(update: InboundUpdate, status: Handling, now: datetime, *, error: str = "") -> None:
    """Mark an update handled. What it said is wiped, save where somebody must look at it."""
    update.status = status
    update.handled_at = now
    update.error = shortened(error, ERROR_LENGTH)
    if status is Handling.DONE:
        update.payload = None


async def set_aside(session: AsyncSession, update_id: int, now: datetime, *, error: str) -> None:
    """Mark an update failed without reading it."""
    await session.execute(
        update(InboundUpdate)
        .where(InboundUpdate.update_id == update_id)
        .values(status=Handling.FAILED, handled_at=now, error=error[:ERROR_LENGTH])
        .execution_options(synchronize_session=False)
    )


async def backlog(session: AsyncSession, now: datetime) -> tuple[int, float]:
    """How many updates wait, and the age in seconds of the oldest (0 when none)."""
    count, oldest = (
        await session.execute(
            select(func.count(), func.min(InboundUpdate.received_at)).where(
                InboundUpdate.status == Handling.WAITING
            )
        )
    ).one()
    return count, max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many updates there are of each status."""
    found = await session.execute(select(InboundUpdate.status, func.count()).group_by(InboundUpdate.status))
    return {status.value: count for status, count in found}


async def forget(session: AsyncSession, sender_id: int, besides: int) -> list[str]:
    """Wipe what somebody wrote, and drop what of theirs waits; `besides` is the update being handled.

    Returns the taps among what waited, by callback query id: nobody else will answer them.
    """
    waiting = select(InboundUpdate.payload).where(*_waiting(sender_id), InboundUpdate.update_id != besides)
    taps = [tap for payload in await session.scalars(waiting) if (tap := _tap_of(payload))]
    theirs = (InboundUpdate.sender_id == sender_id, InboundUpdate.update_id != besides)
    await session.execute(delete(InboundUpdate).where(*theirs, InboundUpdate.status != Handling.DONE))
    await session.execute(
        update(InboundUpdate)
        .where(InboundUpdate.sender_id == sender_id)
        .values(sender_id=NOBODY)
        .execution_options(synchronize_session=False)
    )
    return taps


def _tap_of(payload: Any) -> str:
    """The id of the callback query that an update brings; empty for any other update."""
    query = payload.get("callback_query") if isinstance(payload, dict) else None
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else ""


async def purge(session: AsyncSession, before: datetime) -> None:
    """Drop handled updates received before `before`. Telegram keeps updates 24 hours and, after a quiet week, numbers
    them anew from anywhere: what is kept too long could swallow a new one."""
    await session.execute(
        delete(InboundUpdate).where(
            InboundUpdate.status.in_([Handling.DONE, Handling.FAILED]), InboundUpdate.received_at < before
        )
    )
