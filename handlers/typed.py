"""What people type into a form, checked for being text at all; nothing else in it is believed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date as calendar_day
from datetime import datetime, time
from typing import Any, TypeGuard

from bot.errors import Refusal
from bot.i18n import N_, date, number
from bot.replies import Reply, Tap
from bot.rules import money, when
from bot.rules.money import Money
from bot.rules.walltime import wall_at
from bot.rules.words import clean
from bot.screens import money as money_screens
from bot.screens import when as screens
from bot.services.planning import TooFarAhead
from handlers.turn import Turn


class NotText(Refusal):
    """Something else than text came: a sticker, a file, a contact."""

    wording = N_("Please type it as text, or leave with /cancel.")


class Empty(Refusal):
    """Nothing is left once what cannot be seen is taken out."""

    wording = N_("There is nothing to read in this message. Please type it again, or leave with /cancel.")


class TooLong(Refusal):
    wording = N_(
        "This is too long: {length} characters; at most {limit} fit. Please shorten it, or leave with /cancel."
    )


class OnlyButtons(Refusal):
    """Something was typed or sent where only buttons answer."""

    wording = N_("This question is answered by the buttons below. Please tap one, or leave with /cancel.")


def moment_tapped(minute: int) -> datetime:
    """The wall time that a button carries as its minute. Raises TooFarAhead for one that no calendar has."""
    try:
        return wall_at(minute)
    except OverflowError:
        raise TooFarAhead from None


def day_tapped(ordinal: int) -> calendar_day:
    """The day that a button carries as its ordinal. Raises TooFarAhead for one that no calendar has."""
    try:
        return calendar_day.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise TooFarAhead from None


def words_of(turn: Turn, limit: int, *, lines: bool = False) -> str:
    """The typed text, cleaned. Raises NotText, Empty, TooLong (`limit` in characters)."""
    if turn.incoming.text is None:
        raise NotText
    cleaned = clean(turn.incoming.text, limit, lines=lines)
    if not cleaned.text:
        raise Empty
    if cleaned.is_too_long:
        raise TooLong(length=number(limit + cleaned.excess), limit=number(limit))
    return cleaned.text


class NotAName(Refusal):
    """Only signs or pictures, by which nobody is found."""

    wording = N_("A name has letters or digits. Please type it again, or leave with /cancel.")


def name_of(turn: Turn, limit: int) -> str:
    """A typed name. Raises what `words_of` does, and NotAName."""
    typed = words_of(turn, limit)
    if not any(map(str.isalnum, typed)):
        raise NotAName
    return typed


def a_name(limit: int) -> Callable[[Turn, dict[str, Any]], Awaitable[str]]:
    """What a step of a flow takes: what somebody or something is called."""

    async def take(turn: Turn, given: dict[str, Any]) -> str:
        return name_of(turn, limit)

    return take


def words(limit: int) -> Callable[[Turn, dict[str, Any]], Awaitable[str]]:
    """What a step of a flow takes: text of at most so many characters."""

    async def take(turn: Turn, given: dict[str, Any]) -> str:
        return words_of(turn, limit)

    return take


class NotMoney(Refusal):
    wording = N_(
        "I cannot read this as an amount of money. Type it with its currency, like {example}, or leave with /cancel."
    )


def money_of(turn: Turn, tap_for: Callable[[Money], Tap]) -> Money | Reply:
    """The amount that was typed; or the question which was meant, each button with the tap that the noun gives.

    The question comes without a way out: the noun, or its flow, adds that. The noun says the amount back, as it does
    with all that was typed. Raises what `words_of` does, and NotMoney.
    """
    return money_in(words_of(turn, money.MONEY_LIMIT), tap_for)


def money_in(text: str, tap_for: Callable[[Money], Tap]) -> Money | Reply:
    """The amount in a part of what was typed, as `money_of` gives it. Raises NotMoney."""
    found = money.readings(text)
    if not found:
        raise NotMoney(example=money_screens.EXAMPLES)
    return found[0] if len(found) == 1 else money_screens.which_meant(found, tap_for)


class NotATime(Refusal):
    wording = N_("I cannot read this as a time. Type it like {example} or {words}, or leave with /cancel.")


class TimeMissing(Refusal):
    """A day was typed, but no time."""

    wording = N_(
        "The time is missing. Type the day and the time together, like {example} or {words}, or leave with /cancel."
    )


class NotInCalendar(Refusal):
    """31 February, or a month before the day."""

    wording = N_(
        "There is no {day} in the calendar. The day comes first, then the month. "
        "Please type it again, or leave with /cancel."
    )


class LiesBehind(Refusal):
    wording = N_(
        "{moment} has passed. Type one that lies ahead, with its year if it is next year's, or leave with /cancel."
    )


class NotThatWeekday(Refusal):
    """A weekday and a date that do not go together, without a time."""

    wording = N_(
        "The weekday and the date do not go together: that day is {day}. "
        "Please type it again with the time, or leave with /cancel."
    )


def moment_of(turn: Turn, tap_for: Callable[[datetime], Tap]) -> datetime | Reply:
    """The wall time that was typed; or the question which was meant, each button with the tap that the noun gives.

    The question comes without a way out: the noun, or its flow, adds that. Whether the clocks show the time on a night
    when they change is for `services.walltime`. Raises what `words_of` does, and NotATime, TimeMissing,
    NotInCalendar, NotThatWeekday, LiesBehind.
    """
    now, zone = turn.moment.now, turn.moment.zone
    outcome = when.read(words_of(turn, when.LONGEST), now, zone, needs_time=True)
    return understood(turn, outcome, tap_for)


LAST_MINUTE = time(23, 59)


def deadline_of(turn: Turn, tap_for: Callable[[datetime], Tap]) -> datetime | Reply:
    """As `moment_of`, of the end of something: a day without a time means until that day is over."""
    outcome = when.read(words_of(turn, when.LONGEST), turn.moment.now, turn.moment.zone)
    match outcome:
        case when.Understood(at=at):
            return _end_of(at)
        case when.Ambiguous(readings=readings):
            outcome = when.Ambiguous(tuple(map(_end_of, readings)))
        case when.WrongWeekday():
            outcome = replace(outcome, readings=tuple(map(_end_of, outcome.readings)))
    return understood(turn, outcome, tap_for)


def _end_of(at: when.Meant) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, LAST_MINUTE)


def understood(
    turn: Turn, outcome: when.Outcome[when.Meant], tap_for: Callable[[datetime], Tap]
) -> datetime | Reply:
    """What reading a moment came to, as `moment_of` gives it."""
    match outcome:
        case when.Understood(at=datetime() as at):
            return at
        case when.Ambiguous(readings=readings) if _are_timed(readings):
            return screens.which_meant(readings, tap_for, turn.moment)
        case when.WrongWeekday(on=day, readings=readings) if _are_timed(readings):
            return screens.not_that_weekday(day, readings, tap_for, turn.moment)
        case _:
            raise _refusal(outcome)


class NotADay(Refusal):
    wording = N_("I cannot read this as a day. Type it like {example}, or leave with /cancel.")


def day_of(turn: Turn, tap_for: Callable[[calendar_day], Tap]) -> calendar_day | Reply:
    """The day that was typed, with its time left out; or the question which was meant, each button with the tap that
    the noun gives. The question comes without a way out. Raises what `words_of` does, and NotADay, NotInCalendar,
    LiesBehind."""
    outcome = when.read(words_of(turn, when.LONGEST), turn.moment.now, turn.moment.zone)
    match outcome:
        case when.Understood(at=at):
            return _day(at)
        case when.Ambiguous(readings=readings) | when.WrongWeekday(readings=readings):
            days = sorted({_day(at) for at in readings})
            return days[0] if len(days) == 1 else screens.which_day(days, tap_for)
        case when.NotUnderstood():
            raise NotADay(example=screens.DAY_EXAMPLE)
        case _:
            raise _refusal(outcome)


def _day(at: when.Meant) -> calendar_day:
    return at.date() if isinstance(at, datetime) else at


def _are_timed(readings: Sequence[when.Meant]) -> TypeGuard[Sequence[datetime]]:
    return all(isinstance(at, datetime) for at in readings)


def _refusal(outcome: when.Outcome[when.Meant]) -> Refusal:
    """What is said where no time comes out."""
    match outcome:
        case when.Understood() | when.Ambiguous():
            return TimeMissing(example=screens.EXAMPLE, words=screens.spoken_example())
        case when.WrongWeekday(on=day):
            return NotThatWeekday(day=date(day))
        case when.NoSuchDay(day=number_, month=month, year=year):
            return NotInCalendar(day=f"{number_}/{month}/{year}")
        case when.Past(at=datetime() as at):
            return LiesBehind(moment=screens.on_the_clock(at))
        case when.Past(at=day):
            return LiesBehind(moment=date(day))
        case _:
            return NotATime(example=screens.EXAMPLE, words=screens.spoken_example())
