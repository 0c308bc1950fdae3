"""`backup` and `restore`: nothing is lost, nothing is repeated, and no running bot loses its database."""

from __future__ import annotations

import sqlite3
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models.broadcasts import BroadcastPhase
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Purpose, Status
from bot.models.people import Person, Standing
from bot.models.staff import Staff
from bot.moment import Moment
from bot.rules.audiences import Audience
from bot.rules.staff import Role
from bot.services import broadcasts, composing, launching, resting
from bot.verbs.starting import alone_on
from tests import messages
from tests.messages import write
from tests.verbs.conftest import Said, Shell, in_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AHEAD = datetime.now(UTC) + timedelta(days=1)


def found(written: str, *names: str) -> None:
    """Companies of these names are founded."""

    async def add(session: AsyncSession) -> None:
        session.add_all([Company(name=name, name_key=name.casefold(), created_at=NOW) for name in names])

    in_database(written, add)


def companies(written: str) -> list[str]:
    async def read(session: AsyncSession) -> list[str]:
        return list(await session.scalars(select(Company.name).order_by(Company.id)))

    return in_database(written, read)


@pytest.fixture
def backed_up(at_work_on_sqlite: Shell, sqlite_migrated_url: str, tmp_path: Path) -> Path:
    """A backup with one company; another one was founded since."""
    at_work_on_sqlite.types("export", tmp_path / "export")  # the first use seals the database with its key
    found(sqlite_migrated_url, "Cedar Press")
    file = tmp_path / "backup.db"
    assert at_work_on_sqlite.types("backup", file).status == 0
    found(sqlite_migrated_url, "Domaine Wadi Nour")
    return file


def refused(said: Said) -> str:
    """The sentence with which a verb refused."""
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("qoot: ")
    assert said.err.count("\n") == 1
    return said.err.removeprefix("qoot: ").strip()


def test_a_backup_is_one_file_for_its_owners_eyes(backed_up: Path) -> None:
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o600
    assert companies(f"sqlite:///{backed_up}") == ["Cedar Press"]
    assert not list(backed_up.parent.glob(".backup.db*"))


def test_a_database_in_use_can_be_backed_up(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, tmp_path: Path
) -> None:
    """What is committed is in it, also where it is in the log only; what is under way is not."""
    with sqlite3.connect(sqlite_migrated_url.removeprefix("sqlite:///"), isolation_level=None) as busy:
        busy.execute("PRAGMA journal_mode=WAL")
        insert = "INSERT INTO sub_clusters (slug) VALUES (?)"
        busy.execute(insert, ("committed",))
        busy.execute("BEGIN IMMEDIATE")
        busy.execute(insert, ("under way",))
        assert at_work_on_sqlite.types("backup", tmp_path / "backup.db").status == 0
        busy.execute("ROLLBACK")
    busy.close()
    with sqlite3.connect(tmp_path / "backup.db") as backup:
        slugs = {slug for (slug,) in backup.execute("SELECT slug FROM sub_clusters")}
    backup.close()
    assert "committed" in slugs
    assert "under way" not in slugs


def test_a_backup_overwrites_nothing(at_work_on_sqlite: Shell, backed_up: Path) -> None:
    before = backed_up.read_bytes()
    assert "is there already" in refused(at_work_on_sqlite.types("backup", backed_up))
    assert backed_up.read_bytes() == before


def test_without_a_database_there_is_no_backup(shell: Shell, tmp_path: Path) -> None:
    shell.sets(DATABASE_URL=f"sqlite:///{tmp_path / 'missing.db'}")
    assert "There is no file" in refused(shell.types("backup", tmp_path / "backup.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(at_work_on_sqlite: Shell, tmp_path: Path) -> None:
    said = at_work_on_sqlite.types("backup", tmp_path / "missing" / "backup.db")
    assert "No such file or directory" in refused(said)


def test_a_restored_database_is_what_it_was_and_the_former_one_is_kept(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    said = at_work_on_sqlite.types("restore", backed_up)
    assert (said.status, said.err) == (0, "")
    assert "Broadcasts and reminders rest until staff say go on" in said.out
    assert companies(sqlite_migrated_url) == ["Cedar Press"]
    [kept] = [
        path
        for path in backed_up.parent.glob("qoot.db.before-restore-*")
        if not path.name.endswith(("-wal", "-shm"))
    ]
    assert companies(f"sqlite:///{kept}") == ["Cedar Press", "Domaine Wadi Nour"]
    assert companies(f"sqlite:///{backed_up}") == ["Cedar Press"]


def test_a_log_of_the_former_database_is_not_taken_for_the_new_ones(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    """A bot that was killed leaves its latest commits in the log beside the file, where they belong."""
    database = Path(sqlite_migrated_url.removeprefix("sqlite:///"))
    killed = sqlite3.connect(database)
    killed.execute("INSERT INTO sub_clusters (slug) VALUES ('of the former one')")
    killed.commit()
    log = database.with_name("qoot.db-wal").read_bytes()
    killed.close()
    database.with_name("qoot.db-wal").write_bytes(log)
    assert at_work_on_sqlite.types("restore", backed_up).status == 0
    with sqlite3.connect(database) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        query = "SELECT count(*) FROM sub_clusters WHERE slug = 'of the former one'"
        assert restored.execute(query).fetchone() == (0,)
    restored.close()


def test_after_a_restore_the_outbox_rests_and_staff_are_asked(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    async def appoint(session: AsyncSession) -> None:
        session.add(Staff(telegram_id=8, role=Role.EDITOR, added_at=NOW))

    async def rests(session: AsyncSession) -> tuple[str, set[tuple[int, Purpose]]]:
        asked = {(one.chat_id, one.purpose) for one in await session.scalars(select(Delivery))}
        return await resting.why(session), asked

    in_database(f"sqlite:///{backed_up}", appoint)
    at_work_on_sqlite.sets(OWNER_IDS="7")
    at_work_on_sqlite.types("restore", backed_up)
    assert in_database(sqlite_migrated_url, rests) == (
        "restored",
        {(7, Purpose.NOTICE), (8, Purpose.NOTICE)},
    )


def test_a_lost_database_can_be_restored(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    Path(sqlite_migrated_url.removeprefix("sqlite:///")).unlink()
    said = at_work_on_sqlite.types("restore", backed_up)
    assert said.status == 0
    assert "former" not in said.out
    assert companies(sqlite_migrated_url) == ["Cedar Press"]


def test_nothing_is_restored_while_a_bot_runs(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    with alone_on(sqlite_migrated_url):
        assert "Another bot is running" in refused(at_work_on_sqlite.types("restore", backed_up))
    assert companies(sqlite_migrated_url) == ["Cedar Press", "Domaine Wadi Nour"]


def test_what_is_no_backup_of_ours_is_refused(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.db").write_text("no database at all, " * 100, encoding="utf-8")
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE songs (name)")
    other.close()
    with sqlite3.connect(backed_up) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    for file, why in (
        ("missing.db", "There is no file"),
        ("text.db", "file is not a database"),
        ("other.db", "is no database of this bot"),
        ("backup.db", "was written by a newer version of the bot"),
        ("qoot.db", "is the database itself"),
    ):
        assert why in refused(at_work_on_sqlite.types("restore", tmp_path / file))
    assert companies(sqlite_migrated_url) == ["Cedar Press", "Domaine Wadi Nour"]
    assert not list(tmp_path.glob(".qoot.db*"))


def test_a_backup_of_another_key_is_refused(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    at_work_on_sqlite.sets(DATA_KEY=Fernet.generate_key().decode())
    assert "DATA_KEY is not the key" in refused(at_work_on_sqlite.types("restore", backed_up))
    assert companies(sqlite_migrated_url) == ["Cedar Press", "Domaine Wadi Nour"]


def test_postgres_has_tools_of_its_own(shell: Shell, postgres_migrated_url: str, tmp_path: Path) -> None:
    async def why(session: AsyncSession) -> str:
        return await resting.why(session)

    shell.sets(DATABASE_URL=postgres_migrated_url, DATA_KEY=Fernet.generate_key().decode())
    assert "pg_dump" in refused(shell.types("backup", tmp_path / "b.dump"))
    assert "pg_restore" in refused(shell.types("restore", tmp_path / "b.dump"))
    assert shell.types("restore", "--done").status == 0
    assert in_database(postgres_migrated_url, why) == "restored"


def test_what_may_have_been_sent_since_the_backup_is_in_doubt_and_not_sent_again(
    at_work_on_sqlite: Shell, sqlite_migrated_url: str, backed_up: Path
) -> None:
    """A broadcast was under way when the backup was made, and another one's time came since."""

    async def begin(session: AsyncSession) -> None:
        moment = Moment(NOW, UTC)
        cedar = await session.get_one(Company, 1)
        session.add_all(
            Person(
                name=f"Member {n}",
                company=cedar,
                created_at=NOW,
                telegram_id=10 + n,
                standing=Standing.MEMBER,
            )
            for n in range(3)
        )
        await session.flush()
        for _one in ("under way", "set for later"):
            made = await composing.compose(session, {"en": "Hello"}, Audience(), ("en",), moment)
            await broadcasts.ready(session, made)
            made.phase, made.send_at = BroadcastPhase.SCHEDULED, NOW
        made.send_at = NOW + timedelta(minutes=30)
        await launching.launch_all_due(session, moment)
        await session.execute(update(Delivery).where(Delivery.chat_id == 10).values(status=Status.SENDING))
        await write(session, "a reminder", 10, Purpose.REMINDER, NOW)
        await write(session, "a later reminder", 10, Purpose.REMINDER, NOW, not_before=AHEAD)
        await write(session, "a decision", 10, Purpose.DECISION, NOW)

    async def stands(session: AsyncSession) -> Counter[tuple[Purpose, Status, int]]:
        rows = await session.execute(select(Delivery.purpose, Delivery.status, Delivery.doubts))
        return Counter(tuple(row) for row in rows)

    in_database(f"sqlite:///{backed_up}", begin)
    at_work_on_sqlite.sets(OWNER_IDS="7")
    said = at_work_on_sqlite.types("restore", backed_up)
    assert "7 of them were still to be sent when the backup was made" in said.out
    assert in_database(sqlite_migrated_url, stands) == {
        (Purpose.BROADCAST, Status.UNCERTAIN, 1): 6,
        (Purpose.REMINDER, Status.UNCERTAIN, 1): 1,
        (Purpose.REMINDER, Status.WAITING, 0): 1,
        (Purpose.DECISION, Status.WAITING, 1): 1,
        (Purpose.NOTICE, Status.WAITING, 0): 1,
    }
    [told] = in_database(sqlite_migrated_url, lambda session: messages.said(session, Delivery.chat_id == 7))
    assert "7 messages" in str(told)
