"""Documents of events, and the thank-you with which those who were there get them."""

from __future__ import annotations

from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.deliveries import Purpose
from bot.models.events import Event, EventFile
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.events import EventPhase
from bot.rules.files import MOST_FILES, safe_name
from bot.rules.staff import Deed
from bot.screens import event_files as screens
from bot.services import events, staff
from bot.services.audiences import REACHABLE
from bot.services.companies import FileGone, SentBefore, TooMany
from bot.services.telling import Message, tell_all


class NotOver(Refusal):
    wording = N_("This event is not over yet: the thank-you comes after it.")


class NobodyToThank(Refusal):
    wording = N_("Nobody who was at this event can be written to.")


async def listed(session: AsyncSession, event_id: int) -> list[EventFile]:
    """The documents of an event, in the order in which they were added."""
    found = await session.scalars(
        select(EventFile).where(EventFile.event_id == event_id).order_by(EventFile.id)
    )
    return list(found)


async def get(session: AsyncSession, file_id: int) -> EventFile:
    """A document, for staff. Raises FileGone."""
    file = await session.get(EventFile, file_id)
    if file is None:
        raise FileGone
    return file


async def add(session: AsyncSession, file: EventFile, moment: Moment) -> None:
    """Keep a document for an event, under a safe name. Raises NoSuchEvent, SentBefore, TooMany."""
    if (await events.locked(session, file.event_id)).phase is EventPhase.PLANNING:
        raise events.NoSuchEvent
    present = await listed(session, file.event_id)
    if any(file.file_unique_id == one.file_unique_id for one in present):
        raise SentBefore
    if len(present) >= MOST_FILES:
        raise TooMany(limit=number(MOST_FILES))
    file.name = safe_name(file.name) or f"{file.media}-{moment.now.astimezone(moment.zone):%Y-%m-%d}"
    session.add(file)
    await session.flush()


async def remove(session: AsyncSession, file: EventFile) -> None:
    await session.execute(delete(EventFile).where(EventFile.id == file.id))


async def given(session: AsyncSession, person: Person, file_id: int, moment: Moment) -> EventFile:
    """A document that somebody was given with the thank-you, or afterwards. Raises FileGone, NoSuchEvent."""
    file = await get(session, file_id)
    event, _guest = await events.attended(session, person, file.event_id, moment)
    if event.thanked_at is None:
        raise FileGone
    return file


async def to_thank(session: AsyncSession, event_id: int) -> int:
    """How many people the thank-you reaches as things stand."""
    whom = events.guests(event_id, events.were_there(event_id), REACHABLE)
    return await session.scalar(select(func.count()).select_from(whom.subquery())) or 0


async def thank(session: AsyncSession, event_id: int, actor_id: int, moment: Moment) -> Event:
    """Thank those who were at an event, and give them its documents: once. Idempotent.

    Raises NoSuchEvent, EventCancelled, NotOver, NobodyToThank.
    """
    event = await may_thank(session, event_id, moment)
    if event.thanked_at is not None:
        return event
    files = await listed(session, event_id)
    message = Message(event.about, "thanks", Purpose.NOTICE, partial(screens.thanks, event, files))
    whom = events.guests(event_id, events.were_there(event_id))
    if not await tell_all(session, whom, message, moment):
        raise NobodyToThank
    event.thanked_at = moment.now
    staff.audit(session, actor_id, Deed.EVENT_THANKED, moment, event=str(event_id))
    return event


async def may_thank(session: AsyncSession, event_id: int, moment: Moment) -> Event:
    """An event that is over, locked. Raises NoSuchEvent, EventCancelled, NotOver."""
    event = await events.locked(session, event_id)
    if event.phase is EventPhase.CANCELLED:
        raise events.EventCancelled
    if event.phase is not EventPhase.ANNOUNCED:
        raise events.NoSuchEvent
    if event.ends_at is None or event.ends_at > moment.now:
        raise NotOver
    return event
