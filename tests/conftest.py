"""What all tests share: databases, a key ring, and no network beyond loopback."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet

from bot.db import Database
from bot.migrating import migrate
from bot.models import RING

TEST_KEY = Fernet.generate_key().decode()
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
POSTGRES_IS_REQUIRED = os.environ.get("REQUIRE_POSTGRES") == "1"


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


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of its own, dropped afterwards."""
    name = f"qoot_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite file."""
    return f"sqlite:///{tmp_path / 'qoot.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    """A migrated database of each kind in turn."""
    await migrate(empty_url)
    async with Database(empty_url) as opened:
        yield opened
