"""Planning events: staff write them step by step, look at them as members will, and announce them.

Each answer is in the event's row at once. After one, what is not settled yet is asked next; the way back from every
question leads to the plan, from which any editor can go on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from functools import wraps
from typing import Protocol, TypeVar

from bot.errors import Refusal
from bot.i18n import N_, _, date_time
from bot.models.events import Event
from bot.replies import Reply, Rows
from bot.rules import when
from bot.rules.audiences import Audience
from bot.rules.events import LINK_LIMIT, PLACE_LIMIT, EventPhase
from bot.rules.planning import Detail, count_of, ends_meant, https_link, map_link, next_to_ask, place_and_link
from bot.rules.staff import Role
from bot.rules.walltime import minute_of, wall_at
from bot.screens import plan_details, wordings
from bot.screens import planning as screens
from bot.screens.audiences import counted
from bot.services import audiences, events, planning
from bot.services.wordings import LanguageMissing
from handlers import audiences as choosing
from handlers import wordings as writing
from handlers.feature import Feature
from handlers.turn import NotAllowed, Turn, staff_only
from handlers.typed import Empty, moment_of, understood, words_of

feature = Feature()

FORM = "planning.detail"
TYPED_PLACE = PLACE_LIMIT + LINK_LIMIT + 1
TYPED_NUMBER = 40


class NotALink(Refusal):
    wording = N_("I need a link that begins with {start}. Please send it again, or leave with /cancel.")


class NotSeats(Refusal):
    wording = N_("Please type one number of people, such as {example}, or choose “No limit”.")


class AboutEvent(Protocol):
    """A tap about one event."""

    @property
    def event_id(self) -> int: ...


T = TypeVar("T", bound=AboutEvent)


def or_as_it_stands(handler: Callable[[Turn, T], Awaitable[Reply]]) -> Callable[[Turn, T], Awaitable[Reply]]:
    """When the plan has moved on since the button was shown, or something is missing, that is shown."""

    @wraps(handler)
    async def taken(turn: Turn, tap: T) -> Reply:
        return await settled(turn, tap.event_id, handler(turn, tap))

    return taken


async def settled(turn: Turn, event_id: int, acting: Awaitable[Reply]) -> Reply:
    """What acting shows; or how the event stands, if it is no plan any more; or what is missing, if something is."""
    try:
        return await acting
    except LanguageMissing:
        turn.close_form()
        return await writing.what_is_missing(turn, screens.WHOSE, event_id)
    except (planning.HasMovedOn, planning.DetailsMissing) as stands:
        turn.close_form()
        shown_now = await shown(turn, await events.get(turn.session, event_id))
        if turn.incoming.is_tap:
            return replace(shown_now, toast=_(stands.wording), is_alert=True)
        return replace(shown_now, before=(Reply(_(stands.wording)),))


async def shown(turn: Turn, event: Event) -> Reply:
    """An event as staff see it: its plan, or how it stands. Raises NotAllowed: a plan is for who may write it."""
    if event.phase is not EventPhase.PLANNING:
        return await card(turn, event)
    if not turn.has_role(Role.EDITOR):
        raise NotAllowed
    return screens.plan(await _planned(turn, event))


async def _planned(turn: Turn, event: Event) -> screens.Planned:
    reached = await planning.reach(turn.session, event)
    ask_next = next_to_ask(planning.settled(event), has_seats=event.seats is not None)
    return screens.Planned(event, reached, ask_next)


# What other features show on the card of an event

Beside = Callable[[Turn, Event], Awaitable[Rows]]
_BESIDE: list[Beside] = []


def beside_card(buttons: Beside) -> Beside:
    """These buttons stand on the card that staff see of an announced event; none where they make no sense."""
    _BESIDE.append(buttons)
    return buttons


async def card(turn: Turn, event: Event) -> Reply:
    """An announced event as staff see it."""
    more = [row for buttons in _BESIDE for row in await buttons(turn, event)]
    figures = await events.figures(turn.session, event.id)
    may_act = turn.has_role(Role.EDITOR)
    return screens.staff_card(event, figures, turn.moment, may_act=may_act, more=tuple(more))


@feature.entrance(screens.ENTRANCE)
@staff_only(Role.VIEWER)
async def list_plans(turn: Turn, tap: screens.ListPlans) -> Reply:
    return await _list(turn, tap.page)


async def _list(turn: Turn, page: int = 0) -> Reply:
    may_act = turn.has_role(Role.EDITOR)
    listed = await events.for_staff(turn.session, page, turn.moment, with_drafts=may_act)
    return screens.all_events(listed, turn.moment, may_act=may_act)


@feature.tapped(screens.NewEvent)
@staff_only(Role.EDITOR)
async def new_event(turn: Turn, tap: screens.NewEvent) -> Reply:
    event = await planning.start(turn.session, turn.id, turn.moment)
    return await _go_on(turn, event)


@feature.tapped(screens.CopyEvent)
@staff_only(Role.EDITOR)
async def copy_event(turn: Turn, tap: screens.CopyEvent) -> Reply:
    return await _go_on(turn, await planning.copy(turn.session, tap.event_id, turn.id, turn.moment))


@feature.tapped(screens.OpenPlan)
@staff_only(Role.VIEWER)
async def open_plan(turn: Turn, tap: screens.OpenPlan) -> Reply:
    return await shown(turn, await events.get(turn.session, tap.event_id))


@feature.tapped(screens.DiscardPlan)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def discard_plan(turn: Turn, tap: screens.DiscardPlan) -> Reply:
    if not tap.is_sure:
        return screens.sure_to_discard(await planning.get(turn.session, tap.event_id))
    await planning.discard(turn.session, tap.event_id, turn.id, turn.moment)
    return await _list(turn)


# One detail after the other


@feature.tapped(screens.GoOn)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def go_on(turn: Turn, tap: screens.GoOn) -> Reply:
    return await _go_on(turn, await planning.get(turn.session, tap.event_id))


async def _go_on(turn: Turn, event: Event) -> Reply:
    """Ask about what is not settled yet; without anything, the plan."""
    turn.close_form()
    planned = await _planned(turn, event)
    if planned.next is None:
        return screens.plan(planned)
    return await _ask(turn, event, planned.next)


async def _ask(turn: Turn, event: Event, detail: Detail, page: int = 0) -> Reply:
    if detail is Detail.TEXTS:
        return await writing.write_text(turn, wordings.WriteText(screens.WHOSE, event.id, turn.locale))
    if detail in (Detail.END, Detail.ANSWER_BY) and event.starts is None:
        detail = Detail.START
    turn.open_form(FORM, event_id=event.id, detail=detail)
    return plan_details.ask(await _planned(turn, event), detail, turn.moment, page)


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
    event = await planning.get(turn.session, tap.event_id)
    try:
        day = date.fromordinal(tap.day)
    except (ValueError, OverflowError):
        raise planning.TooFarAhead from None
    turn.open_form(FORM, event_id=event.id, detail=Detail.START)
    return plan_details.ask_hour(event, day)


@feature.tapped(screens.PickTime, form=FORM)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def pick_time(turn: Turn, tap: screens.PickTime) -> Reply:
    event = await planning.locked(turn.session, tap.event_id)
    try:
        wall = wall_at(tap.minute)
    except OverflowError:
        raise planning.TooFarAhead from None
    return await _timed(turn, event, tap.detail, wall)


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
        case detail:
            return await _ask(turn, event, detail)


async def _take_time(turn: Turn, event: Event, detail: Detail) -> Reply:
    def tap_for(wall: datetime) -> screens.PickTime:
        return screens.PickTime(event.id, detail, minute_of(wall))

    if detail is Detail.END and event.starts is not None:
        outcome = ends_meant(words_of(turn, when.LONGEST), event.starts, event.tz)
        if isinstance(outcome, when.Past):
            raise planning.EndsBeforeStart(moment=date_time(event.starts_at or turn.moment.now, event.tz))
        meant = understood(turn, outcome, tap_for)
    elif detail is Detail.START and (span := _span_of(turn)) is not None:
        planning.set_start(event, span.start, turn.moment)
        return await _timed(turn, event, Detail.END, span.end)
    else:
        meant = moment_of(turn, tap_for)
    if isinstance(meant, Reply):
        return plan_details.asked_back(event, meant)
    return await _timed(turn, event, detail, meant)


def _span_of(turn: Turn) -> when.Span | None:
    """From when to when, where both were typed at once and can mean one thing only."""
    outcome = when.read_span(turn.incoming.text or "", turn.moment.now, turn.moment.zone)
    return outcome.at if isinstance(outcome, when.Understood) else None


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
    sent = turn.incoming.file
    if sent is None:
        raise planning.NotAPicture
    planning.set_picture(event, sent.file_id, sent.media, sent.name, sent.size)
    return await _go_on(turn, event)


# Texts and audience


async def _audience(turn: Turn, event_id: int) -> Audience:
    return Audience.of((await planning.get(turn.session, event_id)).audience)


async def _set_audience(turn: Turn, event_id: int, audience: Audience) -> None:
    await planning.set_audience(turn.session, event_id, audience)


async def _count(turn: Turn, audience: Audience) -> str:
    return counted(await audiences.reach(turn.session, audience))


choosing.register(
    screens.WHOSE,
    choosing.Choosing(
        _audience,
        _set_audience,
        _count,
        back=lambda event_id: screens.AskDetail(event_id, Detail.AUDIENCE),
        settled=settled,
    ),
)


async def _preview(turn: Turn, event: Event, language: str) -> Reply:
    return screens.preview(event)


async def _then(turn: Turn, event: Event) -> Reply:
    """A text was written: what readers of the other languages get is asked, and then what else is not settled."""
    if event.wordings.missing(await planning.reach(turn.session, event)):
        return await writing.what_is_missing(turn, screens.WHOSE, event.id)
    return await _go_on(turn, event)


writing.register(
    screens.WHOSE,
    writing.Writing(
        draft=planning.locked,
        get=events.get,
        text_of=planning.text_of,
        reach=planning.reach,
        ask=plan_details.ask_text,
        preview=_preview,
        shown=shown,
        back=screens.OpenPlan,
        settled=settled,
        then=_then,
    ),
)


@feature.tapped(screens.TapPreview)
@staff_only(Role.VIEWER)
async def tap_preview(turn: Turn, tap: screens.TapPreview) -> Reply:
    return Reply(toast=screens.tapped_preview(), is_alert=True)


# Announcing


@feature.tapped(screens.LookOnce)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def look_once(turn: Turn, tap: screens.LookOnce) -> Reply:
    event = await planning.get(turn.session, tap.event_id)
    await planning.ready(turn.session, event, turn.moment)
    return screens.last_look(await _planned(turn, event), planning.goes_out_at(turn.moment), turn.moment)


@feature.tapped(screens.Announce)
@staff_only(Role.EDITOR)
@or_as_it_stands
async def announce(turn: Turn, tap: screens.Announce) -> Reply:
    return await shown(turn, await planning.announce(turn.session, tap.event_id, turn.id, turn.moment))
