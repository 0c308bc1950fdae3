"""Introductions of the sample cluster that lie in the past: staff have something to look at from the first minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.introductions import Introduction, OutcomeReport
from bot.models.people import Person
from bot.moment import Moment
from bot.rules.introductions import Decline, Origin, Side, State, Why
from bot.rules.ledger import Act
from bot.rules.outcomes import ASKED_AFTER, Outcome, Question
from bot.services import ledger

ANSWERED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """Who asked whom, how long ago, what became of it, and what each said afterwards."""

    asker: str
    other: str
    days_ago: int
    why: Why
    state: State
    declined_for: Decline | None = None
    said: tuple[tuple[Question, Outcome, Outcome], ...] = ()


PASTS = (
    Past(
        "Karim Raad",
        "Samir Kanaan",
        41,
        Why.BUY,
        State.INTRODUCED,
        said=(
            (Question.MET, Outcome.MET, Outcome.MET),
            (Question.FIRST, Outcome.SAMPLES, Outcome.TALKS),
        ),
    ),
    Past("أمينة حداد", "خالد العلي", 12, Why.BUY, State.INTRODUCED),
    Past("Hélène Maalouf", "Élie Mansour", 20, Why.TECHNICAL, State.DECLINED, Decline.NO_TIME),
    Past("Ziad Saliba", "Rami Matar", 35, Why.EXPORT, State.EXPIRED),
    Past("Bruno Karam", "Carine Tannous", 1, Why.EXPORT, State.OPEN),
)


async def recall(session: AsyncSession, now: datetime) -> None:
    """Write the past introductions down, with what people did, as if the bot had been there."""
    people = {person.name: person for person in await session.scalars(select(Person))}
    for past in PASTS:
        await _recall(session, past, people[past.asker], people[past.other], now)


async def _recall(session: AsyncSession, past: Past, asker: Person, other: Person, now: datetime) -> None:
    asked_at = now - timedelta(days=past.days_ago)
    closed_at = asked_at + ANSWERED_AFTER
    is_met = past.state is State.INTRODUCED
    asked = Introduction(
        asker=asker,
        other=other,
        origin=Origin.CARD,
        asked_at=asked_at,
        why=past.why,
        state=past.state,
        asker_agreed_at=asked_at,
        other_agreed_at=closed_at if is_met else None,
        closed_at=None if past.state is State.OPEN else closed_at,
        closed_by=Side.OTHER if past.state in (State.INTRODUCED, State.DECLINED) else None,
        declined_for=past.declined_for,
    )
    session.add(asked)
    await session.flush()
    about = f"introduction:{asked.id}"
    ledger.did(session, asker, Act.INTRODUCTION_ASKED, about, Moment(asked_at, UTC))
    if asked.closed_by is not None:
        ledger.did(session, other, Act.INTRODUCTION_ANSWERED, about, Moment(closed_at, UTC))
    for question, of_asker, of_other in past.said:
        at = closed_at + ASKED_AFTER[question]
        for person, outcome in ((asker, of_asker), (other, of_other)):
            ledger.did(session, person, Act.OUTCOME_REPORTED, about, Moment(at, UTC))
            session.add(
                OutcomeReport(
                    introduction_id=asked.id,
                    person_id=person.id,
                    question=question,
                    asked_at=at,
                    answered_at=at,
                    answer=outcome,
                )
            )
