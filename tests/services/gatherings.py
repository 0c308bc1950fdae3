"""Members of companies that go together, and the rounds that they join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.jobs.rounds import pair_rounds
from bot.models.companies import Company
from bot.models.deliveries import Delivery
from bot.models.deliveries import Status as Sent
from bot.models.introductions import Introduction
from bot.models.people import Person, Standing
from bot.models.rounds import Round
from bot.rules.audiences import Audience
from bot.rules.rounds import RoundPhase, Say
from bot.services import rounds
from tests.moments import at

BEIRUT = ZoneInfo("Asia/Beirut")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OWNER = 1
NUMBERS = count(1)


async def members(database: Database, *companies: int, **columns: object) -> list[list[int]]:
    """Companies with so many people each, sellers and buyers of the same things in turn; person ids by company."""
    async with database.transaction() as session:
        made = [await _company(session, place, people, columns) for place, people in enumerate(companies)]
        return [[person.id for person in people] for people in made]


async def _company(
    session: AsyncSession, place: int, people: int, columns: Mapping[str, object]
) -> Sequence[Person]:
    number = next(NUMBERS)
    offers, needs = ("glass jars", "olive oil")[:: 1 if place % 2 else -1]
    company = Company(name=f"C{number}", name_key=f"c{number}", offers=offers, needs=needs, created_at=NOW)
    listed = [
        Person(
            name=f"P{number} {i}",
            company=company,
            created_at=NOW,
            telegram_id=number * 100 + i,
            standing=Standing.MEMBER,
            consented_at=NOW,
            language=("ar", "fr", "en")[i % 3],
        )
        for i in range(people)
    ]
    session.add_all([company, *listed])
    await session.flush()
    for person in listed:
        for column, value in columns.items():
            setattr(person, column, value)
    return listed


def flat(companies: Sequence[Sequence[int]]) -> list[int]:
    return [person_id for people in companies for person_id in people]


async def begun(database: Database, now: datetime = NOW, *, join: Sequence[int] = ()) -> Round:
    """A round for everybody whose invitations are out, and which these people joined."""
    async with database.transaction() as session:
        planned = await rounds.start(session, Audience(), now, 2, OWNER, at(now))
        assert await rounds.invite_due(session, at(now))
        for person_id in join:
            person = await session.get_one(Person, person_id)
            await rounds.answer(session, person, planned.id, Say.JOIN, at(now))
        return planned


async def paired(database: Database, about: Round) -> list[Introduction]:
    """The round's joining is over, and the job has looked; its pairs."""
    await pair_rounds(database, at(about.matches_at, OWNER))
    return await pairs(database, about)


async def pairs(database: Database, about: Round) -> list[Introduction]:
    async with database.reading() as session:
        return list(await rounds.pairs(session, about.id))


async def told(database: Database, what: str) -> list[int | None]:
    async with database.reading() as session:
        found = await session.scalars(
            select(Delivery.person_id).where(Delivery.what == what, Delivery.status == Sent.WAITING)
        )
        return sorted(found, key=str)


async def phase(database: Database, about: Round) -> RoundPhase:
    async with database.reading() as session:
        return (await session.get_one(Round, about.id)).phase
