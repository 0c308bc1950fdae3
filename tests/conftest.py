"""What all tests share: databases, a key ring, and no network beyond loopback."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import shutil
import socket
import ssl
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, settings
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.db
import bot.sqlite
from bot.db import Database
from bot.migrating import migrate
from bot.models.base import Base
from bot.models.secrets import RING
from bot.rules.companies import DEFAULT_SUB_CLUSTERS

TEST_KEY = Fernet.generate_key().decode()
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
# How long an example takes says how busy the machine is, and nothing about the program
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

DATABASES = ("sqlite", "postgres")
POSTGRES_IS_REQUIRED = os.environ.get("REQUIRE_POSTGRES") == "1"


SHARED = "QOOT_TESTS_SHARED"
"""Under this name the processes of a run find the folder of what is made once for all of them."""


def pytest_configure(config: pytest.Config) -> None:
    """Whoever begins the run makes the folder, before there are other processes."""
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="qoot-tests-")
        config.add_cleanup(_drop_shared)


def _drop_shared() -> None:
    folder = Path(os.environ.pop(SHARED))
    if (made := folder / "postgres").exists():
        _drop(POSTGRES, made.read_text())
    shutil.rmtree(folder)


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of the run, while none of its other processes looks into it."""
    folder = Path(os.environ[SHARED])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes and browsers goes first: at the end, nothing else would be left to do meanwhile."""
    items.sort(key=lambda item: item.path.parent.name not in WAITING)


WAITING = {"kill", "demo", "browser", "verbs"}


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector looks at it no more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test opens engines of its own; a statement is compiled once for all of them, by the first one's dialect."""
    create = bot.db.create_async_engine

    def sharing(url: URL, **options: Any) -> AsyncEngine:
        engine = create(url, **options)
        first = FIRST_ENGINES.get(url.get_backend_name(), engine).sync_engine
        if first.dialect.server_version_info is None:
            # Nothing was connected with it yet, or ever: a dialect learns from its first connection
            FIRST_ENGINES[url.get_backend_name()] = engine
            return engine
        engine.sync_engine.dialect = first.dialect
        engine.sync_engine._compiled_cache = first._compiled_cache
        return engine

    for module in (bot.db, bot.sqlite):
        monkeypatch.setattr(module, "create_async_engine", sharing)


FIRST_ENGINES: dict[str, AsyncEngine] = {}


@pytest.fixture(autouse=True)
def not_waiting_for_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits until a commit is on the disk: a power cut is no part of any test."""
    monkeypatch.setattr("bot.sqlite.SYNCHRONOUS", "OFF")


@pytest.fixture(autouse=True, scope="session")
def certificates_read_once() -> Iterator[None]:
    """Each HTTP client reads all certificate authorities of the world, and here none of them is asked."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(autouse=True)
def unlocked() -> None:
    """Encrypted columns work in every test."""
    RING.unlock((TEST_KEY,))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Network use outside loopback fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ip_address(address[0]).is_loopback:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def postgres_is_there() -> bool:
    """Whether the test server answers."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of the test server; skips without one, fails where one is required."""
    if not postgres_is_there():
        if POSTGRES_IS_REQUIRED:
            pytest.fail("PostgreSQL is required here (REQUIRE_POSTGRES=1) and does not answer")
        pytest.skip(f"no PostgreSQL at {POSTGRES}: set TEST_POSTGRES_URL to test on one")
    return POSTGRES


def _create(server: str, name: str, template: str = "template1") -> str:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        # As with SQLite: a server that stays up loses nothing by it
        admin.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    return server.rsplit("/", 1)[0] + f"/{name}"


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _fresh_name() -> str:
    return f"qoot_{uuid.uuid4().hex[:12]}"


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of its own, dropped afterwards."""
    name = _fresh_name()
    yield _create(postgres_server, name)
    _drop(postgres_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite file."""
    return f"sqlite:///{tmp_path / 'qoot.db'}"


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def migrated_sqlite() -> Path:
    """The run's migrated SQLite file, to be copied while nobody has it open."""
    with _alone() as folder:
        path = folder / "qoot.db"
        if not path.exists():
            asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this worker's own: emptied before each test, dropped in the end."""
    name = _fresh_name()
    with _alone() as folder:
        made = folder / "postgres"
        if not made.exists():
            template = _fresh_name()
            made.write_text(template)
            asyncio.run(migrate(_create(postgres_server, template)))
        url = _create(postgres_server, name, made.read_text())
    yield url
    _drop(postgres_server, name)


@pytest.fixture
def sqlite_migrated_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """A migrated SQLite file of its own."""
    copied = shutil.copy(migrated_sqlite, tmp_path / "qoot.db")
    return f"sqlite:///{copied}"


EMPTIED = [table for table in reversed(Base.metadata.sorted_tables) if table.name != "sub_clusters"]
EMPTYING = "; ".join(f"DELETE FROM {table.name}" for table in EMPTIED)
"""Many times quicker than TRUNCATE, which makes a new file for each table."""
FROM_ONE = "SELECT " + ", ".join(
    f"setval('{table.name}_id_seq', 1, false)" for table in EMPTIED if table.autoincrement_column is not None
)
"""Many times quicker than RESTART, which makes new files too."""


@pytest.fixture(scope="session")
def emptying(migrated_postgres: str) -> Iterator[psycopg.Connection]:
    """The connection to the worker's PostgreSQL database that empties it before each test."""
    with psycopg.connect(migrated_postgres, autocommit=True) as connection:
        yield connection


@pytest.fixture
def postgres_migrated_url(migrated_postgres: str, emptying: psycopg.Connection) -> str:
    """The worker's PostgreSQL database as it was right after its migration, with nobody else in it."""
    emptying.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    emptying.execute(EMPTYING)
    emptying.execute(FROM_ONE)
    emptying.execute("DELETE FROM sub_clusters WHERE slug <> ALL(%s)", [list(DEFAULT_SUB_CLUSTERS)])
    return migrated_postgres


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_migrated_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database of each kind in turn, opened."""
    async with Database(database_url) as opened:
        yield opened
