"""The directory of a large cluster, searched while others use the bot. By hand:

    python -m tests.bench.directory [MEMBERS]

Printed: how long a search takes (p50, p95; 150 ms are allowed at 10,000 members) for the very first time after the
start, while nothing changes, and each time right after somebody changed their company; the longest that anybody else
had to wait meanwhile; and how much longer it takes than SQL LIKE, which forgives no spelling and knows no other
language.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import perf_counter, process_time

from cryptography.fernet import Fernet
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.migrating import migrate
from bot.models.companies import Company, SubCluster
from bot.models.people import Person, Standing
from bot.models.secrets import RING
from bot.rules.companies import CERTIFICATIONS, DEFAULT_SUB_CLUSTERS
from bot.rules.concepts import concepts
from bot.rules.countries import MARKETS
from bot.rules.words import fold
from bot.services import directory
from bot.services.people import LISTED
from bot.verbs.starting import spare_what_stays

ROUNDS = 10
PEOPLE_OF_A_COMPANY = 2.5
FIRST_ID = 5_000
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUERIES = (
    *("emballage", "glass jars", "زيت زيتون", "Cedr Pres", "الارز", "distributeurs à l'étranger", "wine"),
    *("Haddad", "we look for glass jars and a distributor in the Gulf", "Emirates", "Zahle", "vinager"),
    *("organic certification laboratory", "معاصر", "qqqqqq", "contract bottling France"),
)
NAMES = """\
Cedar Wadi Nour Krum Domaine Clos Bekaa Jabal Tel Sanine Orchard Beit Nahr Koura Barouk Chouf Ehden Rim
Press Foods Vineyards Mills Dairy Farms Crunch Trading Gourmet Bakery Roastery Estates Harvest Pack
معاصر الأرز كروم وادي نور مطاحن البقاع ألبان الجبل حلويات بيت الشرق مزارع صنين بساتين الشوف نبع
Amina Bruno Nour Karim Layla Georges Rima Hadi Maya Elias Zeina Samir Joelle Tarek Hiba Charbel
Haddad Khoury Saliba Nassar Farah Aoun Daher Gemayel Itani Chamoun Sfeir Rahme Zgheib Tannous
Beirut Zahlé Tripoli Saida Jezzine Batroun Baalbek زحلة طرابلس صيدا"""
FIRST, SECOND, ARABIC, GIVEN, FAMILY, CITIES = (line.split() for line in NAMES.splitlines())


async def main(members: int) -> None:
    """Measure on SQLite."""
    RING.unlock((Fernet.generate_key().decode(),))
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qoot.db"
        await migrate(url)
        async with Database(url) as database:
            companies = await settle_in(database, members)
            print(f"{members} members of {companies} companies, {len(QUERIES)} queries")
            spare_what_stays()
            print(f"made ready at the start: {(await timed(database, prepared, '')) * 1000:.0f} ms")
            print(f"the first search: {(await timed(database, searched, QUERIES[0])) * 1000:.0f} ms")
            warm, gap = await measured(database, searched)
            edited, other = await measured(database, searched, changes=True)
            like, _ = await measured(database, liked)
            report("search", warm)
            report("search after a change", edited)
            report("SQL LIKE, the same queries", like)
            print(f"longest wait of others {gap * 1000:.0f} ms, with changes {other * 1000:.0f} ms")
            print(f"a search (p95) takes {late(warm) / late(like):.1f} times as long as SQL LIKE")


async def settle_in(database: Database, members: int) -> int:
    """Companies with what they make, offer and need in one to three languages, and their people."""
    dice = random.Random(7)
    number = round(members / PEOPLE_OF_A_COMPANY)
    async with database.transaction() as session:
        parts = list(await session.scalars(select(SubCluster)))
        assert len(parts) == len(DEFAULT_SUB_CLUSTERS)
        companies = [a_company(dice, n, parts) for n in range(number)]
        session.add_all(companies)
        session.add_all(a_person(dice, n, companies[n % number]) for n in range(members))
    return number


def a_company(dice: random.Random, n: int, parts: list[SubCluster]) -> Company:
    """One company like those of the sample cluster."""
    name = f"{dice.choice(FIRST)} {dice.choice(SECOND)} {n}"
    made = Company(name=name, name_key=fold(name), created_at=NOW, city=dice.choice(CITIES))
    made.name_ar = f"{dice.choice(ARABIC)} {dice.choice(ARABIC)}" if dice.random() < 0.7 else ""
    made.products, made.offers, made.needs = (some_of_the_trade(dice) for _ in range(3))
    made.markets = dice.sample(MARKETS[:40], dice.randrange(6))
    made.certifications = dice.sample(list(CERTIFICATIONS), dice.randrange(4))
    made.sub_clusters = dice.sample(parts, dice.randrange(1, 3))
    return made


def some_of_the_trade(dice: random.Random) -> str:
    """A few goods in words of their own, in one or two languages."""
    goods = dice.sample(list(concepts().values()), dice.randrange(2, 6))
    spoken = dice.sample(("ar", "fr", "en"), dice.randrange(1, 3))
    own = ("", "", " extra", f" {dice.randrange(900)} g")
    return "\n".join(
        ", ".join(one.names[language] + dice.choice(own) for one in goods) for language in spoken
    )


def a_person(dice: random.Random, n: int, company: Company) -> Person:
    """One member who is listed."""
    return Person(
        name=f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}",
        company=company,
        created_at=NOW,
        consented_at=NOW,
        telegram_id=FIRST_ID + n,
        standing=Standing.MEMBER,
    )


Asking = Callable[[AsyncSession, str], Awaitable[object]]


async def searched(session: AsyncSession, query: str) -> None:
    """What the bot does for a search."""
    await directory.companies_on(session, await directory.search(session, query, 0))


async def prepared(session: AsyncSession, _query: str) -> None:
    """What the bot does when it starts."""
    await directory.prepare(session)


async def liked(session: AsyncSession, query: str) -> None:
    """The alternative: the words as they were typed, anywhere in what is stored."""
    columns = (Company.name, Company.name_ar, Company.city, Company.products, Company.offers, Company.needs)
    people = select(Person.company_id).where(LISTED)
    named = people.where(Person.name.icontains(query, autoescape=True))
    found = select(Company.id).where(
        Company.id.in_(people),
        or_(*(column.icontains(query, autoescape=True) for column in columns), Company.id.in_(named)),
    )
    (await session.execute(found)).all()


async def measured(database: Database, asking: Asking, *, changes: bool = False) -> tuple[list[float], float]:
    """Seconds of each query, and the longest gap between two turns of the event loop."""
    loop, gaps = asyncio.get_running_loop(), [0.0]

    async def beat() -> None:
        while True:
            began = loop.time()
            await asyncio.sleep(0.01)
            gaps.append(loop.time() - began - 0.01)

    heart = asyncio.create_task(beat())
    took, busy = [], process_time()
    for n in range(ROUNDS):
        for query in QUERIES:
            if changes:
                async with database.transaction() as session:
                    await session.execute(
                        update(Company).where(Company.id == 1 + n).values(offers=f"{query} {n}")
                    )
            took.append(await timed(database, asking, query))
    heart.cancel()
    print(f"{(process_time() - busy) / len(took) * 1000:.0f} ms of CPU each, with what is around it")
    return took, max(gaps)


async def timed(database: Database, asking: Asking, query: str) -> float:
    """Seconds of one query, in a transaction as turns have it."""
    async with database.transaction() as session:
        began = perf_counter()
        await asking(session, query)
        return perf_counter() - began


def late(seconds: list[float]) -> float:
    """The 95th percentile."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


def report(name: str, seconds: list[float]) -> None:
    """Print one line of figures."""
    print(
        f"{name}: p50 {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms, p95 {late(seconds) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
