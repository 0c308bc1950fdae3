"""What comes of polls: reminded, closed, added up, told; what people wrote, looked at; and what was done about it."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.errors import Refusal
from bot.exchange.tables import Cell, Sheet, write_xlsx
from bot.i18n import LOCALES, N_, current, number
from bot.markup import length
from bot.models.companies import Company
from bot.models.deliveries import Purpose
from bot.models.people import Person
from bot.models.polls import DoneText, Poll, PollAnswer, PollChoice, PollQuestion, SaidText, Voter
from bot.moment import Moment
from bot.rules.audiences import Reach
from bot.rules.pages import Page
from bot.rules.polls import (
    DONE_LIMIT,
    FEWEST,
    Ballot,
    PollFigures,
    PollPhase,
    QuestionKind,
    TextState,
    counting,
    is_too_late_to_remind,
    reminded_at,
    result_of,
    steps,
)
from bot.rules.staff import Deed
from bot.screens import poll_results as screens
from bot.screens import polls as member_screens
from bot.services import polls, rows, staff, telling
from bot.services.audiences import REACHABLE
from bot.services.poll_plans import PollMovedOn
from bot.services.telling import Message, tell_all, tell_staff
from bot.services.wordings import LanguageMissing, NothingWritten, TextTooLong


class NoSuchText(Refusal):
    wording = N_("This answer does not exist any more.")


async def remind_due(session: AsyncSession, moment: Moment) -> bool:
    """Halfway to closing, remind those who have not answered: once. True when it was dealt with for any poll.

    Nobody is reminded whose company has answered where that is what counts, nor in the last hour before closing.
    """
    is_ahead = and_(Poll.phase == PollPhase.OPEN, Poll.reminded_at.is_(None), Poll.closes_at > moment.now)
    found = await rows.due(session, select(Poll).where(is_ahead).order_by(Poll.id))
    due = [
        poll
        for poll in found
        if poll.opened_at
        and poll.closes_at
        and reminded_at(poll.opened_at, poll.closes_at, moment.zone) <= moment.now
    ]
    for poll in due:
        poll.reminded_at = moment.now
        assert poll.closes_at is not None
        if not is_too_late_to_remind(moment.now, poll.closes_at):
            message = Message(
                poll.about,
                "reminder",
                Purpose.REMINDER,
                partial(member_screens.reminder, poll),
                not_after=poll.closes_at,
            )
            await tell_all(session, polls.voters(poll.id, _is_silent(poll)), message, moment)
    return bool(due)


def _is_silent(poll: Poll) -> ColumnElement[bool]:
    """The condition on Voter of not having answered, nor, where a company has one voice, anybody of the same one."""
    if not poll.by_company:
        return Voter.answered_at.is_(None)
    other = aliased(Voter)
    has_answered = (
        select(other.id)
        .where(other.poll_id == poll.id, other.company_id == Voter.company_id, other.answered_at.is_not(None))
        .exists()
    )
    return and_(Voter.answered_at.is_(None), ~has_answered)


# Closing


async def close_due(session: AsyncSession, moment: Moment) -> bool:
    """Close the polls whose time is over. True when there was one."""
    is_due = and_(Poll.phase == PollPhase.OPEN, Poll.closes_at <= moment.now)
    over = await rows.due(session, select(Poll).where(is_due).order_by(Poll.id))
    for poll in over:
        await _close(session, poll, moment)
    return bool(over)


async def close_early(session: AsyncSession, poll_id: int, actor_id: int, moment: Moment) -> Poll:
    """Close a poll before its time; the result goes out as ever. Raises NoSuchPoll, PollMovedOn."""
    poll = await open_one(session, poll_id)
    staff.audit(session, actor_id, Deed.POLL_CLOSED, moment, poll=str(poll.id))
    await _close(session, poll, moment)
    return poll


async def call_off(session: AsyncSession, poll_id: int, actor_id: int, moment: Moment) -> Poll:
    """End a poll without a result: its answers are deleted, and who gave any is told. Raises NoSuchPoll,
    PollMovedOn."""
    poll = await open_one(session, poll_id)
    poll.phase, poll.closed_at = PollPhase.CALLED_OFF, moment.now
    staff.audit(session, actor_id, Deed.POLL_CALLED_OFF, moment, poll=str(poll.id))
    await session.flush()
    await telling.cancel(session, poll.about, moment)
    await session.execute(delete(PollAnswer).where(PollAnswer.question_id.in_(_ids(poll))))
    message = Message(poll.about, "called off", Purpose.NOTICE, partial(member_screens.called_off, poll))
    await tell_all(session, polls.voters(poll.id, Voter.changed_at.is_not(None)), message, moment)
    return poll


async def open_one(session: AsyncSession, poll_id: int) -> Poll:
    """A poll that is being answered, locked. Raises NoSuchPoll, PollMovedOn."""
    poll = await polls.locked(session, poll_id)
    if poll.phase is not PollPhase.OPEN:
        raise PollMovedOn
    return poll


def _ids(poll: Poll) -> list[int]:
    return [question.id for question in poll.questions]


async def _close(session: AsyncSession, poll: Poll, moment: Moment) -> None:
    """Add the answers up, keep what may be kept, and tell the result.

    Of an anonymous poll only the counts stay that may be shown, and the texts, without whose they are and in an order
    that says nothing; of a text that fewer than five wrote not even that. All its other answers are deleted here,
    in the transaction that closes it. Of a named one the answers that count stay as they are.
    """
    poll.phase, poll.closed_at = PollPhase.CLOSED, moment.now
    await telling.cancel(session, poll.about, moment)
    ballots, texts = await _ballots(session, poll)
    counted = counting(ballots, by_company=poll.by_company)
    voices = {ballot.voter for ballot in counted}
    for question in poll.questions:
        answers = steps(question.kind, question.options)
        question.counts = result_of(counted, question.id, answers, is_anonymous=poll.is_anonymous).stored()
    _keep_texts(session, poll, [one for one in texts if one[0] in voices])
    spent: list[ColumnElement[bool]] = [PollAnswer.question_id.in_(_ids(poll))]
    if not poll.is_anonymous:
        written = [one.id for one in poll.questions if one.kind is QuestionKind.TEXT]
        others = [ballot.voter for ballot in ballots if ballot.voter not in voices]
        spent.append(or_(PollAnswer.question_id.in_(written), PollAnswer.voter_id.in_(others)))
        await _keep_choices(session, counted)
    await session.execute(delete(PollAnswer).where(*spent))
    await session.flush()
    await _tell_result(session, poll, moment)
    screen = partial(
        screens.closed, poll, await figures(session, poll), await texts_waiting(session, poll.id)
    )
    await tell_staff(session, Message(poll.about, "closed", Purpose.NOTICE, screen), moment)


Text = tuple[int, int, str]
"""Whose it is (a voter's id), to which question, and what it says."""


async def _ballots(session: AsyncSession, poll: Poll) -> tuple[list[Ballot], list[Text]]:
    """What everybody answered, by voter; and the texts apart, of which a ballot says only that there is one."""
    own = polls.own_groups()
    found = await session.execute(
        select(Voter, own.c.slug)
        .outerjoin(own, own.c.company_id == Voter.company_id)
        .where(Voter.poll_id == poll.id, Voter.changed_at.is_not(None))
    )
    given: dict[int, dict[int, Any]] = defaultdict(dict)
    answers = await session.execute(
        select(PollAnswer.voter_id, PollAnswer.question_id, PollAnswer.given).where(
            PollAnswer.question_id.in_(_ids(poll))
        )
    )
    for voter_id, question_id, said in answers:
        given[voter_id][question_id] = said
    texts = [
        (voter_id, question_id, said)
        for voter_id, by_question in given.items()
        for question_id, said in by_question.items()
        if isinstance(said, str) and said
    ]
    return [_ballot(voter, slug or "", given[voter.id]) for voter, slug in found.all()], texts


def _ballot(voter: Voter, group: str, given: dict[int, Any]) -> Ballot:
    assert voter.changed_at is not None
    answers = {
        question_id: tuple(said) if isinstance(said, list) else ()
        for question_id, said in given.items()
        if said != ""
    }
    is_complete = voter.answered_at is not None
    return Ballot(voter.id, voter.company_id, group, voter.changed_at, is_complete, answers)


async def _keep_choices(session: AsyncSession, counted: Sequence[Ballot]) -> None:
    """What was chosen in a named poll, for audiences."""
    chosen = [
        {"question_id": question_id, "value": value, "voter_id": ballot.voter}
        for ballot in counted
        for question_id, values in ballot.answers.items()
        for value in values
    ]
    if chosen:
        await session.execute(insert(PollChoice), chosen)


def _keep_texts(session: AsyncSession, poll: Poll, texts: Sequence[Text]) -> None:
    by_question: dict[int, list[Text]] = defaultdict(list)
    for one in texts:
        by_question[one[1]].append(one)
    for question_id, listed in by_question.items():
        if poll.is_anonymous and len(listed) < FEWEST:
            continue
        random.SystemRandom().shuffle(listed)  # the order in which people answered would tell whose is whose
        session.add_all(
            SaidText(question_id=question_id, voter_id=None if poll.is_anonymous else voter_id, words=words)
            for voter_id, _question, words in listed
        )


def hears(poll: Poll) -> ColumnElement[bool]:
    """The condition on Voter that means who gets the result: whoever answered anything, or everybody who was asked."""
    return Voter.poll_id == poll.id if poll.tells_all else Voter.changed_at.is_not(None)


async def _tell_result(session: AsyncSession, poll: Poll, moment: Moment) -> None:
    """One message for each sub-cluster of which anything is shown, then one for all others."""
    own = polls.own_groups()
    shown = sorted({group for question in poll.questions for group in question.result.groups})
    for group in shown:
        theirs = Voter.company_id.in_(select(own.c.company_id).where(own.c.slug == group))
        await tell_all(session, polls.voters(poll.id, hears(poll), theirs), _result(poll, group), moment)
    await tell_all(session, polls.voters(poll.id, hears(poll)), _result(poll, ""), moment)


def _result(poll: Poll, group: str) -> Message:
    return Message(poll.about, "result", Purpose.NOTICE, partial(screens.result_letter, poll, group))


# How it stands


async def figures(session: AsyncSession, poll: Poll) -> PollFigures:
    """How a poll stands now: one statement."""
    has_answered = Voter.answered_at.is_not(None)
    found = await session.execute(
        select(
            func.count(),
            func.count(Voter.answered_at),
            func.count(Voter.company_id.distinct()),
            func.count(Voter.company_id.distinct()).filter(has_answered),
        ).where(Voter.poll_id == poll.id)
    )
    return PollFigures(*found.one())


async def who_answered(session: AsyncSession, poll: Poll, page: int) -> Page[tuple[str, str, bool]]:
    """A page of the people who were asked in a named poll, by name: who, of which company, and whether they answered.

    Raises PollMovedOn for an anonymous one.
    """
    if poll.is_anonymous:
        raise PollMovedOn
    query = (
        select(Voter)
        .join(Person, Person.id == Voter.person_id)
        .where(Voter.poll_id == poll.id)
        .order_by(Voter.answered_at.is_(None), Person.name, Voter.id)
    )
    listed = await rows.page_of(session, query, page, screens.VOTERS_PAGE)
    ids = [voter.person_id for voter in listed.items]
    found = await session.scalars(select(Person).where(Person.id.in_(ids)))
    people = {person.id: person for person in found.all()}
    items = tuple(
        (people[voter.person_id].name, people[voter.person_id].company.name, voter.answered_at is not None)
        for voter in listed.items
        if voter.person_id in people
    )
    return Page(items, listed.total, listed.number, listed.size)


# What people wrote


async def texts_waiting(session: AsyncSession, poll_id: int) -> int:
    """How many texts staff have not looked at."""
    query = select(func.count()).where(_texts_of(poll_id), SaidText.state == TextState.WAITING)
    return await session.scalar(query) or 0


async def texts(session: AsyncSession, poll_id: int, page: int) -> Page[SaidText]:
    """A page of one text, for staff to look at."""
    return await rows.page_of(
        session, select(SaidText).where(_texts_of(poll_id)).order_by(SaidText.id), page, 1
    )


async def shown_texts(session: AsyncSession, poll_id: int, page: int) -> Page[SaidText]:
    """A page of the texts that staff show to everybody, question by question."""
    query = select(SaidText).where(_texts_of(poll_id), SaidText.state == TextState.SHOWN)
    return await rows.page_of(
        session, query.order_by(SaidText.question_id, SaidText.id), page, screens.TEXTS_PAGE
    )


def _texts_of(poll_id: int) -> ColumnElement[bool]:
    return SaidText.question_id.in_(select(PollQuestion.id).where(PollQuestion.poll_id == poll_id))


async def judge_text(
    session: AsyncSession, poll_id: int, text_id: int, actor_id: int, moment: Moment, *, is_shown: bool
) -> None:
    """Show a text to everybody, or leave it out. Idempotent. Raises NoSuchText."""
    text = await session.scalar(
        select(SaidText).where(SaidText.id == text_id, _texts_of(poll_id)).with_for_update(of=SaidText)
    )
    if text is None:
        raise NoSuchText
    state = TextState.SHOWN if is_shown else TextState.LEFT_OUT
    if text.state is not state:
        text.state = state
        deed = Deed.POLL_TEXT_SHOWN if is_shown else Deed.POLL_TEXT_LEFT_OUT
        staff.audit(session, actor_id, deed, moment, poll=str(poll_id))
    await session.flush()


# Excel


async def workbook(session: AsyncSession, poll: Poll, actor_id: int, moment: Moment) -> bytes:
    """What was answered, as an Excel file in the reader's language: the counts and the texts; of a named poll also who
    answered what. Taking it is audited. Raises PollMovedOn before closing."""
    if poll.phase is not PollPhase.CLOSED:
        raise PollMovedOn
    found = await session.scalars(select(SaidText).where(_texts_of(poll.id)).order_by(SaidText.id))
    said = found.all()
    sheets = [screens.counts_sheet(poll), screens.texts_sheet(poll, said)]
    if not poll.is_anonymous:
        sheets.insert(0, await _named_sheet(session, poll, said, moment))
    staff.audit(session, actor_id, Deed.POLL_DOWNLOADED, moment, poll=str(poll.id))
    is_rtl = current() == "ar"
    tables = [Sheet(title, header, listed, right_to_left=is_rtl) for title, header, listed in sheets]
    return await asyncio.to_thread(write_xlsx, tables)


async def _named_sheet(
    session: AsyncSession, poll: Poll, said: Sequence[SaidText], moment: Moment
) -> tuple[str, list[str], list[list[Cell]]]:
    found = await session.execute(
        select(Voter, Person.name, Company.name)
        .outerjoin(Person, Person.id == Voter.person_id)
        .outerjoin(Company, Company.id == Voter.company_id)
        .where(Voter.poll_id == poll.id, Voter.changed_at.is_not(None))
        .order_by(Person.name, Voter.id)
    )
    given: dict[int, dict[int, Any]] = defaultdict(dict)
    answers = await session.execute(
        select(PollAnswer.voter_id, PollAnswer.question_id, PollAnswer.given).where(
            PollAnswer.question_id.in_(_ids(poll))
        )
    )
    for voter_id, question_id, chosen in answers:
        given[voter_id][question_id] = chosen
    for text in said:
        if text.voter_id is not None:
            given[text.voter_id][text.question_id] = text.words
    listed = [
        (name or "", company or "", voter.changed_at or moment.now, given[voter.id])
        for voter, name, company in found.all()
        if given[voter.id]
    ]
    return screens.answers_sheet(poll, listed, moment.zone)


# You said → we did


async def to_be_told(session: AsyncSession, poll_id: int) -> Poll:
    """A closed poll about which it was not told yet what was done, locked. Raises NoSuchPoll, PollMovedOn."""
    poll = await polls.locked(session, poll_id)
    if poll.phase is not PollPhase.CLOSED or poll.done_at is not None:
        raise PollMovedOn
    return poll


def done_text_of(poll: Poll, language: str, html: str) -> DoneText:
    """The row of a language, from Telegram HTML. Raises TextTooLong."""
    if length(html) > DONE_LIMIT:
        raise TextTooLong(length=number(length(html)), limit=number(DONE_LIMIT))
    return DoneText(language=language, html=html)


async def reach_of_result(session: AsyncSession, poll: Poll) -> Reach:
    """How many of those who got the result can be told something now, by language."""
    found = await session.execute(
        select(Person.language, func.count())
        .join(Voter, Voter.person_id == Person.id)
        .where(Voter.poll_id == poll.id, hears(poll), REACHABLE)
        .group_by(Person.language)
    )
    return Reach(dict.fromkeys(LOCALES, 0) | dict(found.all()))


async def tell_done(session: AsyncSession, poll_id: int, actor_id: int, moment: Moment) -> Poll:
    """Tell those who got the result what was done about it: once. Raises NothingWritten, LanguageMissing; what
    `to_be_told` does."""
    poll = await to_be_told(session, poll_id)
    if not poll.texts:
        raise NothingWritten
    if poll.wordings.missing(await reach_of_result(session, poll)):
        raise LanguageMissing
    poll.done_at = moment.now
    staff.audit(session, actor_id, Deed.POLL_DONE_TOLD, moment, poll=str(poll.id))
    await session.flush()
    message = Message(poll.about, "done", Purpose.NOTICE, partial(screens.done, poll))
    await tell_all(session, polls.voters(poll.id, hears(poll)), message, moment)
    return poll
