"""broadcast: write to members from the shell. A running bot sends it."""

from __future__ import annotations

import argparse
from contextlib import suppress
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Misconfigured, Refusal
from bot.i18n import LOCALES, date_time, language_name
from bot.markup import RAW_BYTES, escape
from bot.models.broadcasts import Broadcast
from bot.moment import Moment
from bot.rules.audiences import Audience, NotAnAudience, Reach
from bot.rules.scheduling import USUAL_HOURS, morning_after
from bot.rules.timetable import BEGIN, END
from bot.rules.walltime import instant_of, wall_of
from bot.rules.words import clean
from bot.services import approvals, audiences, broadcasts, composing, scheduling
from bot.services.scheduling import AtNight
from bot.verbs.starting import moment_of, opened, settings_with_logs

EMPTY = "--{language} is empty: leave it out, or write something."
NOT_A_TIME = "--at takes a date and time such as “2026-11-25 14:30”, in {zone} or with an offset."
AT_NIGHT = (
    "At {time:%H:%M} phones would ring at night: choose --at '{morning:%Y-%m-%d %H:%M}', "
    "or add --even-at-night."
)
FIRST_HOUR = USUAL_HOURS[0]
"""What a day alone means: never midnight."""
WAITS = (
    "Broadcast {number} waits for approval: it goes to {reached}, and owners want a second look at so many. "
    "Editors and owners were asked in their chats; it goes out {when}."
)
NO_TEXT = "There is no text: give at least one of --en, --fr and --ar."
MISSING = (
    "There is no text in {language}, for {people} of this audience: give --{code}, "
    "or a language that is written with --fallback."
)


def broadcast_arguments(parser: argparse.ArgumentParser) -> None:
    """To whom, what, and when."""
    parser.add_argument(
        "--audience",
        required=True,
        metavar="WHOM",
        help="all, or dimension=value|value,… with sub_cluster, group, size, kind, band, recency, event, poll, "
        "mission, language and saved (a saved audience), such as 'sub_cluster=wine|snacks,size=large'. Values add up, "
        "dimensions narrow each other; ! before a dimension leaves these out, & asks for all of them; a semicolon "
        "begins another part, who is in one of them gets it; quotes keep a name together: "
        "'saved=\"Exporters, large\",!group=board; kind=investor'",
    )
    parser.add_argument(
        "--one-voice",
        action="store_true",
        help="one person of each company gets it: the one who would speak for it",
    )
    for language in LOCALES:
        parser.add_argument(
            f"--{language}", metavar="TEXT", help=f"the text in {language_name(language)}, plain"
        )
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="when: '2026-11-25 14:30', in TIMEZONE, or ISO 8601; a day alone, '2026-11-25', means "
        f"{FIRST_HOUR:%H:%M}",
    )
    parser.add_argument(
        "--even-at-night",
        action="store_true",
        help=f"send it although phones ring between {BEGIN:%H:%M} and {END:%H:%M}; without this it is refused",
    )
    parser.add_argument(
        "--fallback",
        nargs="+",
        default=[],
        choices=LOCALES,
        metavar="LANGUAGE",
        help="what readers of a language without text get: the first of these that is written",
    )


async def broadcast(chosen: argparse.Namespace) -> None:
    """Enqueue a broadcast, or set it for later; say how many it reaches. To more people than owners allow without a
    second look, it waits for one of the staff to approve it."""
    settings = settings_with_logs()
    wordings, moment = _wordings(chosen), moment_of(settings)
    wall = _wall(chosen.at, settings.zone) if chosen.at is not None else None
    try:
        # Before anything is looked up: it is the same for every audience
        if wall is not None:
            scheduling.instant_chosen(wall, moment)
        if not chosen.even_at_night:
            _check_by_day(wall, moment)
        audience = Audience.parse(chosen.audience)
        async with opened(settings) as database, database.transaction() as session:
            audience = await audiences.recognised(session, audience)
            made = await composing.compose(
                session, wordings, audience, chosen.fallback, moment, by_company=chosen.one_voice
            )
            said = await _send(session, made, wall, moment)
    except NotAnAudience as wrong:
        raise Misconfigured(f"{wrong}.") from None
    except Refusal as refusal:
        raise Misconfigured(refusal.wording.format(**refusal.holes)) from None
    print(said)


def _check_by_day(wall: datetime | None, moment: Moment) -> None:
    try:
        scheduling.check_by_day(wall, moment)
    except AtNight:
        night = moment.now if wall is None else instant_of(wall, moment.zone)
        raise Misconfigured(
            AT_NIGHT.format(time=wall_of(night, moment.zone), morning=morning_after(night, moment.zone))
        ) from None


def _wordings(chosen: argparse.Namespace) -> dict[str, str]:
    """The texts as Telegram HTML, by language. Raises Misconfigured when one is empty, or there is none."""
    wordings = {}
    for language in LOCALES:
        written = getattr(chosen, language)
        if written is None:
            continue
        text = clean(written, RAW_BYTES, lines=True).text
        if not text:
            raise Misconfigured(EMPTY.format(language=language))
        wordings[language] = escape(text)
    if not wordings:
        raise Misconfigured(NO_TEXT)
    return wordings


def _wall(written: str, zone: tzinfo) -> datetime:
    """The wall time in `zone`, the next full minute; of a day alone, the first usual hour. Raises Misconfigured when it
    is no time."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(written.strip()), FIRST_HOUR)
    try:
        at = datetime.fromisoformat(written.strip())
        wall = at if at.tzinfo is None else wall_of(at, zone)
        minute = wall.replace(second=0, microsecond=0)
        return minute if minute == wall else minute + timedelta(minutes=1)
    except (ValueError, OverflowError):
        raise Misconfigured(NOT_A_TIME.format(zone=zone)) from None


async def _send(session: AsyncSession, made: Broadcast, wall: datetime | None, moment: Moment) -> str:
    reached = await broadcasts.reach(session, made)
    for language in made.wordings.missing(reached):
        raise Misconfigured(
            MISSING.format(
                people=_people(reached.by_language[language]), language=language_name(language), code=language
            )
        )
    if (await approvals.standing(session, made, reached.people, None, moment)).is_needed:
        await broadcasts.ready(session, made)
        await approvals.ask(session, made, reached, wall, None, moment)
        when = _when(wall, moment) if wall is not None else "as soon as that is done"
        return WAITS.format(number=made.id, reached=_reached(reached), when=when)
    if wall is not None:
        await scheduling.schedule(session, made.id, wall, None, moment)
        return (
            f"Broadcast {made.id} goes out on {_when(wall, moment)}, as things stand to {_reached(reached)}."
        )
    await broadcasts.send_at_once(session, made, None, moment)
    tally = (await broadcasts.tallies(session, [made.id]))[made.id]
    return f"Broadcast {made.id} is on its way: {tally.pending} messages to {_reached(reached)}."


def _when(wall: datetime, moment: Moment) -> str:
    return date_time(instant_of(wall, moment.zone), moment.zone)


def _reached(reached: Reach) -> str:
    counts = ", ".join(f"{language_name(code)} {reached.by_language.get(code, 0)}" for code in LOCALES)
    others = f"; {_people(reached.colleagues)} of theirs not written to" if reached.colleagues else ""
    others += f"; {_people(reached.unreachable)} cannot be reached" if reached.unreachable else ""
    voices = f" of {_companies(reached.people)}" if reached.by_company else ""
    return f"{_people(reached.people)}{voices} ({counts}{others})"


def _people(n: int) -> str:
    return f"{n} person" if n == 1 else f"{n} people"


def _companies(n: int) -> str:
    return f"{n} company" if n == 1 else f"{n} companies"
