"""`import`: everybody comes in, and what cannot be read is named; twice is as once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.exchange.lines import CellFault, Unreadable
from bot.exchange.tables import Sheet, write_xlsx
from bot.models.companies import Company, SubCluster
from bot.models.people import Person
from bot.models.staff import AuditEntry
from bot.screens.rosters import FAULTS, UNREADABLE
from bot.services import rosters
from tests.conftest import TEST_KEY
from tests.verbs.conftest import Shell, in_database

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
ROSTER = """company,person,language,phone,groups,birthday
Cedar Press,Amina Haddad,ar,03 123 456,Export,1 May
Cedar Press,Bruno Karam,fr,12ab,,
Domaine Wadi Nour,Hélène Maalouf,klingon,nowhere,,
Domaine Wadi Nour,Ziad Saliba,en,,,
"""
EVERYBODY = ["Amina Haddad", "Bruno Karam", "Hélène Maalouf", "Ziad Saliba"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


async def names(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(Person.name).order_by(Person.id)))


def test_everybody_is_imported_and_what_cannot_be_read_is_named(
    at_work: Shell, file: Path, database_url: str
) -> None:
    said = at_work.types("import", file)
    assert said.status == 0
    phones = "Accepted: 03 123 456 or +33 6 12 34 56 78."
    assert said.out.splitlines() == [
        "Columns that are not used: birthday.",
        f"Line 3, Phone: “12ab” is not a phone number. {phones}",
        "Line 4, Language: “klingon” is not a language of the bot. Accepted: Arabic, French or English.",
        f"Line 4, Phone: “nowhere” is not a phone number. {phones}",
        "Words that are not known, kept as written: klingon (1).",
        "companies: 2 new, 0 changed; people: 4 new, 0 changed; rows skipped: 0.",
    ]
    assert in_database(database_url, names) == EVERYBODY


def test_importing_again_changes_nothing(at_work: Shell, file: Path, database_url: str) -> None:
    async def acts(session: AsyncSession) -> list[str]:
        entries = await session.scalars(select(AuditEntry))
        return [f"{entry.actor_id} {entry.act} {entry.details['what']}" for entry in entries]

    at_work.types("import", file)
    said = at_work.types("import", file)
    assert "companies: 0 new, 0 changed; people: 0 new, 0 changed; rows skipped: 0." in said.out
    assert in_database(database_url, acts) == [
        "None import companies: 2 new, 0 changed; people: 4 new, 0 changed"
    ]


def test_an_excel_workbook_is_as_good_as_a_csv_file(at_work: Shell, tmp_path: Path) -> None:
    rows = [["Cedar Press", "Amina Haddad", "+961 3 123 456"]]
    (tmp_path / "r.xlsx").write_bytes(write_xlsx([Sheet("Members", ("Company", "PERSON", "phone"), rows)]))
    assert "companies: 1 new, 0 changed; people: 1 new" in at_work.types("import", tmp_path / "r.xlsx").out


def test_sub_clusters_that_staff_added_are_known(at_work: Shell, file: Path, database_url: str) -> None:
    async def add(session: AsyncSession) -> None:
        session.add(SubCluster(slug="honey"))

    file.write_text("company,sub_clusters\nCedar Press,honey\nWadi Nour,spaceships\n", encoding="utf-8")
    in_database(database_url, add)
    said = at_work.types("import", file)
    assert said.out.splitlines() == [
        "Line 3, Sub-clusters: “spaceships” is not a sub-cluster that is known.",
        "Words that are not known, kept as written: spaceships (1).",
        "companies: 2 new, 0 changed; people: 0 new, 0 changed; rows skipped: 0.",
    ]


def test_what_was_left_alone_is_named_without_saying_what_it_is(
    at_work: Shell, file: Path, database_url: str
) -> None:
    async def join(session: AsyncSession) -> None:
        amina = (await session.scalars(select(Person).where(Person.name == "Amina Haddad"))).one()
        amina.joined_at, amina.phone = amina.created_at, "+96171123456"

    at_work.types("import", file)
    in_database(database_url, join)
    said = at_work.types("import", file)
    assert (
        "Line 2, Phone: left as it is, for people who have joined may have changed it."
        in said.out.splitlines()
    )
    assert "71123456" not in said.out


def test_a_new_database_is_made_by_the_first_import(shell: Shell, file: Path, empty_url: str) -> None:
    shell.sets(DATABASE_URL=empty_url, DATA_KEY=Fernet.generate_key().decode())
    assert shell.types("import", file).status == 0
    assert in_database(empty_url, names) == EVERYBODY


def test_a_roster_without_a_company_is_a_failure(at_work: Shell, file: Path) -> None:
    file.write_text("company,phone\n,03 123 456\n", encoding="utf-8")
    said = at_work.types("import", file)
    assert said.status == 1
    assert said.out.splitlines()[0] == "Line 2, Company: it is empty, and must not be."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "There is nothing in it"),
        (b"a,b\n1,2\n", "No line near its top names the columns"),
        (b"person\nAmina\n", "It has no column with the names of the companies"),
        (
            b"PK\x03\x04 torn",
            "It is neither an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) nor a CSV file",
        ),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(
    at_work: Shell, file: Path, content: bytes, why: str
) -> None:
    file.write_bytes(content)
    said = at_work.types("import", file)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("qoot: roster.csv cannot be imported. ")
    assert why in said.err


def test_a_file_that_is_not_there_is_named(at_work: Shell, tmp_path: Path) -> None:
    said = at_work.types("import", tmp_path / "missing.csv")
    assert (said.status, said.err) == (
        1,
        f"qoot: {tmp_path / 'missing.csv'} cannot be read: No such file or directory.\n",
    )


def test_a_key_is_needed_and_must_be_the_databases_own(at_work: Shell, file: Path) -> None:
    at_work.types("import", file)
    at_work.sets(DATA_KEY="")
    assert "DATA_KEY is missing" in at_work.types("import", file).err
    at_work.sets(DATA_KEY=Fernet.generate_key().decode())
    said = at_work.types("import", file)
    assert said.status == 1
    assert said.err.startswith("qoot: DATA_KEY is not the key that this database was written with")


def test_a_preview_says_what_would_change_and_changes_nothing(
    at_work: Shell, file: Path, database_url: str
) -> None:
    at_work.types("import", file)
    file.write_text(
        "company,person,phone\nCedar Press,Amina Haddad,71 123 456\nWadi,Ziad,\n", encoding="utf-8"
    )
    said = at_work.types("import", file, "--preview", "--language", "fr")
    assert "Nouvelles entreprises\u00a0: Wadi" in said.out
    assert "Amina Haddad (Cedar Press)\u00a0: Téléphone\u00a0: +9613123456 → +96171123456" in said.out
    assert "Absents de la liste\u00a0: Bruno Karam (Cedar Press)" in said.out
    assert in_database(database_url, names) == EVERYBODY


def test_an_import_can_be_taken_back(at_work: Shell, file: Path, database_url: str) -> None:
    at_work.types("import", file)
    assert at_work.types("import", "--undo").out == "↩️ Taken back: 7\n"
    assert in_database(database_url, names) == []
    said = at_work.types("import", "--undo")
    assert (said.status, said.err) == (1, "qoot: There is no import of the last day to be undone.\n")
    assert at_work.types("import").status == 1


@pytest.mark.parametrize(("said", "people"), [("--same", 4), ("--apart", 5)])
def test_the_shell_can_decide_all_doubts_at_once(
    at_work: Shell, file: Path, database_url: str, said: str, people: int
) -> None:
    at_work.types("import", file)
    file.write_text("company,person,phone\nValbelle,Amina Haddad,03 123 456\n", encoding="utf-8")
    assert (
        "is Amina Haddad (Valbelle) the same as Amina Haddad (Cedar Press)?"
        in at_work.types("import", file).out
    )
    assert len(in_database(database_url, names)) == 4
    at_work.types("import", file, said)
    assert len(in_database(database_url, names)) == people


def test_every_reason_has_its_words() -> None:
    assert set(FAULTS) == set(CellFault)
    assert set(UNREADABLE) == set(Unreadable)


async def test_a_database_in_use_is_imported_into(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, file: Path
) -> None:
    """Somebody else's transaction takes a second; the import waits for it, and both are written."""
    async with Database(sqlite_migrated_url) as database:
        async with database.transaction() as session:
            session.add(SubCluster(slug="honey"))
            await session.flush()
            importing = asyncio.create_task(asyncio.to_thread(at_work_on_sqlite.types, "import", file))
            await asyncio.sleep(1.5)
            assert not importing.done()
        assert (await importing).status == 0
        async with database.reading() as session:
            assert await names(session) == EVERYBODY
            assert "honey" in await rosters.sub_cluster_slugs(session)


async def _is_somebody_waiting(url: str) -> bool:
    """Asked on a connection of its own: within one transaction PostgreSQL shows the same picture for ever."""
    async with Database(url) as database, database.reading() as session:
        return bool(await session.scalar(text(WAITING)))


async def somebody_waits(database: Database) -> None:
    """Look anew until another connection waits for a lock: within a transaction PostgreSQL shows one picture."""
    async with asyncio.timeout(30):
        while True:
            async with database.reading() as session:
                if await session.scalar(text(WAITING)):
                    return
            await asyncio.sleep(0.05)


async def test_who_founds_the_same_company_meanwhile_wins_and_nothing_else_is_written(
    shell: Shell, postgres_migrated_url: str, file: Path
) -> None:
    shell.sets(DATABASE_URL=postgres_migrated_url, DATA_KEY=TEST_KEY)
    async with Database(postgres_migrated_url) as database:
        async with database.transaction() as session:
            session.add(Company(name="Wadi Nour", name_key="domaine wadi nour", created_at=datetime.now(UTC)))
            await session.flush()
            importing = asyncio.create_task(asyncio.to_thread(shell.types, "import", file))
            async with asyncio.timeout(30):
                while not await _is_somebody_waiting(postgres_migrated_url):
                    assert not importing.done()
                    await asyncio.sleep(0.05)
        said = await importing
        assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
        assert "nothing was imported. Try again." in said.err
        async with database.reading() as session:
            assert await names(session) == []
