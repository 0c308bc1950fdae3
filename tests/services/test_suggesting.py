"""Suggestions as messages: as many a month as each chose, by day, of nobody twice, and never for their own sake."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.db import Database
from bot.jobs.suggesting import suggest_people
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.ledger import Opportunity
from bot.models.people import Person
from bot.models.suggesting import Suggestion
from bot.rules.introductions import MOST_ASKED
from bot.rules.rounds import Habit
from tests.moments import at
from tests.services.gatherings import NOW, members

MONDAY = NOW
WEDNESDAY = NOW + timedelta(days=2)
BEFORE = {"joined_at": NOW - timedelta(days=30)}


async def weeks(database: Database, number: int, begin: datetime = WEDNESDAY) -> list[tuple[int, datetime]]:
    """What was suggested to whom and when, after so many weeks in which the job looked every three hours."""
    for hours in range(0, number * 7 * 24, 3):
        await suggest_people(database, at(begin + timedelta(hours=hours)))
    async with database.reading() as session:
        found = await session.execute(
            select(Suggestion.person_id, Suggestion.at).order_by(Suggestion.at, Suggestion.id)
        )
        return [(person_id, when) for person_id, when in found]


async def test_each_gets_as_many_a_month_as_they_chose_by_day_and_nobody_twice(database: Database) -> None:
    sellers = await members(database, 1, *[1] * 9, monthly_rate=4, **BEFORE)
    ((rare,), (often,)), _rest = sellers[:2], sellers[2:]
    async with database.transaction() as session:
        for person in await session.scalars(select(Person)):
            person.habit = Habit.ASK if person.id in (rare, often) else Habit.PAUSED
            person.monthly_rate = {rare: 1, often: 2}.get(person.id, 4)
    sent = await weeks(database, 8, MONDAY)
    assert [person_id for person_id, _when in sent].count(rare) == 2
    assert [person_id for person_id, _when in sent].count(often) == 4
    assert {when.weekday() for _person, when in sent} == {2}
    async with database.reading() as session:
        pairs = (await session.execute(select(Suggestion.person_id, Suggestion.other_id))).all()
        assert len(set(pairs)) == len(pairs) == 6
        assert await session.scalar(select(func.count()).select_from(Delivery)) == 6
        assert await session.scalar(select(func.count()).select_from(Opportunity)) == 0


async def test_nobody_is_suggested_who_is_worth_no_message_nor_to_who_has_just_joined_or_pauses(
    database: Database,
) -> None:
    ((alike,), (also,)) = await members(database, 1, 1, **BEFORE)
    async with database.transaction() as session:
        for company in await session.scalars(select(Company)):
            company.offers, company.needs, company.markets = "olive oil", "", ["FR"]
    assert await weeks(database, 1) == []
    async with database.transaction() as session:
        for company in await session.scalars(select(Company)):
            company.needs = "olive oil"
        for person in await session.scalars(select(Person)):
            person.habit = Habit.PAUSED if person.id == alike else Habit.ALWAYS
            person.joined_at = NOW + timedelta(days=9)
    assert await weeks(database, 1, WEDNESDAY + timedelta(days=7)) == []
    sent = await weeks(database, 1, WEDNESDAY + timedelta(days=14))
    assert [person_id for person_id, _when in sent] == [also]


async def test_the_most_wanted_are_not_suggested_to_everybody(database: Database) -> None:
    """One seller of olive oil, and more companies that look for it than may ask one person within a month."""
    companies = await members(database, *[1] * (2 * MOST_ASKED + 2), monthly_rate=4, **BEFORE)
    seller = companies[0][0]
    async with database.transaction() as session:
        for company in await session.scalars(select(Company)):
            company.offers, company.needs = "", "olive oil"
        one = await session.get(Person, seller)
        assert one is not None
        one.company.offers, one.company.needs, one.habit = "olive oil", "", Habit.PAUSED
    sent = await weeks(database, 1)
    assert len(sent) == MOST_ASKED
