"""`doctor`: what is missing or wrong, a line each; no secret among them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.i18n import catalogs
from bot.models.companies import Company
from bot.models.inbox import Handling, InboundUpdate
from bot.models.people import Person
from bot.models.secrets import RING
from bot.services import resting, secrets
from bot.simulator.server import Server
from bot.simulator.telegram import Telegram
from bot.verbs.doctor import ask_telegram
from tests.conftest import TEST_KEY
from tests.verbs.conftest import TOKEN, Shell, in_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def translated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The catalogs are complete, as they are when the bot is shipped."""
    monkeypatch.setattr(catalogs, "TEMPLATE", tmp_path / "messages.pot")
    (tmp_path / "messages.pot").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")


def wrong(shell: Shell) -> list[str]:
    """What the doctor finds wrong; the exit status agrees with it."""
    said = shell.types("doctor")
    lines = said.out.splitlines()
    assert all(line.startswith(("✓ ", "✗ ")) for line in lines)
    found = [line.removeprefix("✗ ") for line in lines if line.startswith("✗")]
    assert (said.status, said.err) == (1 if found else 0, "")
    return found


def test_where_all_is_well_it_says_so(at_work: Shell, telegram: Telegram) -> None:
    assert wrong(at_work) == []
    said = at_work.types("doctor").out
    for subject in ("Database", "Schema", "Key", "Outbox", "Telegram", "Clock", "Webhook", "Languages"):
        assert f"✓ {subject}: " in said
    assert TOKEN not in said
    assert TEST_KEY not in said


def test_a_new_key_is_printed_and_nothing_else(shell: Shell) -> None:
    said = shell.types("doctor", "--new-key")
    assert (said.status, said.err) == (0, "")
    Fernet(said.out.strip())
    assert said.out != shell.types("doctor", "--new-key").out


def test_on_a_fresh_computer_it_names_all_that_is_missing_and_makes_nothing(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    key, database, token = wrong(shell)
    assert "doctor --new-key" in key
    assert "There is no file qoot.db yet" in database
    assert "BOT_TOKEN is missing" in token
    assert [path.name for path in tmp_path.iterdir()] == ["messages.pot"]


def test_a_setting_that_cannot_be_used_is_named_without_its_value(shell: Shell) -> None:
    shell.sets(TIMEZONE="Atlantis/Capital", OWNER_IDS="hunter2")
    [found] = wrong(shell)
    assert found.startswith("Settings: OWNER_IDS is not usable")
    assert "hunter2" not in found


def test_a_malformed_key_is_not_repeated(at_work: Shell, telegram: Telegram) -> None:
    at_work.sets(DATA_KEY="hunter2")
    [found] = wrong(at_work)
    assert found.startswith("Key: DATA_KEY is not a Fernet key")
    assert "hunter2" not in found


def test_a_key_of_another_database_is_recognised(
    at_work: Shell, telegram: Telegram, database_url: str
) -> None:
    async def add(session: AsyncSession) -> None:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        phone = "+9613123456"
        session.add(
            Person(name="Amina", phone=phone, phone_index=RING.index(phone), created_at=NOW, company=company)
        )

    in_database(database_url, add)
    assert wrong(at_work) == []
    other = Fernet.generate_key().decode()
    at_work.sets(DATA_KEY=other)
    assert [line.split(":")[0] for line in wrong(at_work)] == ["Key"]
    at_work.sets(DATA_KEY=f"{other},{TEST_KEY}")
    assert wrong(at_work) == []


def test_a_seal_of_another_key_is_recognised(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    in_database(database_url, secrets.is_sealed_with_our_keys)
    assert in_database(database_url, secrets.fits)
    at_work.sets(DATA_KEY=Fernet.generate_key().decode())
    assert [line.split(":")[0] for line in wrong(at_work)] == ["Key"]


def test_a_database_that_is_not_migrated_is_named(
    shell: Shell, telegram: Telegram, postgres_url: str
) -> None:
    shell.sets(DATABASE_URL=postgres_url, DATA_KEY=TEST_KEY)
    assert wrong(shell) == ["Schema: it is not the newest one: run `python -m bot migrate`."]


def test_tables_changed_by_hand_are_noticed(at_work: Shell, telegram: Telegram, database_url: str) -> None:
    async def change(session: AsyncSession) -> None:
        await session.execute(text("ALTER TABLE companies ADD COLUMN fax VARCHAR(20)"))

    async def undo(session: AsyncSession) -> None:
        await session.execute(text("ALTER TABLE companies DROP COLUMN fax"))

    in_database(database_url, change)
    try:
        noticed = wrong(at_work)
    finally:
        in_database(database_url, undo)
    assert noticed == ["Schema: 1 things are not as migrated: somebody changed tables by hand."]


def test_a_server_that_does_not_answer_is_named_without_its_password(
    at_work: Shell, telegram: Telegram
) -> None:
    at_work.sets(DATABASE_URL="postgres://qoot:hunter2@127.0.0.1:1/qoot")
    [found] = wrong(at_work)
    assert found.startswith("Database: The database does not answer")
    assert "hunter2" not in found


def test_a_file_that_is_no_database_is_named(
    at_work_on_sqlite: Shell, telegram: Telegram, tmp_path: Path
) -> None:
    (tmp_path / "text.db").write_text("no database at all, " * 100, encoding="utf-8")
    at_work_on_sqlite.sets(DATABASE_URL=f"sqlite:///{tmp_path / 'text.db'}")
    [found] = wrong(at_work_on_sqlite)
    assert "is no SQLite database" in found


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_named(
    at_work_on_sqlite: Shell, telegram: Telegram, sqlite_migrated_url: str
) -> None:
    Path(sqlite_migrated_url.removeprefix("sqlite:///")).chmod(0o400)
    [found] = wrong(at_work_on_sqlite)
    assert "may not be written to" in found


def test_a_disk_that_is_lost_at_each_restart_is_named(shell: Shell, telegram: Telegram) -> None:
    shell.sets(DYNO="web.1", DATA_KEY=TEST_KEY)
    [found] = wrong(shell)
    assert "would be lost at each restart" in found


def test_too_little_room_is_named(
    at_work_on_sqlite: Shell, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=199 * 1024**2))
    [found] = wrong(at_work_on_sqlite)
    assert found.startswith("Disk: 199 MB are free")


def test_missing_translations_are_counted(at_work: Shell, telegram: Telegram, tmp_path: Path) -> None:
    with (tmp_path / "messages.pot").open("a", encoding="utf-8") as template:
        template.write('\nmsgid "A text that no catalog has."\nmsgstr ""\n')
    [found] = wrong(at_work)
    assert found.startswith("Languages: texts without translation: 1 in ar, 1 in fr.")


def test_an_outbox_that_rests_is_named_with_the_reason(
    at_work: Shell, telegram: Telegram, database_url: str
) -> None:
    in_database(database_url, lambda session: resting.rest(session, "restored"))
    [found] = wrong(at_work)
    assert "because the database was restored from a backup" in found


def test_updates_that_could_not_be_read_are_counted(
    at_work: Shell, telegram: Telegram, database_url: str
) -> None:
    async def add(session: AsyncSession) -> None:
        poison = {"sender_id": 1, "payload": None, "status": Handling.QUARANTINED, "received_at": NOW}
        session.add_all([InboundUpdate(update_id=number, **poison) for number in (1, 2, 3)])

    in_database(database_url, add)
    assert wrong(at_work) == []
    assert "✓ Inbox: 3 updates that cannot be read are set aside." in at_work.types("doctor").out


@pytest.fixture
async def tg() -> AsyncIterator[tuple[Telegram, Settings]]:
    """A pretend Telegram that also tells the time, and settings that name it."""
    tg = Telegram(token=TOKEN, username="qoot_test_bot")
    server, listens = Server(tg), asyncio.get_running_loop().create_future()
    server.on_listening = listens.set_result
    serving = asyncio.create_task(server.serve())
    yield tg, Settings.from_environment({"BOT_TOKEN": TOKEN, "BOT_API_URL": await listens})
    tg.close()
    server.should_exit = True
    await serving


Pretend = tuple[Telegram, Settings]


async def said_of(settings: Settings, now: datetime | None = None) -> list[str]:
    """What the doctor says of Telegram."""
    return [str(found) async for found in ask_telegram(settings, now or datetime.now(UTC))]


async def test_a_token_that_is_none_is_refused(tg: Pretend) -> None:
    _tg, settings = tg
    for token, why in (
        ("77:revoked", "Telegram refuses BOT_TOKEN: copy the current one from @BotFather."),
        (
            "no token/at all?",
            "BOT_TOKEN is no bot's token: copy it as a whole from @BotFather, such as 123456789:AAF….",
        ),
        ("ü", "BOT_TOKEN is no bot's token: copy it as a whole from @BotFather, such as 123456789:AAF…."),
    ):
        other = Settings.from_environment({"BOT_TOKEN": token, "BOT_API_URL": settings.bot_api_url})
        assert await said_of(other) == [f"✗ Telegram: {why}"]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("502", "cannot answer at the moment (HTTP status 502)"),
        ("429", "cannot answer at the moment (HTTP status 429)"),
        ("html", "is not the Bot API (HTTP status 200)"),
        ("garbage", "is not the Bot API (HTTP status 200)"),
        ("reset_before", "Telegram cannot be reached"),
    ],
)
async def test_a_telegram_that_does_not_answer_well_is_told_from_a_bad_token(
    tg: Pretend, fault: str, why: str
) -> None:
    tg[0].faults.fail(fault)
    [found] = await said_of(tg[1])
    assert why in found


@pytest.mark.parametrize(("minutes", "which"), [(5, "fast"), (-5, "slow")])
async def test_a_wrong_clock_is_named(tg: Pretend, minutes: int, which: str) -> None:
    _me, clock, _webhook = await said_of(tg[1], datetime.now(UTC) + timedelta(minutes=minutes))
    assert clock.startswith("✗ Clock: it is ")
    assert f"seconds {which}" in clock


async def test_a_webhook_that_keeps_updates_from_run_is_named(tg: Pretend) -> None:
    await tg[0].call("setWebhook", {"url": "https://bot.example/telegram", "secret_token": "hunter2"})
    webhook = (await said_of(tg[1]))[-1]
    assert webhook.startswith("✗ Webhook: one is set, so `run` gets no updates")
    assert "bot.example" not in webhook


async def test_a_webhook_that_is_meant_must_be_set_and_work(tg: Pretend) -> None:
    pretend, settings = tg
    meant = settings.model_copy(update={"webhook_url": "https://bot.example"})
    assert (await said_of(meant))[-1].startswith("✗ Webhook: Telegram does not deliver to WEBHOOK_URL")
    await pretend.call("setWebhook", {"url": "https://bot.example/telegram"})
    assert (await said_of(meant))[-1].startswith("✓ Webhook: updates come by webhook; 0 waiting")
    pretend.phone(5, first_name="Amina").start()
    for _ in range(101):
        pretend.phone(5).send("Hello?")
    assert (await said_of(meant))[-1] == "✗ Webhook: 102 updates wait at Telegram: start the bot."


async def test_the_latest_failure_of_a_webhook_is_told_while_it_is_recent(tg: Pretend) -> None:
    pretend, settings = tg
    meant = settings.model_copy(update={"webhook_url": "http://127.0.0.1:1"})
    await pretend.call("setWebhook", {"url": "http://127.0.0.1:1/telegram"})
    pretend.phone(5, first_name="Amina").start()
    while "last_error_message" not in pretend.webhook.info():
        await asyncio.sleep(0.02)
    assert "✗ Webhook: the latest delivery failed: " in (await said_of(meant))[-1]
    assert (await said_of(meant, datetime.now(UTC) + timedelta(hours=2)))[-1].startswith("✓")
