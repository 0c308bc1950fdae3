"""Broadcasts in the outbox: one that fails too often pauses itself; nothing slips past a pause or cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES
from bot.models.broadcasts import Broadcast, BroadcastPhase
from bot.models.chats import Chat
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.people import Person, Standing
from bot.outbox import queue
from bot.outbox.attempts import MOST_DOUBTS, SAYS_NOTHING, Attempt, Verdict
from bot.rules.broadcasts import NO_WORDING, STOOD_STILL, WINDOW, is_failing
from bot.rules.scheduling import LATEST

Judged = Sequence[tuple[Attempt, Verdict]]

FAILURES = (Status.FAILED, Status.UNCERTAIN)
TELLING = (Status.SENT, Status.UNREACHABLE, *FAILURES)
"""What says how sending goes. Blocking the bot is somebody's own decision, not a failure."""
STOPPED = {BroadcastPhase.PAUSED: Status.PAUSED, BroadcastPhase.CANCELLED: Status.CANCELLED}
"""What a message that waits becomes when its broadcast stands so."""


async def write_down(
    session: AsyncSession,
    broadcast: Broadcast,
    contents: Mapping[str, Any],
    chunks: Iterable[queue.Recipients],
    now: datetime,
) -> None:
    """A message for everybody in `chunks` (chat, person, language), each chunk in one statement. Idempotent."""
    if broadcast.letter_id is None:
        broadcast.letter_id = await queue.write_letter(session, contents)
        await session.flush()
    for whom in chunks:
        await queue.enqueue(
            session,
            broadcast.letter_id,
            whom,
            about=broadcast.about,
            what="text",
            purpose=Purpose.BROADCAST,
            now=now,
            broadcast_id=broadcast.id,
        )


def messages_of(broadcast_id: int) -> ColumnElement[bool]:
    """A broadcast's messages to its audience; its progress message is not among them."""
    return and_(Delivery.broadcast_id == broadcast_id, Delivery.purpose == Purpose.BROADCAST)


async def locked(session: AsyncSession, judged: Judged) -> list[Broadcast]:
    """The broadcasts that these verdicts may stop, or whose messages wait again: locked, by id."""
    concerned = {
        attempt.broadcast_id
        for attempt, verdict in judged
        if attempt.broadcast_id is not None
        and attempt.purpose is Purpose.BROADCAST
        and verdict.status in (Status.WAITING, *FAILURES)
    }
    if not concerned:
        return []
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.id.in_(concerned))
        .order_by(Broadcast.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def look(session: AsyncSession, concerned: Iterable[Broadcast], judged: Judged, now: datetime) -> None:
    """After the verdicts are written: pause what fails too often; pause or cancel what must not be sent."""
    for broadcast in concerned:
        if broadcast.phase is BroadcastPhase.SENDING:
            await _pause_if_failing(session, broadcast)
        if broadcast.phase in STOPPED:
            await _stop(session, messages_of(broadcast.id), STOPPED[broadcast.phase], now)
    again = [a.id for a, v in judged if a.purpose is Purpose.BROADCAST and v.status is Status.WAITING]
    if again:
        members = select(Person.id).where(Person.standing == Standing.MEMBER)
        has_left = or_(Delivery.person_id.is_(None), Delivery.person_id.not_in(members))
        await _stop(session, and_(Delivery.id.in_(again), has_left), Status.CANCELLED, now)


async def _pause_if_failing(session: AsyncSession, broadcast: Broadcast) -> None:
    last = await session.execute(
        select(Delivery.status, Delivery.error)
        .where(
            messages_of(broadcast.id),
            Delivery.status.in_(TELLING),
            Delivery.error.not_in(SAYS_NOTHING),
            Delivery.settled_at >= (broadcast.watched_from or broadcast.created_at),
            Delivery.error != NO_WORDING,
        )
        .order_by(Delivery.settled_at.desc(), Delivery.id.desc())
        .limit(WINDOW)
    )
    newest_first = last.all()
    if is_failing([status in FAILURES for status, _error in newest_first]):
        broadcast.phase = BroadcastPhase.PAUSED
        broadcast.paused_because = next(error for status, error in newest_first if status in FAILURES)
        await session.flush()


async def hold_what_stood_still(session: AsyncSession, now: datetime) -> int:
    """Pause what was being sent when the program stopped, more than an hour ago: staff say whether it goes on. Called
    when it starts, before anything is judged or sent. Returns how many there were.
    """
    under_way = select(Broadcast).where(Broadcast.phase == BroadcastPhase.SENDING).order_by(Broadcast.id)
    held = 0
    for broadcast in await session.scalars(under_way.with_for_update()):
        theirs = messages_of(broadcast.id)
        settled_at = await session.scalar(select(func.max(Delivery.settled_at)).where(theirs))
        moved_at = max(
            at for at in (settled_at, broadcast.watched_from, broadcast.created_at) if at is not None
        )
        is_left = select(exists().where(theirs, Delivery.status == Status.WAITING))
        if now - moved_at > LATEST and await session.scalar(is_left):
            broadcast.phase, broadcast.paused_because = BroadcastPhase.PAUSED, STOOD_STILL
            await _stop(session, theirs, Status.PAUSED, now)
            held += 1
    return held


async def _stop(session: AsyncSession, which: ColumnElement[bool], to: Status, now: datetime) -> None:
    values = {"status": to, "settled_at": now if to is Status.CANCELLED else None}
    await _moved(session, values, which, Delivery.status == Status.WAITING)


async def move(
    session: AsyncSession, broadcast_id: int, come_from: Iterable[Status], to: Status, now: datetime
) -> int:
    """Move a broadcast's messages from some states to another (pause, resume, cancel). Returns how many."""
    values: dict[str, Any] = {"status": to}
    if to is Status.WAITING:
        queue.note_news(session)
        values |= {"not_before": now}
    elif to is Status.CANCELLED:
        values |= {"settled_at": now}
    return await _moved(session, values, messages_of(broadcast_id), Delivery.status.in_(list(come_from)))


async def send_again(
    session: AsyncSession, broadcast_id: int, ended: Status, worded: Collection[str], now: datetime
) -> int:
    """Let the messages that ended so wait anew, for those who can be written to, and for whom there are words. Returns
    how many."""
    queue.note_news(session)
    afresh = {"status": Status.WAITING, "not_before": now, "settled_at": None, "tries": 0, "error": ""}
    return await _moved(session, afresh, messages_of(broadcast_id), may_go_again(ended, worded))


_IS_THERE = exists().where(
    Person.id == Delivery.person_id,
    Person.telegram_id == Delivery.chat_id,
    Person.standing == Standing.MEMBER,
    Person.is_reachable.is_(True),
)
_IS_WORDLESS = and_(Delivery.status == Status.FAILED, Delivery.error == NO_WORDING)
_READS = func.coalesce(
    select(Person.language).where(Person.telegram_id == Delivery.chat_id).scalar_subquery(),
    select(Chat.language).where(Chat.id == Delivery.chat_id).scalar_subquery(),
    Delivery.language,
)
"""The language that is read in a chat now, as `queue` reads it when a message leaves."""


async def wordless(session: AsyncSession, broadcast: Broadcast) -> dict[str, int]:
    """How many could be written to if there were words in their language, by language."""
    without = select(_READS.label("read")).where(messages_of(broadcast.id), _IS_WORDLESS, _IS_THERE)
    read = without.subquery().c.read
    found = await session.execute(select(read, func.count()).group_by(read))
    counted: dict[str, int] = dict(found.all())
    return {language: n for language, n in counted.items() if broadcast.wordings.read_in(language) is None}


async def give_words(
    session: AsyncSession, broadcast: Broadcast, contents: Mapping[str, Any], now: datetime
) -> int:
    """Let a broadcast say this, to whoever has not got it yet. Those for whom it had no words, and has some now, wait
    for it, or for its being resumed. Returns how many these are."""
    await session.execute(update(Letter).where(Letter.id == broadcast.letter_id).values(contents=contents))
    to = STOPPED.get(broadcast.phase, Status.WAITING)
    values = {"status": to, "not_before": now, "settled_at": None, "tries": 0, "error": ""}
    queue.note_news(session)
    readers = _READS.in_(list(contents))
    return await _moved(session, values, messages_of(broadcast.id), _IS_WORDLESS, _IS_THERE, readers)


async def repeat(
    session: AsyncSession,
    about: str,
    what: str,
    ended: Status,
    contents: Mapping[str, Any],
    not_before: datetime,
    not_after: datetime | None,
) -> int:
    """Let the messages of one telling that ended so wait anew, for those who can be written to. Returns how many. What
    they said before is not kept: they get a letter of their own."""
    letter_id = await queue.write_letter(session, contents)
    values: dict[str, Any] = {"status": Status.WAITING, "settled_at": None, "tries": 0, "error": ""}
    values |= {"letter_id": letter_id, "not_before": not_before, "not_after": not_after}
    which = and_(Delivery.about == about, Delivery.what == what, may_go_again(ended))
    repeated = await _moved(session, values, which)
    queue.note_news(session)
    if not repeated:
        await queue.drop_letters(session, [letter_id])
    return repeated


async def _moved(session: AsyncSession, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
    """Rows are locked in the order of their ids, as `settle` writes them: two that meet halfway would never end."""
    chosen = select(Delivery.id).where(*which).order_by(Delivery.id).with_for_update()
    moved = await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(chosen.scalar_subquery()))
        .values(**values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


def may_go_again(ended: Status, worded: Collection[str] = LOCALES) -> ColumnElement[bool]:
    """Messages that ended so, have words now, and are for somebody who can be reached under the same account; not those
    of which two copies may have arrived: nobody gets a third one."""
    has_words = or_(Delivery.error != NO_WORDING, _READS.in_(list(worded)))
    return and_(Delivery.status == ended, has_words, Delivery.doubts < MOST_DOUBTS, _IS_THERE)


async def remember_progress(session: AsyncSession, judged: Judged) -> None:
    """Keep where the progress message of a broadcast stands: it was new, or the former one was deleted."""
    for attempt, verdict in judged:
        if attempt.purpose is not Purpose.PROGRESS or verdict.message_id is None:
            continue
        edited = await session.scalar(select(Delivery.edits).where(Delivery.id == attempt.id))
        if edited != verdict.message_id:
            await session.execute(
                update(Broadcast)
                .where(
                    Broadcast.id == attempt.broadcast_id,
                    Broadcast.progress_chat_id == attempt.chat_id,
                    Broadcast.progress_message_id.is_not_distinct_from(edited),
                )
                .values(progress_message_id=verdict.message_id)
                .execution_options(synchronize_session=False)
            )


async def purge(session: AsyncSession, before: datetime) -> None:
    """Of broadcasts that ended before `before` keep no more than how many messages ended in each way."""
    is_there = exists().where(Delivery.broadcast_id == Broadcast.id)
    over = await session.scalars(
        select(Broadcast)
        .where(
            Broadcast.phase.in_([BroadcastPhase.FINISHED, BroadcastPhase.CANCELLED]),
            Broadcast.ended_at < before,
            is_there,
        )
        .with_for_update(skip_locked=True)
    )
    for broadcast in over.all():
        ended = await session.execute(
            select(Delivery.status, func.count()).where(messages_of(broadcast.id)).group_by(Delivery.status)
        )
        broadcast.counts = dict(Counter(broadcast.counts) + Counter(dict(ended.all())))
        broadcast.letter_id = None
        await session.flush()
        await session.execute(delete(Delivery).where(Delivery.broadcast_id == broadcast.id))
