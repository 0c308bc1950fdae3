"""The sample cluster in the database: seeded once, and alive."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.db import Database
from bot.demo import cluster
from bot.models.base import Base
from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.services import broadcasts, requests

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)


async def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.reading() as session:
        return {
            table.name: [tuple(row) for row in await session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


async def test_seeding_again_changes_nothing(database: Database) -> None:
    async with database.transaction() as session:
        await cluster.seed(session, NOW)
    seeded = await everything(database)
    async with database.transaction() as session:
        await cluster.seed(session, LATER)
    assert await everything(database) == seeded
    assert len(seeded["companies"]) == 24
    assert len(seeded["people"]) == 40


async def test_a_database_with_companies_of_its_own_is_left_alone(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Company(name="Theirs", name_key="theirs", created_at=NOW))
    async with database.transaction() as session:
        await cluster.seed(session, NOW)
        assert await session.scalar(select(func.count()).select_from(Company)) == 1


async def test_most_have_joined_somebody_blocked_the_bot_and_requests_wait(database: Database) -> None:
    async with database.transaction() as session:
        await cluster.seed(session, NOW)
    async with database.reading() as session:
        people = (await session.scalars(select(Person))).all()
        waiting = (await requests.all_open(session, 0)).items
        likely = [(await requests.likely_companies(session, request)).total for request in waiting]
        (news,) = (await broadcasts.listed(session, 0, with_drafts=True)).items
        went = (await broadcasts.tallies(session, [news.id]))[news.id]
    joined = [person for person in people if person.standing is Standing.MEMBER]
    outside = [person for person in people if person.standing is Standing.EXPECTED]
    assert len(outside) == cluster.LEFT_OUT
    assert {person.language for person in outside} == {"ar", "fr", "en"}
    assert all(person.telegram_id and person.consented_at for person in joined)
    assert [person.is_reachable for person in joined].count(False) == 1
    assert sorted(likely) == [0, 1]
    assert (went.sent, went.unreachable, went.pending) == (len(joined) - 1, 1, 0)
