"""Feedback on events: those who were there are asked how it was, and say it in a rating and a sentence."""

from __future__ import annotations

from functools import partial

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.deliveries import Purpose
from bot.models.events import Event, Guest
from bot.models.ledger import Interaction
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.events import EventPhase
from bot.rules.feedback import ANSWERED_WITHIN, RATINGS, answered_until, asked_at, asked_until
from bot.rules.ledger import Act, Offer
from bot.screens import feedback as screens
from bot.services import events, ledger, rows
from bot.services.people import LISTED
from bot.services.telling import Message, tell_all, tell_staff


class FeedbackOver(Refusal):
    wording = N_("Feedback on this event closed {days} days after it. Thank you all the same.")


async def ask_due(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who were at an event how it was, on the day after it: once. True when it was dealt with for any event.

    When the program was down for longer than five days nobody is asked, and staff are told.
    """
    is_over = (Event.phase == EventPhase.ANNOUNCED) & (Event.ends_at <= moment.now)
    found = await rows.due(
        session, select(Event).where(is_over, Event.feedback_at.is_(None)).order_by(Event.id)
    )
    due = [event for event in found if event.ends and asked_at(event.ends, event.tz) <= moment.now]
    for event in due:
        event.feedback_at = moment.now
        await _ask(session, event, moment)
    return bool(due)


async def _ask(session: AsyncSession, event: Event, moment: Moment) -> None:
    assert event.ends is not None
    whom = events.guests(event.id, events.were_there(event.id), Guest.rating.is_(None))
    until = asked_until(event.ends, event.tz)
    if moment.now < until:
        message = Message(
            event.about,
            "feedback",
            Purpose.REMINDER,
            partial(screens.question, event),
            not_after=until,
            offer=Offer.EVENT_RATING,
        )
        await tell_all(session, whom, message, moment)
    elif await session.scalar(select(whom.exists())):
        screen = partial(screens.not_asked, event)
        await tell_staff(session, Message(event.about, "feedback not asked", Purpose.NOTICE, screen), moment)


def is_open(event: Event, moment: Moment) -> bool:
    """Whether answers about an event that is over are still taken."""
    return event.ends_at is not None and moment.now < answered_until(event.ends_at)


async def locked(session: AsyncSession, person: Person, event_id: int, moment: Moment) -> tuple[Event, Guest]:
    """An event about which somebody can say how it was, and their row, locked until the commit.

    Raises NoSuchEvent, FeedbackOver.
    """
    event, guest = await events.attended(session, person, event_id, moment)
    if not is_open(event, moment):
        raise FeedbackOver(days=number(ANSWERED_WITHIN.days))
    return event, await rows.locked(session, Guest, guest.id, events.NoSuchEvent)


async def rate(
    session: AsyncSession, person: Person, event_id: int, rating: int, moment: Moment
) -> tuple[Event, Guest]:
    """Say how an event was, from 1 to 5. A new rating replaces the one before; only the first counts for the ledger.

    Raises NoSuchEvent, also for a rating that is none, and FeedbackOver.
    """
    event, guest = await locked(session, person, event_id, moment)
    if rating not in RATINGS:
        raise events.NoSuchEvent
    guest.rating, guest.rated_at = rating, moment.now
    noted = exists().where(
        Interaction.person_id == person.id,
        Interaction.about == event.about,
        Interaction.kind == Act.EVENT_RATED,
    )
    if not await session.scalar(select(noted)):
        ledger.did(session, person, Act.EVENT_RATED, event.about, moment)
    return event, guest


async def put_sentence(
    session: AsyncSession, person: Person, event_id: int, sentence: str | None, moment: Moment
) -> tuple[Event, Guest]:
    """Add a sentence to one's rating, or replace it, or, with None, take it back. Raises NoSuchEvent, FeedbackOver."""
    event, guest = await locked(session, person, event_id, moment)
    if guest.rating is None:
        raise events.NoSuchEvent
    guest.sentence, guest.rated_at = sentence, moment.now
    return event, guest


async def companies_met(session: AsyncSession, person: Person, event_id: int) -> set[int]:
    """The companies, by id, that were at an event and are in the directory; not one's own."""
    found = await session.scalars(
        select(Guest.company_id)
        .where(
            Guest.event_id == event_id,
            events.were_there(event_id),
            Guest.company_id.is_not(None),
            Guest.company_id != person.company_id,
            Guest.company_id.in_(select(Person.company_id).where(LISTED)),
        )
        .distinct()
    )
    return {company_id for company_id in found if company_id is not None}
