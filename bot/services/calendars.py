"""Events for the calendars on people's phones, in the language being spoken."""

from __future__ import annotations

from datetime import datetime

from bot.exchange.calendars import CalendarEntry, event_file, event_file_name, event_uid, google_link
from bot.i18n import current
from bot.markup import plain
from bot.models.events import Event
from bot.replies import File
from bot.rules.events import EventPhase
from bot.rules.towns import place_name
from bot.screens.events import words_of

ORGANISER = "QOOT"


def calendar_file(event: Event, now: datetime) -> File:
    """The event as a file; of a cancelled one, the file that takes it away. For those who go: it holds the link to take
    part."""
    return File(event_file_name(event.id), event_file(_entry(event, now)))


def calendar_link(event: Event, now: datetime) -> str:
    """The link that puts the event into a calendar on the web."""
    return google_link(_entry(event, now))


def _entry(event: Event, now: datetime) -> CalendarEntry:
    if event.starts is None or event.ends is None:
        raise ValueError("an event without a time is in no calendar")
    text = words_of(event)
    return CalendarEntry(
        uid=event_uid(event.id, event.created_at),
        sequence=event.sequence,
        stamp=now,
        changed_at=event.changed_at or event.announced_at or event.created_at,
        starts=event.starts,
        ends=event.ends,
        zone=event.zone,
        title=text.title,
        text=plain(text.html),
        place=place_name(event.place, current()),
        link=event.online_link or event.map_link,
        organiser=ORGANISER,
        is_cancelled=event.phase is EventPhase.CANCELLED,
    )
