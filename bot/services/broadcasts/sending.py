"""Sending a broadcast: when it goes out, to whom, and how staff hold, resume, cancel and repeat it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_
from bot.models import Broadcast, Delivery, Person, Phase, Purpose, Status
from bot.moment import Moment
from bot.outbox import broadcasts as outbox
from bot.outbox import queue
from bot.replies import Reply, laid_out
from bot.rules.audiences import Audience
from bot.rules.broadcasts import MOST_AHEAD, NO_WORDING, wording_for
from bot.rules.staff import Deed
from bot.services import audiences, staff
from bot.services.broadcasts.composing import draft, locked, ready, under_way

SENT_AGAIN = {Status.FAILED: Deed.FAILED_SENT_AGAIN, Status.UNCERTAIN: Deed.UNCERTAIN_SENT_AGAIN}
CHUNK = 5_000
"""How many person ids one INSERT … SELECT spans."""


class NotAhead(Refusal):
    """The moment has passed, or is too far ahead."""

    wording = N_("Choose a moment that lies ahead, within six months.")


async def schedule(
    session: AsyncSession, broadcast_id: int, send_at: datetime, actor_id: int | None, moment: Moment
) -> Broadcast:
    """Set when it goes out; until then it can be called back. Raises NotAhead; what `draft`, `ready` do."""
    broadcast = await draft(session, broadcast_id)
    if not moment.now < send_at <= moment.now + MOST_AHEAD:
        raise NotAhead
    await ready(session, broadcast)
    broadcast.phase, broadcast.send_at = Phase.SCHEDULED, send_at
    _audit(session, broadcast, Deed.BROADCAST_SCHEDULED, actor_id, moment)
    await session.flush()
    return broadcast


async def call_back(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Not yet: back to composing. Raises HasMovedOn when it has started."""
    broadcast = await locked(session, broadcast_id, Phase.SCHEDULED)
    broadcast.phase, broadcast.send_at = Phase.COMPOSING, None
    _audit(session, broadcast, Deed.BROADCAST_CALLED_BACK, actor_id, moment)
    await session.flush()
    return broadcast


async def launch_due(session: AsyncSession, moment: Moment) -> int:
    """Start every broadcast whose moment has come. Returns how many."""
    due = await session.scalars(
        select(Broadcast)
        .where(Broadcast.phase == Phase.SCHEDULED, Broadcast.send_at <= moment.now)
        .order_by(Broadcast.send_at)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    started = due.all()
    for broadcast in started:
        await launch(session, broadcast, moment)
    return len(started)


async def send_at_once(
    session: AsyncSession, broadcast: Broadcast, actor_id: int | None, moment: Moment
) -> None:
    """Start a broadcast that was composed in one go. Raises what `ready` does."""
    await ready(session, broadcast)
    _audit(session, broadcast, Deed.BROADCAST_SENT, actor_id, moment)
    await launch(session, broadcast, moment)


async def launch(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """Write a message down for everybody of the audience, as it is now."""
    broadcast.phase = Phase.SENDING
    broadcast.started_at = broadcast.watched_from = moment.now
    broadcast.progress_shown = ""
    await session.flush()
    await expand(session, broadcast, moment)


async def expand(session: AsyncSession, broadcast: Broadcast, moment: Moment) -> None:
    """One message for each person of the audience, in the language they read now; twice is as once.

    Whoever reads a language that nothing was written or chosen for is put on record as failed.
    """
    last = await session.scalar(select(func.max(Person.id))) or 0
    for language in LOCALES:
        values = _for_readers_of(language, broadcast, moment)
        for first in range(0, last + 1, CHUNK):
            await _expand(session, broadcast, values, range(first, first + CHUNK))


def _for_readers_of(language: str, broadcast: Broadcast, moment: Moment) -> dict[str, Any]:
    """What the messages of all readers of a language have in common."""
    wordings = broadcast.wordings
    values: dict[str, Any] = {
        "broadcast_id": broadcast.id,
        "purpose": Purpose.BROADCAST,
        "priority": Purpose.BROADCAST.priority,
        "language": language,
        "created_at": moment.now,
        "not_before": moment.now,
        "tries": 0,
        "doubts": 0,
    }
    written = wording_for(language, set(wordings), broadcast.fallbacks)
    if written is None:
        return values | {
            "content": {},
            "status": Status.FAILED,
            "error": NO_WORDING,
            "settled_at": moment.now,
        }
    # A text is laid out for the language it is written in, also for readers of another
    content = laid_out(Reply(wordings[written], is_verbatim=True), written)
    return values | {"content": content, "status": Status.WAITING, "error": ""}


async def _expand(session: AsyncSession, broadcast: Broadcast, values: dict[str, Any], ids: range) -> None:
    """INSERT … SELECT for the people of one language and these ids: nobody is fetched, nobody is there twice."""
    columns = Delivery.__table__.c
    recipients = select(
        Person.telegram_id,
        Person.id,
        literal(f"b{broadcast.id}:", String).concat(cast(Person.id, String)),
        *(literal(value, columns[name].type) for name, value in values.items()),
    ).where(
        Person.id >= ids.start,
        Person.id < ids.stop,
        Person.language == values["language"],
        audiences.REACHABLE,
        audiences.people_of(Audience.of(broadcast.audience)),
    )
    statement = queue.ignoring_duplicates(session).from_select(
        ["chat_id", "person_id", "dedupe_key", *values], recipients, include_defaults=False
    )
    await session.execute(statement)


async def pause(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Hold what has not been sent."""
    broadcast = await locked(session, broadcast_id, Phase.SENDING)
    await outbox.move(session, broadcast.id, [Status.WAITING], Status.HELD, moment.now)
    broadcast.phase, broadcast.paused_because = Phase.PAUSED, ""
    _audit(session, broadcast, Deed.BROADCAST_PAUSED, actor_id, moment)
    await session.flush()
    return broadcast


async def resume(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send what was held. Earlier failures do not count towards pausing itself again."""
    broadcast = await locked(session, broadcast_id, Phase.PAUSED)
    await outbox.move(session, broadcast.id, [Status.HELD], Status.WAITING, moment.now)
    _go_on(broadcast, moment)
    _audit(session, broadcast, Deed.BROADCAST_RESUMED, actor_id, moment)
    await session.flush()
    return broadcast


async def cancel(session: AsyncSession, broadcast_id: int, actor_id: int, moment: Moment) -> Broadcast:
    """Send no more of it."""
    broadcast = await under_way(session, broadcast_id)
    await outbox.move(session, broadcast.id, [Status.WAITING, Status.HELD], Status.CANCELLED, moment.now)
    broadcast.phase, broadcast.ended_at = Phase.CANCELLED, moment.now
    _audit(session, broadcast, Deed.BROADCAST_CANCELLED, actor_id, moment)
    await session.flush()
    return broadcast


async def send_again(
    session: AsyncSession, broadcast_id: int, ended: Status, actor_id: int, moment: Moment
) -> Broadcast:
    """Send the uncertain or the failed messages of a finished broadcast once more. Raises HasMovedOn."""
    broadcast = await locked(session, broadcast_id, Phase.FINISHED)
    again = await outbox.send_again(session, broadcast.id, ended, moment.now)
    if again:
        _go_on(broadcast, moment)
        _audit(session, broadcast, SENT_AGAIN[ended], actor_id, moment)
    await session.flush()
    return broadcast


def _go_on(broadcast: Broadcast, moment: Moment) -> None:
    broadcast.phase, broadcast.paused_because, broadcast.ended_at = Phase.SENDING, "", None
    broadcast.watched_from = moment.now


def _audit(
    session: AsyncSession, broadcast: Broadcast, act: Deed, actor_id: int | None, moment: Moment
) -> None:
    staff.audit(session, actor_id, act, moment, broadcast=str(broadcast.id))
