"""Outcomes: each side of an introduction is asked what came of it, and answers for themselves alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.i18n import N_, number
from bot.models.deliveries import Purpose
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.introductions import State
from bot.rules.ledger import Act, Offer
from bot.rules.outcomes import (
    ANSWERS,
    ASKED_AFTER,
    ASKED_UNTIL,
    MOST_VALUE,
    WITH_VALUE,
    Outcome,
    Question,
    read_value,
)
from bot.screens import outcomes as screens
from bot.services import ledger, rows
from bot.services.audiences import REACHABLE
from bot.services.telling import Message, tell

AT_ONCE = 100
"""People whom one look of the job asks; the next look asks the rest."""
EXAMPLE = 3000


class NoSuchQuestion(Refusal):
    """It is gone, was put to somebody else, or has no such answer."""

    wording = N_("This question does not exist any more.")


class NotAnAmount(Refusal):
    wording = N_(
        "I cannot read this as an amount in US dollars. Type digits alone, such as {example}, at most {limit}; "
        "or skip it."
    )


async def ask_due(session: AsyncSession, moment: Moment) -> bool:
    """Ask those who were introduced 14, 30 or 90 days ago, outside quiet hours: each question once, to each side.

    What could not be asked before the next question was due is left out. True when anybody was asked.
    """
    for question in Question:
        due = await _due(session, question, moment)
        for introduction, person in due:
            await _ask(session, introduction, person, question, moment)
        if due:
            return True
    return False


async def _due(
    session: AsyncSession, question: Question, moment: Moment
) -> Sequence[tuple[Introduction, Person]]:
    asked = select(OutcomeReport.id).where(
        OutcomeReport.introduction_id == Introduction.id,
        OutcomeReport.person_id == Person.id,
        OutcomeReport.question == question,
    )
    found = await session.execute(
        select(Introduction, Person)
        .join(Person, Person.id.in_([Introduction.asker_id, Introduction.other_id]))
        .where(
            Introduction.state == State.INTRODUCED,
            Introduction.closed_at <= moment.now - ASKED_AFTER[question],
            Introduction.closed_at > moment.now - ASKED_UNTIL[question],
            REACHABLE,
            ~asked.exists(),
        )
        .order_by(Introduction.closed_at, Introduction.id, Person.id)
        .limit(AT_ONCE)
        .with_for_update(of=Introduction, skip_locked=True, key_share=True)
    )
    return [(introduction, person) for introduction, person in found]


async def _ask(
    session: AsyncSession, introduction: Introduction, person: Person, question: Question, moment: Moment
) -> None:
    if introduction.closed_at is None:
        return
    report = OutcomeReport(
        introduction_id=introduction.id, person_id=person.id, question=question, asked_at=moment.now
    )
    session.add(report)
    await session.flush()
    message = Message(
        introduction.about,
        f"outcome {question}",
        Purpose.REMINDER,
        lambda: screens.question(report, introduction, moment.zone),
        not_after=introduction.closed_at + ASKED_UNTIL[question],
        offer=Offer.OUTCOME,
    )
    await tell(session, person, message, moment)


async def locked_question(
    session: AsyncSession, person: Person, report_id: int
) -> tuple[OutcomeReport, Introduction]:
    """A question that was put to somebody, locked until the commit, with its introduction. Raises NoSuchQuestion."""
    report = await rows.locked(session, OutcomeReport, report_id, NoSuchQuestion)
    introduction = await session.get(Introduction, report.introduction_id)
    if report.person_id != person.id or introduction is None:
        raise NoSuchQuestion
    return report, introduction


async def asked_last(
    session: AsyncSession, person: Person, introduction: Introduction
) -> OutcomeReport | None:
    """The last question that was put to somebody about an introduction; None when none was."""
    return await session.scalar(
        select(OutcomeReport)
        .where(OutcomeReport.introduction_id == introduction.id, OutcomeReport.person_id == person.id)
        .order_by(OutcomeReport.asked_at.desc(), OutcomeReport.id.desc())
        .limit(1)
    )


async def answer(
    session: AsyncSession, person: Person, report_id: int, outcome: Outcome, moment: Moment
) -> tuple[OutcomeReport, Introduction]:
    """Answer a question, at any later time. A new answer replaces the old one, and clears its value where it differs.

    Raises NoSuchQuestion.
    """
    report, introduction = await locked_question(session, person, report_id)
    if outcome not in ANSWERS[report.question]:
        raise NoSuchQuestion
    if report.answered_at is None:
        ledger.did(session, person, Act.OUTCOME_REPORTED, introduction.about, moment)
    if outcome is not report.answer:
        report.value = None
    report.answer, report.answered_at = outcome, moment.now
    return report, introduction


async def skip_value(
    session: AsyncSession, person: Person, report_id: int
) -> tuple[OutcomeReport, Introduction]:
    """Leave the value out; one that was given before is cleared. Raises NoSuchQuestion."""
    report, introduction = await locked_question(session, person, report_id)
    report.value = None
    return report, introduction


async def put_value(
    session: AsyncSession, person: Person, report_id: int, text: str, moment: Moment
) -> tuple[OutcomeReport, Introduction]:
    """Say what it is worth, in US dollars, as it was typed. Raises NotAnAmount, NoSuchQuestion."""
    value = read_value(text)
    if value is None:
        raise NotAnAmount(example=number(EXAMPLE), limit=number(MOST_VALUE))
    report, introduction = await locked_question(session, person, report_id)
    if report.answer not in WITH_VALUE:
        raise NoSuchQuestion
    report.value, report.answered_at = value, moment.now
    return report, introduction
