"""Sending a broadcast: when it goes out, to whom, and how staff hold, resume, cancel and repeat it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import LOCALES, N_
from bot.models.broadcasts import Broadcast, Phase
from bot.models.deliveries import Status
from bot.models.people import Person
from bot.moment import Moment
from bot.outbox import broadcasts as outbox
from bot.replies import Reply, laid_out
from bot.rules.audiences import Audience
from bot.rules.broadcasts import MOST_AHEAD, wording_for
from bot.rules.staff import Deed
from bot.services import audiences, staff
from bot.services.broadcasts.composing import draft, locked, ready, under_way

SENT_AGAIN = {Status.FAILED: Deed.FAILED_SENT_AGAIN, Status.UNCERTAIN: Deed.UNCERTAIN_SENT_AGAIN}
CHUNK = 5_000
"""How many person ids one INSERT … SELECT spans."""


class NotAhead(Refusal):
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
    """One message for each person of the audience, who gets it in the language they read when it leaves. Idempotent.

    A text is laid out for the language that it is written in, also for readers of another. For whoever reads a language
    that nothing is written or chosen for, it fails.
    """
    wordings = broadcast.wordings
    contents = {
        language: laid_out(Reply(wordings[written], is_verbatim=True), written)
        for language in LOCALES
        if (written := wording_for(language, set(wordings), broadcast.fallbacks)) is not None
    }
    last = await session.scalar(select(func.max(Person.id))) or 0
    audience = select(Person.telegram_id, Person.id, Person.language).where(
        audiences.REACHABLE, audiences.people_of(Audience.of(broadcast.audience))
    )
    chunks = (
        audience.where(Person.id >= first, Person.id < first + CHUNK) for first in range(0, last + 1, CHUNK)
    )
    await outbox.write_down(session, broadcast, contents, chunks, moment.now)


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
