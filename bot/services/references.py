"""Rows that refer to a row which goes are made to refer to the one that stays, whatever tables there are.

What refers to a row is read off the foreign keys of the schema, so that no table can be forgotten. Where both rows
would then claim the same unique key, as two guests of one event, one of the two stays, filled from the other: which
one, `rules/merging.py` says. What refers to the other follows in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Table,
    TextClause,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.base import Base, Instant
from bot.rules.merging import Side, filled, stays

Key = tuple[tuple[Column[Any], ...], TextClause | None]
"""The columns of a unique key, and of which rows it holds."""


def referring(table: Table) -> list[Column[Any]]:
    """Every column that refers to a row of this table."""
    return [
        column
        for other in Base.metadata.sorted_tables
        for column in other.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def unique_keys(column: Column[Any]) -> list[Key]:
    """The unique keys that a column is part of."""
    table = _table_of(column)
    keys: list[Key] = [(tuple(table.primary_key.columns), None)]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            keys.append((tuple(constraint.columns), None))
    for index in table.indexes:
        if index.unique:
            keys.append((tuple(index.columns), _where(index)))
    return [(columns, where) for columns, where in keys if column in columns]


def _table_of(column: Column[Any]) -> Table:
    table = column.table
    assert isinstance(table, Table)
    return table


def _where(index: Index) -> TextClause | None:
    where: TextClause | None = index.dialect_options["sqlite"]["where"]
    return where


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    assert isinstance(model.__table__, Table)
    return model.__table__


async def count(session: AsyncSession, table: Table, row_id: int) -> dict[str, int]:
    """How many rows refer to a row, by the name of their table; tables without any are left out."""
    counts: dict[str, int] = {}
    for column in referring(table):
        found = await session.scalar(select(func.count()).select_from(column.table).where(column == row_id))
        if found:
            counts[column.table.name] = counts.get(column.table.name, 0) + found
    return counts


async def refer_to(session: AsyncSession, table: Table, kept: int, gone: int) -> None:
    """Let everything that refers to the row `gone` refer to `kept` instead. Both stay as they are."""
    columns = referring(table)
    await _drop_pairs(session, columns, kept, gone)
    for column in columns:
        for key, where in unique_keys(column):
            for one, other in await _pairs(session, column, key, where, kept, gone):
                await _merge_rows(session, _table_of(column), one, other)
        moved = update(_table_of(column)).where(column == gone).values({column: kept})
        await session.execute(moved)


async def _drop_pairs(session: AsyncSession, columns: Sequence[Column[Any]], kept: int, gone: int) -> None:
    """Delete what would be between a row and itself: nobody is introduced to themselves."""
    required = [column for column in columns if not column.nullable]
    for one in required:
        for other in required:
            if one.table is other.table and one.name < other.name:
                between = or_(and_(one == kept, other == gone), and_(one == gone, other == kept))
                await session.execute(delete(_table_of(one)).where(between))


async def count_both(session: AsyncSession, table: Table, kept: int, gone: int) -> dict[str, int]:
    """In how many cases both rows have one of the same key, of which one stays, by the name of their table."""
    counts: dict[str, int] = {}
    for column in referring(table):
        for key, where in unique_keys(column):
            if found := await _pairs(session, column, key, where, kept, gone):
                counts[column.table.name] = counts.get(column.table.name, 0) + len(found)
    return counts


Row = dict[str, Any]


async def _pairs(
    session: AsyncSession,
    column: Column[Any],
    key: Iterable[Column[Any]],
    where: TextClause | None,
    kept: int,
    gone: int,
) -> list[tuple[Row, Row]]:
    """The rows of both that have the same key."""
    rest = [one.name for one in key if one is not column]
    table = _table_of(column)
    query = select(table).where(column.in_((kept, gone)))
    if where is not None:
        query = query.where(where)
    found = [dict(row) for row in (await session.execute(query)).mappings()]
    own = {tuple(row[name] for name in rest): row for row in found if row[column.name] == kept}
    pairs = []
    for row in found:
        same = own.get(tuple(row[name] for name in rest))
        if row[column.name] == gone and same is not None and None not in (row[name] for name in rest):
            pairs.append((same, row))
    return pairs


async def _merge_rows(session: AsyncSession, table: Table, kept: Row, gone: Row) -> None:
    instants = [column for column in table.columns if isinstance(column.type, Instant)]
    happened = [column.name for column in instants if column.nullable]
    made = [column.name for column in instants if not column.nullable]
    is_gone = stays(kept, gone, happened, made) is Side.GONE
    one, other = (gone, kept) if is_gone else (kept, gone)
    if len(table.primary_key.columns) == 1:
        (number,) = table.primary_key.columns
        await refer_to(session, table, one[number.name], other[number.name])
    await session.execute(delete(table).where(_is(table, other)))
    more = filled(one, other, [column.name for column in table.columns if column.nullable])
    if more:
        await session.execute(update(table).where(_is(table, one)).values(more))


def _is(table: Table, row: Row) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))
