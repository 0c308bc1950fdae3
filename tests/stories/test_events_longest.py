"""Events of which all that can be said is as long as it may be: each message about one fits into a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import LOCALES, speaking
from bot.markup import CAPTION_LENGTH, TEXT_LENGTH, fits
from bot.models.companies import Company
from bot.models.events import Event, EventFile, EventText, Guest
from bot.models.people import Person
from bot.replies import File, Reply, laid_out
from bot.rules.broadcasts import BroadcastReport, Tally
from bot.rules.events import LINK_LIMIT, PLACE_LIMIT, TITLE_LIMIT, EventPhase, Figures, Rsvp
from bot.rules.feedback import SENTENCE_LIMIT
from bot.rules.files import FILE_NAME_LIMIT, MOST_FILES
from bot.rules.pages import PAGE, Page
from bot.rules.people import NAME_LIMIT
from bot.rules.planning import REASON_LIMIT, TEXT_LIMIT
from bot.rules.revisions import Change
from bot.rules.walltime import instant_of
from bot.screens import (
    announced,
    cancelling,
    checkins,
    event_files,
    event_reminders,
    event_reports,
    event_times,
    events,
    feedback,
    planning,
    revisions,
)
from bot.screens.events import title_of
from bot.screens.failures import ALERT_LENGTH
from bot.screens.planning import WHOSE
from bot.screens.revisions import Gathered
from tests.moments import BEIRUT, at

STARTS = datetime.fromisoformat("2026-12-30 22:30")
NOW = at(datetime(2026, 12, 28, 10, tzinfo=UTC))
LARGE = 2**40


def an_event(phase: EventPhase = EventPhase.ANNOUNCED, **columns: str) -> Event:
    ends, answer_by = STARTS + timedelta(hours=3), STARTS - timedelta(days=1)
    event = Event(
        author_id=None,
        created_at=NOW.now,
        zone=str(BEIRUT),
        phase=phase,
        starts=STARTS,
        ends=ends,
        answer_by=answer_by,
        starts_at=instant_of(STARTS, BEIRUT),
        ends_at=instant_of(ends, BEIRUT),
        answer_by_at=instant_of(answer_by, BEIRUT),
        place="ب&" * (PLACE_LIMIT // 2),
        map_link="https://e.com/".ljust(LINK_LIMIT, "a"),
        online_link="https://e.com/".ljust(LINK_LIMIT, "b"),
        seats=100_000,
        seats_per_company=100_000,
        announced_at=NOW.now,
        thanked_at=NOW.now,
        **columns,
    )
    event.id = LARGE
    lines = "\n".join(["ش" * 99] * 100)[:TEXT_LIMIT]
    event.texts = [EventText(language=one, title="م<" * (TITLE_LIMIT // 2), html=lines) for one in LOCALES]
    return event


def another_than(event: Event) -> Event:
    """An event of which nothing is the same, and all as long."""
    other = an_event()
    other.starts_at = other.ends_at = other.answer_by_at = NOW.now
    other.starts = other.ends = other.answer_by = event.ends
    other.place, other.map_link, other.online_link = (
        said[::-1] for said in (event.place, event.map_link, event.online_link)
    )
    for text in other.texts:
        text.title, text.html = text.title[::-1], "ش"
    return other


def a_guest(rsvp: Rsvp = Rsvp.GOING) -> Guest:
    guest = Guest(event_id=LARGE, person_id=LARGE, company_id=LARGE, rsvp=rsvp, offered_until=NOW.now)
    guest.id, guest.rating, guest.sentence = LARGE, 5, "س" * SENTENCE_LIMIT
    return guest


def a_colleague() -> Person:
    company = Company(name="C", name_key="c", created_at=NOW.now)
    return Person(name="ن" * NAME_LIMIT, company=company, created_at=NOW.now)


def documents() -> list[EventFile]:
    files = []
    for number in range(MOST_FILES):
        name = "ن" * FILE_NAME_LIMIT
        file = EventFile(
            event_id=LARGE, file_id="f", file_unique_id="u", name=name, media="document", added_at=NOW.now
        )
        file.id = LARGE + number
        files.append(file)
    return files


def screens() -> list[Reply]:
    event, colleague, files = an_event(), a_colleague(), documents()
    pictured = an_event(picture_id="p", picture_media="photo")
    cancelled = an_event(EventPhase.CANCELLED, cancelled_because="ك" * REASON_LIMIT)
    figures = Figures(dict.fromkeys(Rsvp, LARGE), 9, 9, 9, 9)
    other = another_than(event)
    page = Page([event] * PAGE, LARGE, 1, PAGE)
    opinions = [event_reports.Opinion(5, "س" * SENTENCE_LIMIT)] * event_reports.OPINIONS_PAGE
    stands = [events.Standing(a_guest(rsvp), LARGE, LARGE) for rsvp in Rsvp]
    return [
        *(events.answered(one, stand, NOW) for stand in stands for one in (event, pictured, cancelled)),
        *(events.colleague_asked(event, stand, colleague, NOW) for stand in stands),
        events.invitation(event),
        events.invitation(pictured),
        planning.preview(pictured),
        events.flyer(pictured),
        events.seat_offered(event, NOW.now),
        events.handed_on(event, a_guest(Rsvp.OFFERED), colleague),
        events.events_ahead(page, {}),
        events.past_events(page),
        planning.all_events(page, NOW, may_act=True),
        announced.staff_card(event, figures, BroadcastReport(Tally(sent=LARGE, failed=9)), NOW, may_act=True),
        revisions.changed(other, event, calendar=File("event.ics", b"")),
        revisions.changed(other, event, calendar=None),
        revisions.cancelled(cancelled, File("event.ics", b"")),
        cancelling.sure_to_cancel(title_of(event), "ك" * REASON_LIMIT, LARGE, WHOSE, LARGE),
        revisions.look(Gathered(other, event, tuple(Change), LARGE, LARGE, LARGE), NOW.now, NOW),
        event_reminders.reminded(event, must_confirm=True),
        event_reminders.unanswered(event),
        event_files.thanks(event, files),
        event_files.files(event, files, NOW, event_files.kept(files[0]), may_act=True),
        event_files.sure_to_thank(event, files, LARGE),
        event_files.sent(files[0]),
        feedback.ask_sentence(event, a_guest(), met=True),
        event_reports.opinions(event, Page(opinions, LARGE, 1, len(opinions))),
        event_times.set_by_the_clocks(event, [NOW.now] * 3),
        checkins.ticket(event, colleague, "https://t.me/b"),
    ]


@pytest.mark.parametrize("language", LOCALES)
def test_all_that_is_said_of_an_event_fits_into_a_message(language: str) -> None:
    with speaking(language):
        for reply in screens():
            most = CAPTION_LENGTH if reply.file is not None else TEXT_LENGTH
            assert fits(laid_out(reply, language)["text"], most), reply.text
            assert len(reply.toast) <= ALERT_LENGTH
