"""What somebody can do now that counts: what waits for them, the weightiest first."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.events import Event, Guest
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.missions import Mission
from bot.models.openings import Opening, Prospect
from bot.models.people import Person
from bot.models.polls import Poll, Voter
from bot.models.tallies import Tally
from bot.moment import Moment
from bot.rules.events import EventPhase, Rsvp
from bot.rules.feedback import ANSWERED_WITHIN
from bot.rules.fields import Field
from bot.rules.introductions import State
from bot.rules.openings import OpeningPhase
from bot.rules.outcomes import ASKED_UNTIL, Question
from bot.rules.polls import PollPhase
from bot.rules.tallies import LAST_FOR
from bot.screens.next_steps import Step, ToAnswer, ToRate, ToReport, ToSay, ToUnlock
from bot.services import events, profile, suggestions

MOST = 2


async def open_now(session: AsyncSession, person: Person, moment: Moment, most: int = MOST) -> list[Step]:
    """Up to so many things that are open for somebody at this moment, each of another sort."""
    found: list[Step] = []
    for one in (_request, _outcome, _mission, _event, _opening, _rating, _poll, _field):
        if len(found) < most and (step := await one(session, person, moment)) is not None:
            found.append(step)
    return found


async def _request(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The introduction that has waited longest for their answer, of those that they may know of."""
    asker_is, other_is = Introduction.asker_id == person.id, Introduction.other_id == person.id
    found = await session.scalar(
        select(Introduction)
        .where(
            Introduction.state == State.OPEN,
            Introduction.is_muted.is_(False),
            or_(
                and_(asker_is, Introduction.asker_agreed_at.is_(None)),
                and_(other_is, Introduction.other_agreed_at.is_(None)),
            ),
        )
        .order_by(Introduction.asked_at, Introduction.id)
        .limit(1)
    )
    return ToAnswer(found, found.partner_of(person.id)) if found is not None else None


async def _outcome(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The newest question after an introduction that nobody has answered."""
    found = await session.execute(
        select(OutcomeReport, Introduction)
        .join(Introduction, Introduction.id == OutcomeReport.introduction_id)
        .where(
            OutcomeReport.person_id == person.id,
            OutcomeReport.answered_at.is_(None),
            OutcomeReport.asked_at > moment.now - ASKED_UNTIL[Question.LAST],
        )
        .order_by(OutcomeReport.asked_at.desc(), OutcomeReport.id.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return ToSay(row[0], row[1]) if row is not None else None


async def _mission(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The newest question of what has come of a mission that nobody of the company has answered."""
    found = await session.execute(
        select(Tally, Mission)
        .join(Mission, Mission.id == Tally.mission_id)
        .where(
            Tally.asked_id == person.id,
            Tally.company_id == person.company_id,
            Tally.answered_at.is_(None),
            Tally.asked_at > moment.now - LAST_FOR,
        )
        .order_by(Tally.asked_at.desc(), Tally.id.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return ToReport(row[0], row[1]) if row is not None else None


async def _event(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The next event to which they were invited and have not answered."""
    is_in_time = or_(Event.answer_by_at.is_(None), Event.answer_by_at > moment.now)
    return await session.scalar(
        select(Event)
        .join(Guest, Guest.event_id == Event.id)
        .where(
            Guest.person_id == person.id,
            Guest.rsvp == Rsvp.INVITED,
            Event.phase == EventPhase.ANNOUNCED,
            Event.starts_at > moment.now,
            is_in_time,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    )


async def _opening(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The opportunity that ends next of those that their company was told of and nobody of it has answered."""
    return await session.scalar(
        select(Opening)
        .join(Prospect, Prospect.opening_id == Opening.id)
        .where(
            Prospect.company_id == person.company_id,
            Prospect.told_at.is_not(None),
            Prospect.interest.is_(None),
            Opening.phase == OpeningPhase.POSTED,
            or_(Opening.deadline_at.is_(None), Opening.deadline_at > moment.now),
        )
        .order_by(Opening.deadline_at.is_(None), Opening.deadline_at, Opening.id)
        .limit(1)
    )


async def _rating(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The last event about which they were asked how it was, and have not said."""
    found = await session.scalars(
        select(Event)
        .join(Guest, Guest.event_id == Event.id)
        .where(
            Guest.person_id == person.id,
            Guest.rating.is_(None),
            Event.feedback_at.is_not(None),
            Event.ends_at > moment.now - ANSWERED_WITHIN,
        )
        .order_by(Event.ends_at.desc(), Event.id.desc())
    )
    for event in found.all():
        if await events.was_at(session, person, event, moment):
            return ToRate(event)
    return None


async def _poll(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """The poll that closes next of those that they were asked and have not answered."""
    return await session.scalar(
        select(Poll)
        .join(Voter, Voter.poll_id == Poll.id)
        .where(
            Voter.person_id == person.id,
            Voter.answered_at.is_(None),
            Poll.phase == PollPhase.OPEN,
            Poll.closes_at > moment.now,
        )
        .order_by(Poll.closes_at, Poll.id)
        .limit(1)
    )


async def _field(session: AsyncSession, person: Person, moment: Moment) -> Step | None:
    """What their company could say so that somebody is suggested to them; else the weightiest field that their profile,
    or their company's, lacks."""
    if (found := await suggestions.unlocked(session, person, moment)) is not None:
        unlocking, other = found
        return ToUnlock(unlocking.field, unlocking.concept, other.company)
    missing = (await profile.progress(session, person)).missing
    return Field(missing[0]) if missing else None
