"""What a profile edit does to the outbox: cancelling what waits for one person among many deliveries. By hand:

    python -m tests.bench.cancelling [DELIVERIES]

Printed: the median, the longest and the CPU time of cancelling on SQLite (1 ms is allowed at 300,000 deliveries on a
machine that does nothing else) by what a message is about and who gets it, as it is done now, with what it says; and
by the beginning of a key, as it was done before, on the same rows. Connections are warm.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.i18n import LOCALES
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.deliveries import Delivery, Letter, Purpose, Status
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.services import telling

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENT = Moment(NOW, ZoneInfo("Asia/Beirut"))
PEOPLE = 10_000
ROUNDS = 50
WARM = 5
CHUNK = 20_000
FORMERLY = """
    UPDATE deliveries SET status = 'cancelled', settled_at = :now
    WHERE dedupe_key LIKE :key || '%' ESCAPE '/' AND status IN ('waiting', 'held')
"""


async def main(deliveries: int) -> None:
    """Fill a database, and cancel."""
    RING.unlock((Fernet.generate_key().decode(),))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        async with Database(url) as database:
            people = await settle_in(database, deliveries)
            print(f"{deliveries:,} deliveries to {PEOPLE:,} people, of which each has one that waits")

            async def now(session: AsyncSession, person: Person) -> None:
                await telling.cancel(session, "profile", MOMENT, person=person)

            async def formerly(session: AsyncSession, person: Person) -> None:
                await session.execute(text(FORMERLY), {"key": f"profile:{person.id}:", "now": str(NOW)})

            for name, way in (("now", now), ("formerly", formerly)):
                print(f"  {name}: {await measured(database, people[:ROUNDS], way)}")


async def settle_in(database: Database, deliveries: int) -> list[Person]:
    """People, and for each of them messages of the past and one that waits, also under their former keys."""
    async with database.transaction() as session:
        company = Company(name="Cedar Press", name_key="cedar press", created_at=NOW)
        people = [
            Person(
                name="Amina",
                company=company,
                created_at=NOW,
                telegram_id=number + 1,
                standing=Standing.MEMBER,
            )
            for number in range(PEOPLE)
        ]
        session.add_all([company, *people])
        await session.execute(text("ALTER TABLE deliveries ADD COLUMN dedupe_key VARCHAR(120)"))
    for first in range(0, deliveries, CHUNK):
        async with database.transaction() as session:
            if not first:
                letters = insert(Letter).returning(Letter.id)
                hello = {language: {"text": "Is your profile still right?"} for language in LOCALES}
                ids = (await session.scalars(letters, [{"contents": hello} for _ in range(PEOPLE)])).all()
            rows = [
                row(place, people[place % PEOPLE], ids)
                for place in range(first, min(first + CHUNK, deliveries))
            ]
            await session.execute(insert(Delivery), rows)
    async with database.transaction() as session:
        named = "UPDATE deliveries SET dedupe_key = about || ':' || person_id || ':' || what"
        await session.execute(text(named))
        await session.execute(text("CREATE UNIQUE INDEX uq_former ON deliveries (dedupe_key)"))
    return people


def row(place: int, person: Person, letters: Sequence[int]) -> dict[str, object]:
    """One delivery; the first round of people waits."""
    return {
        "chat_id": person.telegram_id,
        "person_id": person.id,
        "purpose": Purpose.REMINDER,
        "priority": Purpose.REMINDER.priority,
        "about": "profile",
        "what": str(place // PEOPLE),
        "letter_id": letters[place] if place < PEOPLE else None,
        "status": Status.WAITING if place < PEOPLE else Status.SENT,
        "created_at": NOW,
        "not_before": NOW,
        "error": "",
    }


async def measured(
    database: Database, people: list[Person], way: Callable[[AsyncSession, Person], Awaitable[None]]
) -> str:
    """Milliseconds within the transaction, without the commit; and how many of them a processor was busy."""
    times, busy = [], []
    for person in [*people[:WARM], *people]:
        async with database.transaction() as session:
            await session.connection()
            begin, begun = perf_counter(), process_time()
            await way(session, person)
            times.append((perf_counter() - begin) * 1000)
            busy.append((process_time() - begun) * 1000)
            await session.rollback()
    return f"median {median(times[WARM:]):.2f} ms, longest {max(times[WARM:]):.2f} ms; CPU {median(busy[WARM:]):.2f} ms"


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000))
