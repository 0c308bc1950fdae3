"""Check-in: members' tickets and "I am here", and what staff do with a ticket or a name."""

from __future__ import annotations

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.events import Event
from bot.replies import Reply
from bot.rules import codes, deep_links
from bot.rules.checkins import NumberProblem
from bot.rules.staff import Role
from bot.screens import checkins as screens
from bot.services import arrivals, checkins
from handlers.feature import Feature
from handlers.turn import Turn, anyone, members_only, staff_only
from handlers.typed import words_of

feature = Feature()

DOOR = "door"
"""Whoever checks people in stands at the door of an event: it remembers the `event`, and what was searched for there,
the `text` and the `page`."""
HERE = "here"
"""A member is asked for the number of the venue of an event, the `event`."""
NUMBER_TYPED = 40


class NotANumber(Refusal):
    wording = N_("Please type the six digits that you see on the screen, or leave with /cancel.")


@feature.tapped(screens.GetTicket)
@members_only
async def get_ticket(turn: Turn, tap: screens.GetTicket) -> Reply:
    return await _own_ticket(turn, tap.event_id)


async def _own_ticket(turn: Turn, event_id: int) -> Reply:
    event, code = await checkins.ticket_of(turn.session, turn.person, event_id, turn.moment)
    return screens.ticket(event, turn.person, deep_links.link(turn.username, code, codes.TICKET))


@feature.linked(codes.TICKET)
@anyone
async def take_ticket(turn: Turn, code: str) -> Reply:
    """Staff check its holder in; the holder sees it; nobody else learns anything. Raises NotForYou."""
    if turn.has_role(Role.EDITOR):
        return await done(turn, await checkins.by_ticket(turn.session, code, turn.moment))
    ticket = checkins.holder_of(code)
    if turn.member is not None and ticket is not None and ticket.person_id == turn.person.id:
        return await _own_ticket(turn, ticket.event_id)
    raise checkins.NotForYou


async def done(turn: Turn, came: screens.CheckedIn) -> Reply:
    """What came of it, for staff, who go on at the door of this event."""
    turn.open_form(DOOR, event=came.event.id)
    return screens.checked_in(came, await arrivals.turnout(turn.session, came.event), turn.moment)


@feature.tapped(screens.LetIn, form=DOOR)
@staff_only(Role.EDITOR)
async def let_in(turn: Turn, tap: screens.LetIn) -> Reply:
    return await done(turn, await checkins.let_in(turn.session, tap.event_id, tap.person_id, turn.moment))


@feature.tapped(screens.OpenArrival, form=DOOR)
@staff_only(Role.EDITOR)
async def open_arrival(turn: Turn, tap: screens.OpenArrival) -> Reply:
    return await done(turn, await checkins.arrival(turn.session, tap.guest_id))


@feature.tapped(screens.UndoCheckIn, form=DOOR)
@staff_only(Role.EDITOR)
async def undo_check_in(turn: Turn, tap: screens.UndoCheckIn) -> Reply:
    return await done(turn, await checkins.undo(turn.session, tap.guest_id, tap.came, turn.moment))


@feature.tapped(screens.ShowVenueCode, form=DOOR)
@staff_only(Role.EDITOR)
async def show_venue_code(turn: Turn, tap: screens.ShowVenueCode) -> Reply:
    venue = await checkins.venue(turn.session, tap.event_id, turn.moment)
    link = deep_links.link(turn.username, venue.code, codes.VENUE)
    return screens.venue_code(venue.event, link, venue.number, venue.changes_at, venue.until)


@feature.linked(codes.VENUE)
@members_only
async def take_venue_code(turn: Turn, code: str) -> Reply:
    return screens.you_are_in(await checkins.by_code(turn.session, turn.person, code, turn.moment))


@feature.tapped(screens.SayHere, form=HERE)
@members_only
async def say_here(turn: Turn, tap: screens.SayHere) -> Reply:
    turn.open_form(HERE, event=tap.event_id)
    return screens.ask_number(await _here(turn))


async def _here(turn: Turn) -> Event:
    return await checkins.here(turn.session, turn.person, turn.answers["event"], turn.moment)


@members_only
async def _ask_number(turn: Turn) -> Reply:
    return screens.ask_number(await _here(turn))


@feature.typed(HERE, ask=_ask_number)
@members_only
async def take_number(turn: Turn) -> Reply:
    """The six digits. A wrong number is counted, so it is no refusal, which would take that back. Raises NotANumber."""
    typed = words_of(turn, NUMBER_TYPED)
    if not codes.is_like_venue_number(typed):
        raise NotANumber
    event = await _here(turn)
    said = await checkins.by_number(turn.session, turn.person, event.id, typed, turn.moment)
    if isinstance(said, NumberProblem):
        return screens.number_refused(event, said)
    turn.close_form()
    return screens.you_are_in(said)
