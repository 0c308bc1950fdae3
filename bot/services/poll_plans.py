"""Polls being planned: begun from nothing or from a template, written question by question, and sent to their audience.

Everything said of a poll is in its rows from the first moment, so that any editor can go on with it later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import case, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, date_time, duration, number
from bot.markup import plain
from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.polls import Poll, PollQuestion, QuestionText, Voter
from bot.moment import Moment
from bot.rules.audiences import Audience, Reach
from bot.rules.ledger import Offer
from bot.rules.pages import Page
from bot.rules.polls import (
    CHOICES,
    FEWEST,
    FEWEST_OPTIONS,
    MOST_AHEAD,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    OPTION_LIMIT,
    QUESTION_LIMIT,
    SHORTEST,
    PollPhase,
    QuestionKind,
    TypedQuestion,
    read_question,
)
from bot.rules.staff import Deed
from bot.rules.walltime import instant_of
from bot.rules.words import clean, shortened
from bot.screens import polls as screens
from bot.services import audiences, polls, rows, staff
from bot.services.audiences import REACHABLE, NobodyThere
from bot.services.telling import Message, goes_out_at, tell_all
from bot.services.walltime import chosen
from bot.services.wordings import LanguageMissing


class PollMovedOn(Refusal):
    """The poll is not where the button thought: somebody, or time, was quicker."""

    wording = N_("This poll has moved on. Here is how it stands now.")


class NoQuestions(Refusal):
    wording = N_("This poll asks nothing yet. Please add a question.")


class TooManyQuestions(Refusal):
    wording = N_("A poll has at most {limit} questions: more are seldom answered to the end.")


class NoSuchQuestion(Refusal):
    wording = N_("This question was removed.")


class QuestionTooLong(Refusal):
    wording = N_(
        "The question has {length} characters, and at most {limit} fit. "
        "Please shorten it and send it again, or leave with /cancel."
    )


class WrongOptions(Refusal):
    wording = N_(
        "The first line is the question, and each further line is one option: between {least} and {most} of them; "
        "you sent {n}. Please send it again, or leave with /cancel."
    )


class OptionTooLong(Refusal):
    wording = N_(
        "The option “{option}” is too long for a button: at most {limit} characters fit. "
        "Please shorten it and send everything again, or leave with /cancel."
    )


class OptionTwice(Refusal):
    wording = N_(
        "The option “{option}” stands there twice. Please send everything again, or leave with /cancel."
    )


class OptionsDiffer(Refusal):
    """Answers are kept by the place of an option, so the languages must have as many."""

    wording = N_("Question {n} does not have as many options in each language. Please make them equal.")


class ClosingMissing(Refusal):
    wording = N_("Say first when this poll closes.")


class ClosesTooSoon(Refusal):
    wording = N_(
        "Invitations go out on {moment}, and people need at least {shortest} to answer. "
        "Please choose a later time to close."
    )


class ClosesTooLate(Refusal):
    wording = N_("A poll closes within {days} days. Please choose an earlier time.")


class TooFewToBeAnonymous(Refusal):
    wording = N_(
        "An anonymous poll must ask at least {least}, or nothing could be shown of it: this audience has {n}. "
        "Choose a larger audience, or make the poll a named one."
    )


Written = tuple[QuestionKind, Mapping[str, TypedQuestion]]
"""A question of a template, in each language."""


async def start(session: AsyncSession, author_id: int, template: Sequence[Written], moment: Moment) -> Poll:
    """A new poll with the questions of a template. An empty one that they began and left empty is taken up again."""
    if not template:
        empty = await session.scalar(
            select(Poll)
            .where(Poll.author_id == author_id, Poll.phase == PollPhase.WRITING, ~Poll.questions.any())
            .order_by(Poll.id.desc())
            .limit(1)
        )
        if empty is not None:
            return empty
    poll = Poll(author_id=author_id, created_at=moment.now, zone=str(moment.zone), questions=[], texts=[])
    session.add(poll)
    await session.flush()
    for place, (kind, written) in enumerate(template):
        question = PollQuestion(poll_id=poll.id, place=place, kind=kind)
        question.texts = [
            QuestionText(language=language, words=asked.words, options=list(asked.options))
            for language, asked in written.items()
        ]
        poll.questions.append(question)
    await session.flush()
    return poll


async def draft(session: AsyncSession, poll_id: int) -> Poll:
    """A poll that is being written, locked. Raises NoSuchPoll, PollMovedOn."""
    poll = await polls.locked(session, poll_id)
    if poll.phase is not PollPhase.WRITING:
        raise PollMovedOn
    return poll


async def question_of(session: AsyncSession, question_id: int) -> PollQuestion:
    """A question, to be looked at. Raises NoSuchQuestion, NoSuchPoll."""
    question = await session.get(PollQuestion, question_id)
    if question is None:
        raise NoSuchQuestion
    await polls.get(session, question.poll_id)
    return question


async def question_draft(session: AsyncSession, question_id: int) -> PollQuestion:
    """A question of a poll that is being written, with its poll locked. Raises NoSuchQuestion; what `draft`
    does."""
    question = await question_of(session, question_id)
    await draft(session, question.poll_id)
    return question


async def add_question(session: AsyncSession, poll_id: int, kind: QuestionKind) -> PollQuestion:
    """One more question, without words yet. Raises TooManyQuestions; what `draft` does."""
    poll = await draft(session, poll_id)
    if len(poll.questions) >= MOST_QUESTIONS:
        raise TooManyQuestions(limit=number(MOST_QUESTIONS))
    question = PollQuestion(poll_id=poll.id, place=len(poll.questions), kind=kind, texts=[])
    poll.questions.append(question)
    await session.flush()
    return question


async def remove_question(session: AsyncSession, question_id: int) -> Poll:
    """Take a question out, with its texts; those after it move up. Raises what `question_draft` does."""
    question = await question_draft(session, question_id)
    poll = await polls.get(session, question.poll_id)
    poll.questions = [one for one in poll.questions if one.id != question_id]
    for place, one in enumerate(poll.questions):
        one.place = place
    await session.flush()
    return poll


async def discard(session: AsyncSession, poll_id: int, actor_id: int, moment: Moment) -> None:
    """Throw away what was written. Raises what `draft` does."""
    poll = await draft(session, poll_id)
    poll.phase, poll.questions = PollPhase.DISCARDED, []
    staff.audit(session, actor_id, Deed.POLL_DISCARDED, moment, poll=str(poll.id))
    await session.flush()


def text_of(question: PollQuestion, language: str, html: str) -> QuestionText:
    """The row of a language, from a message: formatting is left out, since buttons and pictures have none.

    Raises QuestionTooLong, WrongOptions, OptionTooLong, OptionTwice.
    """
    text = clean(plain(html), QUESTION_LIMIT, lines=True).text
    asked = read_question(text, question.kind)
    if len(asked.words) > QUESTION_LIMIT:
        raise QuestionTooLong(length=number(len(asked.words)), limit=number(QUESTION_LIMIT))
    if question.kind in CHOICES:
        _check_options(asked.options)
    return QuestionText(language=language, words=asked.words, options=list(asked.options))


def _check_options(options: Sequence[str]) -> None:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise WrongOptions(least=number(FEWEST_OPTIONS), most=number(MOST_OPTIONS), n=number(len(options)))
    for n, option in enumerate(options):
        if len(option) > OPTION_LIMIT:
            raise OptionTooLong(option=shortened(option, OPTION_LIMIT), limit=number(OPTION_LIMIT))
        if option in options[:n]:
            raise OptionTwice(option=option)


async def set_audience(session: AsyncSession, poll_id: int, audience: Audience) -> None:
    """Say whom a poll that is being written is for."""
    poll = await draft(session, poll_id)
    poll.audience = audience.stored()


async def set_closing(session: AsyncSession, poll_id: int, wall: datetime, moment: Moment) -> Poll:
    """Say when the cluster's clocks end it. Raises ClosesTooSoon, ClosesTooLate, and what `chosen` and
    `draft` do."""
    poll = await draft(session, poll_id)
    closes_at = chosen(wall, moment.zone)
    if closes_at > moment.now + MOST_AHEAD:
        raise ClosesTooLate(days=number(MOST_AHEAD.days))
    _check_closing(closes_at, moment)
    poll.zone, poll.closes, poll.closes_at = str(moment.zone), wall, closes_at
    await session.flush()
    return poll


def _check_closing(closes_at: datetime, moment: Moment) -> None:
    goes_out = goes_out_at(moment)
    if closes_at < goes_out + SHORTEST:
        raise ClosesTooSoon(moment=date_time(goes_out, moment.zone), shortest=duration(SHORTEST))


# Sending


async def reach(session: AsyncSession, poll: Poll) -> Reach:
    """Whom the poll reaches if it is sent now."""
    return await audiences.reach(session, Audience.of(poll.audience))


async def reach_of_question(session: AsyncSession, question: PollQuestion) -> Reach:
    """Whom the poll of a question reaches if it is sent now."""
    return await reach(session, await polls.get(session, question.poll_id))


def unwritten(poll: Poll, reached: Reach) -> PollQuestion | None:
    """The first question that some of the audience could not read; None when all are written."""
    return next((one for one in poll.questions if not one.texts or one.wordings.missing(reached)), None)


async def ready(session: AsyncSession, poll: Poll, moment: Moment) -> Reach:
    """Whom it reaches, when it can be sent. Raises NoQuestions, LanguageMissing, OptionsDiffer, ClosingMissing,
    ClosesTooSoon, NobodyThere, TooFewToBeAnonymous."""
    if not poll.questions:
        raise NoQuestions
    reached = await reach(session, poll)
    if not reached.people:
        raise NobodyThere
    if unwritten(poll, reached) is not None:
        raise LanguageMissing
    for question in poll.questions:
        if not question.is_even:
            raise OptionsDiffer(n=number(question.place + 1))
    if poll.closes_at is None:
        raise ClosingMissing
    _check_closing(poll.closes_at, moment)
    if poll.is_anonymous and (voices := await _voices(session, poll)) < FEWEST:
        raise TooFewToBeAnonymous(least=number(FEWEST), n=number(voices))
    return reached


async def _voices(session: AsyncSession, poll: Poll) -> int:
    """How many could answer: people, or companies."""
    counted = func.count(Person.company_id.distinct()) if poll.by_company else func.count()
    whom = (REACHABLE, audiences.people_of(Audience.of(poll.audience)))
    return await session.scalar(select(counted).select_from(Person).where(*whom)) or 0


async def send(session: AsyncSession, poll_id: int, actor_id: int, moment: Moment) -> Poll:
    """Ask everybody of the audience who can be reached: a row for each, and one message for all, which waits for the
    end of quiet hours. Raises what `draft` and `ready` do."""
    poll = await draft(session, poll_id)
    await ready(session, poll, moment)
    poll.phase, poll.opened_at = PollPhase.OPEN, goes_out_at(moment)
    staff.audit(session, actor_id, Deed.POLL_SENT, moment, poll=str(poll.id))
    await session.flush()
    asked = select(literal(poll.id), Person.id, Person.company_id).where(
        REACHABLE, audiences.people_of(Audience.of(poll.audience))
    )
    names = ["poll_id", "person_id", "company_id"]
    await session.execute(insert(Voter).from_select(names, asked, include_defaults=False))
    message = Message(
        poll.about,
        "invitation",
        Purpose.BROADCAST,
        partial(screens.invitation, poll),
        not_after=poll.closes_at,
        offer=Offer.POLL,
    )
    await tell_all(session, polls.voters(poll.id), message, moment)
    return poll


async def listed(session: AsyncSession, page: int, *, with_drafts: bool) -> Page[Poll]:
    """A page of all polls: those being written, those open, then the others, the newest first."""
    hidden = [PollPhase.DISCARDED] if with_drafts else [PollPhase.DISCARDED, PollPhase.WRITING]
    place = case((Poll.phase == PollPhase.WRITING, 0), (Poll.phase == PollPhase.OPEN, 1), else_=2)
    query = select(Poll).where(Poll.phase.not_in(hidden)).order_by(place, Poll.id.desc())
    return await rows.page_of(session, query, page)


async def recompute(session: AsyncSession, moment: Moment) -> bool:
    """Set each poll anew whose closing time stands for another instant than it did: the rules of the zone have changed,
    or the cluster's zone has, and 18:00 stays 18:00. One that closes in the past by the new rules is due. Idempotent.

    Nobody is told: the time that was announced is the one that stays. Always False.
    """
    is_ahead = Poll.phase.in_([PollPhase.WRITING, PollPhase.OPEN]) & Poll.closes.is_not(None)
    for poll in await rows.due(session, select(Poll).where(is_ahead).order_by(Poll.id)):
        assert poll.closes is not None
        poll.zone, poll.closes_at = str(moment.zone), instant_of(poll.closes, moment.zone)
    await session.flush()
    return False
