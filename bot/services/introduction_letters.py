"""What the two of an introduction are told, at each step of it."""

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
from bot.screens import introductions as screens
from bot.services import suggestions
from bot.services.telling import Message, tell

NOTHING = "nothing"
"""The message that an introduction came to nothing: it is sent even when one of the two is forgotten meanwhile."""


async def tell_request(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """Tell one of the two who would like to meet them, or whom they might like to meet; not of a muted request."""
    if asked.is_muted:
        return
    reader = _reader(asked, side)
    is_handed = asked.handed_from_id is not None
    reasons = await suggestions.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "request",
        Purpose.NOTICE,
        lambda: screens.request(asked, reader, reasons, is_handed_on=is_handed),
        not_after=asked.asked_at + EXPIRES_AFTER,
        offer=Offer.INTRODUCTION,
    )
    await tell(session, reader, message, moment)


async def tell_nudge(session: AsyncSession, asked: Introduction, side: Side, moment: Moment) -> None:
    """Remind one of the two, who has not answered."""
    reader = _reader(asked, side)
    reasons = await suggestions.reasons_between(session, reader, asked)
    message = Message(
        asked.about,
        "nudge",
        Purpose.REMINDER,
        lambda: screens.request(asked, reader, reasons, is_nudge=True),
        not_after=asked.asked_at + EXPIRES_AFTER,
    )
    await tell(session, reader, message, moment)


async def tell_introduced(session: AsyncSession, asked: Introduction, by: Side, moment: Moment) -> None:
    """Tell each of the two how to reach the other. Only for an introduction that both have agreed to."""
    if not (asked.asker_agreed_at and asked.other_agreed_at):
        raise LookupError("contact details leave only when both have said yes")
    for side in Side:
        reader, partner = _reader(asked, side), _reader(asked, _opposite(side))
        with speaking(partner.language):
            first_words = screens.first_words(reader, partner)
        message = Message(
            asked.about,
            "introduced",
            Purpose.NOTICE,
            partial(screens.introduced, partner, first_words),
            is_urgent=side is by,
        )
        await tell(session, reader, message, moment)


async def tell_nothing(
    session: AsyncSession,
    asked: Introduction,
    side: Side,
    next_best: screens.Suggested | None,
    moment: Moment,
) -> None:
    """Tell one of the two, who had said yes, that it did not work out, and who else there is."""
    reader = _reader(asked, side)
    screen = partial(screens.came_to_nothing, asked, reader, next_best)
    await tell(session, reader, Message(asked.about, NOTHING, Purpose.NOTICE, screen), moment)


async def tell_handed_on(
    session: AsyncSession, asked: Introduction, colleague: Person, moment: Moment
) -> None:
    """Tell the asker that somebody else of the company answers."""
    screen = partial(screens.handed_on, asked, colleague)
    await tell(session, asked.asker, Message(asked.about, "handed", Purpose.NOTICE, screen), moment)


def _reader(asked: Introduction, side: Side) -> Person:
    return asked.asker if side is Side.ASKER else asked.other


def _opposite(side: Side) -> Side:
    return Side.OTHER if side is Side.ASKER else Side.ASKER
