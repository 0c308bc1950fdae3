"""Companies with a history, for the tests of engagement."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.db import Database
from bot.jobs.scores import keep_scores
from bot.models.companies import Company, SubCluster
from bot.models.people import Person, Standing
from bot.rules.companies import Kind, Size
from bot.rules.ledger import Act, Offer
from bot.rules.people import Seat
from bot.rules.words import fold
from bot.services import ledger, score_weeks
from tests.moments import at

ACCOUNT = 5_000_000
LONG = timedelta(days=900)


async def a_company(
    database: Database,
    name: str,
    now: datetime,
    *,
    size: Size | None = None,
    kind: Kind | None = None,
    sub_cluster: str = "",
) -> Person:
    """A company whose one member, its lead, joined long ago."""
    async with database.transaction() as session:
        parts = await session.scalars(select(SubCluster).where(SubCluster.slug == sub_cluster))
        company = Company(name=name, name_key=fold(name), size=size, kind=kind, created_at=now - LONG)
        company.sub_clusters = list(parts)
        session.add(company)
        await session.flush()
        person = Person(
            name=f"Lead of {name}",
            company=company,
            created_at=now - LONG,
            joined_at=now - LONG,
            confirmed_at=now,
            seat=Seat.LEAD,
            standing=Standing.MEMBER,
            telegram_id=ACCOUNT + company.id,
        )
        session.add(person)
        await session.flush()
    return person


async def did(
    database: Database, person: Person, act: Act, now: datetime, days: int, about: str = "event:999"
) -> None:
    """Somebody did something so many days ago."""
    async with database.transaction() as session:
        ledger.did(session, person, act, about, at(now - timedelta(days=days)))


async def was_offered(
    database: Database, person: Person, offer: Offer, now: datetime, days: int, about: str = "event:999"
) -> None:
    async with database.transaction() as session:
        ledger.was_offered(
            session, person.id, person.company_id, offer, about, at(now - timedelta(days=days))
        )


async def no_older_weeks(database: Database, now: datetime) -> None:
    """The weeks before the last two are not scored, for they change no figure that is asked of, and each takes its
    time."""
    async with database.transaction() as session:
        await score_weeks.note_kept(session, (now - timedelta(weeks=2)).date())


async def some_companies(database: Database, now: datetime) -> dict[str, Person]:
    """Cedar Press slips, Vetro Glass is dormant, Bekaa Foods is active, and nothing was offered to Zahle Labs; how they
    stood last night is kept."""
    cedar = await a_company(database, "Cedar Press", now, size=Size.SMALL, kind=Kind.SME, sub_cluster="wine")
    vetro = await a_company(database, "Vetro Glass", now, size=Size.LARGE, kind=Kind.ENTERPRISE)
    bekaa = await a_company(
        database, "Bekaa Foods", now, size=Size.SMALL, kind=Kind.SME, sub_cluster="snacks"
    )
    zahle = await a_company(database, "Zahle Labs", now, kind=Kind.KNOWLEDGE_PROVIDER)
    for days in (100, 150, 200, 250):
        await did(database, cedar, Act.EVENT_ATTENDED, now, days)
    for days in (2, 40):
        await was_offered(database, vetro, Offer.EVENT_SEAT, now, days)
    await did(database, vetro, Act.PROFILE_KEPT, now, 500)
    await did(database, bekaa, Act.INVITATION_ANSWERED, now, 1)
    await did(database, bekaa, Act.INTRODUCTION_ANSWERED, now, 3)
    await did(database, bekaa, Act.EVENT_ATTENDED, now, 20)
    await no_older_weeks(database, now)
    await keep_scores(database, at(now))
    return {"cedar": cedar, "vetro": vetro, "bekaa": bekaa, "zahle": zahle}
