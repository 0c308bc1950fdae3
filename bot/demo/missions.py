"""A mission of the sample cluster that is open: companies apply, and staff have begun to score them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.events import ZONE
from bot.models.missions import Application, ApplicationScore, Invitee, Mission, MissionText
from bot.models.people import Person, Standing
from bot.moment import Moment
from bot.rules import fit
from bot.rules.ledger import Act, Offer
from bot.rules.missions import (
    ApplicationState,
    ApplicationStep,
    Covered,
    Interest,
    MissionDetail,
    MissionPhase,
    Yardstick,
)
from bot.rules.money import Money
from bot.rules.walltime import instant_of
from bot.services import ledger, missions
from bot.services.fit import facts_of_all

DAY = timedelta(days=1)
ANNOUNCED_AGO = 4 * DAY
TEXTS = {
    "ar": (
        "جناح لبنان في معرض الرياض للأغذية",
        "جناح مشترك من 60 م²، ولقاءات مع مستوردين وسلاسل متاجر، ويوم لزيارة المراكز التجارية.",
    ),
    "fr": (
        "Pavillon libanais au salon alimentaire de Riyad",
        "Un pavillon commun de 60 m², des rendez-vous avec des importateurs et des chaînes, et un jour de visites.",
    ),
    "en": (
        "Lebanese pavilion at the Riyadh food fair",
        "A shared pavilion of 60 m², meetings with importers and chains, and a day of visits to stores.",
    ),
}


@dataclass(frozen=True)
class Applicant:
    """What somebody's company applies with, and what two of the staff gave it by each yardstick."""

    motivation: str
    buyers: str
    points: tuple[int, ...] = ()
    state: ApplicationState = ApplicationState.APPLIED


APPLICANTS: Mapping[str, Applicant] = {
    "Carine Tannous": Applicant(
        "Nos chips au zaatar se vendent déjà à Djeddah ; il nous faut un distributeur à Riyad.",
        "Chaînes de supermarchés, stations-service",
        (5, 4),
    ),
    "Samir Kanaan": Applicant(
        "We mill semolina for the Gulf’s bakeries and want to meet industrial buyers.",
        "Industrial bakeries, importers of flour",
        (4, 2),
    ),
    "عمر درنيقة": Applicant("نبحث عن وكيل حصري للمكسّرات المحمّصة في الخليج.", "وكلاء، محامص، متاجر الهدايا"),
    "فاطمة ياغي": Applicant("", "", state=ApplicationState.BEGUN),
}
STAFF = (901, 902)
"""The accounts of those who scored."""


async def hold(session: AsyncSession, now: datetime) -> None:
    """Put the mission into the database, with whom it was told to and who applies."""
    people = {person.name: person for person in await session.scalars(select(Person).order_by(Person.id))}
    mission = _announced(now)
    session.add(mission)
    await session.flush()
    announced = Moment(now - ANNOUNCED_AGO, ZONE)
    facts = await facts_of_all(session, announced)
    asked = fit.Conditions.of(mission.conditions)
    for person in people.values():
        known = facts.get(person.company_id)
        if person.standing is not Standing.MEMBER or known is None:
            continue
        if fit.fit(asked, known).eligibility is not fit.Eligibility.NOT:
            session.add(Invitee(mission_id=mission.id, person_id=person.id, company_id=person.company_id))
            ledger.was_offered(
                session, person.id, person.company_id, Offer.INVITATION, mission.about, announced
            )
    await session.flush()
    for hours, (name, applicant) in enumerate(APPLICANTS.items(), start=3):
        await _apply(session, mission, people[name], applicant, now - ANNOUNCED_AGO + timedelta(hours=hours))


def _announced(now: datetime) -> Mission:
    today = now.astimezone(ZONE).date()
    deadline = datetime.combine(today + 12 * DAY, time(18, 0))
    announced_at = now - ANNOUNCED_AGO
    return Mission(
        author_id=None,
        created_at=announced_at,
        zone=ZONE.key,
        phase=MissionPhase.ANNOUNCED,
        country="SA",
        city="Riyadh",
        fair="Riyadh Food Fair",
        starts_on=today + 75 * DAY,
        ends_on=today + 78 * DAY,
        deadline=deadline,
        deadline_at=instant_of(deadline, ZONE),
        cost=Money(Decimal(2_400), "USD"),
        covered=[Covered.STAND, Covered.HOTEL, Covered.MEETINGS],
        places=3,
        minimum=2,
        decides_on=today + 20 * DAY,
        conditions={
            "size": ["small", "medium", "large"],
            "sub_cluster": ["snacks", "agri_fresh", "processing"],
            "certificate": ["iso_22000", "haccp"],
        },
        settled=list(MissionDetail),
        announced_at=announced_at,
        told_at=announced_at,
        texts=[
            MissionText(language=language, title=title, html=html)
            for language, (title, html) in TEXTS.items()
        ],
    )


async def _apply(
    session: AsyncSession, mission: Mission, person: Person, applicant: Applicant, at: datetime
) -> None:
    is_sent = applicant.state is ApplicationState.APPLIED
    application = Application(
        mission_id=mission.id,
        company_id=person.company_id,
        person_id=person.id,
        traveller_id=person.id if is_sent else None,
        began_at=at,
        applied_at=at if is_sent else None,
        state=applicant.state,
        given=list(ApplicationStep) if is_sent else [],
        motivation=applicant.motivation or None,
        products=person.company.products if is_sent else None,
        buyers=applicant.buyers or None,
    )
    session.add(application)
    await session.flush()
    moment = Moment(at, ZONE)
    invitee = await missions.invitee_of(session, mission.id, person)
    if invitee is not None:
        invitee.interest, invitee.answered_at = Interest.INTERESTED, at
        ledger.did(session, person, Act.INVITATION_ANSWERED, mission.about, moment)
    if is_sent:
        ledger.did(session, person, Act.MISSION_APPLIED, mission.about, moment)
    for account, points in zip(STAFF, applicant.points, strict=False):
        session.add_all(
            ApplicationScore(
                application_id=application.id, staff_id=account, yardstick=one, points=points, at=at
            )
            for one in Yardstick
        )
