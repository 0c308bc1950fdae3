"""Amounts are kept exactly, and added up exactly, by both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from bot.db import Database
from bot.models.base import RowId
from bot.models.money import Amount, money
from bot.rules.money import Money


class _Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Apart from the schema."""


class _Prize(_Base, kw_only=True):
    __tablename__ = "prizes_of_a_test"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, init=False)
    prize: Mapped[Money | None] = money()


# Floats add up to 0.30000000000000004, and lose the last digit of the longest
AMOUNTS = ["0.10 USD", "0.20 USD", "99999999999999.99 USD", "1.005 KWD", "90000000 LBP"]


async def test_amounts_come_back_and_add_up_exactly(database: Database) -> None:
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.run_sync(_Base.metadata.create_all)
        session.add_all([_Prize(prize=Money.of(one)) for one in AMOUNTS] + [_Prize()])
        await session.flush()
        session.expunge_all()
        kept = (await session.scalars(select(_Prize).order_by(_Prize.id))).all()
        assert [row.prize.plain if row.prize else None for row in kept] == [*AMOUNTS, None]
        columns = _Prize.__table__.c
        small = select(func.sum(columns.amount, type_=Amount)).where(columns.amount < Decimal(1))
        assert await session.scalar(small) == Decimal("0.30")
        kept[0].prize = None
        await session.flush()
        await session.refresh(kept[0])
        assert kept[0].prize is None
        with pytest.raises(StatementError, match="Decimal"):
            await session.scalars(select(columns.id).where(columns.amount == 0.1))
        await session.rollback()
