"""`rekey`: an operator changes the key, in whatever order they write them, or has lost one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import PROGRAM
from bot.models.people import Person
from bot.models.secrets import RING
from bot.verbs.starting import alone_on
from tests import events
from tests.conftest import TEST_KEY as OLD
from tests.verbs.conftest import Said, Shell, in_database

NEW = Fernet.generate_key().decode()
ROSTER = "company,person,phone,email\nCedar Press,{name},03 123 456,amina@cedar.example\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def imports(shell: Shell, roster: Path, name: str) -> str:
    """What an import of one person said, who is called otherwise each time."""
    roster.write_text(ROSTER.format(name=name), encoding="utf-8")
    return shell.types("import", roster).out.strip()


def key_line(shell: Shell) -> str:
    return next(line for line in shell.types("doctor").out.splitlines() if " Key: " in line)


def refused(said: Said) -> str:
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("qoot: ")
    assert said.err.count("\n") == 1
    return said.err


def test_a_key_is_changed_and_nobody_is_imported_twice(at_work: Shell, roster: Path) -> None:
    assert "people: 1 new" in imports(at_work, roster, "Amina Haddad")
    assert "everything is encrypted with its first key" in key_line(at_work)
    # Whoever writes them the wrong way round loses nobody either
    for order, name in ((f"{NEW},{OLD}", "Amina Haddad-Khoury"), (f"{OLD},{NEW}", "Amina Haddad")):
        at_work.sets(DATA_KEY=order)
        assert "people: 0 new, 1 changed" in imports(at_work, roster, name)
    at_work.sets(DATA_KEY=NEW)
    assert "lacks one of them" in refused(at_work.types("rekey"))
    at_work.sets(DATA_KEY=f"{NEW},{OLD}")
    assert "6 with key 2. `python -m bot rekey`" in key_line(at_work)
    said = at_work.types("rekey")
    assert (said.status, said.err) == (0, "")
    assert "4 rows were encrypted anew. All 9 encrypted values are of the first key" in said.out
    at_work.sets(DATA_KEY=NEW)
    assert key_line(at_work).startswith("✓")
    assert "people: 0 new, 1 changed" in imports(at_work, roster, "Amina Haddad-Khoury")
    at_work.sets(DATA_KEY=OLD)
    assert "lacks one of them" in refused(at_work.types("rekey"))


def test_whoever_changes_the_key_hears_which_tickets_end_with_it(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str
) -> None:
    async def announce(session: AsyncSession) -> None:
        starts = datetime.now(UTC).replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)
        await events.written(session, starts=starts + timedelta(days=3))

    in_database(sqlite_migrated_url, announce)
    assert "ickets" not in at_work_on_sqlite.types("rekey").out
    at_work_on_sqlite.sets(DATA_KEY=f"{NEW},{OLD}")
    assert "The last event that is announced begins on" in at_work_on_sqlite.types("rekey").out


def test_a_lost_key_is_given_up_only_when_that_is_asked_for(
    at_work: Shell, roster: Path, database_url: str
) -> None:
    async def phones(session: AsyncSession) -> int:
        return int(await session.scalar(select(func.count(Person.phone))) or 0)

    imports(at_work, roster, "Amina Haddad")
    at_work.sets(DATA_KEY=NEW)
    assert key_line(at_work).startswith(
        "✗ Key: 3 values can be read with no key of it (imports.reading 1, people.email 1, people.phone 1)"
    )
    refused(at_work.types("rekey"))
    said = at_work.types("rekey", "--give-up-unreadable")
    assert said.status == 0
    assert "Given up, since no key fits: imports.reading 1, people.email 1, people.phone 1." in said.out
    assert in_database(database_url, phones) == 0
    assert key_line(at_work).startswith("✓")
    assert "people: 0 new, 1 changed" in imports(at_work, roster, "Amina Haddad")
    assert in_database(database_url, phones) == 1


def test_what_no_key_reads_is_named_and_the_rest_is_encrypted_anew(
    at_work: Shell, roster: Path, database_url: str
) -> None:
    async def spoil(session: AsyncSession) -> None:
        strange = Fernet(Fernet.generate_key()).encrypt(b"+9613123456").decode()
        await session.execute(text("UPDATE people SET phone = :strange"), {"strange": strange})

    imports(at_work, roster, "Amina Haddad")
    in_database(database_url, spoil)
    at_work.sets(DATA_KEY=f"{NEW},{OLD}")
    assert "1 values can be read with none of the keys in DATA_KEY (people.phone 1)" in refused(
        at_work.types("rekey")
    )
    assert "1 values can be read with no key" in key_line(at_work)
    at_work.sets(DATA_KEY=NEW)
    assert "lacks one of them" in refused(at_work.types("rekey"))  # it was not finished, and the seal says so
    assert "people.phone 1." in at_work.types("rekey", "--give-up-unreadable").out


@contextmanager
def running(written: str, called: str) -> Iterator[None]:
    """A bot runs on a database, with a first key of this fingerprint."""
    if written.startswith("sqlite"):
        with alone_on(written, called):
            yield
    else:
        with psycopg.connect(written, application_name=PROGRAM + called):
            yield


def test_nothing_is_encrypted_anew_while_a_bot_encrypts_with_another_key(
    at_work: Shell, roster: Path, database_url: str
) -> None:
    imports(at_work, roster, "Amina Haddad")
    RING.unlock((OLD,))
    before = RING.fingerprint
    at_work.sets(DATA_KEY=f"{NEW},{OLD}")
    with running(database_url, before):
        assert "restart it with this DATA_KEY" in refused(at_work.types("rekey"))
    assert "3 with key 2" in key_line(at_work)
    RING.unlock((NEW, OLD))
    with running(database_url, RING.fingerprint):
        assert at_work.types("rekey").status == 0
