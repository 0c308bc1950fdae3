"""A large cluster is scored while others use the bot. By hand:

    python -m tests.bench.scoring [INTERACTIONS PEOPLE]

On SQLite, and on PostgreSQL where the test server answers. Printed for each: how long bare SQL takes to sum the ledger
of what people did by person, along the covering index; how long it takes to score all people and companies, and how
many times the bare sum that is (under 2 s are allowed for a million interactions of 100,000 people, who were offered as
many opportunities), with the CPU of this process, which other work on the machine does not lengthen; how long the
scores of a first night take to be kept; and meanwhile the longest pause of the event loop, and what a short transaction
that writes took (p50, p95; 1 s is allowed).
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

import psycopg
from cryptography.fernet import Fernet
from sqlalchemy import BigInteger, Integer, case, cast, func, insert, literal, select, update

from bot.db import Database
from bot.jobs.scores import keep_scores
from bot.migrating import migrate
from bot.models.companies import Company
from bot.models.ledger import Interaction, Opportunity
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.rules.companies import Size
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat
from bot.services import score_weeks, scoring
from bot.verbs.starting import spare_what_stays
from tests.conftest import POSTGRES, postgres_is_there
from tests.moments import at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENT = at(NOW)
PEOPLE_A_COMPANY = 4
DAYS = 730
AT_ONCE = 20_000
ROUNDS = 3


async def main(interactions: int, people: int) -> None:
    """Measure on each database that there is."""
    spare_what_stays()
    RING.unlock((Fernet.generate_key().decode(),))
    print(f"{interactions} interactions of {people} people")
    with tempfile.TemporaryDirectory() as folder:
        await measure("SQLite", f"sqlite:///{folder}/qoot.db", interactions, people)
    if not postgres_is_there():
        print("PostgreSQL does not answer")
        return
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS qoot_bench WITH (FORCE)")  # of a run that was cut short
        admin.execute("CREATE DATABASE qoot_bench")
        try:
            url = POSTGRES.rsplit("/", 1)[0] + "/qoot_bench"
            await measure("PostgreSQL", url, interactions, people)
        finally:
            admin.execute("DROP DATABASE IF EXISTS qoot_bench WITH (FORCE)")


async def measure(name: str, url: str, interactions: int, people: int) -> None:
    """Fill a database and print its figures."""
    await migrate(url)
    async with Database(url) as database:
        await settle_in(database, interactions, people)
        bare = min([await timed(summed(database)) for _ in range(ROUNDS)])
        spent = process_time()
        scored = min([await timed(everybody(database)) for _ in range(ROUNDS)])
        spent = (process_time() - spent) / ROUNDS
        print(
            f"{name}: bare sum {bare:.2f} s, all scored {scored:.2f} s, {scored / bare:.1f} times as long;"
            f" {spent:.2f} s of this process's CPU"
        )
        async with database.transaction() as session:
            await score_weeks.note_kept(session, score_weeks.last_day(MOMENT) - timedelta(days=1))
        stopped = asyncio.Event()
        pulse, others = (
            asyncio.create_task(longest_pause(stopped)),
            asyncio.create_task(writing(database, stopped)),
        )
        kept = await timed(keep_scores(database, MOMENT))
        stopped.set()
        waits = quantiles(await others, n=20)
        print(f"{name}: the scores of a night, all of them new, kept in {kept:.1f} s; meanwhile")
        print(f"  the longest pause was {await pulse * 1000:.0f} ms, and a short transaction took")
        print(f"  {waits[9] * 1000:.0f} ms (p50), {waits[18] * 1000:.0f} ms (p95)")


async def timed(what: Any) -> float:
    began = perf_counter()
    await what
    return perf_counter() - began


async def summed(database: Database) -> None:
    """What any database does fastest: a sum along an index."""
    async with database.reading() as session:
        query = select(Interaction.person_id, func.sum(Interaction.day)).group_by(Interaction.person_id)
        (await session.execute(query)).all()


async def everybody(database: Database) -> None:
    async with database.reading() as session:
        await scoring.everybody(session, score_weeks.last_day(MOMENT), MOMENT)


async def longest_pause(stopped: asyncio.Event) -> float:
    """The longest time that a loop which is asked to come back at once took to, in seconds."""
    longest, last = 0.0, perf_counter()
    while not stopped.is_set():
        await asyncio.sleep(0.001)
        now = perf_counter()
        longest, last = max(longest, now - last), now
    return longest


async def writing(database: Database, stopped: asyncio.Event) -> list[float]:
    """How long transactions took in which somebody changes something, twenty in a second."""
    took = []
    while not stopped.is_set():
        began = perf_counter()
        async with database.transaction() as session:
            await session.execute(update(Person).where(Person.id == 1).values(language="fr"))
        took.append(perf_counter() - began)
        await asyncio.sleep(0.05)
    return took


async def settle_in(database: Database, interactions: int, people: int) -> None:
    """Companies of four, and two years of what their people did and were offered; lately more than before."""
    dice = random.Random(7)
    async with database.transaction() as session:
        companies = people // PEOPLE_A_COMPANY
        for rows in chunks(
            {
                "name": f"C{n}",
                "name_key": f"c{n}",
                "size": dice.choice(list(Size)),
                "created_at": NOW,
                **EMPTY,
            }
            for n in range(companies)
        ):
            await session.execute(insert(Company), rows)
        for rows in chunks(person(dice, n, companies) for n in range(people)):
            await session.execute(insert(Person), rows)
        for model, kinds in ((Interaction, list(Act)), (Opportunity, list(Offer))):
            await session.execute(entries(model, kinds, interactions, people))
    async with database._writer.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.exec_driver_sql("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")


def entries(model: type[Interaction | Opportunity], kinds: list[Any], count: int, people: int) -> Any:
    """So many rows of a ledger, made by the database: numbers without pattern, from three multipliers of one sequence
    (as in Park and Miller's generator)."""
    first = select(literal(1, BigInteger).label("n")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.n + 1).where(first.c.n < count))
    scattered = [numbers.c.n * factor % 2_147_483_647 for factor in (48_271, 16_807, 69_621)]
    who, kind, share = scattered[0] % people, scattered[1] % len(kinds), scattered[2] % 1000
    columns = model.__table__.c
    rows = select(
        who + 1,
        who % (people // PEOPLE_A_COMPANY) + 1,
        case(*((kind == place, literal(one, columns.kind.type)) for place, one in enumerate(kinds))),
        literal("introduction:1"),
        literal(NOW, columns.at.type),
        cast(MOMENT.today.toordinal() - share * share * DAYS // 1_000_000, Integer),
    )
    names = ["person_id", "company_id", "kind", "about", "at", "day"]
    return insert(model).from_select(names, rows, include_defaults=False)


EMPTY = {
    **dict.fromkeys(("name_ar", "city", "website", "products", "offers", "needs"), ""),
    **{column: [] for column in ("markets", "certifications", "languages", "declined")},
}


def person(dice: random.Random, n: int, companies: int) -> dict[str, Any]:
    return {
        "company_id": n % companies + 1,
        "name": f"P{n}",
        "created_at": NOW,
        "seat": dice.choice(list(Seat)),
        "language": "en",
        "telegram_id": 10_000 + n,
        "standing": Standing.MEMBER,
        "is_reachable": True,
        "joined_at": NOW - timedelta(days=dice.randrange(900)),
        "is_listed": True,
        "shares": [],
        "habit": "ask",
        "monthly_rate": 1,
        "sees_score": True,
    }


def chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


if __name__ == "__main__":
    asyncio.run(main(*([int(number) for number in sys.argv[1:3]] or (1_000_000, 100_000))))
