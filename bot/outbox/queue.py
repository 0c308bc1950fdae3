"""The queue of messages to others: enqueue, take back, forget. Sessions first, `now` last, never commits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db import HOLDER
from bot.models.broadcasts import Broadcast
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.outbox.attempts import Attempt

LEASE = timedelta(seconds=90)
"""Longer than any call to Telegram may take: a row still `sending` after it belongs to a process that died."""
AT_ONCE = timedelta(seconds=5)
"""What is due within so much is due at once: it only waits for its place in the pace, or in its chat."""
REPLY_KEEPS = timedelta(hours=1)
"""How long the answer to somebody's tap or message is worth showing."""
NOBODY = 0
"""The chat of what is left of somebody who was forgotten."""
RESTABLE = frozenset({Purpose.REMINDER, Purpose.CORRECTION, Purpose.BROADCAST})
"""What waits while the outbox rests; answers, decisions and notices still go."""
RESTING = "outbox resting"
"""The memo that says why the outbox rests; empty when it does not."""
QUEUED = (Status.WAITING, Status.PAUSED)
"""What can still be stopped."""
PENDING = (*QUEUED, Status.SENDING)
"""What may still reach somebody."""
NOT_SENT = (*QUEUED, Status.FAILED)
"""What has not reached anybody, and is not on its way; that somebody cannot be reached is another matter."""
Recipients = Select[*tuple[Any, ...]]
"""What selects chats, the people in them where there are any, and languages."""


@dataclass(frozen=True)
class Claimed:
    """A delivery whose status is `sending`, committed before the call begins. Nothing is written for its reader's
    language when `content` is empty, which many deliveries may share: it is not to be changed."""

    attempt: Attempt
    content: dict[str, Any]


NEWS = "something waits to be sent"


def note_news(session: AsyncSession) -> None:
    """Something that this transaction wrote waits to be sent: whoever commits it wakes the dispatcher."""
    session.info[NEWS] = True


def has_news(session: AsyncSession) -> bool:
    """Whether something that this transaction wrote waits to be sent."""
    return NEWS in session.info


async def write_letter(session: AsyncSession, contents: Mapping[str, Any]) -> int:
    """Keep what a message says, laid out for the readers of each language. Returns the letter's id."""
    written = await session.execute(insert(Letter).values(contents=contents).returning(Letter.id))
    return written.scalar_one()


_letters, _deliveries = cast(Table, Letter.__table__), cast(Table, Delivery.__table__)
_UNREAD = delete(_letters).where(
    ~exists().where(Delivery.letter_id == _letters.c.id, Delivery.status.in_(PENDING)),
    ~exists().where(Broadcast.letter_id == _letters.c.id),
)
"""Core, not the ORM, which takes longer than the database; so is `cancel`. Each profile edit waits for it."""
_UNREAD_OF_THESE = _UNREAD.where(_letters.c.id.in_(bindparam("ids", expanding=True)))


async def drop_letters(session: AsyncSession, which: Iterable[int | None]) -> None:
    """Delete those of these letters that nobody may get any more; a broadcast's stays: it may be sent again."""
    if ids := {letter_id for letter_id in which if letter_id is not None}:
        await session.execute(_UNREAD_OF_THESE, {"ids": list(ids)})


async def enqueue(
    session: AsyncSession,
    letter_id: int,
    whom: Recipients,
    *,
    about: str,
    what: str,
    purpose: Purpose,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    broadcast_id: int | None = None,
    edits: int | None = None,
    besides: Sequence[str] = (),
) -> int:
    """Send a letter to everybody whom `whom` selects (chat, person, language), in one INSERT … SELECT.

    `besides` are further columns of a delivery, which `whom` selects after those three.

    Who has got the same `what` about the same before is left out. Returns how many are new. The language is what counts
    for a chat of which none is known when the message leaves.
    """
    values: dict[str, Any] = {
        "letter_id": letter_id,
        "about": about,
        "what": what,
        "purpose": purpose,
        "priority": purpose.priority,
        "broadcast_id": broadcast_id,
        "edits": edits,
        "status": Status.WAITING,
        "created_at": now,
        "not_before": not_before or now,
        "not_after": not_after,
        "tries": 0,
        "doubts": 0,
        "error": "",
    }
    given = {name: value for name, value in values.items() if value is not None}
    columns = Delivery.__table__.c
    rows = whom.add_columns(*(literal(value, columns[name].type) for name, value in given.items()))
    dialect = session.get_bind().dialect.name
    into = sqlite.insert(Delivery) if dialect == "sqlite" else postgresql.insert(Delivery)
    statement = (
        into.on_conflict_do_nothing(index_elements=["about", "what", "chat_id"])
        .from_select(["chat_id", "person_id", "language", *besides, *given], rows, include_defaults=False)
        .execution_options(preserve_rowcount=True)
    )
    note_news(session)
    return cast(CursorResult[Any], await session.execute(statement)).rowcount


async def begin_replies(
    session: AsyncSession, answers: Sequence[tuple[int, dict[str, Any], str]], now: datetime
) -> list[Claimed]:
    """Write the answers of turns (chat, content, language) down as `sending`: the caller shows them itself, right after
    the commit."""
    if not answers:
        return []
    not_after = now + REPLY_KEEPS
    rows = [
        {
            "chat_id": chat_id,
            "purpose": Purpose.REPLY,
            "priority": Purpose.REPLY.priority,
            "content": content,
            "language": language,
            "status": Status.SENDING,
            "created_at": now,
            "not_before": now,
            "not_after": not_after,
            "leased_until": now + LEASE,
            "held_by": session.info.get(HOLDER),
            "tries": 0,
            "doubts": 0,
            "error": "",
        }
        for chat_id, content, language in answers
    ]
    begun = (await session.execute(_BEGINNING, rows)).all()
    with_text = {chat_id for chat_id, content, _language in answers if content["text"]}
    hiding = {row.chat_id for row in begun if row.hides_others and row.chat_id in with_text}
    if hiding:
        await _supersede(session, hiding, now)
    # SQLite tells in which order only at the price of one statement for each
    numbers: dict[int, list[int]] = {}
    for row in sorted(begun, key=lambda row: -row.id):
        numbers.setdefault(row.chat_id, []).append(row.id)
    return [
        Claimed(
            Attempt(
                numbers[chat_id].pop(),
                chat_id,
                Purpose.REPLY,
                tries=0,
                doubts=0,
                not_after=not_after,
                leased_until=now + LEASE,
                is_screen=bool(content.get("is_screen")),
                edits=content.get("edits"),
            ),
            content,
        )
        for chat_id, content, _language in answers
    ]


_older = _deliveries.alias()
_with_screens_waiting = select(_older.c.chat_id).where(
    _older.c.priority <= Purpose.REPLY.priority, _older.c.status == Status.WAITING
)
_BEGINNING = insert(_deliveries).returning(
    _deliveries.c.id,
    _deliveries.c.chat_id,
    _deliveries.c.chat_id.in_(_with_screens_waiting).label("hides_others"),
)


async def answer_tap(session: AsyncSession, callback_id: str, now: datetime) -> None:
    """Answer a tap of somebody who is forgotten, and whose turn will not come: its spinner ends, no more."""
    note_news(session)
    await session.execute(
        insert(Delivery).values(
            chat_id=NOBODY,
            purpose=Purpose.REPLY,
            priority=Purpose.REPLY.priority,
            content=_wordless(callback_id),
            status=Status.WAITING,
            created_at=now,
            not_before=now,
            not_after=now + REPLY_KEEPS,
        )
    )


def _wordless(callback_id: str) -> dict[str, Any]:
    return {"text": "", "callback": {"id": callback_id}}


async def _supersede(session: AsyncSession, chat_ids: Collection[int], now: datetime) -> None:
    """Screens that still wait to be shown in a chat would come after the newer one, and hide it: they are dropped."""
    column = _deliveries.c
    is_waiting = column.status == Status.WAITING
    theirs = select(column.id, column.content).where(
        column.chat_id.in_(chat_ids), column.purpose == Purpose.REPLY, is_waiting
    )
    older = [
        number
        for number, content in await session.execute(theirs)
        if not any(content.get(key) for key in ("file", "media", "before"))
    ]
    # Not the ORM's update: that one fails when one of them was sent meanwhile
    await session.execute(
        update(_deliveries)
        .where(column.id.in_(older), is_waiting)
        .values(status=Status.CANCELLED, settled_at=now, content=None, error="a newer screen took its place")
    )


async def withdraw(session: AsyncSession, about: str, what: str, *, is_waiting: bool = False) -> int:
    """Take a message back, unless it is on its way: a newer one says more. Returns how many were to get it.

    With `is_waiting`, only from those to whom it has not been sent yet.
    """
    taken = Delivery.status.in_(QUEUED) if is_waiting else Delivery.status != Status.SENDING
    found = await session.scalars(
        delete(Delivery)
        .where(Delivery.about == about, Delivery.what == what, taken)
        .returning(Delivery.letter_id)
        .execution_options(synchronize_session=False)
    )
    carried = found.all()
    await drop_letters(session, carried)
    return len(carried)


async def reword(
    session: AsyncSession, about: str, what: str, contents: Mapping[str, Any], not_after: datetime | None
) -> None:
    """Let a message say something else, and be sent until another time, for those to whom it still waits to go.

    Rows are locked in the order of their ids, as `settle` writes them: two that meet halfway would never end.
    """
    waits = [Delivery.about == about, Delivery.what == what]
    waits += [Delivery.status.in_(QUEUED)]
    chosen = select(Delivery.id).where(*waits).order_by(Delivery.id).with_for_update()
    carried = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(chosen.scalar_subquery()))
        .values(not_after=not_after)
        .returning(Delivery.letter_id)
        .execution_options(synchronize_session=False)
    )
    if letters := {letter_id for letter_id in carried if letter_id is not None}:
        await session.execute(update(Letter).where(Letter.id.in_(letters)).values(contents=contents))


async def cancel(
    session: AsyncSession, now: datetime, *, besides: str = "", only: str = "", **of: str | int
) -> None:
    """Cancel what waits to be sent and has these values (`about`, `person_id`); what it says is not kept.

    `besides` is the one `what` that still goes; with `only`, so does each that does not begin with these words.
    """
    values = {"now": now, "besides": besides, **{f"its_{name}": value for name, value in of.items()}}
    if only:
        values |= {"only": only, "length": len(only)}
    cancelled = await session.scalars(_cancelling(tuple(of), is_narrowed=bool(only)), values)
    await drop_letters(session, cancelled)


@cache
def _cancelling(names: tuple[str, ...], *, is_narrowed: bool) -> ReturningUpdate[int | None]:
    column = _deliveries.c
    which = [column[name] == bindparam(f"its_{name}") for name in names]
    if is_narrowed:
        which.append(func.substr(column.what, 1, bindparam("length")) == bindparam("only"))
    which += [
        column.what.is_distinct_from(bindparam("besides")),
        column.status.in_(QUEUED),
    ]
    return (
        update(_deliveries)
        .where(*which)
        .values(status=Status.CANCELLED, settled_at=bindparam("now"), content=None)
        .returning(column.letter_id)
    )


async def cancel_notices(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Cancel what waits to be told to a chat, and not to a person of ours, nor to whoever asked us something."""
    column = _deliveries.c
    cancelled = await session.scalars(
        update(_deliveries)
        .where(
            column.chat_id == chat_id,
            column.person_id.is_(None),
            column.purpose.in_((Purpose.NOTICE, Purpose.PROGRESS)),
            column.status.in_([Status.WAITING, Status.PAUSED]),
        )
        .values(status=Status.CANCELLED, settled_at=now, content=None)
        .returning(column.letter_id)
    )
    await drop_letters(session, cancelled)


async def unsent(session: AsyncSession, about: str, what: str) -> int:
    """How many have not got a message, and some of them never will: it waits, or failed."""
    never = and_(Delivery.about == about, Delivery.what == what, Delivery.status.in_(NOT_SENT))
    return await session.scalar(select(func.count()).where(never)) or 0


async def has_sent(session: AsyncSession, since: datetime) -> bool:
    """Whether any message to others arrived since then."""
    arrived = exists().where(Delivery.status == Status.SENT, Delivery.settled_at >= since)
    return bool(await session.scalar(select(arrived)))


async def bring_forward(session: AsyncSession, was: datetime, now: datetime) -> None:
    """The clock was set back from `was` to `now`: what was due at once by its former time, or is to be tried again, is
    due now. What was written down before, for a time on the clock, waits for that."""
    column = _deliveries.c
    was_due = and_(column.created_at > now, column.not_before <= was + AT_ONCE)
    await session.execute(
        update(_deliveries)
        .where(
            column.status == Status.WAITING,
            column.not_before > now,
            or_(was_due, column.error != ""),  # which says why it is tried again
        )
        .values(not_before=now)
    )


async def backlog(session: AsyncSession, now: datetime) -> tuple[int, float]:
    """How many deliveries are due, and the age in seconds of the oldest (0 when none)."""
    count, oldest = (
        await session.execute(
            select(func.count(), func.min(Delivery.not_before)).where(
                Delivery.status == Status.WAITING, Delivery.not_before <= now
            )
        )
    ).one()
    return count, (now - oldest).total_seconds() if oldest is not None else 0.0


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many deliveries there are of each status."""
    found = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
    return {status.value: count for status, count in found}


async def forget(session: AsyncSession, chat_id: int) -> None:
    """Take somebody out of the outbox: what waits is dropped, what is on record keeps neither them nor its words.

    Of an answer that is still to be shown, what answers the tap stays, without a word and without them.
    """
    shown = await session.execute(
        select(Delivery.id, Delivery.content).where(
            Delivery.chat_id == chat_id,
            Delivery.purpose == Purpose.REPLY,
            Delivery.status.in_((Status.WAITING, Status.SENDING)),
        )
    )
    for delivery_id, content in shown.all():
        if callback := content.get("callback"):
            await session.execute(
                update(Delivery)
                .where(Delivery.id == delivery_id)
                .values(chat_id=NOBODY, person_id=None, content=_wordless(callback["id"]))
                .execution_options(synchronize_session=False)
            )
    carried = await session.scalars(select(Delivery.letter_id).where(Delivery.chat_id == chat_id))
    letters = carried.all()
    never_again = (Status.WAITING, Status.PAUSED, Status.UNCERTAIN, Status.FAILED)
    await session.execute(
        delete(Delivery).where(Delivery.chat_id == chat_id, Delivery.status.in_(never_again))
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.chat_id == chat_id)
        .values(chat_id=NOBODY, person_id=None, letter_id=None, content=None, about=None, what=None)
        .execution_options(synchronize_session=False)
    )
    await drop_letters(session, letters)


async def purge(session: AsyncSession, before: datetime) -> None:
    """Drop the records of settled messages that belong to no broadcast and are older than `before`."""
    await session.execute(
        delete(Delivery).where(
            Delivery.broadcast_id.is_(None), Delivery.status.not_in(PENDING), Delivery.settled_at < before
        )
    )
    await session.execute(_UNREAD)
