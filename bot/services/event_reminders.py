"""Reminders of events: each sent once, when it is due; who misses one is counted, and staff are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from bot.models.deliveries import Purpose
from bot.models.events import Event, EventReminder, Guest
from bot.models.people import Person
from bot.moment import Moment
from bot.replies import Reply
from bot.rules.event_reminders import (
    Dealt,
    Occasion,
    Remind,
    Reminder,
    due_at,
    helps_until,
    is_due_again,
    remind,
)
from bot.rules.events import EventPhase, Rsvp
from bot.screens import event_reminders as screens
from bot.screens.event_reminders import Missed
from bot.services import events, rows, rsvps, telling
from bot.services.audiences import REACHABLE
from bot.services.telling import Message, give_up, tell_all, tell_staff

AHEAD = timedelta(days=8)
"""No reminder is due longer before an event begins."""
BEHIND = timedelta(days=60)
"""For so long after an event began staff still hear of its reminders that were missed."""

Done = Mapping[Reminder, EventReminder]
"""The reminders of one event that were dealt with."""


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Send each reminder that is due to those who stand so with the event now; tell staff, in one message, which ones
    did not reach people while they would have helped. Idempotent. True when anybody was told.

    One statement when nothing is due.
    """
    near = and_(
        Event.phase == EventPhase.ANNOUNCED,
        Event.starts_at > moment.now - BEHIND,
        Event.starts_at < moment.now + AHEAD,
    )
    told, missed = 0, list[Missed]()
    if not (due := await _due(session, near, moment)):
        return False
    for event in await rows.due(session, select(Event).where(Event.id.in_(due), near).order_by(Event.id)):
        done = await _done(session, event)
        for reminder, deed in _deeds(event, done, moment):
            row = done.get(reminder) or _new(session, event, reminder, moment)
            told += await _deal(session, event, row, deed, moment)
            if row.missed:
                missed.append(Missed(event, reminder, row.times, row.missed))
    return bool(told + await _report(session, missed, moment))


async def next_due(session: AsyncSession, moment: Moment) -> datetime | None:
    """When the next reminder is due, as events stand now; None when there is none to come."""
    ahead = and_(Event.phase == EventPhase.ANNOUNCED, Event.starts_at > moment.now)
    waiting = [
        due_at(reminder, _occasion(event, moment))
        for event, done in (await _near(session, ahead)).values()
        for reminder, deed in _all_deeds(event, done, moment)
        if deed is Remind.WAIT
    ]
    return min((due for due in waiting if due > moment.now), default=None)


async def take_back(session: AsyncSession, event: Event, moment: Moment) -> None:
    """The event, which is locked, was changed: what waits to remind of it says what is no longer so. Who has not got it
    is reminded anew, by the event as it is now, unless they have just heard of it.
    """
    starts_at = _occasion(event, moment).starts_at
    for row in (await _done(session, event)).values():
        is_waiting = row.missed is None and await telling.take_back(session, event.about, _what(row))
        if is_waiting and row.starts_at and not is_due_again(row.reminder, row.starts_at, starts_at):
            # Under the same name, so that those who have got it do not get it again
            row.starts_at, row.times = None, row.times - 1
    await session.flush()


async def _due(session: AsyncSession, near: ColumnElement[bool], moment: Moment) -> list[int]:
    """The events about whose reminders something is to be done."""
    found = await _near(session, near)
    return [number for number, (event, done) in found.items() if any(_deeds(event, done, moment))]


async def _near(session: AsyncSession, near: ColumnElement[bool]) -> dict[int, tuple[Event, Done]]:
    """Events, by number, each with its reminders that were dealt with: in one statement."""
    found = await session.execute(
        select(Event, EventReminder)
        .outerjoin(EventReminder, EventReminder.event_id == Event.id)
        .where(near)
        .options(lazyload(Event.texts))
    )
    near_by, done = dict[int, Event](), defaultdict[int, dict[Reminder, EventReminder]](dict)
    for event, row in found.all():
        near_by[event.id] = event
        if row is not None:
            done[event.id][row.reminder] = row
    return {number: (event, done[number]) for number, event in near_by.items()}


async def _done(session: AsyncSession, event: Event) -> Done:
    """The event is locked."""
    found = await session.scalars(
        select(EventReminder)
        .where(EventReminder.event_id == event.id)
        .execution_options(populate_existing=True)
    )
    return {row.reminder: row for row in found}


def _deeds(event: Event, done: Done, moment: Moment) -> Iterator[tuple[Reminder, Remind]]:
    """What is to be done now about which reminders of an event."""
    deeds = _all_deeds(event, done, moment)
    return ((reminder, deed) for reminder, deed in deeds if deed not in (Remind.WAIT, Remind.NEVER))


def _all_deeds(event: Event, done: Done, moment: Moment) -> Iterator[tuple[Reminder, Remind]]:
    occasion = _occasion(event, moment)
    for reminder in Reminder:
        yield reminder, remind(reminder, occasion, last=_last(done.get(reminder)), now=moment.now)


def _last(row: EventReminder | None) -> Dealt | None:
    if row is None or row.starts_at is None:
        return None
    return Dealt(row.starts_at, is_counted=row.missed is not None)


def _occasion(event: Event, moment: Moment) -> Occasion:
    assert event.starts is not None
    announced_at = event.announced_at or event.created_at
    told_at = event.told_at or announced_at
    return Occasion(event.starts, event.tz, moment.zone, announced_at, told_at, event.answer_by_at)


def _new(session: AsyncSession, event: Event, reminder: Reminder, moment: Moment) -> EventReminder:
    row = EventReminder(event_id=event.id, reminder=reminder, at=moment.now)
    session.add(row)
    return row


async def _deal(session: AsyncSession, event: Event, row: EventReminder, deed: Remind, moment: Moment) -> int:
    """Do what is to be done about one reminder. Returns how many people were told."""
    if deed is Remind.COUNT:
        row.missed = await give_up(session, event.about, _what(row), moment)
        return 0
    occasion = _occasion(event, moment)
    row.at, row.starts_at, row.times, row.missed = moment.now, occasion.starts_at, row.times + 1, None
    told = 0
    for whom, screen in await _letters(session, event, row.reminder):
        if deed is Remind.TOO_LATE:
            row.missed = (row.missed or 0) + await _count(session, whom)
        else:
            until = helps_until(row.reminder, occasion)
            message = Message(event.about, _what(row), Purpose.REMINDER, screen, not_after=until)
            # Who is checked in before it begins needs none
            told += await tell_all(session, whom.where(Guest.came_at.is_(None)), message, moment)
    await session.flush()
    return told


def _what(row: EventReminder) -> str:
    return f"{events.REMINDER} {row.reminder} {row.times}"


async def _letters(
    session: AsyncSession, event: Event, reminder: Reminder
) -> Sequence[tuple[Select[Person], partial[Reply]]]:
    """Who gets a reminder, and what they read."""
    if reminder is Reminder.UNANSWERED:
        silent = events.guests(event.id, Guest.rsvp == Rsvp.INVITED, await _would_get_a_seat(session, event))
        return [(silent, partial(screens.unanswered, event))]
    return [
        (
            events.guests(event.id, Guest.rsvp == Rsvp.GOING, Guest.must_confirm.is_(must_confirm)),
            partial(screens.reminded, event, must_confirm=must_confirm),
        )
        for must_confirm in (False, True)
    ]


async def _would_get_a_seat(session: AsyncSession, event: Event) -> ColumnElement[bool]:
    """The condition on Guest that somebody who says yes now need not wait for a seat."""
    hall = await rsvps.hall(session, event)
    if hall.left == 0 or hall.next_in_line() is not None:
        return false()
    full = [company or 0 for company in hall.taken if not hall.has_room_for(company)]
    return func.coalesce(Guest.company_id, 0).not_in(full)


async def _count(session: AsyncSession, whom: Select[Person]) -> int:
    reachable = whom.where(REACHABLE).with_only_columns(Person.id).subquery()
    return await session.scalar(select(func.count()).select_from(reachable)) or 0


async def _report(session: AsyncSession, missed: Sequence[Missed], moment: Moment) -> int:
    """Tell staff who was not reminded of what. Returns how many were told."""
    if not missed:
        return 0
    first = missed[0]
    what = f"missed {first.reminder} {first.times}"
    message = Message(first.event.about, what, Purpose.NOTICE, partial(screens.missed, missed))
    return await tell_staff(session, message, moment)
