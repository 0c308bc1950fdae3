"""Amounts of money, kept exactly: whole thousandths in one column, the currency in another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, String
from sqlalchemy.orm import composite
from sqlalchemy.types import TypeDecorator

from bot.rules.money import Money

THOUSANDTHS = 3
"""Decimals that are kept: no currency has more."""


class Amount(TypeDecorator[Decimal]):
    """A decimal, kept as its thousandths: SQLite has no decimals, and both databases add whole numbers up exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """As thousandths. Raises TypeError for a float, ValueError for what has more decimals."""
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise TypeError("an amount is a Decimal")
        thousandths = value.scaleb(THOUSANDTHS)
        if thousandths != thousandths.to_integral_value():
            raise ValueError(f"{value} has more than {THOUSANDTHS} decimals")
        return int(thousandths)

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Back as a decimal; a sum, too, which PostgreSQL gives as a number of another type."""
        return None if value is None else Decimal(int(value)).scaleb(-THOUSANDTHS)


def money(amount: str = "amount", currency: str = "currency") -> Any:
    """An attribute that is an amount of money, or None, kept in two columns of these names."""
    return composite(
        Money,
        # Of a mapped_column, SQLAlchemy would look for what Money's own annotations name in the module of the table
        Column(amount, Amount, nullable=True),
        Column(currency, String(3), nullable=True),
        default=None,
        return_none_on=lambda *values: None in values,
    )
