"""Polls as members meet them: found, listed, answered; and what every act on one checks first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, raiseload

from bot.errors import Refusal
from bot.i18n import N_
from bot.models.companies import SubCluster, company_sub_clusters
from bot.models.people import Person
from bot.models.polls import Poll, PollAnswer, PollQuestion, Voter
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.ledger import Act
from bot.rules.pages import Page
from bot.rules.polls import PollPhase, QuestionKind, is_answer
from bot.services import ledger, rows, telling
from bot.services.audiences import people_of


class NoSuchPoll(Refusal):
    wording = N_("This poll does not exist any more.")


class PollOver(Refusal):
    wording = N_("This poll has closed: answers are not taken any more.")


class PollCalledOff(PollOver):
    wording = N_("This poll was cancelled.")


class NotAnAnswer(Refusal):
    """A button that the question does not have, or of another kind of question."""

    wording = N_("This answer cannot be chosen any more. Please open the poll again.")


async def get(session: AsyncSession, poll_id: int) -> Poll:
    """One poll, to be looked at by staff. Raises NoSuchPoll."""
    poll = await session.get(Poll, poll_id)
    if poll is None or poll.phase is PollPhase.DISCARDED:
        raise NoSuchPoll
    return poll


async def locked(session: AsyncSession, poll_id: int) -> Poll:
    """One poll, locked until the commit: nobody answers it meanwhile. Raises NoSuchPoll."""
    poll = await session.scalar(
        select(Poll)
        .where(Poll.id == poll_id, Poll.phase != PollPhase.DISCARDED)
        .with_for_update(of=Poll)
        .execution_options(populate_existing=True)
    )
    if poll is None:
        raise NoSuchPoll
    return poll


async def voter_of(session: AsyncSession, poll_id: int, person: Person) -> Voter | None:
    """The row of a person with a poll; None when they were not asked and have said nothing."""
    return await session.scalar(select(Voter).where(Voter.poll_id == poll_id, Voter.person_id == person.id))


async def is_for(session: AsyncSession, poll: Poll, person: Person) -> bool:
    """Whether somebody may see a poll: they were asked; or it is open, and they are of its audience now."""
    if poll.phase not in (PollPhase.OPEN, PollPhase.CLOSED, PollPhase.CALLED_OFF):
        return False
    if await voter_of(session, poll.id, person) is not None:
        return True
    whom = people_of(Audience.of(poll.audience))
    is_of_them = select(exists().where(Person.id == person.id, whom))
    return poll.phase is PollPhase.OPEN and bool(await session.scalar(is_of_them))


async def for_member(session: AsyncSession, person: Person, poll_id: int) -> Poll:
    """A poll that a member may see. Raises NoSuchPoll."""
    poll = await get(session, poll_id)
    if not await is_for(session, poll, person):
        raise NoSuchPoll
    return poll


def is_open(poll: Poll, moment: Moment) -> bool:
    """Whether answers are taken."""
    return poll.phase is PollPhase.OPEN and poll.closes_at is not None and moment.now < poll.closes_at


@dataclass(frozen=True)
class Filled:
    """How far somebody is with a poll: what they gave to which question (by its id), and whether a colleague has
    answered for their company already."""

    given: Mapping[int, Any]
    has_colleague: bool = False

    def next_of(self, poll: Poll) -> PollQuestion | None:
        """The first question without an answer; None when there is none."""
        return next((one for one in poll.questions if one.id not in self.given), None)


async def filled(session: AsyncSession, poll: Poll, person: Person) -> Filled:
    """How far somebody is with a poll."""
    voter = await voter_of(session, poll.id, person)
    given = {answer.question_id: answer.given for answer in await _answers(session, voter)}
    return Filled(given, await _has_colleague(session, poll, person))


async def _answers(session: AsyncSession, voter: Voter | None) -> Sequence[PollAnswer]:
    if voter is None:
        return ()
    return (await session.scalars(select(PollAnswer).where(PollAnswer.voter_id == voter.id))).all()


async def _has_colleague(session: AsyncSession, poll: Poll, person: Person) -> bool:
    if not poll.by_company:
        return False
    other = exists().where(
        Voter.poll_id == poll.id,
        Voter.company_id == person.company_id,
        Voter.answered_at.is_not(None),
        or_(Voter.person_id.is_(None), Voter.person_id != person.id),
    )
    return bool(await session.scalar(select(other)))


async def choose(
    session: AsyncSession,
    person: Person,
    poll_id: int,
    place: int,
    value: int,
    moment: Moment,
    *,
    is_on: bool = True,
) -> tuple[Poll, Filled]:
    """Answer the question at a place with an option or a step, in place of what was answered before; of several
    options, put one in or take it out. Idempotent. Raises NoSuchPoll, PollOver, PollCalledOff, NotAnAnswer."""
    sheet = await _sheet(session, person, poll_id, place, moment)
    kind = sheet.question.kind
    if kind is QuestionKind.TEXT or not is_answer(kind, sheet.question.options, [value]):
        raise NotAnAnswer
    chosen = [value]
    if kind is QuestionKind.SEVERAL:
        before = set(sheet.given or [])
        chosen = sorted(before | {value} if is_on else before - {value})
    return sheet.poll, await _put(session, sheet, chosen, moment)


async def leave_empty(
    session: AsyncSession, person: Person, poll_id: int, place: int, moment: Moment
) -> tuple[Poll, Filled]:
    """Go on from a question: several options are answered as they stand, maybe with none; a text is left as it is, or
    skipped. Raises what `choose` does."""
    sheet = await _sheet(session, person, poll_id, place, moment)
    if sheet.question.kind not in (QuestionKind.SEVERAL, QuestionKind.TEXT):
        raise NotAnAnswer
    if sheet.given is not None:
        return sheet.poll, await sheet.filled(session)
    return sheet.poll, await _put(
        session, sheet, "" if sheet.question.kind is QuestionKind.TEXT else [], moment
    )


async def write(
    session: AsyncSession, person: Person, poll_id: int, place: int, words: str, moment: Moment
) -> tuple[Poll, Filled]:
    """Answer a question in words, or with "" take them back. Raises what `choose` does."""
    sheet = await _sheet(session, person, poll_id, place, moment)
    if sheet.question.kind is not QuestionKind.TEXT:
        raise NotAnAnswer
    return sheet.poll, await _put(session, sheet, words, moment)


@dataclass
class _Sheet:
    """An open poll, the question that somebody answers, and what they gave so far (by question)."""

    poll: Poll
    question: PollQuestion
    person: Person
    voter: Voter | None
    answers: dict[int, PollAnswer]
    is_anything_waiting: bool
    """Whether a message about the poll still waits to be sent to them."""

    @property
    def given(self) -> Any:
        """What was answered to the question; None for nothing yet."""
        present = self.answers.get(self.question.id)
        return present.given if present is not None else None

    async def filled(self, session: AsyncSession) -> Filled:
        given = {question_id: answer.given for question_id, answer in self.answers.items()}
        return Filled(given, await _has_colleague(session, self.poll, self.person))


_questions = joinedload(Poll.questions)
_BALLOT = (
    select(Poll, Voter, telling.is_waiting(bindparam("about"), bindparam("person")))
    .outerjoin(Voter, and_(Voter.poll_id == Poll.id, Voter.person_id == bindparam("person")))
    .where(Poll.id == bindparam("poll"), Poll.phase != PollPhase.DISCARDED)
    .with_for_update(of=Poll, read=True)
    .options(_questions, _questions.joinedload(PollQuestion.texts), raiseload(Poll.texts))
    .execution_options(populate_existing=True)
)
"""All that an answer has to know, in one statement: hundreds answer within seconds of an invitation. The lock, which is
shared with others who answer, keeps the poll from closing before the answer is in."""


async def _sheet(session: AsyncSession, person: Person, poll_id: int, place: int, moment: Moment) -> _Sheet:
    """An open poll that is somebody's to answer, at the question at a place."""
    about = Poll.called(poll_id)
    asked = await session.execute(_BALLOT, {"poll": poll_id, "person": person.id, "about": about})
    found = asked.unique().one_or_none()
    if found is None:
        raise NoSuchPoll
    poll, voter, is_waiting = found
    if voter is None and not await is_for(session, poll, person):
        raise NoSuchPoll
    if not is_open(poll, moment):
        session.expunge(poll)  # whoever shows what came of it needs what is not loaded here
        raise PollCalledOff if poll.phase is PollPhase.CALLED_OFF else PollOver
    if not 0 <= place < len(poll.questions):
        raise NotAnAnswer
    has_answered = voter is not None and voter.changed_at is not None
    answers = await _answers(session, voter) if has_answered else ()
    given = {answer.question_id: answer for answer in answers}
    return _Sheet(poll, poll.questions[place], person, voter, given, is_waiting)


async def _put(session: AsyncSession, sheet: _Sheet, given: list[int] | str, moment: Moment) -> Filled:
    poll, question, voter = sheet.poll, sheet.question, sheet.voter
    if voter is None:
        voter = Voter(poll_id=poll.id, person_id=sheet.person.id, company_id=sheet.person.company_id)
        session.add(voter)
        await session.flush()
    answer = sheet.answers.get(question.id)
    if answer is None:
        answer = PollAnswer(voter_id=voter.id, question_id=question.id, given=given)
        session.add(answer)
        sheet.answers[question.id] = answer
    answer.given = given
    voter.changed_at = moment.now
    filled = await sheet.filled(session)
    if voter.answered_at is None and filled.next_of(poll) is None:
        voter.answered_at = moment.now
        ledger.did(session, sheet.person, Act.POLL_ANSWERED, poll.about, moment)
        if sheet.is_anything_waiting:
            await telling.cancel(session, poll.about, moment, person=sheet.person)
    await session.flush()
    return filled


# Lists


async def listed_for(session: AsyncSession, person: Person, page: int, moment: Moment) -> Page[Poll]:
    """A page of a member's polls: those open, the one that closes first at the top; then those that have closed, the
    newest first."""
    open_to = await _open_to(session, person, moment.now)
    theirs = exists().where(Voter.poll_id == Poll.id, Voter.person_id == person.id)
    is_ahead = _is_open(moment.now)
    has_closed = and_(Poll.phase.in_([PollPhase.OPEN, PollPhase.CLOSED]), theirs)
    query = (
        select(Poll)
        .where(or_(and_(is_ahead, Poll.id.in_(open_to)), has_closed))
        .order_by(case((is_ahead, 0), else_=1), case((is_ahead, Poll.closes_at)), Poll.id.desc())
    )
    return await rows.page_of(session, query, page)


async def _open_to(session: AsyncSession, person: Person, now: datetime) -> Collection[int]:
    """The open polls of whose audience a member is. An audience is asked of the database, each by itself: few are open
    at a time."""
    ahead = (await session.execute(select(Poll.id, Poll.audience).where(_is_open(now)))).all()
    return [
        poll_id
        for poll_id, audience in ahead
        if await session.scalar(
            select(exists().where(Person.id == person.id, people_of(Audience.of(audience))))
        )
    ]


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(Poll.phase == PollPhase.OPEN, Poll.closes_at > now)


async def rows_of(session: AsyncSession, person: Person, listed: Sequence[Poll]) -> dict[int, Voter]:
    """The rows of a person with each of these polls, by its id."""
    found = await session.scalars(
        select(Voter).where(Voter.person_id == person.id, Voter.poll_id.in_([poll.id for poll in listed]))
    )
    return {voter.poll_id: voter for voter in found}


def voters(poll_id: int, *which: ColumnElement[bool]) -> Select[Person]:
    """The people of a poll of whom conditions on Person and Voter are true, as `tell_all` takes them."""
    return select(Person).join(Voter, Voter.person_id == Person.id).where(Voter.poll_id == poll_id, *which)


def own_groups() -> Subquery:
    """For each company that is in any sub-cluster, the one that counts as its own in a result: the one with the fewest
    companies, of equal ones the older. So no company is in two groups, and groups can be told apart from the whole."""
    link = company_sub_clusters.c
    sizes = (
        select(link.sub_cluster_id, func.count().label("companies")).group_by(link.sub_cluster_id).subquery()
    )
    place = func.row_number().over(partition_by=link.company_id, order_by=(sizes.c.companies, SubCluster.id))
    ranked = (
        select(link.company_id, SubCluster.slug, place.label("place"))
        .join(sizes, sizes.c.sub_cluster_id == link.sub_cluster_id)
        .join(SubCluster, SubCluster.id == link.sub_cluster_id)
        .subquery()
    )
    return select(ranked.c.company_id, ranked.c.slug).where(ranked.c.place == 1).subquery()


async def group_of(session: AsyncSession, person: Person) -> str:
    """The sub-cluster (slug) that counts as somebody's own in a result; "" for none."""
    own = own_groups()
    slug = await session.scalar(select(own.c.slug).where(own.c.company_id == person.company_id))
    return slug or ""
