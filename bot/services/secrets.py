"""Secrets: which keys a database was written with, and how all of it comes to be encrypted with the first of ours.

What is encrypted, and the keyed hashes beside it, are found by the types of their columns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Row,
    Table,
    TableClause,
    Text,
    and_,
    bindparam,
    column,
    delete,
    select,
    table,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.base import Base
from bot.models.secrets import IF_LOST, RING, Encrypted, EncryptedJSON, HashOf, Locked
from bot.services import memos

SEAL = "sealed with"
"""The name of the seals, and what each says: encrypted once with each key that something was encrypted with."""
LACKS_KEY = (
    "DATA_KEY is not the key that this database was written with, or lacks one of them: add it after a comma. "
    "When a key is lost for good, README.md says how to go on (“Keys”)."
)
BATCH = 200
"""How many rows are encrypted anew in one transaction: on SQLite others wait for it, some 20 ms."""


async def is_sealed_with_our_keys(session: AsyncSession) -> bool:
    """Whether all keys that the database was written with are among ours; the first of ours is one from now on."""
    places = await _seal_places(session)
    if places is None:
        return False
    if 0 not in places:
        found = await memos.get(session, SEAL, [])
        await memos.put(session, SEAL, [*_all(found), RING.encrypt(SEAL)])
    return True


async def fits(session: AsyncSession) -> bool:
    """The same, and nothing is written."""
    return await _seal_places(session) is not None


async def _seal_places(session: AsyncSession) -> set[int] | None:
    """The places of the keys that open the seals; None when one opens with none of ours."""
    try:
        return {RING.opened(seal)[0] for seal in _all(await memos.get(session, SEAL, []))}
    except Locked:
        return None


def _all(found: str | list[str]) -> list[str]:
    """Databases of an earlier version have one seal, by itself."""
    return [found] if isinstance(found, str) else found


async def seal_with_first(session: AsyncSession) -> None:
    """Nothing is encrypted with any other key than the first one any more."""
    await memos.put(session, SEAL, [RING.encrypt(SEAL)])


@dataclass(frozen=True)
class Holding:
    """A table with encrypted columns, by their plain names, as text: what is in them is looked at here as it is."""

    raw: TableClause
    keys: tuple[ColumnClause[Any], ...]
    ciphertexts: tuple[str, ...]
    if_lost: Mapping[str, str | None]
    """What each column holds when its key is lost, in plain text. Without one that is not in here, a row is deleted."""
    hashes: Mapping[str, str]
    """The encrypted column of each keyed hash."""

    @property
    def order(self) -> Any:
        """Rows are walked through by their primary key."""
        return tuple_(*self.keys)

    def place_of(self, row: Row[Any]) -> tuple[Any, ...]:
        """Where in that walk a row stands."""
        return tuple(row._mapping[key.name] for key in self.keys)


def holdings() -> list[Holding]:
    """Every table with something encrypted in it."""
    return [found for one in Base.metadata.sorted_tables if (found := _holding(one)).ciphertexts]


def _holding(found: Table) -> Holding:
    ciphertexts = tuple(c.name for c in found.c if isinstance(c.type, Encrypted | EncryptedJSON))
    hashes = {c.name: c.type.column for c in found.c if isinstance(c.type, HashOf)}
    keys = tuple(column(c.name, c.type) for c in found.primary_key)
    texts = [column(name, Text()) for name in (*ciphertexts, *hashes)]
    if_lost: dict[str, str | None] = {name: None for name in ciphertexts if found.c[name].nullable}
    for name in ciphertexts:
        if IF_LOST in found.c[name].info:
            if_lost[name] = json.dumps(found.c[name].info[IF_LOST])
    return Holding(table(found.name, *keys, *texts), keys, ciphertexts, if_lost, hashes)


@dataclass
class Survey:
    """What is encrypted with which key. Counts are of values, not of rows."""

    by_place: Counter[int] = field(default_factory=Counter)
    """How many values each of our keys fits, by its place: 0 is the first one."""
    unreadable: Counter[str] = field(default_factory=Counter)
    """How many values none of our keys fits, by column."""
    strange_hashes: int = 0
    """How many keyed hashes none of our keys made: what they stand for is not found by them."""
    is_all_first: bool = True
    """Whether nothing is left to be done for the first key: neither a ciphertext nor a keyed hash."""


async def survey(session: AsyncSession) -> Survey:
    """Look at everything that is encrypted."""
    found = Survey()
    for holding in holdings():
        async for batch in _batches(session, holding):
            for row in batch:
                _look_at(holding, row, found)
    return found


async def _batches(session: AsyncSession, holding: Holding) -> AsyncIterator[Sequence[Row[Any]]]:
    after: tuple[Any, ...] | None = None
    while batch := await _rows(session, holding, after):
        yield batch
        after = holding.place_of(batch[-1])


async def _rows(
    session: AsyncSession, holding: Holding, after: tuple[Any, ...] | None, *, is_locking: bool = False
) -> Sequence[Row[Any]]:
    rows = select(holding.raw).order_by(*holding.keys).limit(BATCH)
    if after is not None:
        rows = rows.where(holding.order > after)
    if is_locking:
        # What somebody else changes is passed over: who never waits for a lock holds up nobody for long
        rows = rows.with_for_update(skip_locked=True, key_share=True)
    return (await session.execute(rows)).all()


def _look_at(holding: Holding, row: Row[Any], found: Survey) -> None:
    opened = _opened(holding, row._asdict())
    found.by_place.update(opened.places.values())
    found.unreadable.update(f"{holding.raw.name}.{name}" for name in opened.unreadable)
    found.is_all_first &= not opened.stale and set(opened.places.values()) <= {0}
    for name in opened.stale:
        text = opened.texts[holding.hashes[name]]
        found.strange_hashes += text is None or getattr(row, name) not in RING.indexes(text)


@dataclass(frozen=True)
class _Opened:
    """A row, decrypted: its texts, by column, and the places of the keys that fitted; and what no key fits."""

    texts: dict[str, str | None]
    places: dict[str, int]
    unreadable: set[str]
    stale: dict[str, str | None]
    """What keyed hashes should be, of the first key, and are not. Of what cannot be read nobody knows."""


def _opened(holding: Holding, values: Mapping[Any, Any]) -> _Opened:
    found = _Opened({}, {}, set(), {})
    for name in holding.ciphertexts:
        if values[name] is None:
            found.texts[name] = None
            continue
        try:
            found.places[name], found.texts[name] = RING.opened(values[name])
        except Locked:
            found.unreadable.add(name)
    for name, of in holding.hashes.items():
        if of in found.texts and values[name] != (right := _hash(found.texts[of])):
            found.stale[name] = right
    return found


def _hash(text: str | None) -> str | None:
    return None if text is None else RING.index(text)


@dataclass(frozen=True)
class Done:
    """What was done with a batch: where to go on (None: nothing is left), how many rows were changed, and what was
    given up, by column."""

    after: tuple[Any, ...] | None
    changed: int
    given_up: Counter[str]


async def encrypt_anew(
    session: AsyncSession, holding: Holding, after: tuple[Any, ...] | None, *, gives_up: bool
) -> Done:
    """Encrypt the next rows of a table with the first key, and let their keyed hashes follow it. Idempotent.

    What no key fits stays as it is; when one `gives_up`, it is emptied, and a row that cannot be without it is deleted.
    """
    rows = await _rows(session, holding, after, is_locking=True)
    given_up: Counter[str] = Counter()
    changed, lost = [], []
    for row in rows:
        values = row._asdict()
        opened = _opened(holding, values)
        anew = opened.stale | {name: opened.texts[name] for name, place in opened.places.items() if place}
        if gives_up and opened.unreadable:
            given_up.update(f"{holding.raw.name}.{name}" for name in opened.unreadable)
            if not opened.unreadable <= holding.if_lost.keys():
                lost.append(values)
                continue
            anew |= {name: holding.if_lost[name] for name in opened.unreadable}
            anew |= {name: None for name, of in holding.hashes.items() if of in opened.unreadable}
        if anew:
            sealed = {name: _sealed(text) for name, text in anew.items() if name in holding.ciphertexts}
            changed.append(values | anew | sealed)
    await _write(session, holding, changed, lost)
    return Done(holding.place_of(rows[-1]) if rows else None, len(changed), given_up)


def _sealed(text: str | None) -> str | None:
    return None if text is None else RING.encrypt(text)


async def _write(
    session: AsyncSession, holding: Holding, changed: list[dict[str, Any]], lost: list[dict[str, Any]]
) -> None:
    connection = await session.connection()
    is_it = and_(*(key == bindparam(f"its_{key.name}", type_=key.type) for key in holding.keys))
    written: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in (*holding.ciphertexts, *holding.hashes)
    }
    for statement, rows in (
        (update(holding.raw).where(is_it).values(written), changed),
        (delete(holding.raw).where(is_it), lost),
    ):
        parameters = [
            {f"its_{key.name}": row[key.name] for key in holding.keys}
            | ({f"new_{name}": row[name] for name in written} if rows is changed else {})
            for row in rows
        ]
        if parameters:
            await connection.execute(statement, parameters)
