"""Staff find everybody, and what that costs the database does not grow with the cluster."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.models.companies import Company
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.rules.fields import Owner
from bot.rules.people import Seat
from bot.rules.words import fold
from bot.services import members, merging
from tests.inbox.test_cost import counting
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOST_STATEMENTS = {"card": 12, "search": 5}
"""With what begins and ends a transaction."""


async def settle(database: Database, companies: int, people: int) -> None:
    """Companies with so many people each, of whom nobody has joined."""
    async with database.transaction() as session:
        for n in range(companies):
            company = Company(name=f"Cedar {n}", name_key=fold(f"Cedar {n}"), created_at=NOW)
            session.add_all(
                Person(name=f"Amina {n} {m}", company=company, created_at=NOW) for m in range(people)
            )


async def found(database: Database, text: str) -> list[str]:
    async with database.reading() as session:
        return [one.name for one in (await members.search(session, text, 0)).items]


async def test_everybody_is_found_by_name_phone_or_e_mail_also_who_has_left(database: Database) -> None:
    async with database.transaction() as session:
        empty = Company(name="Orchard Juices", name_key="orchard juices", created_at=NOW)
        company = Company(name="Cedar Press", name_ar="معاصر الأرز", name_key="cedar press", created_at=NOW)
        amina = Person(name="Amina Haddad", company=company, created_at=NOW, standing=Standing.LEFT)
        amina.phone, amina.phone_index = "+9613123456", RING.index("+9613123456")
        amina.email, amina.email_index = "a@cedar.example", RING.index("a@cedar.example")
        session.add_all([empty, amina])
    assert await found(database, "Orchad") == ["Orchard Juices"]
    assert await found(database, "الارز") == ["Cedar Press"]
    assert await found(database, "haddad") == ["Amina Haddad"]
    assert await found(database, "03 123456") == ["Amina Haddad"]
    assert await found(database, "A@Cedar.example") == ["Amina Haddad"]
    assert await found(database, "03 123457") == []


@pytest.mark.parametrize("people", [1, 40])
async def test_a_card_and_a_search_are_a_few_statements_however_many_there_are(
    database: Database, people: int
) -> None:
    await settle(database, 3, people)
    async with database.reading() as session:
        company_id = await session.scalar(select(Company.id).order_by(Company.id).limit(1))
    with counting(database) as count:
        async with database.reading() as session:
            shown = await members.card(session, company_id or 0)
    assert (shown.people.total, shown.expected) == (people, people)
    assert count.statements <= MOST_STATEMENTS["card"]
    with counting(database) as count:
        assert len(await found(database, "cedar")) == 3
    assert count.statements <= MOST_STATEMENTS["search"]


async def test_a_merger_is_as_many_statements_for_many_rows_as_for_few(database: Database) -> None:
    counts = []
    for people in (1, 40):
        await settle(database, 2, people)
        async with database.reading() as session:
            kept, gone = (await session.scalars(select(Company.id).order_by(Company.id).limit(2))).all()
        with counting(database) as count:
            async with database.transaction() as session:
                await merging.merge(session, Owner.COMPANY, kept, gone, 901, at(NOW))
        counts.append(count.statements)
        async with database.transaction() as session:
            for company in await session.scalars(select(Company)):
                await session.delete(company)
    assert counts[0] == counts[1]


async def test_seats_are_filled_by_who_is_expected_too_and_not_by_who_left(database: Database) -> None:
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        for name, standing in (("Amina", Standing.EXPECTED), ("Bruno", Standing.LEFT)):
            session.add(Person(name=name, seat=Seat.LEAD, standing=standing, company=company, created_at=NOW))
        session.add_all(Person(name=name, company=company, created_at=NOW) for name in ("Carla", "CARLA"))
    async with database.reading() as session:
        shown = await members.card(session, company.id)
    ((_place, filling),) = shown.places
    assert [one.name for one in filling] == ["Amina"]
    assert {one.name for one in shown.people.items} == {"Amina", "Bruno", "Carla", "CARLA"}
    assert [one.name.casefold() for one in shown.doubled] == ["carla"]
