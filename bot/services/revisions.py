"""Announced events changed or cancelled. What changes is gathered in a plan of its own, saved at once, and told to
those who answered, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES
from bot.models.deliveries import Purpose
from bot.models.events import Event, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import File, Reply
from bot.rules.audiences import Audience
from bot.rules.events import ANSWERED, EventPhase, Rsvp, cannot_wait, handed_until
from bot.rules.planning import Detail
from bot.rules.revisions import Change, differences
from bot.rules.staff import Deed
from bot.rules.timetable import after_quiet
from bot.screens import revisions as screens
from bot.screens.revisions import Gathered
from bot.services import announcing, audiences, calendars, event_reminders, events, rsvps, staff, telling
from bot.services.audiences import REACHABLE
from bot.services.planning import COPIED, HasMovedOn, LiesBehind, take_over
from bot.services.telling import Message, tell_all
from bot.services.wordings import LanguageMissing, NothingWritten

REVISED = (*COPIED, "starts", "ends", "answer_by", "starts_at", "ends_at", "answer_by_at")
"""What a plan of a change takes over from the event, besides the texts."""


async def revise(session: AsyncSession, event_id: int, actor_id: int, moment: Moment) -> Event:
    """The plan in which an event that lies ahead is changed: the one that is open, or a new one that says what the
    event says. Raises what `events.announced` does."""
    event = await events.announced(session, event_id, moment)
    present = await open_revision(session, event.id)
    if present is not None:
        return present
    revision = Event(
        author_id=actor_id, created_at=moment.now, zone=event.zone, revises_id=event.id, texts=[]
    )
    session.add(revision)
    await session.flush()
    take_over(revision, event, *REVISED)
    revision.settled = list(Detail)
    await session.flush()
    return revision


async def open_revision(session: AsyncSession, event_id: int) -> Event | None:
    """The plan in which an event is being changed, locked until the commit."""
    return await session.scalar(
        select(Event)
        .where(Event.revises_id == event_id, Event.phase == EventPhase.PLANNING)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def gathered(session: AsyncSession, revision_id: int, moment: Moment) -> Gathered:
    """What the plan of a change would change. Raises HasMovedOn when it is none any more; what `events.announced` does;
    LiesBehind, NothingWritten, LanguageMissing."""
    plan = await session.get(Event, revision_id)
    if plan is None or plan.revises_id is None:
        raise HasMovedOn
    # The event first: whoever holds its row decides about it
    event = await events.announced(session, plan.revises_id, moment)
    revision = await open_revision(session, event.id)
    if revision is not plan:
        raise HasMovedOn
    await _check(session, revision, moment)
    seen = {one for language in LOCALES for one in _differences(event, revision, language)}
    figures = await events.figures(session, event.id)
    return Gathered(
        event,
        revision,
        tuple(change for change in Change if change in seen),
        told=await _count(session, event, _concerned(event, revision)),
        asked=figures.by_rsvp.get(Rsvp.GOING, 0) if Change.START in seen else 0,
        taken=figures.taken,
    )


async def _check(session: AsyncSession, revision: Event, moment: Moment) -> None:
    if revision.starts_at is None or revision.starts_at <= moment.now:
        raise LiesBehind
    if not revision.texts:
        raise NothingWritten
    if revision.wordings.missing(await audiences.reach(session, Audience.of(revision.audience))):
        raise LanguageMissing


def _differences(event: Event, revision: Event, language: str) -> tuple[Change, ...]:
    return differences(event.facts(language), revision.facts(language))


def _concerned(event: Event, revision: Event) -> ColumnElement[bool]:
    """Those who answered, of whose language something changes that they are told of."""
    languages = [
        language
        for language in LOCALES
        if any(change.is_told for change in _differences(event, revision, language))
    ]
    return Guest.rsvp.in_(ANSWERED) & Person.language.in_(languages)


async def _count(session: AsyncSession, event: Event, which: ColumnElement[bool]) -> int:
    whom = events.guests(event.id, which, REACHABLE).with_only_columns(func.count())
    return await session.scalar(whom) or 0


async def save(session: AsyncSession, revision_id: int, actor_id: int, moment: Moment) -> Event:
    """Make the gathered change, and tell those who answered: all in one transaction. Raises what `gathered` does.

    A moved event asks those who are going again. Invitations that still wait to go out say what is current. Nobody
    loses a seat; one that is new is offered to who waits.
    """
    change = await gathered(session, revision_id, moment)
    event, revision = change.event, change.revision
    was, concerned = _as_it_was(event), _concerned(event, revision)
    take_over(event, revision, *(column for column in REVISED if column != "audience"))
    revision.phase, revision.texts = EventPhase.DISCARDED, []
    if change.changes:
        staff.audit(session, actor_id, Deed.EVENT_CHANGED, moment, event=str(event.id))
    if any(one.is_told for one in change.changes):
        event.sequence, event.changed_at = event.sequence + 1, moment.now
    if {Change.START, Change.END} & {*change.changes}:
        event.told_at = moment.now
    await session.flush()
    if Change.START in change.changes:
        await _ask_again(session, event, moment)
    await telling.reword(session, announcing.invitation_to(event))
    await event_reminders.take_back(session, event, moment)
    await _tell_of_change(session, was, event, concerned, moment)
    await rsvps.fill(session, event, moment)
    return event


def told_at(change: Gathered, moment: Moment) -> datetime:
    """When people hear of a change that is saved now: at once, or at the end of quiet hours."""
    is_urgent = _is_urgent(change.event, change.revision, moment)
    return moment.now if is_urgent else after_quiet(moment.now, moment.zone)


def _is_urgent(was: Event, event: Event, moment: Moment) -> bool:
    starts = [one.starts_at for one in (was, event) if one.starts_at is not None]
    return cannot_wait(moment.now, min(starts), moment.zone)


def _as_it_was(event: Event) -> Event:
    """A copy that is in no database."""
    was = Event(author_id=None, created_at=event.created_at, zone=event.zone, texts=[])
    take_over(was, event, *REVISED)
    return was


async def _ask_again(session: AsyncSession, event: Event, moment: Moment) -> None:
    """Those who are going have to say whether they still come; a seat that is kept for somebody is kept no longer than
    the new time lets."""
    assert event.starts_at is not None
    theirs = Guest.event_id == event.id
    await session.execute(update(Guest).where(theirs, Guest.rsvp == Rsvp.GOING).values(must_confirm=True))
    until = handed_until(moment.now, event.starts_at)
    await session.execute(
        update(Guest)
        .where(theirs, Guest.rsvp == Rsvp.OFFERED, Guest.offered_until > until)
        .values(offered_until=until)
    )


async def _tell_of_change(
    session: AsyncSession, was: Event, event: Event, concerned: ColumnElement[bool], moment: Moment
) -> None:
    """Those who go get the file for their calendar, too."""
    for is_going, which in ((True, Guest.rsvp == Rsvp.GOING), (False, Guest.rsvp != Rsvp.GOING)):
        message = Message(
            event.about,
            f"change {event.sequence}",
            Purpose.NOTICE,
            partial(_changed, was, event, moment, is_going=is_going),
            not_after=event.starts_at,
            is_urgent=_is_urgent(was, event, moment),
        )
        await tell_all(session, events.guests(event.id, concerned, which), message, moment)


def _changed(was: Event, event: Event, moment: Moment, *, is_going: bool) -> Reply:
    return screens.changed(was, event, _file(event, moment) if is_going else None)


def _file(event: Event, moment: Moment) -> File:
    return calendars.calendar_file(event, moment.now)


async def answered(session: AsyncSession, event: Event) -> int:
    """How many people who answered can be told of something."""
    return await _count(session, event, Guest.rsvp.in_(ANSWERED))


async def cancel(session: AsyncSession, event_id: int, reason: str, actor_id: int, moment: Moment) -> Event:
    """Cancel an event that lies ahead, for a reason that members read, or without one. Nothing that waits about it is
    sent any more; those who answered are told. Raises what `events.announced` does."""
    event = await events.announced(session, event_id, moment)
    event.phase, event.cancelled_at, event.cancelled_because = EventPhase.CANCELLED, moment.now, reason
    event.sequence, event.changed_at = event.sequence + 1, moment.now
    revision = await open_revision(session, event.id)
    if revision is not None:
        revision.phase, revision.texts = EventPhase.DISCARDED, []
    staff.audit(session, actor_id, Deed.EVENT_CANCELLED, moment, event=str(event.id))
    await session.flush()
    await telling.cancel(session, event.about, moment)
    await _tell_of_cancellation(session, event, ANSWERED, moment)
    return event


async def _tell_of_cancellation(
    session: AsyncSession, event: Event, whom: Collection[Rsvp], moment: Moment
) -> None:
    assert event.starts_at is not None
    for is_going, which in ((True, Guest.rsvp == Rsvp.GOING), (False, Guest.rsvp != Rsvp.GOING)):
        message = Message(
            event.about,
            "cancelled",
            Purpose.NOTICE,
            partial(_cancelled, event, moment, is_going=is_going),
            not_after=event.ends_at,
            is_urgent=cannot_wait(moment.now, event.starts_at, moment.zone),
        )
        await tell_all(session, events.guests(event.id, Guest.rsvp.in_(whom), which), message, moment)


def _cancelled(event: Event, moment: Moment, *, is_going: bool) -> Reply:
    return screens.cancelled(event, _file(event, moment) if is_going else None)
