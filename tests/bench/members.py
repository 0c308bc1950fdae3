"""Staff at work in a large cluster: a company's card, a search, what a merger would do, and the merger. By hand:

    python -m tests.bench.members [MEMBERS]

Printed for SQLite: how long each takes (p50, p95; 300 ms are allowed at 10,000 members), also of the processor alone,
for the machine may be busy, and how much longer it takes than the alternative: a card of the directory for the card,
SQL LIKE for the search, and for the merger one UPDATE of each column that refers to a person, which breaks where both
have a row.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from time import perf_counter, process_time

from cryptography.fernet import Fernet
from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.events import Event, Guest
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person
from bot.models.secrets import RING
from bot.rules.events import Rsvp
from bot.rules.fields import Owner
from bot.rules.ledger import Act, Offer
from bot.services import directory, members, merging, references
from bot.verbs.starting import spare_what_stays
from tests.bench.directory import NOW, QUERIES, late, report, settle_in
from tests.moments import at

EVENTS = 10
ACTS = 20
ROUNDS = 40
STAFF = 9_000_001


async def main(count: int) -> None:
    """Measure on SQLite."""
    RING.unlock((Fernet.generate_key().decode(),))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        async with Database(url) as database:
            companies = await settle_in(database, count)
            await live(database)
            print(f"{count} members of {companies} companies, {EVENTS} events, {ACTS} acts of each")
            spare_what_stays()
            dice = random.Random(11)
            ids = [dice.randrange(1, companies) for _ in range(ROUNDS)]
            print(f"made ready at the start: {(await timed(database, prepared))[0] * 1000:.0f} ms")
            asked = QUERIES * 3
            await compared(
                database,
                "card",
                [partial(members.card, company_id=one) for one in ids],
                "card of the directory",
                [partial(directory.card, company_id=one) for one in ids],
            )
            like = [partial(liked, query=query) for query in asked]
            await compared(database, "search", [partial(searched, query=q) for q in asked], "SQL LIKE", like)
            changed = [partial(searched_anew, query=query) for query in asked]
            await compared(database, "search after a change", changed, "SQL LIKE", like)
            alone = list(updates(count, dice))
            await compared(database, "merge", mergers(count, dice), "an UPDATE of each column", alone)


async def compared(
    database: Database, name: str, doing: Sequence[Doing], other: str, instead: Sequence[Doing]
) -> None:
    """Print what each takes, in time and of the processor, and how much longer the first."""
    took = [await timed(database, one) for one in doing]
    beside = [await timed(database, one) for one in instead]
    for title, measured in ((name, took), (f"  {other}", beside)):
        report(title, [wall for wall, _cpu in measured])
        print(
            f"    of the processor: {sum(cpu for _wall, cpu in measured) / len(measured) * 1000:.0f} ms each"
        )
    ratio = late([wall for wall, _ in took]) / late([wall for wall, _ in beside])
    print(f"  p95 takes {ratio:.1f} times as long")


async def live(database: Database) -> None:
    """Everybody was invited to each event, and did and was offered things over a year."""
    async with database.transaction() as session:
        found = (await session.execute(select(Person.id, Person.company_id))).all()
        events = [Event(author_id=None, created_at=NOW, zone="Asia/Beirut") for _ in range(EVENTS)]
        session.add_all(events)
        await session.flush()
        guests = [
            {"event_id": event.id, "person_id": person, "company_id": company, "rsvp": Rsvp.GOING}
            for event in events
            for person, company in found
        ]
        await session.execute(insert(Guest), guests)
        for table, kind in ((Interaction, Act.EVENT_ATTENDED), (Opportunity, Offer.INVITATION)):
            rows = [
                {
                    "person_id": person,
                    "company_id": company,
                    "kind": kind,
                    "about": f"event:{n}",
                    "at": NOW - timedelta(days=n),
                    "day": NOW.toordinal() - n,
                }
                for person, company in found
                for n in range(ACTS)
            ]
            await session.execute(insert(table), rows)


Doing = Callable[[AsyncSession], Awaitable[object]]


async def prepared(session: AsyncSession) -> object:
    return await directory.prepare(session)


async def searched(session: AsyncSession, query: str) -> object:
    return await members.search(session, query, 0)


async def searched_anew(session: AsyncSession, query: str) -> object:
    """The first search after somebody's record was changed."""
    await session.execute(update(Company).where(Company.id == 1).values(city=query[:60]))
    return await members.search(session, query, 0)


async def liked(session: AsyncSession, query: str) -> object:
    """The alternative: the words as they were typed, anywhere in the names."""
    named = select(Person.company_id).where(Person.name.icontains(query, autoescape=True))
    columns = (Company.name, Company.name_ar, Company.products, Company.offers, Company.needs)
    found = select(Company.id).where(
        or_(*(column.icontains(query, autoescape=True) for column in columns), Company.id.in_(named))
    )
    return (await session.execute(found)).all()


def mergers(count: int, dice: random.Random) -> list[Doing]:
    """Two and two people, seen first and then merged; all of them were at the same events."""
    pairs = [sorted(dice.sample(range(1, count // 2), 2)) for _ in range(ROUNDS)]
    seen: set[int] = set()
    free = [pair for pair in pairs if not seen & set(pair) and not seen.update(pair)]

    def merger(kept: int, gone: int) -> Doing:
        async def merges(session: AsyncSession) -> object:
            await session.execute(
                update(Person).where(Person.id == gone).values(telegram_id=None, standing="expected")
            )
            await merging.foresee(session, Owner.PERSON, kept, gone)
            return await merging.merge(session, Owner.PERSON, kept, gone, STAFF, at(NOW))

        return merges

    return [merger(kept, gone) for kept, gone in free]


def updates(count: int, dice: random.Random) -> list[Doing]:
    """The alternative: each column that refers to a person, made to refer to nobody's number."""

    def updating(gone: int) -> Doing:
        async def updates_all(session: AsyncSession) -> None:
            for column in references.referring(references.table_of(Person)):
                await session.execute(update(column.table).where(column == gone).values({column: gone}))  # type: ignore[arg-type]

        return updates_all

    return [updating(dice.randrange(count // 2, count)) for _ in range(ROUNDS)]


async def timed(database: Database, doing: Doing) -> tuple[float, float]:
    """Seconds of one use case in a transaction of its own, and those of the processor."""
    began, busy = perf_counter(), process_time()
    async with database.transaction() as session:
        await doing(session)
    return perf_counter() - began, process_time() - busy


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
