"""Suggestions as messages: on Wednesdays, as many a month as each chose, and only of who is worth a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.rounds import Round, RoundMember
from bot.models.suggesting import Suggestion
from bot.moment import Moment
from bot.rules.introductions import RATE_WITHIN
from bot.rules.rounds import OPEN, Habit, Participation
from bot.rules.suggesting import OPEN_FOR, SETTLED_AFTER, is_time, is_worth_writing, may_be_sent, slot
from bot.screens import introductions as screens
from bot.services import suggestions
from bot.services.audiences import REACHABLE
from bot.services.telling import Message, tell

AT_ONCE = 20
"""People whom one look of the job deals with."""


async def due(session: AsyncSession, moment: Moment) -> Sequence[int]:
    """Some of those, by id, for whom nobody was looked for yet this week; at other times nobody."""
    if not is_time(moment.now, moment.zone):
        return []
    found = await session.scalars(select(Person.id).where(_is_due(moment)).order_by(Person.id).limit(AT_ONCE))
    return found.all()


def _is_due(moment: Moment) -> ColumnElement[bool]:
    """Members who want suggestions and have settled in; not whom an open round may bring somebody."""
    in_round = (
        select(RoundMember.person_id)
        .join(Round, Round.id == RoundMember.round_id)
        .where(Round.phase.in_(OPEN), RoundMember.part != Participation.SKIPPED)
    )
    return and_(
        REACHABLE,
        Person.consented_at.is_not(None),
        Person.habit != Habit.PAUSED,
        Person.joined_at <= moment.now - SETTLED_AFTER,
        or_(Person.sought_at.is_(None), Person.sought_at < slot(moment.now, moment.zone)),
        Person.id.not_in(in_round),
    )


async def suggest(
    session: AsyncSession, person_id: int, everybody: suggestions.Everybody, moment: Moment
) -> bool:
    """Tell somebody of the one most worth meeting, if they may be told and there is one worth a message. True when they
    were told; either way nobody is looked for again this week.

    It is counted in no score: nobody is asked for anything.
    """
    person = await session.scalar(
        select(Person).where(Person.id == person_id, _is_due(moment)).with_for_update(of=Person)
    )
    if person is None:
        return False
    person.sought_at = moment.now
    lately, last_at = await _had(session, person, moment)
    if not may_be_sent(person.monthly_rate, lately, last_at, moment.now, moment.zone):
        return False
    had = await session.scalars(select(Suggestion.other_id).where(Suggestion.person_id == person.id))
    best = await suggestions.suggestions(session, person, moment, 1, everybody, had.all())
    for other, reasons in best:
        if is_worth_writing(reasons):
            made = Suggestion(person_id=person.id, other_id=other.id, at=moment.now)
            session.add(made)
            await session.flush()
            await everybody.took(session, other.id, moment)
            screen = partial(screens.suggested, other, reasons)
            message = Message(
                made.about, "suggested", Purpose.REMINDER, screen, not_after=moment.now + OPEN_FOR
            )
            return await tell(session, person, message, moment)
    return False


async def _had(session: AsyncSession, person: Person, moment: Moment) -> tuple[int, datetime | None]:
    """How many suggestions of any kind somebody had within a month, and when the last message brought one."""
    by_message = select(func.count(), func.max(Suggestion.at)).where(
        Suggestion.person_id == person.id, Suggestion.at > moment.now - RATE_WITHIN
    )
    number, last_at = (await session.execute(by_message)).one()
    in_rounds: Counter[int] = (await suggestions.counts(session, moment))[0]
    return number + in_rounds[person.id], last_at
