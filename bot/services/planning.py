"""Events being planned: begun, written step by step, copied from earlier ones, announced to their audience.

Everything said of an event is in its row from the first moment, so that any editor can go on with it later.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time, number
from bot.markup import cut_after_first_line, length
from bot.models.events import Event, EventText
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.events import PLACE_LIMIT, TITLE_LIMIT, EventPhase
from bot.rules.files import FILE_BYTES
from bot.rules.planning import MOST_AHEAD, TEXT_LIMIT, Detail
from bot.rules.staff import Deed
from bot.rules.words import clean
from bot.services import events, rows, staff
from bot.services.event_times import set_by_the_clocks
from bot.services.walltime import chosen


class HasMovedOn(Refusal):
    """What the button was about is no plan any more: somebody was quicker."""

    wording = N_("This plan has moved on. Here is how it stands now.")


class TitleMissing(Refusal):
    wording = N_("The first line is the title, and it is empty. Please send the whole text again.")


class TitleTooLong(Refusal):
    wording = N_(
        "The first line is the title: it has {length} characters, and at most {limit} fit. "
        "Begin with a short line, write the rest below it, and send it again, or leave with /cancel."
    )


class TextTooLong(Refusal):
    wording = N_(
        "This text has {length} characters, and at most {limit} fit below the title, with the time and the place. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class LiesBehind(Refusal):
    wording = N_("This time has passed. Please choose one that lies ahead.")


class TooFarAhead(Refusal):
    wording = N_("This is more than two years ahead. Please look at the year, and choose or type it again.")


class StartMissing(Refusal):
    wording = N_("First say when it begins.")


class EndsBeforeStart(Refusal):
    wording = N_("The end must come after the beginning, which is {moment}. Please type it again.")


class AnswersAfterStart(Refusal):
    wording = N_("Answers must be in before it begins, which is {moment}. Please choose an earlier time.")


class PlaceTooLong(Refusal):
    wording = N_(
        "This has {length} characters, and at most {limit} fit. Please shorten it, or leave with /cancel."
    )


class NotAPicture(Refusal):
    wording = N_("Please send a picture, or a flyer as a picture or a PDF; or leave with /cancel.")


class PictureTooLarge(Refusal):
    wording = N_(
        "This file is too large: at most {limit} MB. Please send a smaller one, or leave with /cancel."
    )


async def start(session: AsyncSession, author_id: int, moment: Moment) -> Event:
    """A new plan; or the one that they began and of which nothing was said yet."""
    empty = await session.scalar(
        select(Event)
        .where(
            Event.author_id == author_id,
            Event.phase == EventPhase.PLANNING,
            Event.revises_id.is_(None),
            Event.starts.is_(None),
            Event.place == "",
            Event.online_link == "",
            Event.picture_id == "",
            Event.seats.is_(None),
            ~Event.texts.any(),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    if empty is not None:
        return empty
    event = Event(author_id=author_id, created_at=moment.now, zone=str(moment.zone), texts=[])
    session.add(event)
    await session.flush()
    return event


COPIED = (
    "zone",
    "place",
    "map_link",
    "online_link",
    "seats",
    "seats_per_company",
    "picture_id",
    "picture_media",
    "audience",
    "fallbacks",
)
"""What a plan takes over from an earlier event, besides its texts."""


def take_over(event: Event, other: Event, *columns: str) -> None:
    """Say of an event what is said of another one: these columns, and the texts."""
    for column in columns:
        setattr(event, column, getattr(other, column))
    event.texts = [
        EventText(language=text.language, title=text.title, html=text.html) for text in other.texts
    ]


async def copy(session: AsyncSession, event_id: int, author_id: int, moment: Moment) -> Event:
    """A new plan that says what an earlier event said, all but its times. Raises NoSuchEvent."""
    other = await events.get(session, event_id)
    event = Event(author_id=author_id, created_at=moment.now, zone=other.zone, texts=[])
    session.add(event)
    await session.flush()
    take_over(event, other, *COPIED)
    event.settled = [Detail.PLACE, Detail.SEATS, Detail.PER_COMPANY, Detail.AUDIENCE]
    await session.flush()
    return event


async def get(session: AsyncSession, event_id: int) -> Event:
    """A plan, to be looked at. Raises NoSuchEvent, HasMovedOn."""
    return _as_plan(await session.get(Event, event_id))


async def locked(session: AsyncSession, event_id: int) -> Event:
    """A plan, locked until the commit. Raises NoSuchEvent, HasMovedOn."""
    return _as_plan(await rows.locked(session, Event, event_id, events.NoSuchEvent))


def _as_plan(event: Event | None) -> Event:
    is_discarded = event is not None and event.phase is EventPhase.DISCARDED
    if event is None or (is_discarded and event.revises_id is None):
        raise events.NoSuchEvent
    if event.phase is not EventPhase.PLANNING:
        raise HasMovedOn
    return event


async def as_it_stands(session: AsyncSession, event_id: int) -> Event:
    """An event as staff open it: instead of a change that was saved or dropped, the event itself. Raises
    NoSuchEvent."""
    event = await session.get(Event, event_id)
    is_over = event is not None and event.phase is EventPhase.DISCARDED
    if event is not None and is_over and event.revises_id is not None:
        return await events.get(session, event.revises_id)
    return await events.get(session, event_id)


async def discard(session: AsyncSession, event_id: int, actor_id: int, moment: Moment) -> Event:
    """Throw a plan away, or a change, with its texts. Raises NoSuchEvent, HasMovedOn."""
    event = await locked(session, event_id)
    event.phase, event.texts = EventPhase.DISCARDED, []
    if event.revises_id is None:
        staff.audit(session, actor_id, Deed.EVENT_DISCARDED, moment, event=str(event.id))
    await session.flush()
    return event


# What is said of it


def settled(event: Event) -> set[str]:
    """The details that nobody has to be asked about any more."""
    said = {Detail.TEXTS: event.texts, Detail.START: event.starts, Detail.END: event.ends}
    return {*event.settled, *(detail for detail, value in said.items() if value)}


def _settle(event: Event, detail: Detail) -> None:
    event.settled = sorted({*event.settled, detail})


def _unsettle(event: Event, detail: Detail) -> None:
    event.settled = [one for one in event.settled if one != detail]


def titled(html: str, limit: int = TEXT_LIMIT) -> tuple[str, str]:
    """The title and the text of a message whose first line is the title: plain text, and Telegram HTML. Raises
    TitleMissing, TitleTooLong, TextTooLong."""
    first, rest = cut_after_first_line(html)
    title = clean(first, TITLE_LIMIT)
    if not title.text:
        raise TitleMissing
    if title.is_too_long:
        raise TitleTooLong(length=number(TITLE_LIMIT + title.excess), limit=number(TITLE_LIMIT))
    if length(rest) > limit:
        raise TextTooLong(length=number(length(rest)), limit=number(limit))
    return title.text, rest


def text_of(event: Event, language: str, html: str) -> EventText:
    """The row of a language. Raises what `titled` does."""
    title, rest = titled(html)
    return EventText(language=language, title=title, html=rest)


def set_start(event: Event, wall: datetime, moment: Moment) -> None:
    """Say when it begins: the end moves along, and answers that were wanted later are not wanted by any time.

    Raises LiesBehind, TooFarAhead, Skipped, ShownTwice.
    """
    starts_at = chosen(wall, moment.zone)
    if starts_at <= moment.now:
        raise LiesBehind
    if starts_at > moment.now + MOST_AHEAD:
        raise TooFarAhead
    if event.starts is not None and event.ends is not None:
        event.ends += wall - event.starts
    event.zone, event.starts = str(moment.zone), wall
    if event.answer_by is not None and event.answer_by >= wall:
        event.answer_by = None
        _unsettle(event, Detail.ANSWER_BY)
    set_by_the_clocks(event)


def set_end(event: Event, wall: datetime) -> None:
    """Say when it ends. Raises StartMissing, EndsBeforeStart, TooFarAhead, Skipped, ShownTwice."""
    if event.starts_at is None:
        raise StartMissing
    ends_at = chosen(wall, event.tz)
    if ends_at <= event.starts_at:
        raise EndsBeforeStart(moment=date_time(event.starts_at, event.tz))
    if ends_at > event.starts_at + MOST_AHEAD:
        raise TooFarAhead
    event.ends = wall
    set_by_the_clocks(event)


def set_answer_by(event: Event, wall: datetime, moment: Moment) -> None:
    """Say by when answers are wanted. Raises StartMissing, LiesBehind, AnswersAfterStart, Skipped, ShownTwice."""
    if event.starts_at is None:
        raise StartMissing
    answer_by_at = chosen(wall, event.tz)
    if answer_by_at <= moment.now:
        raise LiesBehind
    if answer_by_at >= event.starts_at:
        raise AnswersAfterStart(moment=date_time(event.starts_at, event.tz))
    event.answer_by = wall
    set_by_the_clocks(event)
    _settle(event, Detail.ANSWER_BY)


def place_called(name: str) -> str:
    """What a shared place is called, as it can be kept."""
    return clean(name, PLACE_LIMIT).text.strip(", ")


def set_place(event: Event, place: str, map_link: str = "") -> None:
    """Say where it is, and where that is on a map. Raises PlaceTooLong."""
    if len(place) > PLACE_LIMIT:
        raise PlaceTooLong(length=number(len(place)), limit=number(PLACE_LIMIT))
    event.place, event.map_link = place, map_link
    _settle(event, Detail.PLACE)


def set_online(event: Event, link: str) -> None:
    """Say by which link people take part from afar. An event online needs no place."""
    event.online_link = link
    _settle(event, Detail.PLACE)


def set_seats(event: Event, seats: int) -> None:
    event.seats = seats
    _settle(event, Detail.SEATS)


def set_per_company(event: Event, seats: int) -> None:
    event.seats_per_company = seats
    _settle(event, Detail.PER_COMPANY)


PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".pdf")


def set_picture(event: Event, file_id: str, media: str, name: str, size: int) -> None:
    """Give it a picture or a flyer that Telegram has. Raises NotAPicture, PictureTooLarge."""
    if media != "photo" and not name.lower().endswith(PICTURES):
        raise NotAPicture
    if size > FILE_BYTES:
        raise PictureTooLarge(limit=number(FILE_BYTES // 1024**2))
    event.picture_id, event.picture_media = file_id, media


def leave_out(event: Event, detail: Detail) -> None:
    """Say nothing of a detail: no limit, no place, no time by which answers are wanted. What is needed, and whom it is
    for, stays."""
    match detail:
        case Detail.PLACE:
            event.place = event.map_link = ""
        case Detail.MAP:
            event.map_link = ""
        case Detail.ONLINE:
            event.online_link = ""
        case Detail.PICTURE:
            event.picture_id = event.picture_media = ""
        case Detail.SEATS:
            event.seats = None
        case Detail.PER_COMPANY:
            event.seats_per_company = None
        case Detail.ANSWER_BY:
            event.answer_by = event.answer_by_at = None
    _settle(event, detail)


async def set_audience(session: AsyncSession, event_id: int, audience: Audience) -> None:
    """Say whom a plan is for. Raises NoSuchEvent; HasMovedOn, also for a change: who was invited stays invited."""
    event = await locked(session, event_id)
    if event.revises_id is not None:
        raise HasMovedOn
    event.audience = audience.stored()
