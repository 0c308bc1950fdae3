"""What a tap on a seat costs when thousands are invited. By hand:

    python -m tests.bench.seats [DATABASE_URL]

Printed: the median and the longest time of "I am going" and of "I cannot come" (which offers the seat to the next in
line), within the transaction, at an event of 5,000 invited, 4,000 seats and 900 who wait: 50 ms are allowed on a
machine that does nothing else. Beside them, in the same run, what two bare statements cost that count the seats and
write the answer. Without a URL on SQLite in a folder of its own; a database that is named must be empty.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.events import Guest
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.moment import Moment
from bot.rules.events import Rsvp
from bot.services import rsvps
from tests.events import written

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENT = Moment(NOW, ZoneInfo("Asia/Beirut"))
INVITED, SEATS, WAITING = 5_000, 4_000, 900
COMPANIES = 500
ROUNDS = 40
COUNTED = "SELECT count(*) FROM event_guests WHERE event_id = :event AND rsvp IN ('going', 'offered')"
WRITTEN = "UPDATE event_guests SET rsvp = 'going', answered_at = NULL WHERE event_id = :event AND person_id = :person"
Way = Callable[[AsyncSession, Person], Awaitable[object]]


async def main(url: str) -> None:
    """Fill a hall, and answer."""
    RING.unlock((Fernet.generate_key().decode(),))
    await migrate(url)
    async with Database(url) as database:
        event_id, people = await fill(database)
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))  # as both do by themselves once tables have grown
        print(f"{INVITED:,} invited, {SEATS:,} seats, {WAITING:,} wait")

        async def bare(session: AsyncSession, person: Person) -> None:
            await session.execute(text(COUNTED), {"event": event_id})
            await session.execute(text(WRITTEN), {"event": event_id, "person": person.id})

        async def goes(session: AsyncSession, person: Person) -> None:
            await rsvps.answer(session, person, event_id, MOMENT, is_going=True)

        async def stays_away(session: AsyncSession, person: Person) -> None:
            await rsvps.answer(session, person, event_id, MOMENT, is_going=False)

        silent, seated = people[SEATS + WAITING :], people[:ROUNDS]
        alone = await measured(database, silent[:ROUNDS], bare)
        for name, who, way in (("I am going", silent[:ROUNDS], goes), ("I cannot come", seated, stays_away)):
            middle, longest = await measured(database, who, way)
            print(
                f"  {name}: median {middle:.1f} ms, longest {longest:.1f} ms; {middle / alone[0]:.1f} × bare"
            )
        print(f"  two bare statements: median {alone[0]:.1f} ms, longest {alone[1]:.1f} ms")


async def fill(database: Database) -> tuple[int, list[Person]]:
    """The event, and everybody who is invited: those who go, those who wait, those who have not answered."""
    async with database.transaction() as session:
        companies = [Company(name=f"C{i}", name_key=f"c{i}", created_at=NOW) for i in range(COMPANIES)]
        people = [
            Person(
                name="Amina",
                company=companies[number % COMPANIES],
                created_at=NOW,
                telegram_id=number + 1,
                standing=Standing.MEMBER,
            )
            for number in range(INVITED)
        ]
        session.add_all([*companies, *people])
        await session.flush()
        event = await written(session, -1, seats=SEATS)
        rows = []
        for place, person in enumerate(people):
            waits = SEATS <= place < SEATS + WAITING
            rsvp = Rsvp.GOING if place < SEATS else Rsvp.WAITING if waits else Rsvp.INVITED
            rows.append(
                {
                    "event_id": event.id,
                    "person_id": person.id,
                    "company_id": person.company_id,
                    "rsvp": rsvp,
                    "waiting_since": NOW - timedelta(minutes=INVITED - place) if waits else None,
                    "offers": 0,
                    "must_confirm": False,
                }
            )
        await session.execute(insert(Guest), rows)
        return event.id, people


async def measured(database: Database, people: list[Person], way: Way) -> tuple[float, float]:
    """Milliseconds within the transaction, which is rolled back: the median and the longest."""
    times = []
    for person in people:
        async with database.transaction() as session:
            known = await session.get_one(Person, person.id)
            begin = perf_counter()
            await way(session, known)
            times.append((perf_counter() - begin) * 1000)
            await session.rollback()
    return median(times[1:]), max(times[1:])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/qoot.db"))
