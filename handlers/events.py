"""Events: members see what lies ahead, answer, and send a colleague."""

from __future__ import annotations

from bot.models.events import Event, Guest
from bot.replies import Reply, Rows
from bot.rules.events import Rsvp
from bot.screens import checkins as checkin_screens
from bot.screens import event_files as file_screens
from bot.screens import events as screens
from bot.screens import feedback as feedback_screens
from bot.services import calendars, event_files, events, feedback, rsvps
from handlers.feature import Feature
from handlers.turn import Turn, members_only

feature = Feature()


@feature.entrance(screens.ENTRANCE)
@members_only
async def list_events(turn: Turn, tap: screens.ListEvents) -> Reply:
    ahead = await events.ahead_of(turn.session, turn.person, tap.page, turn.moment)
    return screens.events_ahead(ahead, await events.rows_of(turn.session, turn.person, ahead.items))


@feature.tapped(screens.ListPastEvents)
@members_only
async def list_past_events(turn: Turn, tap: screens.ListPastEvents) -> Reply:
    return screens.past_events(await events.attended_by(turn.session, turn.person, tap.page, turn.moment))


@feature.tapped(screens.OpenEvent)
@members_only
async def open_event(turn: Turn, tap: screens.OpenEvent) -> Reply:
    event = await events.for_member(turn.session, turn.person, tap.event_id)
    return screens.card(event, await standing(turn, event), turn.moment)


async def standing(turn: Turn, event: Event) -> screens.Standing:
    """Where the member stands with an event, and how full it is."""
    guest = await events.guest_of(turn.session, event.id, turn.person)
    is_going = guest is not None and guest.rsvp is Rsvp.GOING
    return screens.Standing(
        guest,
        companies=(await events.figures(turn.session, event.id)).companies,
        seats_left=await events.seats_left(turn.session, event),
        calendar_link=calendars.calendar_link(event, turn.moment.now) if is_going else "",
        more=(*checkin_screens.on_card(event, guest, turn.moment), *await _afterwards(turn, event, guest)),
    )


async def _afterwards(turn: Turn, event: Event, guest: Guest | None) -> Rows:
    """What those who were there can do once it is over."""
    if guest is None or not await events.was_at(turn.session, turn.person, event, turn.moment):
        return ()
    met = await feedback.companies_met(turn.session, turn.person, event.id)
    is_open = feedback.is_open(event, turn.moment)
    files = await event_files.listed(turn.session, event.id) if event.thanked_at is not None else ()
    return (
        *feedback_screens.afterwards(event, guest, is_open=is_open, met=bool(met)),
        *file_screens.given(files),
    )


@feature.tapped(screens.AnswerEvent)
@members_only
async def answer_event(turn: Turn, tap: screens.AnswerEvent) -> Reply:
    await rsvps.answer(turn.session, turn.person, tap.event_id, turn.moment, is_going=tap.is_going)
    event = await events.get(turn.session, tap.event_id)
    return screens.answered(event, await standing(turn, event), turn.moment)


@feature.tapped(screens.ChooseColleague)
@members_only
async def choose_colleague(turn: Turn, tap: screens.ChooseColleague) -> Reply:
    event = await events.for_member(turn.session, turn.person, tap.event_id)
    own = await events.guest_of(turn.session, event.id, turn.person)
    free = await rsvps.colleagues_for(turn.session, turn.person, event.id)
    return screens.choose_colleague(event, own, free)


@feature.tapped(screens.SendColleague)
@members_only
async def send_colleague(turn: Turn, tap: screens.SendColleague) -> Reply:
    _own, colleague = await rsvps.hand_on(turn.session, turn.person, tap.event_id, tap.person_id, turn.moment)
    event = await events.get(turn.session, tap.event_id)
    return screens.colleague_asked(event, await standing(turn, event), colleague, turn.moment)


@feature.tapped(screens.GetCalendarFile)
@members_only
async def get_calendar_file(turn: Turn, tap: screens.GetCalendarFile) -> Reply:
    event = await events.for_member(turn.session, turn.person, tap.event_id)
    guest = await events.guest_of(turn.session, event.id, turn.person)
    if guest is None or guest.rsvp is not Rsvp.GOING:
        return screens.card(event, await standing(turn, event), turn.moment)
    return screens.calendar_file(event, calendars.calendar_file(event, turn.moment.now))


@feature.tapped(screens.GetPicture)
@members_only
async def get_picture(turn: Turn, tap: screens.GetPicture) -> Reply:
    event = await events.for_member(turn.session, turn.person, tap.event_id)
    if not event.picture_id:
        return screens.card(event, await standing(turn, event), turn.moment)
    return screens.flyer(event)
