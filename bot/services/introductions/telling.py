"""Telling the two of an introduction, each in their own language, outside their quiet hours."""

from __future__ import annotations

from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import speaking
from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.introductions import EXPIRES_AFTER, Side
from bot.rules.ledger import Offer
from bot.screens.introductions import messages
from bot.services.introductions import suggesting
from bot.services.telling import Message, tell

NOTHING = "nothing"
"""The message that an introduction came to nothing: it is sent even when one of the two is forgotten meanwhile."""


async def request(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """To one of the two, unless they are spared it: who would like to meet them, or whom they might like to meet."""
    if asked.is_muted:
        return
    reader = _reader(asked, side)
    is_handed = asked.handed_from_id is not None
    reasons = await suggesting.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "request",
        Purpose.NOTICE,
        lambda: messages.request(asked, reader, reasons, is_handed_on=is_handed),
        not_after=asked.asked_at + EXPIRES_AFTER,
        offer=Offer.INTRODUCTION,
    )
    await tell(session, reader, message, moment)


async def nudged(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """To who has not answered: it still waits."""
    reader = _reader(asked, side)
    reasons = await suggesting.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "nudge",
        Purpose.REMINDER,
        lambda: messages.request(asked, reader, reasons, is_nudge=True),
        not_after=asked.asked_at + EXPIRES_AFTER,
    )
    await tell(session, reader, message, moment)


async def introduced(session: AsyncSession, asked: Introduction, by: Side, moment: Moment) -> None:
    """To both: how to reach the other, in one message each. Only for an introduction that both have agreed to."""
    if not (asked.asker_agreed_at and asked.other_agreed_at):
        raise LookupError("contact details leave only when both have said yes")
    for side in Side:
        reader, partner = _reader(asked, side), _reader(asked, _opposite(side))
        with speaking(partner.language):
            first_words = messages.first_words(reader, partner)
        message = Message(
            asked.about,
            "introduced",
            Purpose.NOTICE,
            partial(messages.introduced, partner, first_words),
            is_urgent=side is by,
        )
        await tell(session, reader, message, moment)


async def came_to_nothing(
    session: AsyncSession,
    asked: Introduction,
    side: Side,
    next_best: messages.Suggested | None,
    moment: Moment,
) -> None:
    """To who had said yes: it did not work out, and who else there is."""
    reader = _reader(asked, side)
    screen = partial(messages.came_to_nothing, asked, reader, next_best)
    await tell(session, reader, Message(asked.about, NOTHING, Purpose.NOTICE, screen), moment)


async def handed_on(session: AsyncSession, asked: Introduction, colleague: Person, moment: Moment) -> None:
    """To the asker: somebody else of the company answers."""
    screen = partial(messages.handed_on, asked, colleague)
    await tell(session, asked.asker, Message(asked.about, "handed", Purpose.NOTICE, screen), moment)


def _reader(asked: Introduction, side: Side) -> Person:
    return asked.asker if side is Side.ASKER else asked.other


def _opposite(side: Side) -> Side:
    return Side.OTHER if side is Side.ASKER else Side.ASKER
