"""Planning an event: what is asked in which order, and what staff type of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from urllib.parse import urlsplit

from bot.rules import when
from bot.rules.events import LINK_LIMIT, MOST_SEATS
from bot.rules.walltime import instant_of, wall_of

TEXT_LIMIT = 2_600
"""Characters of what is said of an event: its card, with all else at its longest, still fits one message of 4096."""
REASON_LIMIT = 500
MOST_AHEAD = timedelta(days=731)
"""How far ahead an event can be set, and how long it can be: a year mistyped is further."""
LONG = timedelta(hours=12)
"""An event that is longer is asked about: its end may have been mistyped."""
LENGTHS = tuple(timedelta(minutes=minutes) for minutes in (60, 90, 120, 180, 240, 480))
"""How long events usually take."""
HOURS = (time(9), time(10), time(11), time(12), time(14), time(15), time(16), time(17), time(18), time(19))
"""When they usually begin."""
DAYS_OFFERED = 14
LAST_PAGE = 12
"""The last page of days to choose from: half a year ahead; what is further is typed."""
USUAL_SEATS = (20, 30, 50, 100)
USUAL_PER_COMPANY = (1, 2, 3, 5)

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class Detail(StrEnum):
    """What is said of an event while it is planned."""

    TEXTS = "texts"
    START = "start"
    END = "end"
    PLACE = "place"
    MAP = "map"
    ONLINE = "online"
    PICTURE = "picture"
    SEATS = "seats"
    PER_COMPANY = "per_company"
    AUDIENCE = "audience"
    ANSWER_BY = "answer_by"


NEEDED = (Detail.TEXTS, Detail.START, Detail.END)
"""Without these nothing is announced."""
ASKED = (
    *NEEDED,
    Detail.PLACE,
    Detail.SEATS,
    Detail.PER_COMPANY,
    Detail.AUDIENCE,
    Detail.ANSWER_BY,
)
"""What is asked about by itself, in this order; the others have their buttons."""


def next_to_ask(settled: Collection[str], *, has_seats: bool) -> Detail | None:
    """What is asked next, when these were settled; None when all was. How many of one company may come is asked where
    seats are limited."""
    due = (detail for detail in ASKED if has_seats or detail is not Detail.PER_COMPANY)
    return next((detail for detail in due if detail not in settled), None)


def count_of(words: str) -> int | None:
    """A number of seats as people type it, in any digits: "40", "٤٠ مقعدًا", "1,000 seats". None when it is none, or
    several, or 0, or over `MOST_SEATS`."""
    joined = re.sub(r"(?<=\d)[\s,.٬'’\u00a0\u202f](?=\d{3}\b)", "", _with_digits(words))
    found = re.findall(r"\d+", joined)
    if len(found) != 1 or len(found[0]) > len(str(MOST_SEATS)) or re.search(r"[-−]\d", joined):
        return None
    number = int(found[0])
    return number if 0 < number <= MOST_SEATS else None


def _with_digits(words: str) -> str:
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words)


def place_and_link(words: str) -> tuple[str, str]:
    """What a place is called, on one line, and the link to a map that was sent with it; either may be ""."""
    links = [link for link in _LINK.findall(words) if https_link(link)]
    place = words
    for link in links[:1]:
        place = place.replace(link, " ")
    return " ".join(place.split()).strip(" ,،;:-"), https_link(links[0]) if links else ""


def https_link(words: str) -> str:
    """A link with https and a host, of at most `LINK_LIMIT` characters; "" for anything else. Never fetched."""
    link = words.strip()
    if len(link) > LINK_LIMIT or any(
        c.isspace() or c in "<>\"'`" or unicodedata.category(c) == "Cc" for c in link
    ):
        return ""
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_fine = parts.scheme.lower() == "https" and "." in host and "@" not in parts.netloc
    return link if is_fine else ""


def map_link(latitude: float, longitude: float) -> str:
    """The link that shows a place on a map (https://developers.google.com/maps/documentation/urls/get-started)."""
    return f"https://maps.google.com/?q={latitude:.6f},{longitude:.6f}"


def ends_meant(words: str, starts: datetime, zone: tzinfo) -> when.Outcome[when.Meant]:
    """What a typed end means for an event that starts at a wall time of `zone`: "20:00", "8 pm", "3 hours", or a day
    and a time.

    A length counts from the start. Of several readings those within `LONG` of it are meant; one that is longer, with no
    other, is Ambiguous, and so asked about. Past: it lies before the start.
    """
    from_start = instant_of(starts, zone)
    outcome = when.read(words, from_start, zone, needs_time=True)
    lengths = _read_as_length(words, from_start, zone)
    if lengths and _UNIT.search(unicodedata.normalize("NFKC", words).casefold()):
        readings = lengths
    else:
        readings = sorted({*lengths, *_timed(outcome)})
    near = [at for at in readings if at - starts <= LONG]
    if len(near) == 1:
        return when.Understood(near[0])
    return when.Ambiguous(tuple(near or readings)) if readings else outcome


# In French "20 heures" is a time of the day, and so no length for certain
_UNIT = re.compile(r"hours?\b|hrs?\b|min|ساع(?:ات|تين|تان)|دقيق|دقائق")
_BEFORE_LENGTHS = ("in", "dans", "بعد")
# In French it is an hour and a half as well as half past one
_HOURS_AND_MINUTES = re.compile(r"(\d{1,2})\s*h\s*(\d{2})")


def _read_as_length(words: str, from_start: datetime, zone: tzinfo) -> list[datetime]:
    """The end, where the words say how long it takes: what is "in 3 hours", counted from the start."""
    outcomes = (
        when.read(f"{before} {words}", from_start, zone, needs_time=True) for before in _BEFORE_LENGTHS
    )
    ends = {at for outcome in outcomes for at in _timed(outcome)}
    if found := _HOURS_AND_MINUTES.fullmatch(_with_digits(words).strip().lower()):
        hours, minutes = map(int, found.groups())
        ends.add(wall_of(from_start, zone) + timedelta(hours=hours, minutes=minutes))
    return sorted(ends)


def _timed(outcome: when.Outcome[when.Meant]) -> Sequence[datetime]:
    match outcome:
        case when.Understood(at=datetime() as at):
            return (at,)
        case when.Ambiguous(readings=readings) | when.WrongWeekday(readings=readings):
            return tuple(at for at in readings if isinstance(at, datetime))
        case _:
            return ()


ANSWER_LEADS = (timedelta(days=1), timedelta(days=3), timedelta(days=7))
"""How long before an event answers are usually wanted: days by the clocks there."""


def answer_bys(starts: datetime, now: datetime, zone: tzinfo) -> list[datetime]:
    """The usual wall times by which answers are wanted that lie ahead, the latest first."""
    return [starts - lead for lead in ANSWER_LEADS if instant_of(starts - lead, zone) > now]


def days_to_offer(now: datetime, zone: tzinfo, page: int) -> list[date]:
    """A page of days, from tomorrow on."""
    first = now.astimezone(zone).date() + timedelta(days=1 + page * DAYS_OFFERED)
    return [first + timedelta(days=day) for day in range(DAYS_OFFERED)]
