"""Calendar files and links: what phones make of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from bot.exchange.calendars import (
    LONGEST_LINK,
    CalendarEntry,
    event_file,
    event_file_name,
    event_uid,
    google_link,
)
from bot.rules.words import clean
from bot.simulator.links import checked_link

BEIRUT = ZoneInfo("Asia/Beirut")
CREATED = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=UTC)


def wall(said: str) -> datetime:
    """What a clock on the wall shows."""
    return datetime.fromisoformat(said)


FORUM = CalendarEntry(
    uid=event_uid(12, CREATED),
    sequence=0,
    stamp=datetime(2026, 11, 23, 9, tzinfo=UTC),
    changed_at=CREATED,
    starts=wall("2026-12-03 18:00"),
    ends=wall("2026-12-03 20:30"),
    zone="Asia/Beirut",
    title="ملتقى التصدير: زيت، نبيذ; C:\\New, etc.",
    text="السطر الأول\nLine 2; with, all\\of it\n\nآخر سطر",
    place="غرفة التجارة، بيروت; الطابق 2",
    link="https://meet.example/a;b,c?d=e&f",
    organiser="QOOT, the cluster",
)


def read_by_icalendar(data: bytes) -> tuple[str, dict[str, Any]]:
    """The method of a file, and its event's properties by their lower-case names."""
    calendar = icalendar.Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    read = {
        name.lower(): getattr(value, "dt", value) for name, value in event.property_items(recursive=False)
    }
    return str(calendar["method"]), read


def read_by_vobject(data: bytes) -> tuple[str, dict[str, Any]]:
    calendar = vobject.readOne(data.decode())
    return calendar.method.value, {name: lines[0].value for name, lines in calendar.vevent.contents.items()}


READERS = pytest.mark.parametrize("read", [read_by_icalendar, read_by_vobject])


@READERS
def test_another_program_reads_what_was_written(read: Any) -> None:
    method, event = read(event_file(FORUM))
    assert method == "PUBLISH"
    assert (event["summary"], event["location"]) == (FORUM.title, FORUM.place)
    assert event["description"] == f"{FORUM.link}\n\n{FORUM.text}"
    assert (event["url"], event["contact"]) == (FORUM.link, FORUM.organiser)
    assert (event["uid"], int(event["sequence"]), event["status"]) == (FORUM.uid, 0, "CONFIRMED")
    assert (event["dtstamp"], event["last-modified"]) == (FORUM.stamp, CREATED.replace(microsecond=0))
    assert (event["dtstart"], event["dtend"]) == (
        FORUM.starts.replace(tzinfo=BEIRUT),
        FORUM.ends.replace(tzinfo=BEIRUT),
    )


def test_nobody_is_asked_for_an_answer_by_mail() -> None:
    _method, event = read_by_icalendar(event_file(FORUM))
    assert not {"organizer", "attendee", "valarm"} & set(event)


@READERS
def test_what_is_empty_is_left_out(read: Any) -> None:
    bare = replace(FORUM, text="", place="", link="", organiser="")
    _method, event = read(event_file(bare))
    assert not {"description", "location", "url", "contact"} & set(event)


# Lebanon's clocks: back at midnight on 25 October 2026, ahead at midnight on 28 March 2027
@READERS
@pytest.mark.parametrize(
    ("starts", "offset"),
    [
        (wall("2026-10-24 18:00"), 3),
        (wall("2026-10-25 18:00"), 2),
        (wall("2027-03-27 18:00"), 2),
        (wall("2027-03-28 01:00"), 3),
        (wall("2027-03-28 18:00"), 3),
        (wall("2027-10-30 18:00"), 3),
        (wall("2027-10-31 18:00"), 2),
    ],
)
def test_the_wall_time_is_the_one_agreed_on_each_side_of_a_clock_change(
    read: Any, starts: datetime, offset: int
) -> None:
    data = event_file(replace(FORUM, starts=starts, ends=starts + timedelta(hours=2)))
    _method, event = read(data)
    assert event["dtstart"].replace(tzinfo=None) == starts
    assert event["dtstart"].utcoffset() == timedelta(hours=offset)
    assert f"DTSTART;TZID=Asia/Beirut:{starts:%Y%m%dT%H%M%S}\r\n".encode() in data


@READERS
def test_an_event_over_the_night_of_a_clock_change_is_as_long_as_it_is(read: Any) -> None:
    night = replace(FORUM, starts=wall("2027-03-27 22:00"), ends=wall("2027-03-28 02:00"))
    _method, event = read(event_file(night))
    assert event["dtend"].astimezone(UTC) - event["dtstart"].astimezone(UTC) == timedelta(hours=3)


def test_an_unknown_zone_is_no_file() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        event_file(replace(FORUM, zone="Asia/Nowhere"))


@dataclass
class Phone:
    """A calendar that does with files what RFC 5546 (2.1.5) says: the higher SEQUENCE of a UID counts."""

    read: Any
    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    def opens(self, data: bytes) -> None:
        method, event = self.read(data)
        known = self.events.get(event["uid"])
        if known is not None and newness(event) < newness(known):
            return
        self.events[event["uid"]] = event
        if method == "CANCEL" and event["status"] == "CANCELLED":
            del self.events[event["uid"]]

    @property
    def titles(self) -> list[str]:
        return [event["summary"] for event in self.events.values()]


def newness(event: dict[str, Any]) -> tuple[int, datetime]:
    return int(event["sequence"]), event["dtstamp"]


@READERS
def test_a_change_replaces_and_a_cancellation_takes_away(read: Any) -> None:
    phone = Phone(read)
    moved = replace(FORUM, sequence=1, title="انتقل", starts=FORUM.starts + timedelta(days=7))
    off = replace(moved, sequence=2, is_cancelled=True)
    other = replace(FORUM, uid=event_uid(13, CREATED), title="Another")
    for entry in (FORUM, other, moved):
        phone.opens(event_file(entry))
    assert phone.titles == ["انتقل", "Another"]
    phone.opens(event_file(FORUM))
    assert phone.titles == ["انتقل", "Another"]
    phone.opens(event_file(off))
    assert phone.titles == ["Another"]


def test_what_is_cancelled_keeps_nobody_busy() -> None:
    method, event = read_by_icalendar(event_file(replace(FORUM, sequence=1, is_cancelled=True)))
    assert (method, event["status"], event["transp"]) == ("CANCEL", "CANCELLED", "TRANSPARENT")


def test_a_uid_is_one_event_s_for_ever() -> None:
    in_beirut = CREATED.astimezone(BEIRUT)
    assert event_uid(12, CREATED) == event_uid(12, in_beirut) == "ede81a79-8e67-5222-9fc4-20aaefe43c88"
    later = CREATED + timedelta(microseconds=1)
    assert len({event_uid(12, CREATED), event_uid(13, CREATED), event_uid(12, later)}) == 3


def test_a_file_is_named_after_its_event() -> None:
    assert event_file_name(12) == "event-12.ics"


WORDS = st.text(st.sampled_from("ابتثجحخ،؛ \\\\,;nN\nمً👩‍🌾é:\"'^") | st.characters(), max_size=300)


@given(title=WORDS, text=WORDS, place=WORDS, organiser=WORDS, link=WORDS)
@example(title="C:\\New\\n", text="\\\\n\\;\\,", place="\\", organiser='"^n', link="https://x\r\nATTENDEE:y")
def test_whatever_people_write_lines_are_short_whole_and_read_back(
    title: str, text: str, place: str, organiser: str, link: str
) -> None:
    entry = replace(FORUM, title=title, text=text, place=place, organiser=organiser, link=link)
    data = event_file(entry)
    assert data.endswith(b"\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert "\n" not in line.decode()
    for read in (read_by_icalendar, read_by_vobject):
        method, event = read(data)
        assert method == "PUBLISH"
        assert event["summary"] == seen(title)
        assert event.get("location", "") == seen(place)
        assert event.get("contact", "") == seen(organiser)
        assert event.get("description", "").endswith(clean(text, 300, lines=True).text)
        assert "attendee" not in event


def seen(text: str) -> str:
    return clean(text, 300).text


def test_a_link_for_google_says_when_in_which_zone_and_what() -> None:
    link = google_link(FORUM)
    assert link.startswith(
        "https://calendar.google.com/calendar/render?action=TEMPLATE"
        "&dates=20261203T180000/20261203T203000&ctz=Asia/Beirut&text=%D9%85%D9%84%D8%AA%D9%82%D9%89%20"
    )
    assert {name: value for name, [value] in parse_qs(urlsplit(link).query).items()} == {
        "action": "TEMPLATE",
        "dates": "20261203T180000/20261203T203000",
        "ctz": "Asia/Beirut",
        "text": FORUM.title,
        "location": FORUM.place,
        "details": f"{FORUM.link}\n\n{FORUM.text}",
    }


def test_a_link_for_google_leaves_out_what_is_empty() -> None:
    link = google_link(replace(FORUM, text="", place="", link=""))
    assert set(parse_qs(urlsplit(link).query)) == {"action", "dates", "ctz", "text"}


@given(title=WORDS, text=WORDS, place=WORDS)
@example(title="ا" * 300, text="ا" * 300, place="👩‍🌾" * 100)
def test_a_link_for_google_is_one_that_telegram_takes_and_never_too_long(
    title: str, text: str, place: str
) -> None:
    link = google_link(replace(FORUM, title=title, text=text * 10, place=place, link=""))
    assert len(link) <= LONGEST_LINK
    assert checked_link(link) == link
    given = parse_qs(urlsplit(link).query, keep_blank_values=True, errors="strict")
    assert seen(title).startswith(given.get("text", [""])[0].removesuffix("…"))
    assert given["ctz"] == ["Asia/Beirut"]


def test_the_end_of_a_long_text_is_cut_and_its_link_kept() -> None:
    link = google_link(replace(FORUM, text="سطر " * 500))
    [details] = parse_qs(urlsplit(link).query)["details"]
    assert details.startswith(f"{FORUM.link}\n\nسطر")
    assert details.endswith("…")
    assert LONGEST_LINK - len(link) < len(quote("سطر "))
