"""Calendar files (RFC 5545) and links that put an event into the calendar on somebody's phone.

The file is METHOD:PUBLISH, not REQUEST: a request needs the e-mail addresses of its organiser and of whoever is asked
(RFC 5546, 3.2.2), and makes Outlook and Apple's calendar offer an answer by e-mail; people answer in the chat. For the
same reason there is no ORGANIZER, which RFC 5546 wants in what is published and RFC 5545 (3.8.4.3) forbids in an entry
of one's own calendar: with one, Outlook asks for an answer and calendars write to the organiser
(https://github.com/civicrm/civicrm-core/pull/28954, https://github.com/pretix/pretix/pull/3211). CONTACT names them.

A file with a UID that a calendar knows and a higher SEQUENCE replaces the entry in Apple's calendar; Google's and
Outlook's may put a second one beside it (https://github.com/adamgibbons/ics/issues/128,
https://github.com/mangstadt/biweekly/issues/87), and not every phone opens a METHOD:CANCEL. So the message that brings
the file always says by itself what changed.

There is no VALARM: the bot reminds, and how else their phone does is each one's own setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from bot.rules.words import clean, shortened

GOOGLE = "https://calendar.google.com/calendar/render?action=TEMPLATE"
LONGEST_LINK = 2_000
"""Characters. Neither Telegram nor Google say how long a link may be; this is what all browsers take."""

_PRODUCT = "-//QOOT//Member bot//EN"
_UIDS = UUID("9b0c6f1e-6d0b-4d6c-8f0e-2a1f5c7f3e10")
_WALL = "%Y%m%dT%H%M%S"
_LONGEST_WORDS = 100
_MARGIN = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event as a calendar keeps it, in one language.

    `starts` and `ends` are naive: the wall time in `zone`, an IANA name. `sequence` grows with each change that people
    are told of. `stamp` is now, `changed_at` when the event was last changed; both aware. `text` is plain, no HTML.
    `link` is where it takes place online, or is described.
    """

    uid: str
    sequence: int
    stamp: datetime
    changed_at: datetime
    starts: datetime
    ends: datetime
    zone: str
    title: str
    text: str = ""
    place: str = ""
    link: str = ""
    organiser: str = ""
    is_cancelled: bool = False


def event_uid(event_id: int, created_at: datetime) -> str:
    """An event's UID: always the same for it, and no other event's, in this database or any other (RFC 7986, 5.3).

    It is made of both, since a new database numbers its events from 1 again and phones remember those of the old one.
    """
    return str(uuid5(_UIDS, f"{event_id} {created_at.astimezone(UTC).isoformat()}"))


def event_file_name(event_id: int) -> str:
    """What the file is called."""
    return f"event-{event_id}.ics"


def event_file(entry: CalendarEntry) -> bytes:
    """The entry as a file, UTF-8 with lines of at most 75 octets; cancelled, it takes an earlier one away.

    Times are wall times with the zone's name, and its rules as they are known here a year around: a phone that knows
    the zone follows its own, newer rules. A time that comes twice when clocks go back is its first (RFC 5545, 3.3.5).
    Raises ZoneInfoNotFoundError.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "PUBLISH")
    calendar.add_component(_event(entry))
    calendar.add_missing_timezones(
        first_date=(entry.starts - _MARGIN).date(), last_date=(entry.ends + _MARGIN).date()
    )
    data: bytes = calendar.to_ical()
    return data


def google_link(entry: CalendarEntry) -> str:
    """A link that opens the entry in Google's calendar, to be saved there: at most `LONGEST_LINK` characters.

    A title or a place of over 100 characters is cut, and the text where the link ends. What is saved so does not change
    with later files. Parameters: https://github.com/InteractionDesignFoundation/add-event-to-calendar-docs.
    """
    link = f"{GOOGLE}&dates={entry.starts:{_WALL}}/{entry.ends:{_WALL}}&ctz={entry.zone}"
    for parameter, words in (
        ("text", shortened(entry.title, _LONGEST_WORDS)),
        ("location", shortened(entry.place, _LONGEST_WORDS)),
        ("details", _description(entry)),
    ):
        start = f"{link}&{parameter}="
        value = _quoted(words, LONGEST_LINK - len(start))
        link = start + value if value else link
    return link


def _event(entry: CalendarEntry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts.replace(tzinfo=zone))
    event.add("dtend", entry.ends.replace(tzinfo=zone))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    event.add("summary", _Text(_line(entry.title)))
    for name, words in (
        ("location", _line(entry.place)),
        ("description", _description(entry)),
        ("contact", _line(entry.organiser)),
    ):
        if words:
            event.add(name, _Text(words))
    if link := _line(entry.link):
        event.add("url", link.replace(" ", "%20"))
    return event


class _Text(vText):
    """Text as RFC 5545 (3.3.11) escapes it. The library's own makes a new line of the backslash in "C:\\New"."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", r"\\")
        for character, escape in ((";", r"\;"), (",", r"\,"), ("\n", r"\n")):
            escaped = escaped.replace(character, escape)
        return escaped.encode()


def _description(entry: CalendarEntry) -> str:
    """The link, since few calendars show it elsewhere, and the text."""
    text, link = clean(entry.text, len(entry.text), lines=True).text, _line(entry.link)
    return "\n\n".join(part for part in ("" if link in text else link, text) if part)


def _line(text: str) -> str:
    return clean(text, len(text)).text


def _quoted(text: str, room: int) -> str:
    """The text as a value in a link, of at most `room` characters: a cut, between two of its own, shows an ellipsis."""
    quoted = quote(text, safe="/")
    if len(quoted) <= room:
        return quoted
    kept, ellipsis = "", quote("…")
    for character in text:
        if len(kept) + len(ellipsis) + len(character_quoted := quote(character, safe="/")) > room:
            break
        kept += character_quoted
    return kept + ellipsis if kept else ""
