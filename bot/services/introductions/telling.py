"""Telling the two of an introduction, each in their own language, outside their quiet hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import speaking
from bot.models import Introduction, Person, Purpose
from bot.moment import Moment
from bot.outbox import queue
from bot.replies import Reply
from bot.rules.introductions import EXPIRES_AFTER, Side
from bot.rules.quiet_hours import after_quiet
from bot.screens.introductions import messages
from bot.services.introductions import suggesting

NOTHING = "nothing"
"""What tells that an introduction came to nothing, in the key of the message."""


async def request(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """To one of the two: who would like to meet them, or whom they might like to meet, and why."""
    reader = _reader(asked, side)
    is_handed = asked.handed_from_id is not None
    reasons = await suggesting.reasons_between(session, reader, asked)
    await _tell(
        session,
        asked,
        reader,
        lambda: messages.request(asked, reader, reasons, is_handed_on=is_handed),
        "request",
        after_quiet(moment.now, moment.zone),
        moment,
        not_after=asked.asked_at + EXPIRES_AFTER,
    )


async def nudged(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """To who has not answered: it still waits."""
    reader = _reader(asked, side)
    reasons = await suggesting.reasons_between(session, reader, asked)
    await _tell(
        session,
        asked,
        reader,
        lambda: messages.request(asked, reader, reasons, is_nudge=True),
        "nudge",
        after_quiet(moment.now, moment.zone),
        moment,
        purpose=Purpose.REMINDER,
        not_after=asked.asked_at + EXPIRES_AFTER,
    )


async def introduced(session: AsyncSession, asked: Introduction, by: Side, moment: Moment) -> None:
    """To both: how to reach the other, in one message each. Only for an introduction that both have agreed to."""
    if not (asked.asker_agreed_at and asked.other_agreed_at):
        raise LookupError("contact details leave only when both have said yes")
    for side in Side:
        reader, partner = _reader(asked, side), _reader(asked, _opposite(side))
        with speaking(partner.language):
            first_words = messages.first_words(reader, partner)
        await _tell(
            session,
            asked,
            reader,
            partial(messages.introduced, partner, first_words),
            "introduced",
            moment.now if side is by else after_quiet(moment.now, moment.zone),
            moment,
        )


async def came_to_nothing(
    session: AsyncSession,
    asked: Introduction,
    side: Side,
    next_best: messages.Suggested | None,
    moment: Moment,
) -> None:
    """To who had said yes: it did not work out, and who else there is."""
    reader = _reader(asked, side)
    await _tell(
        session,
        asked,
        reader,
        lambda: messages.came_to_nothing(asked, reader, next_best),
        NOTHING,
        after_quiet(moment.now, moment.zone),
        moment,
    )


async def handed_on(session: AsyncSession, asked: Introduction, colleague: Person, moment: Moment) -> None:
    """To the asker: somebody else of the company answers."""
    await _tell(
        session,
        asked,
        asked.asker,
        lambda: messages.handed_on(asked, colleague),
        "handed",
        after_quiet(moment.now, moment.zone),
        moment,
    )


async def take_back(session: AsyncSession, asked: Introduction, moment: Moment) -> None:
    """What still waits to be sent about an introduction says something that is no longer so."""
    await queue.cancel(session, _key(asked.id), moment.now)


async def forget_words(session: AsyncSession, introduction_id: int) -> None:
    """One of the two is forgotten: what the other got keeps no words; only that it came to nothing is still told."""
    key = _key(introduction_id)
    await queue.forget_about(session, key, besides=f"{key}{NOTHING}:")


def _key(introduction_id: int) -> str:
    return f"introduction:{introduction_id}:"


async def has_answered(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """One of the two has said yes before they were asked, or reminded: that message is not sent any more."""
    for what in ("request", "nudge"):
        await queue.cancel(session, _message_key(asked, what, _reader(asked, side)), moment.now)


def _message_key(asked: Introduction, what: str, reader: Person) -> str:
    # The colon at the end: cancelling by the beginning of a key must not mean person 31 by person 3
    return f"{_key(asked.id)}{what}:{reader.id}:"


def _reader(asked: Introduction, side: Side) -> Person:
    return asked.asker if side is Side.ASKER else asked.other


def _opposite(side: Side) -> Side:
    return Side.OTHER if side is Side.ASKER else Side.ASKER


async def _tell(
    session: AsyncSession,
    asked: Introduction,
    reader: Person,
    screen: Callable[[], Reply],
    what: str,
    not_before: datetime,
    moment: Moment,
    *,
    purpose: Purpose = Purpose.NOTICE,
    not_after: datetime | None = None,
) -> None:
    if reader.telegram_id is None:
        return
    with speaking(reader.language):
        reply = screen()
    await queue.enqueue(
        session,
        reader.telegram_id,
        reply,
        purpose=purpose,
        language=reader.language,
        now=moment.now,
        person_id=reader.id,
        not_before=not_before,
        not_after=not_after,
        dedupe_key=_message_key(asked, what, reader),
    )
