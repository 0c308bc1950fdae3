"""Claiming: what is due is marked as on its way before it is sent, and handed out with what it says.

Sessions first, `now` last, never commits.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Text, and_, bindparam, exists, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import HOLDER
from bot.models.chats import Chat
from bot.models.deliveries import Delivery, Letter, Status
from bot.models.people import Person
from bot.models.state import Memo
from bot.outbox.attempts import Attempt
from bot.outbox.queue import LEASE, RESTABLE, RESTING, Claimed

STAMP_LENGTH = 60
"""So much of a ciphertext tells it from any other: it begins with the time and a random number of 16 bytes
(https://github.com/fernet/spec/blob/master/Spec.md)."""

# Core, not the ORM, which takes longer than the database: each few messages are worth a claim
_deliveries, _letters, _chats, _memos = (
    cast(Table, model.__table__) for model in (Delivery, Letter, Chat, Memo)
)
_people = cast(Table, Person.__table__)
_now = bindparam("now", type_=_deliveries.c.not_before.type)


def _due(*, is_resting: bool) -> ColumnElement[bool]:
    due = and_(_deliveries.c.status == Status.WAITING, _deliveries.c.not_before <= _now)
    return and_(due, _deliveries.c.purpose.not_in(RESTABLE)) if is_resting else due


_LOOKING = select(
    select(_memos.c.value).where(_memos.c.name == RESTING).scalar_subquery(),
    exists().where(_due(is_resting=False)),
    exists().where(_due(is_resting=True)),
)


async def look(session: AsyncSession, now: datetime) -> tuple[bool, bool]:
    """Whether broadcasts and reminders wait until staff say go on, and whether a claim would find something."""
    found = (await session.execute(_LOOKING, {"now": now})).one()
    is_resting, is_any_due, is_urgent_due = map(bool, found)
    return is_resting, is_urgent_due if is_resting else is_any_due


_its = _deliveries.c
_LANGUAGE = func.coalesce(
    select(_people.c.language).where(_people.c.telegram_id == _its.chat_id).scalar_subquery(),
    select(_chats.c.language).where(_chats.c.id == _its.chat_id).scalar_subquery(),
    _its.language,
)
"""What is read in the chat of a delivery now: it is kept, since whoever changed language gets the message in that."""
_STAMP = (
    select(func.substr(type_coerce(_letters.c.contents, Text), 1, STAMP_LENGTH))
    .where(_letters.c.id == _its.letter_id)
    .scalar_subquery()
)
"""Another one whenever the letter was written anew."""
_CLAIMING = {
    is_resting: update(_deliveries)
    .where(
        _its.id.in_(
            select(_its.id)
            .where(_due(is_resting=is_resting))
            .order_by(_its.priority, _its.not_before, _its.id)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(
        status=Status.SENDING,
        leased_until=bindparam("until"),
        held_by=bindparam("holder"),
        language=_LANGUAGE,
    )
    .returning(
        *(_its.id, _its.chat_id, _its.purpose, _its.tries, _its.doubts, _its.not_after, _its.broadcast_id),
        *(_its.letter_id, _its.content, _its.edits, _its.also, _its.priority),
        _its.language,
        _STAMP.label("stamp"),
    )
    for is_resting in (False, True)
}


class Letters:
    """What the letters of one claim say: opened once, however many deliveries and claims in a row carry them.

    On PostgreSQL, where others write between two statements, each claim reads anew what is said by then.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[int, str], dict[str, Any]] = {}

    async def open(self, session: AsyncSession, carried: Collection[tuple[int, str]]) -> None:
        """Have these letters at hand, by id and stamp, and no others."""
        is_alone = session.get_bind().dialect.name == "sqlite"
        at_hand = {one: self._opened[one] for one in carried if is_alone and one in self._opened}
        if missing := set(carried) - set(at_hand):
            found = await session.execute(_READING, {"ids": [letter_id for letter_id, _stamp in missing]})
            contents: dict[int, Any] = dict(found.all())
            at_hand |= {one: contents[one[0]] for one in missing if one[0] in contents}
        self._opened = at_hand

    def read(self, letter_id: int, stamp: str, language: str) -> dict[str, Any]:
        """What a letter says in a language; empty when it says nothing in that."""
        return self._opened.get((letter_id, stamp), {}).get(language) or {}


_READING = select(_letters.c.id, _letters.c.contents).where(
    _letters.c.id.in_(bindparam("ids", expanding=True))
)


async def claim(
    session: AsyncSession, most: int, *, is_resting: bool, now: datetime, letters: Letters | None = None
) -> list[Claimed]:
    """Mark up to `most` due deliveries as `sending`, the most urgent first, and hand them out. Each letter says what is
    written for the language that is read in its chat now. `letters` are those of the claim before.
    """
    until = now + LEASE
    given = {"now": now, "most": most, "until": until, "holder": session.info.get(HOLDER)}
    claimed = await session.execute(_CLAIMING[is_resting], given)
    found = sorted(claimed.all(), key=lambda row: (row.priority, row.id))
    letters = letters or Letters()
    await letters.open(session, {(row.letter_id, row.stamp) for row in found if row.stamp is not None})
    return [_claimed(row, letters, until) for row in found]


def _claimed(row: Any, letters: Letters, until: datetime) -> Claimed:
    content: dict[str, Any] = row.content or letters.read(row.letter_id, row.stamp, row.language)
    if row.edits is not None:
        content = content | {"edits": row.edits}
    if row.also:
        content = content | {"also": row.also}
    attempt = Attempt(
        row.id,
        row.chat_id,
        row.purpose,
        row.tries,
        row.doubts,
        row.not_after,
        row.broadcast_id,
        row.letter_id,
        leased_until=until,
        is_screen=bool(content.get("is_screen")),
        edits=content.get("edits"),
    )
    return Claimed(attempt, content)
