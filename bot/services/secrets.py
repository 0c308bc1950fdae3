"""Secrets: whether the key of this process is the key of this database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Text, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.base import Base
from bot.models.secrets import RING, Encrypted, EncryptedJSON, Locked
from bot.services import memos

SEAL = "sealed with"
"""The name of the seal, and what it says, encrypted."""


async def key_fits(session: AsyncSession) -> bool:
    """Whether the seal, and the oldest and the newest ciphertext of each encrypted column, can be read.

    True when there is none. Both, since a key that was put in front of another encrypts only what is new.
    """
    sealed = await memos.get(session, SEAL)
    if sealed is not None and not _opens(sealed):
        return False
    for column in _encrypted_columns():
        raw = select(type_coerce(column, Text)).where(column.is_not(None)).limit(1)
        key = next(iter(column.table.primary_key))
        for order in (key.asc(), key.desc()):
            ciphertext = await session.scalar(raw.order_by(order))
            if ciphertext is not None and not _opens(ciphertext):
                return False
    return True


async def is_sealed_with_our_key(session: AsyncSession) -> bool:
    """Whether the database belongs to the data key of this process; a new database is marked with it."""
    sealed = await memos.get(session, SEAL)
    if sealed is None:
        await memos.put(session, SEAL, RING.encrypt(SEAL))
        return True
    return _opens(sealed)


def _encrypted_columns() -> Iterator[Column[object]]:
    for table in Base.metadata.sorted_tables:
        yield from (column for column in table.c if isinstance(column.type, Encrypted | EncryptedJSON))


def _opens(ciphertext: str) -> bool:
    try:
        RING.decrypt(ciphertext)
    except Locked:
        return False
    return True
