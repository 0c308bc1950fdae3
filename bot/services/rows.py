"""Rows of the database: locked, due, or a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.models.base import Base
from bot.rules.pages import PAGE, Page, nearest

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)


async def locked(
    session: AsyncSession, model: type[Row], key: object, missing: type[Refusal], *, key_share: bool = False
) -> Row:
    """A row read anew and locked until the commit. Raises `missing` when there is none.

    With `key_share`, whoever merely refers to it need not wait.
    """
    lock = {"of": model, "key_share": key_share}
    row = await session.get(model, key, with_for_update=lock, populate_existing=True)
    if row is None:
        raise missing
    return row


async def due(session: AsyncSession, query: Select[Row], of: type[Row] | None = None) -> Sequence[Row]:
    """What a query finds and no other transaction has locked: read anew, and locked until the commit; of a query that
    joins others only the rows of `of`."""
    free = query.with_for_update(skip_locked=True, of=of).execution_options(populate_existing=True)
    return (await session.scalars(free)).all()


def inserting(session: AsyncSession, model: type[Base], *key: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves out what is there already under a unique key, also what another transaction is inserting:
    this one then waits for it."""
    into = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = model.__table__
    assert isinstance(table, Table)
    return into(table).on_conflict_do_nothing(index_elements=key)


async def page_of(session: AsyncSession, query: Select[T], number: int, size: int = PAGE) -> Page[T]:
    """A page of what an ordered query finds, the nearest one when there is none of that number: two statements."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = await session.scalar(counted) or 0
    number = nearest(number, total, size)
    found = await session.scalars(query.offset(number * size).limit(size))
    return Page(found.all(), total, number, size)
