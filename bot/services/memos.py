"""Memos: facts the program writes down for itself, by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.secrets import RING, Locked
from bot.models.state import Memo
from bot.moment import Moment
from bot.outbox.queue import RESTING, note_news

SEAL = "sealed with"
STARTS = "unclean starts"
MOST_STARTS = 3
STARTS_WITHIN = 600
"""Seconds in which so many starts without a clean stop mean that the dispatcher keeps dying."""


async def get(session: AsyncSession, name: str, default: Any = None) -> Any:
    """What was written down under `name`."""
    memo = await session.get(Memo, name)
    return default if memo is None else memo.value


async def put(session: AsyncSession, name: str, value: Any) -> None:
    """Write something down; JSON values only."""
    memo = await session.get(Memo, name)
    if memo is None:
        session.add(Memo(name=name, value=value))
    else:
        memo.value = value


async def drop(session: AsyncSession, name: str) -> None:
    """Forget what was written down under `name`."""
    await session.execute(delete(Memo).where(Memo.name == name))


async def names(session: AsyncSession, prefix: str) -> list[str]:
    """The names that begin with `prefix`."""
    return list(await session.scalars(select(Memo.name).where(Memo.name.startswith(prefix, autoescape=True))))


async def why_resting(session: AsyncSession) -> str:
    """Why the outbox rests; empty when it does not."""
    return str(await get(session, RESTING, ""))


async def rest(session: AsyncSession, why: str) -> None:
    """Let the outbox rest: broadcasts and reminders wait until staff say go on."""
    await put(session, RESTING, why)


async def go_on(session: AsyncSession) -> None:
    """The outbox works again; earlier unclean starts are forgotten."""
    await put(session, RESTING, "")
    await put(session, STARTS, [])
    note_news(session)


async def note_start(session: AsyncSession, moment: Moment) -> bool:
    """Record a start. True when too many followed each other without a clean stop: the outbox rests now."""
    stamps = [at for at in await get(session, STARTS, []) if at > moment.now.timestamp() - STARTS_WITHIN]
    await put(session, STARTS, [*stamps, moment.now.timestamp()])
    if len(stamps) < MOST_STARTS:
        return False
    await rest(session, "crashes")
    return True


async def note_clean_stop(session: AsyncSession) -> None:
    """The dispatcher ended cleanly: its start is not counted."""
    stamps = await get(session, STARTS, [])
    await put(session, STARTS, stamps[:-1])


async def is_sealed_with_our_key(session: AsyncSession) -> bool:
    """Whether the database belongs to the data key of this process; a new database is marked with it."""
    sealed = await get(session, SEAL)
    if sealed is None:
        await put(session, SEAL, RING.encrypt(SEAL))
        return True
    try:
        return RING.decrypt(sealed) == SEAL
    except Locked:
        return False
