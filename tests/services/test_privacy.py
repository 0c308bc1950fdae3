"""Privacy: no table that names a person escapes their download or its erasure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, insert, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.jobs.housekeeping import empty_log
from bot.models.base import Base, Choice, Instant, TelegramId, Wall
from bot.models.broadcasts import Broadcast
from bot.models.companies import Company
from bot.models.money import Amount
from bot.models.people import Person
from bot.models.secrets import RING, Encrypted, EncryptedJSON
from bot.services import privacy
from tests.moments import at

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
ACCOUNT = 7_000_123_456
STRANGER = 7_000_999_999
PEOPLE = privacy.columns_of_people(Base.metadata)
ACCOUNTS = privacy.columns_of_accounts(Base.metadata)
OTHER = 2
"""The number of somebody else, whom two of the tables need beside the person."""
BESIDES: dict[str, dict[str, Any]] = {
    "events": {"fallbacks": {}},  # what no list is
    "missions": {"fallbacks": {}, "cost_currency": "USD"},
    "poll_questions": {"fallbacks": {}, "counts": {}},
    "people": {"former_telegram_id": None},
    "introductions": {"other_id": OTHER, "low_id": 1, "high_id": OTHER},
    "mutes": {"muted_id": OTHER},
}


def fitting(column: Column[Any]) -> Any:
    """A value that a column takes, leading to the person wherever a number may."""
    match column.type:
        case TelegramId():
            return ACCOUNT
        case Choice(choices=choices):
            return next(iter(choices))
        case Instant():
            return NOW
        case Wall():
            return NOW.replace(tzinfo=None)
        case Date():
            return NOW.date()
        case Boolean():
            return True
        case Amount():
            return Decimal(1)
        case Integer():
            return 1
        case EncryptedJSON():
            return {}
        case String() | Encrypted():
            return column.name[:2]
    return []


async def fill(session: AsyncSession) -> None:
    """One row in every table, all of them numbered 1 and about one person; and somebody else."""
    for table in Base.metadata.sorted_tables:
        if table.name != "sub_clusters":  # its rows come with the migrations
            values = {column.name: fitting(column) for column in table.columns}
            await session.execute(insert(table).values({**values, **BESIDES.get(table.name, {})}))
        if table.name == "people":
            else_ = {**values, "id": OTHER, "telegram_id": STRANGER, "former_telegram_id": None}
            await session.execute(insert(table).values(else_))


async def naming(session: AsyncSession, table: Table, column: Column[Any], number: int) -> int:
    """In how many rows of a table a column has this number."""
    return len((await session.execute(select(table).where(column == number))).all())


def test_every_table_says_what_becomes_of_its_rows_when_a_person_is_erased() -> None:
    silent = [str(c) for c in PEOPLE for key in c.foreign_keys if key.ondelete not in {"CASCADE", "SET NULL"}]
    assert silent == []


def test_what_is_treated_apart_is_there() -> None:
    columns = {str(column) for column in (*PEOPLE, *ACCOUNTS)}
    assert {*privacy.SECTIONS, *privacy.NOT_SHOWN, *privacy.ERASED_APART} <= columns


async def test_a_row_of_every_table_is_downloaded(database: Database) -> None:
    async with database.transaction() as session:
        await fill(session)
        stored = json.loads(await privacy.everything_about(session, ACCOUNT))
    shown = {str(c): privacy.SECTIONS.get(str(c), c.table.name) for c in (*PEOPLE, *ACCOUNTS)}
    missing = [
        name for name, section in shown.items() if name not in privacy.NOT_SHOWN and not stored[section]
    ]
    assert missing == []
    assert stored["person"]["name"]
    assert stored["introductions"]


async def test_no_row_of_any_table_leads_to_somebody_erased(database: Database) -> None:
    async with database.transaction() as session:
        await fill(session)
        await privacy.erase(session, ACCOUNT, 0, at(NOW))
    async with database.reading() as session:
        left = {str(column): await naming(session, column.table, column, 1) for column in PEOPLE}
        left |= {str(column): await naming(session, column.table, column, ACCOUNT) for column in ACCOUNTS}
    assert {name for name, rows in left.items() if rows} == {"audit.actor_id", "menus.chat_id"}


async def test_nobody_else_is_erased_with_them(database: Database) -> None:
    async with database.transaction() as session:
        await fill(session)
        for column in ACCOUNTS:
            if column.table.name != "people":
                await session.execute(update(column.table).values({column: STRANGER}))
        before = {c: await naming(session, c.table, c, STRANGER) for c in ACCOUNTS}
        await privacy.erase(session, ACCOUNT, 0, at(NOW))
        gone = {str(c) for c, rows in before.items() if await naming(session, c.table, c, STRANGER) < rows}
    # These went with the person's record, or with what they had proposed and nobody had taken up
    proposed = {"openings.author_id", "opening_prospects.recorded_by"}
    assert gone == {"introductions.made_by", "invites.made_by", "invites.used_by"} | proposed


async def test_nothing_of_somebody_who_was_erased_is_left_on_the_disk(sqlite_migrated_url: str) -> None:
    """While the bot has the file open, with all that it keeps beside it."""
    name, files = "Zeina-Xq41-Abillama", Path(sqlite_migrated_url.removeprefix("sqlite:///"))
    async with Database(sqlite_migrated_url) as database:
        async with database.transaction() as session:
            company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
            phone = {"phone": "+9613123456", "phone_index": RING.index("+9613123456")}
            person = Person(name=name, company=company, created_at=NOW, telegram_id=ACCOUNT, **phone)
            session.add(person)
        async with database.reading() as session:
            sealed = await session.scalar(text("SELECT phone FROM people"))
        await empty_log(database, at(NOW))
        async with database.transaction() as session:
            (await session.get_one(Person, person.id)).name = name + "-Khoury"
        async with database.transaction() as session:
            await privacy.erase(session, ACCOUNT, 0, at(NOW))
        kept = b"".join(path.read_bytes() for path in files.parent.glob("qoot.db*"))
        assert name.encode() in kept
        await empty_log(database, at(NOW))
        kept = b"".join(path.read_bytes() for path in files.parent.glob("qoot.db*"))
        assert not [one for one in (name, sealed, phone["phone_index"]) if str(one).encode() in kept]


SEALED = [
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Encrypted | EncryptedJSON)
]
"""Every column whose words somebody wrote, or that are about somebody."""
NOT_DOWNLOADED = {
    "inbox.payload": "what came in is shown by its kind; what it brought is shown where it went",
    "deliveries.content": "what a letter says is shown in its place",
    "lead_photos.file_id": "the leads are shown; of a photo nothing is kept but where Telegram has it",
}
"""Encrypted columns with somebody's data that a download leaves out; and why."""
THE_COMPANYS = {
    "mission_applications.motivation",
    "mission_applications.products",
    "mission_applications.buyers",
    "mission_applications.reason",
    "leads.name",
    "leads.contact",
    "leads.note",
    "lead_photos.file_id",
    "poll_answers.given",  # what was chosen; what was typed goes, as another test has it
}
"""Encrypted columns that are kept for the company, or its figures, when who wrote them is erased."""
A_WEEKS_LIST = {"imports.roster", "imports.reading", "import_notes.details", "import_doubts.details"}
"""A list of many people, out of which who is erased is taken by name (`imports.forget`); gone after a week."""


def marked(column: Column[Any]) -> Any:
    """Words that say in which column they stood."""
    words = f"stood in {column}"
    if str(column) == "audit.changes":
        return [["phone", words, ""]]
    return {"said": words} if isinstance(column.type, EncryptedJSON) else words


async def words_in(session: AsyncSession, column: Column[Any]) -> str:
    return str((await session.scalars(select(column))).all())


async def test_all_that_is_sealed_is_downloaded_and_erased_or_said_why_not(database: Database) -> None:
    async with database.transaction() as session:
        await fill(session)
        for column in SEALED:
            theirs = column.table.c.id != OTHER if column.table.name == "people" else true()
            await session.execute(update(column.table).where(theirs).values({column: marked(column)}))
        await session.execute(update(Broadcast).values(letter_id=None))  # which many got
        stored = (await privacy.everything_about(session, ACCOUNT)).decode()
        hidden = {str(column) for column in SEALED if f"stood in {column}" not in stored}
        await privacy.erase(session, ACCOUNT, 0, at(NOW))
    async with database.reading() as session:
        left = {str(one) for one in SEALED if f"stood in {one}" in await words_in(session, one)}
    assert hidden - A_WEEKS_LIST == NOT_DOWNLOADED.keys()
    assert left - A_WEEKS_LIST == THE_COMPANYS
