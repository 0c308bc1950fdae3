"""The door: staff see who is expected, look people up, let in guests nobody knew of, and take the lists."""

from __future__ import annotations

from bot.models.events import Event
from bot.replies import Reply, Rows
from bot.rules.checkins import ArrivalList, Verdict
from bot.rules.directory import QUERY_LIMIT
from bot.rules.people import NAME_LIMIT
from bot.rules.staff import Role
from bot.screens import arrivals as screens
from bot.screens.checkins import CheckedIn, CheckInPerson, OpenDoor
from bot.services import arrivals, checkins
from handlers.checkins import DOOR, done
from handlers.feature import Feature
from handlers.flow import Flow, Given, Step
from handlers.home import at_home
from handlers.planning import beside_card
from handlers.turn import Turn, staff_only
from handlers.typed import a_name, words_of

feature = Feature()


@beside_card
async def on_staff_card(turn: Turn, event: Event) -> Rows:
    return screens.on_staff_card(event, may_act=turn.has_role(Role.EDITOR))


@feature.tapped(OpenDoor, form=DOOR)
@staff_only(Role.EDITOR)
async def open_door(turn: Turn, tap: OpenDoor) -> Reply:
    turn.open_form(DOOR, event=tap.event_id)
    return await _door(turn, tap.page)


async def _door(turn: Turn, page: int = 0, just: CheckedIn | None = None) -> Reply:
    event = await arrivals.on(turn.session, turn.answers["event"])
    return screens.door(
        event,
        await arrivals.expected(turn.session, event, page),
        await arrivals.turnout(turn.session, event),
        turn.moment,
        just,
    )


@feature.tapped(CheckInPerson, form=DOOR)
@staff_only(Role.EDITOR)
async def check_in_person(turn: Turn, tap: CheckInPerson) -> Reply:
    """Check somebody in and go on with the list; unless there is more to say of them."""
    came = await checkins.by_name(turn.session, tap.event_id, tap.person_id, turn.moment)
    if came.verdict is not Verdict.CAME:
        return await done(turn, came)
    turn.open_form(DOOR, event=came.event.id)
    return await _door(turn, tap.page, came)


@feature.tapped(screens.ShowDoorFound, form=DOOR)
@staff_only(Role.EDITOR)
async def show_door_found(turn: Turn, tap: screens.ShowDoorFound) -> Reply:
    """Another page of what was found; when the search was left meanwhile, the door."""
    if turn.answers.get("event") != tap.event_id or "text" not in turn.answers:
        turn.open_form(DOOR, event=tap.event_id)
    else:
        turn.open_form(DOOR, **{**turn.answers, "page": tap.page})
    return await _ask(turn)


@staff_only(Role.EDITOR)
async def _ask(turn: Turn) -> Reply:
    """What was searched for last at this door, or who is expected."""
    asked = turn.answers
    if "text" not in asked:
        return await _door(turn)
    event = await arrivals.on(turn.session, asked["event"])
    page = await arrivals.search(turn.session, event, asked["text"], asked.get("page", 0))
    return screens.found(event, asked["text"], page)


@feature.typed(DOOR, ask=_ask, takes_again=True)
@staff_only(Role.EDITOR)
async def search_door(turn: Turn) -> Reply:
    turn.open_form(DOOR, event=turn.answers["event"], text=words_of(turn, QUERY_LIMIT))
    return await _ask(turn)


@feature.tapped(screens.ListArrivals, form=DOOR)
@staff_only(Role.EDITOR)
async def list_arrivals(turn: Turn, tap: screens.ListArrivals) -> Reply:
    event = await arrivals.on(turn.session, tap.event_id)
    is_late = tap.which is ArrivalList.LATE
    page = await arrivals.came(turn.session, event, tap.page, only_late=is_late)
    return screens.arrivals(event, tap.which, page)


@feature.tapped(screens.GetGuestList, form=DOOR)
@staff_only(Role.VIEWER)
async def get_guest_list(turn: Turn, tap: screens.GetGuestList) -> Reply:
    event = await arrivals.on(turn.session, tap.event_id)
    document = await arrivals.workbook(turn.session, event, turn.id, turn.moment)
    return screens.guest_list(event, document)


@feature.tapped(screens.BringGuest, form=DOOR)
@staff_only(Role.EDITOR)
async def bring_guest(turn: Turn, tap: screens.BringGuest) -> Reply:
    """Ask who it is; what was just searched for may be the name."""
    is_here = turn.answers.get("event") == tap.event_id
    typed = turn.answers.get("text", "") if is_here else ""
    return await GUEST.begin(turn, event=tap.event_id, typed=typed)


async def _ask_name(turn: Turn, given: Given) -> Reply:
    return screens.ask_guest_name(await arrivals.on(turn.session, given["event"]), given["typed"])


async def _use_typed(turn: Turn, given: Given, chosen: str) -> str:
    return str(given["typed"])


async def _ask_company(turn: Turn, given: Given) -> Reply:
    return screens.ask_guest_company()


async def _find_company(turn: Turn, given: Given) -> Reply:
    return screens.which_company(await arrivals.companies_like(turn.session, words_of(turn, QUERY_LIMIT)))


async def _let_in(turn: Turn, given: Given) -> Reply:
    came = await checkins.let_in_stranger(
        turn.session, given["event"], given["name"], given["company"], turn.moment
    )
    return await done(turn, came)


async def _left(turn: Turn) -> Reply:
    return at_home(turn)


GUEST = Flow(
    feature,
    "guest",
    staff_only(Role.EDITOR),
    (
        Step("name", _ask_name, a_name(NAME_LIMIT), str, _use_typed),
        Step("company", _ask_company, _find_company, int),
    ),
    done=_let_in,
    over=_left,
    back=lambda given: OpenDoor(given["event"]),
)
