"""Outcomes: each question comes once, to each side that can be asked, and at its time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.db import Database
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose
from bot.models.introductions import Introduction, OutcomeReport
from bot.models.ledger import Opportunity
from bot.models.people import Person, Standing
from bot.rules.introductions import Origin, State
from bot.rules.ledger import Offer
from bot.rules.outcomes import Outcome, Question
from bot.services import outcomes
from tests.moments import at

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def introduced(database: Database, pairs: int = 1, *, state: State = State.INTRODUCED) -> list[int]:
    """Pairs of people who were introduced now; returns the ids of the people."""
    async with database.transaction() as session:
        people = []
        for number in range(2 * pairs):
            company = Company(name=f"Company {number}", name_key=f"company {number}", created_at=NOW)
            people.append(
                Person(
                    name=f"Person {number}",
                    company=company,
                    created_at=NOW,
                    telegram_id=1000 + number,
                    standing=Standing.MEMBER,
                )
            )
        session.add_all(people)
        await session.flush()
        for asker, other in zip(people[::2], people[1::2], strict=True):
            session.add(
                Introduction(
                    asker=asker, other=other, origin=Origin.CARD, asked_at=NOW, closed_at=NOW, state=state
                )
            )
        return [person.id for person in people]


async def looks(database: Database, now: datetime) -> bool:
    async with database.transaction() as session:
        return await outcomes.ask_due(session, at(now))


async def asked(database: Database) -> Counter[Question]:
    async with database.reading() as session:
        return Counter(await session.scalars(select(OutcomeReport.question)))


async def test_each_question_comes_once_to_each_side(database: Database) -> None:
    await introduced(database)
    assert not await looks(database, NOW + timedelta(days=13, hours=23))
    for days, question in ((14, Question.MET), (30, Question.FIRST), (90, Question.LAST)):
        assert await looks(database, NOW + timedelta(days=days))
        assert not await looks(database, NOW + timedelta(days=days, hours=5))
        assert (await asked(database))[question] == 2
    async with database.reading() as session:
        offers = await session.execute(
            select(Opportunity.kind, Opportunity.about, func.count()).group_by(
                Opportunity.kind, Opportunity.about
            )
        )
        assert [tuple(offer) for offer in offers] == [(Offer.OUTCOME, "introduction:1", 6)]
        purposes = set(await session.scalars(select(Delivery.purpose)))
        assert purposes == {Purpose.REMINDER}


@pytest.mark.parametrize(
    ("days", "questions"), [(29, [Question.MET]), (89, [Question.FIRST]), (100, [Question.LAST]), (181, [])]
)
async def test_after_an_outage_only_the_newest_question_comes(
    database: Database, days: int, questions: list[Question]
) -> None:
    await introduced(database)
    while await looks(database, NOW + timedelta(days=days)):
        pass
    assert sorted(await asked(database)) == questions


async def test_who_left_or_cannot_be_reached_is_not_asked_nor_is_what_never_came_about(
    database: Database,
) -> None:
    left, blocked, *_others = await introduced(database, 2)
    async with database.transaction() as session:
        (await session.get_one(Person, left)).standing = Standing.LEFT
        (await session.get_one(Person, blocked)).is_reachable = False
        await session.flush()
        declined = await session.get_one(Introduction, 2)
        declined.state = State.DECLINED
    assert not await looks(database, NOW + timedelta(days=14))
    async with database.transaction() as session:
        (await session.get_one(Person, blocked)).is_reachable = True
    assert await looks(database, NOW + timedelta(days=14, hours=1))
    assert await asked(database) == {Question.MET: 1}


async def test_a_look_is_bounded_and_nobody_is_woken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcomes, "AT_ONCE", 3)
    await introduced(database, 2)
    night = NOW.replace(hour=20) + timedelta(days=14)  # 22:00 in Beirut
    assert await looks(database, night)
    assert (await asked(database)).total() == 3
    assert await looks(database, night)
    assert not await looks(database, night)
    assert (await asked(database)).total() == 4
    async with database.reading() as session:
        times = set(await session.scalars(select(Delivery.not_before)))
    assert [at.astimezone(BEIRUT).hour for at in times] == [8]


async def test_only_the_one_who_was_asked_answers_and_only_what_was_asked(database: Database) -> None:
    mine, theirs = await introduced(database)
    await looks(database, NOW + timedelta(days=30))
    async with database.transaction() as session:
        me, other = await session.get_one(Person, mine), await session.get_one(Person, theirs)
        report_id = await session.scalar(select(OutcomeReport.id).where(OutcomeReport.person_id == mine)) or 0
        for who, report, outcome in (
            (other, report_id, Outcome.TALKS),
            (me, report_id, Outcome.MET),
            (me, 99, Outcome.TALKS),
        ):
            with pytest.raises(outcomes.NoSuchQuestion):
                await outcomes.answer(session, who, report, outcome, at(NOW))
        with pytest.raises(outcomes.NoSuchQuestion):  # nothing of worth was said yet
            await outcomes.put_value(session, me, report_id, "3000", at(NOW))
        await outcomes.answer(session, me, report_id, Outcome.CONTRACT, at(NOW))
        report, _introduction = await outcomes.put_value(session, me, report_id, "3000", at(NOW))
        assert report.value == 3000
        report, _introduction = await outcomes.answer(session, me, report_id, Outcome.TALKS, at(NOW))
        assert (report.answer, report.value) == (Outcome.TALKS, None)


async def test_a_worth_belongs_to_the_outcome_it_was_said_of_until_it_is_skipped(database: Database) -> None:
    mine, _theirs = await introduced(database)
    await looks(database, NOW + timedelta(days=30))
    async with database.transaction() as session:
        me = await session.get_one(Person, mine)
        report_id = await session.scalar(select(OutcomeReport.id).where(OutcomeReport.person_id == mine)) or 0

        async def says(outcome: Outcome) -> int | None:
            report, _introduction = await outcomes.answer(session, me, report_id, outcome, at(NOW))
            return report.value

        await says(Outcome.CONTRACT)
        await outcomes.put_value(session, me, report_id, "50 000", at(NOW))
        assert await says(Outcome.CONTRACT) == 50_000
        assert await says(Outcome.SAMPLES) is None
        await outcomes.put_value(session, me, report_id, "200", at(NOW))
        report, _introduction = await outcomes.skip_value(session, me, report_id)
        assert (report.answer, report.value) == (Outcome.SAMPLES, None)
