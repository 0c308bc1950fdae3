"""The inbox table: keep, take, finish. Sessions first, `now` last, never commits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.inbox import Handling, InboundUpdate
from bot.rules.words import shortened

NOBODY = 0
MOST_UPDATE_ID = 2**63 - 1
ERROR_LENGTH = 500

_inbox = cast(Table, InboundUpdate.__table__)
_IS_WAITING = _inbox.c.status == Handling.WAITING
_WHAT_WAITS = (_inbox.c.update_id, _inbox.c.sender_id, _inbox.c.payload, _inbox.c.received_at)


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
    return list(await session.scalars(_KEEPING[session.get_bind().dialect.name], rows))


# Each turn asks these, and an idle bot some of them twice a second: they are made once
_KEEPING = {
    dialect.dialect.name: dialect.insert(_inbox)
    .on_conflict_do_nothing(index_elements=["update_id"])
    .returning(_inbox.c.update_id)
    for dialect in (sqlite, postgresql)
}


@dataclass(frozen=True)
class Waiting:
    """An update that waits; `has_more`: others of the same person wait behind it."""

    update_id: int
    sender_id: int
    payload: Any
    received_at: datetime
    has_more: bool


@dataclass(frozen=True)
class Held:
    """People whose last update may go on in another one, and the greatest of these updates' ids: they are passed over
    until something newer of theirs is there."""

    senders: tuple[int, ...] = ()
    newest: int = 0


_oldest_update = func.min(_inbox.c.update_id)
_BY_SENDER = (
    select(_inbox.c.sender_id)
    .where(_IS_WAITING, _inbox.c.sender_id.not_in(bindparam("besides", type_=BigInteger, expanding=True)))
    .group_by(_inbox.c.sender_id)
    .having(
        or_(
            _inbox.c.sender_id.not_in(bindparam("held", type_=BigInteger, expanding=True)),
            func.max(_inbox.c.update_id) > bindparam("newest", type_=BigInteger),
        )
    )
    .order_by(_oldest_update)
    .limit(bindparam("most"))
)
_oldest = _BY_SENDER.with_only_columns(
    _oldest_update.label("update_id"), (func.count() > 1).label("has_more")
).subquery()
_NEXT = (
    select(*_WHAT_WAITS, _oldest.c.has_more)
    .join(_oldest, _oldest.c.update_id == _inbox.c.update_id)
    .order_by(_inbox.c.update_id)
)


def _chosen(most: int, besides: Iterable[int], held: Held) -> dict[str, Any]:
    return {"most": most, "besides": list(besides), "held": held.senders, "newest": held.newest}


async def waiting_senders(
    session: AsyncSession, most: int, *, besides: Iterable[int], held: Held = Held()
) -> list[int]:
    """Who has updates waiting, the one that waits longest first."""
    return list(await session.scalars(_BY_SENDER, _chosen(most, besides, held)))


async def next_of_each(
    session: AsyncSession, most: int, *, besides: Iterable[int], held: Held
) -> list[Waiting]:
    """The oldest waiting update of each of up to `most` people, the one that waits longest first."""
    return [Waiting(*row) for row in await session.execute(_NEXT, _chosen(most, besides, held))]


async def next_of(session: AsyncSession, sender_id: int) -> Waiting | None:
    """The oldest waiting update of somebody, locked."""
    later = _inbox.alias()
    has_more = exists().where(
        later.c.sender_id == sender_id,
        later.c.status == Handling.WAITING,
        later.c.update_id > _inbox.c.update_id,
    )
    found = (await session.execute(_oldest_of(sender_id, *_WHAT_WAITS, has_more))).one_or_none()
    return Waiting(*found) if found is not None else None


async def behind(session: AsyncSession, first: Waiting, most: int) -> list[Waiting]:
    """Up to `most` updates of the same person that wait behind one, in order."""
    theirs = select(*_WHAT_WAITS).where(
        _IS_WAITING, _inbox.c.sender_id == first.sender_id, _inbox.c.update_id > first.update_id
    )
    rows = (await session.execute(theirs.order_by(_inbox.c.update_id).limit(most + 1))).all()
    return [Waiting(*row, has_more=at + 1 < len(rows)) for at, row in enumerate(rows[:most])]


async def oldest_of(session: AsyncSession, sender_id: int) -> int | None:
    """The id of somebody's oldest waiting update, locked; what it says is not read."""
    number: int | None = await session.scalar(_oldest_of(sender_id, _inbox.c.update_id))
    return number


def _oldest_of(sender_id: int, *columns: ColumnElement[Any]) -> Select[Any]:
    waiting = select(*columns).where(_inbox.c.sender_id == sender_id, _IS_WAITING)
    return waiting.order_by(_inbox.c.update_id).limit(1).with_for_update(of=_inbox)


async def finish(session: AsyncSession, ended: Iterable[tuple[int, Handling, str]], now: datetime) -> None:
    """Mark updates handled: each by its id, how it ended, and what was wrong. What it said is wiped, save where
    somebody must look at it."""
    alike: dict[tuple[Handling, str], list[int]] = {}
    for number, status, error in ended:
        alike.setdefault((status, shortened(error, ERROR_LENGTH)), []).append(number)
    for (status, error), numbers in alike.items():
        given = {"numbers": numbers, "status": status, "handled_at": now, "error": error}
        await session.execute(_WIPING if status is Handling.DONE else _FINISHING, given)


_FINISHING = (
    update(_inbox)
    .where(_inbox.c.update_id.in_(bindparam("numbers", type_=BigInteger, expanding=True)))
    .values({name: bindparam(name) for name in ("status", "handled_at", "error")})
)
_WIPING = _FINISHING.values(payload=None)


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
    waiting = select(InboundUpdate.payload).where(
        InboundUpdate.sender_id == sender_id, _IS_WAITING, InboundUpdate.update_id != besides
    )
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
