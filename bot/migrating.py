"""Migrations: bringing a database to the schema of this program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.db import database_url, lock_migrations, migration_engine
from bot.models.base import Base

T = TypeVar("T")

SCRIPTS = Path(__file__).parents[1] / "migrations"
"""Beside the package, in a checkout and in an installed wheel alike."""


def config() -> Config:
    """Alembic's configuration, without an ini file."""
    alembic = Config()
    alembic.set_main_option("script_location", str(SCRIPTS))
    return alembic


async def migrate(written: str, revision: str = "head") -> None:
    """Bring the database at DATABASE_URL `written` to `revision` ("base" takes everything down). One at a time."""
    await _on_connection(written, lambda connection: _move(connection, revision))


async def is_current(written: str) -> bool:
    """Whether the database has the newest schema."""
    return await _on_connection(written, _is_at_head)


async def differences(written: str) -> list[object]:
    """What the models say and the database does not, or the other way round."""
    return await _on_connection(written, _compare)


async def _on_connection(written: str, act: Callable[[Connection], T]) -> T:
    engine = migration_engine(database_url(written))
    try:
        async with engine.begin() as connection:
            await lock_migrations(connection)
            return await connection.run_sync(act)
    finally:
        await engine.dispose()


def _move(connection: Connection, revision: str) -> None:
    alembic = config()
    alembic.attributes["connection"] = connection
    if revision == "base":
        command.downgrade(alembic, revision)
    else:
        command.upgrade(alembic, revision)


def _is_at_head(connection: Connection) -> bool:
    heads = set(ScriptDirectory.from_config(config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def _compare(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))
