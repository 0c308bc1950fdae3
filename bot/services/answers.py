"""What people answered, as something to choose an audience by: to which event, poll or mission, and how.

A noun is a `Source`: which of its things can be chosen, which answers there are to one, and who gave them. Of an
anonymous poll it can only be chosen who was asked: whoever narrowed an audience down to one person would read from the
count whether they answered, which no list of an anonymous poll says, and, where all chose the same, what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import LOCALES, speaking
from bot.models.events import Event, Guest
from bot.models.missions import Application, Invitee, Mission
from bot.models.people import Person
from bot.models.polls import Poll, PollChoice, PollQuestion, Voter
from bot.rules.audiences import Answer, Answered, Option
from bot.rules.events import EventPhase, Rsvp
from bot.rules.missions import SENT_IN, ApplicationState, Interest, MissionPhase
from bot.rules.pages import Page
from bot.rules.polls import CHOICES, SCALES, PollPhase
from bot.screens import answers as screens
from bot.services import rows


@dataclass(frozen=True)
class Source:
    """How an audience is chosen by the answers to things of one kind. `things` are in the order in which they are
    listed; `hows` are the words for the answers to one; `who` selects the ids of those who answered a thing (its id)
    so, or is None for a word that it does not know."""

    model: type[Event] | type[Poll] | type[Mission]
    things: Select[Any]
    hows: Callable[[Any], Sequence[str]]
    who: Callable[[int, str], Select[Any] | None]


ASKED, ANSWERED, SILENT = screens.ASKED, screens.ANSWERED, screens.SILENT
_EVENT_ANSWERS: Mapping[str, ColumnElement[bool]] = {
    Rsvp.GOING: Guest.rsvp == Rsvp.GOING,
    Rsvp.WAITING: Guest.rsvp.in_((Rsvp.WAITING, Rsvp.OFFERED)),
    Rsvp.NOT_GOING: Guest.rsvp == Rsvp.NOT_GOING,
    SILENT: Guest.rsvp == Rsvp.INVITED,
    screens.CAME: Guest.came_at.is_not(None),
}
_POLL_ANSWERS: Mapping[str, ColumnElement[bool]] = {
    ASKED: Voter.id.is_not(None),
    ANSWERED: Voter.answered_at.is_not(None),
    SILENT: Voter.answered_at.is_(None),
}


def _who_at_event(event_id: int, how: str) -> Select[Any] | None:
    which = _EVENT_ANSWERS.get(how)
    if which is None:
        return None
    return select(Guest.person_id).where(Guest.event_id == event_id, Guest.person_id.is_not(None), which)


def _poll_answers(poll: Poll) -> list[str]:
    if poll.is_anonymous:
        return [ASKED]
    hows = [ANSWERED, SILENT]
    if poll.phase is PollPhase.CLOSED:
        hows += [f"{one.place}.{value}" for one in poll.questions for value in _values(one)]
    return hows


def _values(asked: PollQuestion) -> Sequence[int]:
    """What can be chosen in answer to a question: steps of a scale, or places of options; nothing of a text."""
    if asked.kind in SCALES:
        return SCALES[asked.kind]
    return range(asked.options) if asked.kind in CHOICES else ()


def _who_in_poll(poll_id: int, how: str) -> Select[Any] | None:
    people = select(Voter.person_id).where(Voter.poll_id == poll_id, Voter.person_id.is_not(None))
    if (which := _POLL_ANSWERS.get(how)) is not None:
        # Whatever a stored audience says, an anonymous poll tells nobody who answered
        named = Voter.poll_id.in_(select(Poll.id).where(Poll.is_anonymous.is_(False)))
        return people.where(which) if how == ASKED else people.where(which, named)
    place, _dot, value = how.partition(".")
    if not (place.isdecimal() and value.isdecimal()):
        return None
    return (
        people.join(PollChoice, PollChoice.voter_id == Voter.id)
        .join(PollQuestion, PollQuestion.id == PollChoice.question_id)
        .where(PollQuestion.place == int(place), PollChoice.value == int(value))
    )


_MISSION_ANSWERS: Mapping[str, ColumnElement[bool]] = {
    Interest.INTERESTED: Invitee.interest == Interest.INTERESTED,
    Interest.NOT_FOR_US: Invitee.interest == Interest.NOT_FOR_US,
    SILENT: and_(
        Invitee.interest == Interest.UNSAID,
        ~exists().where(
            Application.mission_id == Invitee.mission_id,
            Application.company_id == Invitee.company_id,
            Application.state.in_(SENT_IN),
        ),
    ),
}
_APPLICATIONS: Mapping[str, tuple[ApplicationState, ...]] = {
    ApplicationState.APPLIED: SENT_IN,
    ApplicationState.ACCEPTED: (ApplicationState.ACCEPTED,),
    ApplicationState.WAITING: (ApplicationState.WAITING,),
    ApplicationState.REFUSED: (ApplicationState.REFUSED,),
}


def _who_of_mission(mission_id: int, how: str) -> Select[Any] | None:
    """Of an application, who sent it in and who would travel."""
    if (which := _MISSION_ANSWERS.get(how)) is not None:
        return select(Invitee.person_id).where(
            Invitee.mission_id == mission_id, Invitee.person_id.is_not(None), which
        )
    if (states := _APPLICATIONS.get(how)) is None:
        return None
    is_theirs = and_(
        Application.company_id == Person.company_id,
        or_(Application.person_id == Person.id, Application.traveller_id == Person.id),
    )
    return (
        select(Person.id)
        .join(Application, is_theirs)
        .where(Application.mission_id == mission_id, Application.state.in_(states))
    )


SOURCES: Mapping[str, Source] = {
    Answered.EVENT: Source(
        Event,
        select(Event)
        .where(Event.phase.in_((EventPhase.ANNOUNCED, EventPhase.CANCELLED)))
        .order_by(Event.starts_at.desc(), Event.id.desc()),
        lambda event: list(_EVENT_ANSWERS),
        _who_at_event,
    ),
    Answered.POLL: Source(
        Poll,
        select(Poll).where(Poll.phase.in_((PollPhase.OPEN, PollPhase.CLOSED))).order_by(Poll.id.desc()),
        _poll_answers,
        _who_in_poll,
    ),
    Answered.MISSION: Source(
        Mission,
        select(Mission)
        .where(Mission.phase.in_((MissionPhase.ANNOUNCED, MissionPhase.CANCELLED)))
        .order_by(Mission.deadline_at.desc(), Mission.id.desc()),
        lambda mission: [*_MISSION_ANSWERS, *_APPLICATIONS],
        _who_of_mission,
    ),
}
"""By dimension."""


def answered(dimension: str, values: Sequence[str]) -> ColumnElement[bool]:
    """The condition on Person that they gave one of these answers; what is no answer, nobody gave."""
    given = [answer for value in values if (answer := Answer.of(value)) is not None]
    whose = [SOURCES[dimension].who(answer.to, answer.how) for answer in given]
    return or_(false(), *(Person.id.in_(who) for who in whose if who is not None))


async def things(session: AsyncSession, dimension: str, page: int, size: int) -> Page[Any]:
    """A page of what can have been answered."""
    return await rows.page_of(session, SOURCES[dimension].things, page, size)


async def thing(session: AsyncSession, dimension: str, to: int) -> Any | None:
    """One thing that can have been answered, if it is there."""
    source = SOURCES[dimension]
    return await session.scalar(source.things.where(source.model.id == to))


async def options(session: AsyncSession, dimension: str, to: int) -> list[Option]:
    """The answers to a thing that an audience can be chosen by, each called as it is now; none to one that is not
    there."""
    found = await thing(session, dimension, to)
    return [_option(found, to, how) for how in SOURCES[dimension].hows(found)] if found is not None else []


def _option(found: Any, to: int, how: str) -> Option:
    names = {}
    for language in LOCALES:
        with speaking(language):
            names[language] = screens.described(found, how)
    return Option(how, Answer(to, how).value, screens.answer_name(found, how), names)
