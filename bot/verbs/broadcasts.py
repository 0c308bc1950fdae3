"""broadcast: write to members from the shell. A running bot sends it."""

from __future__ import annotations

import argparse
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Misconfigured, Refusal
from bot.i18n import LOCALES, date_time, language_name
from bot.markup import RAW_BYTES, escape
from bot.models.broadcasts import Broadcast
from bot.moment import Moment
from bot.rules.audiences import Audience, NotAnAudience, Reach
from bot.rules.words import clean
from bot.services import audiences, broadcasts
from bot.verbs.starting import moment_of, opened, settings_with_logs

EMPTY = "--{language} is empty: leave it out, or write something."
NOT_A_TIME = "--at takes a date and time such as “2026-11-25 14:30”, in {zone} or with an offset."
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
        help="all, or dimension=value|value,… with sub_cluster, group, size, kind, language, "
        "such as 'sub_cluster=wine|snacks,size=large'",
    )
    for language in LOCALES:
        parser.add_argument(
            f"--{language}", metavar="TEXT", help=f"the text in {language_name(language)}, plain"
        )
    parser.add_argument("--at", metavar="TIME", help="when: '2026-11-25 14:30', in TIMEZONE, or ISO 8601")
    parser.add_argument(
        "--fallback",
        nargs="+",
        default=[],
        choices=LOCALES,
        metavar="LANGUAGE",
        help="what readers of a language without text get: the first of these that is written",
    )


async def broadcast(chosen: argparse.Namespace) -> None:
    """Enqueue a broadcast, or set it for later; say how many it reaches."""
    settings = settings_with_logs()
    wordings, moment = _wordings(chosen), moment_of(settings)
    send_at = _instant(chosen.at, settings.zone) if chosen.at is not None else None
    try:
        audience = Audience.parse(chosen.audience)
        async with opened(settings) as database, database.transaction() as session:
            audience = await audiences.recognised(session, audience)
            made = await broadcasts.compose(session, wordings, audience, chosen.fallback, moment)
            said = await _send(session, made, send_at, moment)
    except NotAnAudience as wrong:
        raise Misconfigured(f"{wrong}.") from None
    except Refusal as refusal:
        raise Misconfigured(refusal.wording.format(**refusal.holes)) from None
    print(said)


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


def _instant(written: str, zone: tzinfo) -> datetime:
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise Misconfigured(NOT_A_TIME.format(zone=zone)) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


async def _send(session: AsyncSession, made: Broadcast, send_at: datetime | None, moment: Moment) -> str:
    reached = await broadcasts.reach(session, made)
    for language in made.wordings.missing(reached):
        raise Misconfigured(
            MISSING.format(
                people=_people(reached.by_language[language]), language=language_name(language), code=language
            )
        )
    if send_at is not None:
        await broadcasts.schedule(session, made.id, send_at, None, moment)
        when = date_time(send_at, moment.zone)
        return f"Broadcast {made.id} goes out on {when}, as things stand to {_reached(reached)}."
    await broadcasts.send_at_once(session, made, None, moment)
    tally = (await broadcasts.tallies(session, [made.id]))[made.id]
    return f"Broadcast {made.id} is on its way: {tally.pending} messages to {_reached(reached)}."


def _reached(reached: Reach) -> str:
    counts = ", ".join(f"{language_name(code)} {reached.by_language.get(code, 0)}" for code in LOCALES)
    others = f"; {_people(reached.unreachable)} cannot be reached" if reached.unreachable else ""
    return f"{_people(reached.people)} ({counts}{others})"


def _people(n: int) -> str:
    return f"{n} person" if n == 1 else f"{n} people"
