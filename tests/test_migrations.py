"""The schema goes up and down on both databases, alone or in a crowd, and is what the models say."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from bot.db import Database, database_url, migration_engine
from bot.migrating import differences, is_current, migrate
from bot.models.base import Base
from bot.models.companies import Company, SubCluster
from bot.models.deliveries import Purpose
from bot.models.ledger import Interaction
from bot.models.people import Person, Standing
from bot.rules.companies import DEFAULT_SUB_CLUSTERS

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def tables(written: str) -> set[str]:
    """The names of the tables in a database."""
    engine = migration_engine(database_url(written))
    try:
        async with engine.connect() as connection:
            return set(await connection.run_sync(lambda found: inspect(found).get_table_names()))
    finally:
        await engine.dispose()


async def sub_clusters(written: str) -> list[str]:
    async with Database(written) as database, database.reading() as session:
        return list(await session.scalars(select(SubCluster.slug).order_by(SubCluster.id)))


async def test_migrations_go_up_down_and_up_again(empty_url: str) -> None:
    assert not await is_current(empty_url)
    await migrate(empty_url)
    assert await is_current(empty_url)
    assert "people" in await tables(empty_url)
    await migrate(empty_url, "base")
    assert await tables(empty_url) == {"alembic_version"}
    await migrate(empty_url)
    assert await is_current(empty_url)
    assert tuple(await sub_clusters(empty_url)) == DEFAULT_SUB_CLUSTERS


async def test_the_models_say_what_the_migrations_make(database_url: str) -> None:
    assert await differences(database_url) == []


async def test_sqlite_never_gives_the_number_of_an_erased_row_to_another(sqlite_migrated_url: str) -> None:
    """Old buttons carry numbers: one that was given out again would answer for somebody else."""
    numbered = {table.name for table in Base.metadata.sorted_tables if table.autoincrement_column is not None}
    async with Database(sqlite_migrated_url) as database, database.reading() as session:
        made = await session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    safe = {name for name, sql in made if "AUTOINCREMENT" in sql}
    assert "introductions" in numbered
    assert numbered <= safe


async def test_a_difference_is_seen(empty_url: str) -> None:
    assert len(await differences(empty_url)) > 20


async def test_migrating_again_changes_nothing(database: Database, database_url: str) -> None:
    async with database.transaction() as session:
        session.add(Company(name="Cedar Press", name_key="cedar press", created_at=NOW))
    await migrate(database_url)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Company)) == 1


async def test_whose_account_moved_on_is_not_expected_any_more(empty_url: str) -> None:
    await migrate(empty_url, "0001")
    columns = "id, company_id, name, created_at, seat, language, standing, is_reachable, joined_at"
    at = "'2026-01-01 09:00:00+00'"
    async with Database(empty_url) as database, database.transaction() as session:
        texts = ("name", "name_key", "name_ar", "city", "website", "products", "offers", "needs")
        lists = ("markets", "certifications", "languages", "declined")
        values = ", ".join(["1", at, *["''"] * len(texts), *["'[]'"] * len(lists)])
        names = ", ".join(["id", "created_at", *texts, *lists])
        await session.execute(text(f"INSERT INTO companies ({names}) VALUES ({values})"))
        for number, joined_at in ((1, at), (2, "NULL")):
            row = f"{number}, 1, 'Amina', {at}, 'other', 'en', 'expected', true, {joined_at}"
            await session.execute(text(f"INSERT INTO people ({columns}) VALUES ({row})"))
    await migrate(empty_url)
    async with Database(empty_url) as database, database.reading() as session:
        found = await session.scalars(select(Person.standing).order_by(Person.id))
        assert list(found) == [Standing.LEFT, Standing.EXPECTED]


async def test_several_that_migrate_at_once_all_succeed(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(8)))
    assert await differences(empty_url) == []
    assert tuple(await sub_clusters(empty_url)) == DEFAULT_SUB_CLUSTERS


async def test_rows_that_depend_on_a_table_outlive_its_rebuilding(sqlite_migrated_url: str) -> None:
    """SQLite alters a table by dropping it: with foreign keys on, that would delete the people with it."""

    def rebuild(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("companies", recreate="always") as batch:
            batch.alter_column("city", nullable=True)

    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        session.add(Person(name="Amina Haddad", created_at=NOW, company=company))
    engine = migration_engine(database_url(sqlite_migrated_url))
    async with engine.begin() as connection:
        await connection.run_sync(rebuild)
    await engine.dispose()
    async with Database(sqlite_migrated_url) as database, database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 1


KEYS = {
    "profile:7:20260101:1": ("profile", "20260101:1"),
    "introduction:31:request:7:": ("introduction:31", "request"),
    "outcome:31:met:7": ("introduction:31", "outcome met"),
    "round:5:7:invitation": ("round:5", "invitation"),
    "round:5:failed:99": ("round:5", "failed"),
    "request:4": ("request:4", "decided"),
    "request:4:99": ("request:4", "came in"),
    "b12:7": ("broadcast:12", "text"),
    "paused:12:20260101090000:99": ("broadcast:12", "paused 20260101090000"),
    "failure:123:99": ("failure", "123"),
    "unheard of": (None, None),
}


async def test_what_a_message_is_about_is_read_from_its_former_key(empty_url: str) -> None:
    await migrate(empty_url, "0002")
    columns = (
        "chat_id, purpose, priority, content, language, status, created_at, not_before, tries, doubts, error"
    )
    at = "'2026-01-01 09:00:00+00'"
    async with Database(empty_url) as database, database.transaction() as session:
        for key in KEYS:
            row = f"7, 'notice', 2, 'words', 'en', 'waiting', {at}, {at}, 0, 0, ''"
            await session.execute(
                text(f"INSERT INTO deliveries (dedupe_key, {columns}) VALUES (:key, {row})"), {"key": key}
            )
    await migrate(empty_url)
    async with Database(empty_url) as database, database.reading() as session:
        found = await session.execute(
            text("SELECT about, what, content, priority FROM deliveries ORDER BY id")
        )
        rank = Purpose.NOTICE.priority
        assert [tuple(row) for row in found] == [(*named, "words", rank) for named in KEYS.values()]


async def test_the_menus_of_staff_are_still_known(empty_url: str) -> None:
    await migrate(empty_url, "0007")
    async with Database(empty_url) as database, database.transaction() as session:
        for name in ("menu 99", "menu 7000123456", "face name ar"):
            await session.execute(
                text("INSERT INTO memos (name, value) VALUES (:name, '\"digest\"')"), {"name": name}
            )
    await migrate(empty_url)
    async with Database(empty_url) as database, database.reading() as session:
        menus = await session.execute(text("SELECT chat_id, digest FROM menus ORDER BY chat_id"))
        assert [tuple(row) for row in menus] == [(99, ""), (7_000_123_456, "")]
        assert list(await session.scalars(text("SELECT name FROM memos"))) == ["face name ar"]


async def test_ledgers_learn_on_which_day_of_the_cluster_their_rows_were(empty_url: str) -> None:
    await migrate(empty_url, "0012")
    row = "INSERT INTO interactions (kind, about, at) VALUES ('event_attended', 'event:1', '{at}+00')"
    async with Database(empty_url) as database, database.transaction() as session:
        for at in ("2026-07-01 20:59:59", "2026-07-01 21:00:00", "2026-12-01 21:30:00"):
            await session.execute(
                text(row.format(at=at).replace("+00'", ".000000'" if database.is_sqlite else "+00'"))
            )
    await migrate(empty_url)
    async with Database(empty_url) as database, database.transaction() as session:
        days = await session.scalars(select(Interaction.day).order_by(Interaction.id))
        assert [date.fromordinal(day).isoformat() for day in days] == [
            "2026-07-01",
            "2026-07-02",
            "2026-12-01",
        ]
        with pytest.raises(IntegrityError):
            await session.execute(text(row.format(at="2026-07-01 20:59:59")))
