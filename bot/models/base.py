"""What every table shares: names of constraints, the types of instants and wall times, text choices."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class TelegramId(BigInteger):
    """Somebody's Telegram id, of up to 52 significant bits. What holds one is found by this type when they download or
    erase what is stored about them."""


RowId = BigInteger().with_variant(Integer(), "sqlite")
"""A key that grows and is never given twice, since old buttons carry it. SQLite numbers rows only where the column is
an INTEGER; the migrations say AUTOINCREMENT, or the number of an erased row would become another's."""


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The declarative base; rows are dataclasses built by keyword."""

    metadata = MetaData(naming_convention=NAMING)


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. Naive values are refused; SQLite, which drops zones, gets it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Wall(TypeDecorator[datetime]):
    """What the clocks somewhere show, naive and to the minute; beside it stands which zone's they are, or it is the
    cluster's. See `bot/rules/walltime.py`.
    """

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As it is. Raises ValueError for an aware datetime, and for one between two minutes."""
        if value is None:
            return None
        if value.tzinfo is not None:
            raise ValueError("a wall time has no time zone of its own")
        if value.second or value.microsecond:
            raise ValueError("a wall time is kept to the minute")
        return value.replace(fold=0)


class Choice(TypeDecorator[StrEnum]):
    """A StrEnum kept as its value, of at most `length` characters. An unknown value in the database is a bug and raises
    ValueError.
    """

    impl = String
    cache_ok = True

    def __init__(self, choices: type[StrEnum], length: int = 32) -> None:
        super().__init__(length)
        self.choices = choices
        self._by_value = {choice.value: choice for choice in choices}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The value as text; plain strings are checked."""
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Back as a member of the enumeration."""
        # An enumeration looks its members up a good deal slower than a dictionary does
        return None if value is None else self._by_value.get(value) or self.choices(value)
