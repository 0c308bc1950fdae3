"""The dialogue in which an event is planned: texts, times, place, seats, audience, one after the other.

Each answer is in the event's row at once. After one, what is not settled yet is asked next; the way back from every
question leads to the plan, from which any editor can go on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.errors import Refusal
from bot.i18n import N_, date_time
from bot.models.events import Event
from bot.replies import Reply, Tap
from bot.rules import when
from bot.rules.audiences import Audience
from bot.rules.events import LINK_LIMIT, PLACE_LIMIT
from bot.rules.planning import Detail, count_of, ends_meant, https_link, map_link, place_and_link
from bot.rules.staff import Role
from bot.rules.walltime import minute_of
from bot.screens import plan_details, wordings
from bot.screens import planning as screens
from bot.services import announcing, events, planning
from handlers import audiences as choosing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.planning import or_as_it_stands, planned, settled, shown
from handlers.turn import Turn, staff_only
from handlers.typed import Empty, OnlyButtons, day_tapped, moment_of, moment_tapped, understood, words_of

feature = Feature()

FORM = "planning.detail"
TYPED_PLACE = PLACE_LIMIT + LINK_LIMIT + 1
TYPED_NUMBER = 40


class NotALink(Refusal):
    wording = N_("I need a link that begins with {start}. Please send it again, or leave with /cancel.")


class NotSeats(Refusal):
    wording = N_("Please type one number of people, such as {example}, or choose “No limit”.")


@feature.tapped(screens.NewEvent)
@staff_only(Role.EDITOR)
async def new_event(turn: Turn, tap: screens.NewEvent) -> Reply:
    event = await planning.start(turn.session, turn.id, turn.moment)
    return await _go_on(turn, event)


@feature.tapped(screens.CopyEvent)
@staff_only(Role.EDITOR)
async def copy_event(turn: Turn, tap: screens.CopyEvent) -> Reply:
    return await _go_on(turn, await planning.copy(turn.session, tap.event_id, turn.id, turn.moment))


@feature.tapped(screens.GoOn)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def go_on(turn: Turn, tap: screens.GoOn) -> Reply:
    return await _go_on(turn, await planning.get(turn.session, tap.event_id))


async def _go_on(turn: Turn, event: Event) -> Reply:
    """Ask about what is not settled yet; without anything, the plan."""
    turn.close_form()
    stands = await planned(turn, event)
    if stands.next is None:
        return screens.plan(stands)
    return await _ask(turn, event, stands.next)


async def _ask(turn: Turn, event: Event, detail: Detail, page: int = 0) -> Reply:
    if detail is Detail.TEXTS:
        return await writing.write_text(turn, wordings.WriteText(screens.WHOSE, event.id, turn.locale))
    if detail in (Detail.END, Detail.ANSWER_BY) and event.starts is None:
        detail = Detail.START
    turn.open_form(FORM, event_id=event.id, detail=detail)
    return plan_details.ask(await planned(turn, event), detail, turn.moment, page)


@feature.tapped(screens.AskDetail, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def ask_detail(turn: Turn, tap: screens.AskDetail) -> Reply:
    return await _ask(turn, await planning.get(turn.session, tap.event_id), tap.detail, tap.page)


@staff_only(Role.EDITOR)
async def _ask_again(turn: Turn) -> Reply:
    return await ask_detail(turn, screens.AskDetail(turn.answers["event_id"], Detail(turn.answers["detail"])))


@feature.tapped(screens.LeaveOut, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def leave_out(turn: Turn, tap: screens.LeaveOut) -> Reply:
    event = await planning.locked(turn.session, tap.event_id)
    planning.leave_out(event, tap.detail)
    return await _go_on(turn, event)


@feature.tapped(screens.PickDay, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_day(turn: Turn, tap: screens.PickDay) -> Reply:
    event, day = await planning.get(turn.session, tap.event_id), day_tapped(tap.day)
    turn.open_form(FORM, event_id=event.id, detail=Detail.START)
    return plan_details.ask_hour(event, day)


@feature.tapped(screens.PickTime, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_time(turn: Turn, tap: screens.PickTime) -> Reply:
    event = await planning.locked(turn.session, tap.event_id)
    return await _timed(turn, event, tap.detail, moment_tapped(tap.minute))


async def _timed(turn: Turn, event: Event, detail: Detail, wall: datetime) -> Reply:
    """A time was chosen or typed."""
    match detail:
        case Detail.START:
            planning.set_start(event, wall, turn.moment)
        case Detail.END:
            planning.set_end(event, wall)
        case _:
            planning.set_answer_by(event, wall, turn.moment)
    return await _go_on(turn, event)


@feature.tapped(screens.PickNumber, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_number(turn: Turn, tap: screens.PickNumber) -> Reply:
    event = await planning.locked(turn.session, tap.event_id)
    return await _numbered(turn, event, tap.detail, count_of(str(tap.n)))


async def _numbered(turn: Turn, event: Event, detail: Detail, seats: int | None) -> Reply:
    if seats is None:
        raise NotSeats(example="40")
    if detail is Detail.SEATS:
        planning.set_seats(event, seats)
    else:
        planning.set_per_company(event, seats)
    return await _go_on(turn, event)


@feature.typed(FORM, ask=_ask_again, takes_again=True)
@staff_only(Role.EDITOR)
async def take_detail(turn: Turn) -> Reply:
    return await settled(turn, turn.answers["event_id"], _take_detail(turn))


async def _take_detail(turn: Turn) -> Reply:
    event = await planning.locked(turn.session, turn.answers["event_id"])
    match Detail(turn.answers["detail"]):
        case Detail.START | Detail.END | Detail.ANSWER_BY as detail:
            return await _take_time(turn, event, detail)
        case Detail.SEATS | Detail.PER_COMPANY as detail:
            return await _numbered(turn, event, detail, count_of(words_of(turn, TYPED_NUMBER)))
        case Detail.PLACE:
            return await _take_place(turn, event)
        case Detail.MAP | Detail.ONLINE as detail:
            return await _take_link(turn, event, detail)
        case Detail.PICTURE:
            return await _take_picture(turn, event)
        case _:
            raise OnlyButtons


async def _take_time(turn: Turn, event: Event, detail: Detail) -> Reply:
    def tap_for(wall: datetime) -> screens.PickTime:
        return screens.PickTime(event.id, detail, minute_of(wall))

    if detail is Detail.END and event.starts is not None:
        end = ends_meant(words_of(turn, when.LONGEST), event.starts, event.tz)
        if isinstance(end, when.Past):
            raise planning.EndsBeforeStart(moment=date_time(event.starts_at or turn.moment.now, event.tz))
        meant = understood(turn, end, tap_for)
    elif detail is Detail.START:
        outcome = when.read_span(words_of(turn, when.LONGEST), turn.moment.now, turn.moment.zone)
        if isinstance(outcome, when.Understood):
            planning.set_start(event, outcome.at.start, turn.moment)
            return await _timed(turn, event, Detail.END, outcome.at.end)
        meant = _start_meant(turn, outcome, tap_for)
    else:
        meant = moment_of(turn, tap_for)
    if isinstance(meant, Reply):
        return plan_details.asked_back(event, meant)
    return await _timed(turn, event, detail, meant)


def _start_meant(
    turn: Turn, outcome: when.Outcome[when.Span], tap_for: Callable[[datetime], Tap]
) -> datetime | Reply:
    """The beginning that was typed; of a beginning and an end that may mean several, which one is asked."""
    if isinstance(outcome, when.Ambiguous):
        starts = tuple(sorted({span.start for span in outcome.readings}))
        return understood(turn, when.Ambiguous(starts), tap_for)
    return moment_of(turn, tap_for)


async def _take_place(turn: Turn, event: Event) -> Reply:
    if (spot := turn.incoming.place) is not None:
        link = map_link(spot.latitude, spot.longitude)
        if not spot.name and not event.place:
            event.map_link = link
            return plan_details.name_the_place(event)
        planning.set_place(event, planning.place_called(spot.name) or event.place, link)
        return await _go_on(turn, event)
    place, link = place_and_link(words_of(turn, TYPED_PLACE, lines=True))
    if not place and not link:
        raise Empty
    if not place:
        event.map_link = link
        return plan_details.name_the_place(event)
    planning.set_place(event, place, link or ("" if event.place else event.map_link))
    return await _go_on(turn, event)


async def _take_link(turn: Turn, event: Event, detail: Detail) -> Reply:
    if detail is Detail.MAP and (spot := turn.incoming.place) is not None:
        link = map_link(spot.latitude, spot.longitude)
    else:
        link = https_link(words_of(turn, LINK_LIMIT))
    if not link:
        raise NotALink(start="https://")
    if detail is Detail.MAP:
        planning.set_place(event, event.place, link)
    else:
        planning.set_online(event, link)
    return await _go_on(turn, event)


async def _take_picture(turn: Turn, event: Event) -> Reply:
    sent = turn.incoming.paper
    if sent is None:
        raise planning.NotAPicture
    planning.set_picture(event, sent.file_id, sent.media, sent.name, sent.size)
    return await _go_on(turn, event)


# Texts and audience


async def _audience(turn: Turn, event_id: int) -> Audience:
    return Audience.of((await planning.get(turn.session, event_id)).audience)


async def _set_audience(turn: Turn, event_id: int, audience: Audience) -> None:
    await planning.set_audience(turn.session, event_id, audience)


choosing.register(
    screens.WHOSE,
    choosing.Choosing(
        _audience,
        _set_audience,
        back=lambda event_id: screens.AskDetail(event_id, Detail.AUDIENCE),
        settled=settled,
    ),
)


async def _preview(turn: Turn, event: Event, language: str) -> Reply:
    return screens.preview(event)


async def _then(turn: Turn, event: Event) -> Reply:
    """A text was written: what readers of the other languages get is asked, and then what else is not settled."""
    if event.wordings.missing(await announcing.reach(turn.session, event)):
        return await writing.what_is_missing(turn, screens.WHOSE, event.id)
    return await _go_on(turn, event)


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=planning.locked,
        get=events.get,
        text_of=planning.text_of,
        reach=announcing.reach,
        ask=plan_details.ask_text,
        preview=_preview,
        shown=shown,
        back=screens.OpenPlan,
        settled=settled,
        then=_then,
    ),
)
