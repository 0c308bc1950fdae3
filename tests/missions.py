"""Missions that have been announced, for tests: a mission with its invitations, and who applied with what."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import Database
from bot.models.missions import Application, ApplicationDocument, Invitee, Mission, MissionText
from bot.models.people import Person, Standing
from bot.rules.missions import ApplicationState, DocumentKind, MissionPhase
from bot.rules.walltime import instant_of
from tests.moments import BEIRUT

DEADLINE = datetime.fromisoformat("2026-12-10 18:00")
"""By the clocks of Beirut: some two weeks after the stories begin."""
STARTS, ENDS = date(2027, 2, 15), date(2027, 2, 19)
ANNOUNCED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TITLES = {"ar": "جناح لبنان في معرض غلفود", "fr": "Pavillon libanais à Gulfood", "en": "Lebanon at Gulfood"}


async def a_mission(
    database: Database, *people: int, titles: dict[str, str] = TITLES, **columns: Any
) -> Mission:
    """An announced mission to Dubai of which these people (by id) were told; without any, all members. `columns` are
    those of Mission."""
    async with database.transaction() as session:
        return await written(session, *people, titles=titles, **columns)


async def written(
    session: AsyncSession, *people: int, titles: dict[str, str] = TITLES, **columns: Any
) -> Mission:
    """As `a_mission`, in an open transaction."""
    deadline = columns.pop("deadline", DEADLINE)
    mission = Mission(
        author_id=None,
        created_at=ANNOUNCED,
        zone=str(BEIRUT),
        deadline=deadline,
        deadline_at=instant_of(deadline, BEIRUT),
        **{
            "phase": MissionPhase.ANNOUNCED,
            "announced_at": ANNOUNCED,
            "told_at": ANNOUNCED,
            "country": "AE",
            "city": "Dubai",
            "fair": "Gulfood 2027",
            "starts_on": STARTS,
            "ends_on": ENDS,
            **columns,
        },
    )
    mission.texts = [MissionText(language=language, title=title) for language, title in titles.items()]
    session.add(mission)
    await session.flush()
    invited = Person.id.in_(people) if people else Person.standing == Standing.MEMBER
    session.add_all(
        Invitee(mission_id=mission.id, person_id=person.id, company_id=person.company_id)
        for person in await session.scalars(select(Person).where(invited).order_by(Person.id))
    )
    await session.flush()
    return mission


async def applies(
    database: Database,
    mission: Mission,
    person: Person,
    state: ApplicationState = ApplicationState.APPLIED,
    documents: dict[DocumentKind, str] | None = None,
    **columns: Any,
) -> Application:
    """The company of somebody applies, and they would travel; `documents` maps a kind to the name of a file, `columns`
    are those of Application."""
    async with database.transaction() as session:
        application = Application(
            mission_id=mission.id,
            company_id=person.company_id,
            person_id=person.id,
            began_at=ANNOUNCED,
            state=state,
            **{"traveller_id": person.id, "applied_at": ANNOUNCED, **columns},
        )
        session.add(application)
        await session.flush()
        session.add_all(
            ApplicationDocument(
                application_id=application.id,
                kind=kind,
                file_id=f"file-{application.id}-{kind}",
                file_unique_id=f"unique-{application.id}-{kind}",
                name=name,
                media="document",
                added_at=ANNOUNCED,
                size=1000,
            )
            for kind, name in (documents or {}).items()
        )
        await session.flush()
        return application


async def application_of(database: Database, mission: Mission, person: Person) -> Application | None:
    """What the company of somebody applies with."""
    async with database.reading() as session:
        return await session.scalar(
            select(Application).where(
                Application.mission_id == mission.id, Application.company_id == person.company_id
            )
        )
