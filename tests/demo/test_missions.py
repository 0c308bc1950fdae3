"""The demo's open mission: companies apply, staff have scored, and the first phone of the page can apply."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.db import Database
from bot.demo.cluster import seed
from bot.models.deliveries import Delivery
from bot.models.missions import Application, Mission
from bot.models.people import Person
from bot.rules.missions import ApplicationState
from bot.services import applicants, applications, mission_reminders, missions
from tests.moments import at

NOON = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


async def test_staff_have_applicants_to_decide_on_and_the_first_phone_can_apply(
    sqlite_migrated_url: str,
) -> None:
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        await seed(session, NOON)
        amina = await session.scalar(select(Person).where(Person.name == "أمينة حداد"))
        assert amina is not None
        (pair,) = [
            (mission, own)
            for mission, own in (await missions.ahead_of(session, amina, 0, at(NOON))).items
            if own is None
        ]
        mission, _own = pair
        listed = await applicants.listed(session, mission, ApplicationState.APPLIED, 0)
        assert [(one.scores.mean, one.scores.is_disputed) for one in listed.items] == [
            (88, True),
            (50, True),
            (None, False),
        ]
        assert isinstance(await applications.begin(session, amina, mission.id, at(NOON)), Application)


async def test_nobody_hears_anew_of_what_lies_behind_when_the_demo_begins(sqlite_migrated_url: str) -> None:
    async with Database(sqlite_migrated_url) as database, database.transaction() as session:
        await seed(session, NOON)
        for job in (mission_reminders.remind_due, mission_reminders.close_due, mission_reminders.ask_due):
            assert not await job(session, at(NOON))
        assert len((await session.scalars(select(Mission.id))).all()) == 3
        assert not (await session.scalars(select(Delivery.id).where(Delivery.about.like("mission:%")))).all()
