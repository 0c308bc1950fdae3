"""Memos: a key-value store for what the program itself must remember. Each name is known to one module."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.state import Memo
from bot.services import rows


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


async def lock(session: AsyncSession, name: str) -> None:
    """Wait until nobody else has locked what is written under `name`, and have it locked until the commit."""
    await session.execute(rows.inserting(session, Memo, "name").values(name=name, value=None))
    await session.execute(select(Memo.name).where(Memo.name == name).with_for_update())


async def drop(session: AsyncSession, name: str) -> None:
    """Forget what was written down under `name`."""
    await session.execute(delete(Memo).where(Memo.name == name))


async def named(session: AsyncSession, prefix: str) -> dict[str, Any]:
    """What was written down under names that begin with `prefix`, by name."""
    found = await session.execute(
        select(Memo.name, Memo.value).where(Memo.name.startswith(prefix, autoescape=True))
    )
    return dict(found.all())
