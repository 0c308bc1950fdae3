"""Leads: nothing is lost when companies are merged or messages come twice, and details go when they are old."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.db import Database
from bot.models.companies import Company
from bot.models.leads import Lead, LeadPhoto
from bot.models.missions import Mission
from bot.models.people import Person
from bot.rules.fields import Owner
from bot.rules.leads import KEPT, Counts, Promise, Warmth
from bot.rules.missions import ApplicationState
from bot.services import leads
from bot.services.leads import Sent
from bot.services.merging import merge
from tests.missions import ENDS, STARTS, a_mission, applies
from tests.moments import at
from tests.services.gatherings import members

NOON = datetime.combine(STARTS, time(12), ZoneInfo("Asia/Beirut"))


async def on_a_mission(database: Database, *sizes: int) -> tuple[Mission, list[list[Person]]]:
    """A mission on which companies of so many people go."""
    ids = await members(database, *sizes)
    mission = await a_mission(database)
    async with database.reading() as session:
        people = [[await session.get_one(Person, key) for key in listed] for listed in ids]
    for listed in people:
        await applies(database, mission, listed[0], ApplicationState.ACCEPTED)
    return mission, people


async def sends(database: Database, person: Person, mission: Mission, *sent: Sent, days: int = 0) -> None:
    async with database.transaction() as session:
        for one in sent:
            await leads.take(session, person, mission, one, at(NOON + timedelta(days=days)))


def photo(name: str) -> LeadPhoto:
    return LeadPhoto(file_id=f"file {name}", file_unique_id=name, media="photo")


async def test_a_message_is_one_lead_however_often_it_comes(database: Database) -> None:
    mission, ((amina, samia), (karim,)) = await on_a_mission(database, 2, 1)
    await sends(
        database, amina, mission, Sent(7, "Metro"), Sent(7, "Metro\ntall"), Sent(8, photo=photo("front"))
    )
    await sends(database, samia, mission, Sent(7, "Carrefour"), Sent(9, "back", photo=photo("front")), days=1)
    await sends(database, karim, mission, Sent(7, photo=photo("front")))
    async with database.reading() as session:
        found = (await session.scalars(select(Lead).order_by(Lead.id))).all()
        known = [(lead.number, lead.name, lead.note, len(lead.photos)) for lead in found]
        assert known == [
            (1, "Metro", "tall", 0),
            (2, None, "back", 1),
            (3, "Carrefour", None, 0),
            (1, None, None, 1),
        ]
        assert await leads.counts(session, samia, mission, at(NOON + timedelta(days=1))) == Counts(3, 1, 3)
        assert await leads.counts(session, karim, mission, at(NOON)) == Counts(1, 1, 1)


async def test_no_lead_is_lost_when_two_companies_turn_out_to_be_one(database: Database) -> None:
    mission, ((amina,), (karim,)) = await on_a_mission(database, 1, 1)
    await sends(database, amina, mission, Sent(7, "Metro"))
    await sends(database, karim, mission, Sent(7, "Carrefour"), Sent(8, "Kiosk"))
    async with database.transaction() as session:
        await merge(session, Owner.COMPANY, amina.company_id, karim.company_id, 1, at(NOON))
    async with database.reading() as session:
        names = await session.scalars(
            select(Lead.name).where(Lead.company_id == amina.company_id).order_by(Lead.id)
        )
        assert names.all() == ["Metro", "Carrefour", "Kiosk"]
        assert await session.scalar(select(func.count()).select_from(Company)) == 1


async def test_what_is_known_of_people_is_deleted_after_two_years_and_the_counts_stay(
    database: Database,
) -> None:
    mission, ((amina,),) = await on_a_mission(database, 1)
    await sends(
        database,
        amina,
        mission,
        Sent(7, "Metro\ntall"),
        Sent(8, contact="Hans"),
        Sent(9, photo=photo("front")),
    )
    async with database.transaction() as session:
        await leads.warm(session, amina, 1, Warmth.HOT)
        await leads.promise(session, amina, 1, Promise.MEETING)
    last: date = ENDS + KEPT
    for day, is_kept in ((last, True), (last + timedelta(days=1), False)):
        async with database.transaction() as session:
            await leads.purge_details(session, at(datetime.combine(day, time(9), NOON.tzinfo)))
        async with database.reading() as session:
            found = (await session.scalars(select(Lead).order_by(Lead.id))).all()
            assert [bool(lead.name or lead.contact or lead.note or lead.photos) for lead in found] == [
                is_kept
            ] * 3
            assert (found[0].warmth, found[0].promise) == (Warmth.HOT, Promise.MEETING)


async def test_the_next_one_to_complete_comes_round_after_the_last(database: Database) -> None:
    mission, ((amina,),) = await on_a_mission(database, 1)
    await sends(database, amina, mission, *(Sent(n, f"No. {n}") for n in range(1, 4)))
    async with database.transaction() as session:
        await leads.warm(session, amina, 2, Warmth.COLD)
        await leads.promise(session, amina, 2, Promise.NOTHING)
    async with database.reading() as session:
        turns = [await leads.next_open(session, amina, mission, after=after) for after in (0, 1, 3)]
        assert [lead.number for lead in turns if lead is not None] == [1, 3, 1]
